"""Parks a record that failed for a reason of its own: it waits for a retry or a person, and the rest goes on."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from tandem.domain.contact import Side
from tandem.domain.errors import Rejected, StaleVersion, Trouble
from tandem.domain.ids import RemoteId
from tandem.ports import Measure, Operation, Outcome
from tandem.state.changes import ChangeRecord, Note
from tandem.state.connections import Connection
from tandem.state.due import Duty
from tandem.state.pending import Kind, Pending, item_key
from tandem.usecases.runs.waits import whole_minute
from tandem.usecases.world import World

FIRST_RETRY = timedelta(minutes=15)
LONGEST_RETRY = timedelta(days=1)
STALE_FOR_GOOD = timedelta(minutes=1)
LONGEST_NAME = 200
"""Enough to recognise somebody by. A sweep reads these rows, and must not need what lies apart from them."""


def is_hopeless(error: Trouble, records: Sequence[ChangeRecord], now: datetime) -> bool:
    """Whether trying at once again is in vain. A server that refuses a version that nobody changed has its reasons."""
    heard = [record.heard_at for record in records if record.heard_at is not None]
    is_stale_for_good = isinstance(error, StaleVersion) and bool(heard) and now - max(heard) >= STALE_FOR_GOOD
    return isinstance(error, Rejected) or is_stale_for_good


def park(world: World, connection: Connection, side: Side, remote: RemoteId, trouble: Trouble, name: str = "") -> None:
    """Park or park again, each time for twice as long. The person sees the reason at once, and when its next try is."""
    row = parked(world, connection, side, remote, trouble, name)
    world.links.table.transact([row, next_look(world, connection)])


def next_look(world: World, connection: Connection) -> Operation:
    """The entry that has what is parked looked at as soon as the first of it can be due; stored with what parks it.

    Whoever looks finds when the next is due. So one entry is enough, however many are parked at once.
    """
    return world.due.entry(Duty.RETRY, connection.id, whole_minute(world.clock.now() + FIRST_RETRY))


def parked(
    world: World, connection: Connection, side: Side, remote: RemoteId, trouble: Trouble, name: str = ""
) -> Operation:
    key = item_key(side, remote)
    before = world.pendings.find(connection.id, Kind.PARKED, key)
    tries = before.tries + 1 if before else 1
    world.meter.count(Measure.RECORDS, int(before is None), Outcome.PARKED)
    now = world.clock.now()
    pending = Pending(
        Kind.PARKED,
        key,
        trouble.reason,
        before.since if before else now,
        side,
        remote,
        detail=trouble.detail,
        tries=tries,
        retry_at=whole_minute(now + min(FIRST_RETRY * 2 ** min(tries - 1, 16), LONGEST_RETRY)),
        content={"name": name[:LONGEST_NAME]},
    )
    return world.pendings.put(connection.id, connection.account, pending)


def unparked(world: World, connection: Connection, items: Iterable[tuple[Side, RemoteId]]) -> list[Operation]:
    """The operations that end the parking of items that went through; only for those that are parked."""
    keys = [item_key(side, remote) for side, remote in items]
    standing = world.pendings.standing(connection.id, Kind.PARKED, keys)
    return [world.pendings.drop(connection.id, Kind.PARKED, key) for key in standing]


def retry_parked(world: World, connection: Connection) -> datetime | None:
    """Make change records again of what is parked and due; when the next is, None where nothing else is parked."""
    now = world.clock.now()
    waiting = world.pendings.retries(connection.id)
    world.changes.note_all(connection.id, [Note(side, remote, now) for side, remote, at in waiting if at <= now])
    return min((at for _, _, at in waiting if at > now), default=None)
