"""Deletions under the brake: counted as they are done, held as soon as there are too many."""

from datetime import timedelta

from tandem.domain.brake import is_braked
from tandem.domain.contact import Contact, Side
from tandem.domain.link import Link
from tandem.ports import Key, Operation, Put
from tandem.state import keys
from tandem.state.connections import Connection
from tandem.state.pending import Kind, Pending
from tandem.usecases.names import shown_name
from tandem.usecases.world import World

WINDOW = timedelta(hours=24)


def brake_is_on(world: World, connection: Connection, side: Side, planned: int) -> bool:
    """Whether one more deletion on this side, after `planned` of this slice, is too much."""
    done = len(world.links.table.query(keys.deletions(connection.id, side), limit=1000))
    linked = world.connections.counts(connection.id).get("linked", 0)
    is_guarded = connection.guarded_until is not None and world.clock.now() < connection.guarded_until
    return is_guarded or is_braked(done + planned, linked)


def counted(world: World, connection: Connection, side: Side, link: Link) -> Operation:
    """The row that a deletion leaves for a day, so that the next one knows of it."""
    now = world.clock.now()
    sort = f"{now.isoformat(timespec='microseconds')}/{link.id}"
    return Put(Key(keys.deletions(connection.id, side), sort), {"link": link.id}, expires=now + WINDOW)


def held(world: World, connection: Connection, link: Link, side: Side, rule: str, shown: Contact | None) -> Operation:
    """The row that asks a person about `side`; without a base it is named by what is `shown`."""
    base = link.side(side).base or link.side(side.other).base or shown
    pending = Pending(
        Kind.HELD,
        link.id,
        rule,
        world.clock.now(),
        side,
        link.side(side).remote_id,
        link.id,
        content={"name": shown_name(base)},
    )
    return world.pendings.put(connection.id, connection.account, pending)
