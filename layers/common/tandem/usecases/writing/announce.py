"""Notes what is about to be made before it is made, with all that it is found by should we end in between."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from tandem.domain.content import Content
from tandem.domain.deed import Act
from tandem.domain.ids import LinkId, RemoteId
from tandem.domain.link import Intent, Link, LinkState, Replicated
from tandem.domain.side import Side
from tandem.domain.sight import Seen
from tandem.state.connections import Connection
from tandem.state.links import Agreement, stored
from tandem.usecases.cases.agree import LINKED
from tandem.usecases.matching import newborns
from tandem.usecases.matching.making import Making
from tandem.usecases.world import Opened, World


def note_creates(
    world: World, connection: Connection, opened: Opened, makings: Sequence[Making]
) -> list[tuple[Making, Link]]:
    """Links in CREATING, stored; a making whose item somebody else claimed meanwhile is left out."""
    intended = [(one, _creating(world, connection, opened, one)) for one in makings]
    failed = world.links.commit([_intent(world, one, link) for one, link in intended])
    return [(one, stored(link)) for one, link in intended if link.id not in failed]


def _intent(world: World, making: Making, link: Link) -> Agreement:
    """A link whose item is made anew counts as linked again once it is there."""
    was_linked = making.link is not None and making.link.state in LINKED
    notes = newborns.notes(world, making, link)
    return Agreement(link, making.link, notes, {"linked": -1 if was_linked else 0})


def _creating(world: World, connection: Connection, opened: Opened, making: Making) -> Link:
    """What it makes is found by the link's id. What is sent is kept, too: so an edit before our commit shows."""
    now = world.clock.now()
    link = making.link or Link(
        LinkId(world.ids.new()), connection.company, connection.account, connection.id, made=making.side
    )
    sides = {making.side: Replicated(), making.side.other: replicated(making.source, None)}
    return replace(
        link,
        state=LinkState.CREATING,
        crm=sides[Side.CRM],
        provider=sides[Side.PROVIDER],
        intent=_sent(opened, making, now),
        changed_at=now,
        mentions=making.source.mentions,
    )


def _sent(opened: Opened, making: Making, now: datetime) -> Intent:
    replica = opened.crm if making.side is Side.CRM else opened.provider
    shown = {making.side: replica.projection(making.content), making.side.other: making.source.content}
    written = frozenset({making.side})
    crm, provider = shown[Side.CRM], shown[Side.PROVIDER]
    return Intent(Act.CREATE, written, now, crm, provider, making.rule, instead=_instead(making))


def _instead(making: Making) -> RemoteId | None:
    """A try that is repeated has the same one."""
    if making.link is None:
        return None
    before = making.link.intent.instead if making.link.intent is not None else None
    return making.link.side(making.side).remote_id or before


def replicated(seen: Seen, base: Content | None) -> Replicated:
    return Replicated(seen.remote_id, seen.version, base, seen.uid)
