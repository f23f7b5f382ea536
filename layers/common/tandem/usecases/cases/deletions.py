"""Deletions that wait for a person: the row that asks about one."""

from tandem.domain.contact import Side
from tandem.domain.content import Content
from tandem.domain.link import Link
from tandem.domain.why import Why
from tandem.ports import Operation
from tandem.state.connections import Connection
from tandem.state.pending import Kind, Pending
from tandem.usecases.cases.names import shown_name
from tandem.usecases.world import World


def held(world: World, connection: Connection, link: Link, side: Side, rule: str, shown: Content | None) -> Operation:
    """The row that asks a person about `side`; without a base it is named by what is `shown`."""
    base = link.side(side).base or link.side(side.other).base or shown
    undo = {"undo": True} if link.reason == Why.HELD_UNDO else {}
    pending = Pending(
        Kind.HELD,
        link.id,
        rule,
        world.clock.now(),
        side,
        link.side(side).remote_id,
        link.id,
        content={"name": shown_name(base), **undo},
    )
    return world.pendings.put(connection.id, connection.account, pending)
