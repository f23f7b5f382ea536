"""What a person decides about a meeting that the CRM moved: whether it is moved for all who are invited."""

from collections.abc import Sequence
from dataclasses import replace

from tandem.domain.link import Link, LinkState
from tandem.domain.why import Why
from tandem.ports import Operation
from tandem.state.answer import Decision
from tandem.state.links import Agreement
from tandem.usecases.world import World

_WHY = {Decision.RELEASE: Why.MOVE_RELEASED, Decision.RESTORE: Why.MOVE_KEPT}


def decide_move(world: World, link: Link, decision: Decision, others: Sequence[Operation]) -> Agreement:
    """The next slice moves the meeting, or takes the activity back. Of a move that came later it asks anew.

    What else either side changed meanwhile is merged as ever.
    """
    followed = replace(link, state=LinkState.LIVE, reason=_WHY[decision], changed_at=world.clock.now())
    return Agreement(followed, link, tuple(others))
