"""What a person decides about a meeting that the CRM moved: whether it is moved for all who are invited."""

from collections.abc import Sequence
from dataclasses import replace

from tandem.domain.content import as_event
from tandem.domain.link import Link, LinkState
from tandem.domain.sight import Seen
from tandem.domain.why import Why
from tandem.ports import Operation
from tandem.state.links import Agreement
from tandem.usecases.world import World


def let_move(world: World, link: Link, others: Sequence[Operation]) -> Agreement:
    """The next slice moves it."""
    followed = replace(link, state=LinkState.LIVE, reason=Why.MOVE_RELEASED, changed_at=world.clock.now())
    return Agreement(followed, link, tuple(others))


def keep_time(world: World, link: Link, crm: Seen, provider: Seen, others: Sequence[Operation]) -> Agreement:
    """The next slice takes the activity back: as if the meeting had just been moved from there to where it is.

    What else either side changed meanwhile is merged as ever.
    """
    wished = as_event(crm.content).when
    base_crm, base_provider = (
        replace(as_event(base or seen.content), when=wished)
        for base, seen in ((link.crm.base, crm), (link.provider.base, provider))
    )
    bases = replace(link.crm, base=base_crm), replace(link.provider, base=base_provider, version=None)
    followed = replace(
        link, state=LinkState.LIVE, reason="restored", crm=bases[0], provider=bases[1], changed_at=world.clock.now()
    )
    return Agreement(followed, link, tuple(others))
