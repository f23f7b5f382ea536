"""A calendar's first listing only notes what is there; from then on what is new or changed is brought over."""

from collections.abc import Sequence

from tandem.domain.calendar_rules import CalendarRules
from tandem.domain.contact import Side
from tandem.domain.ids import RemoteId
from tandem.domain.sight import Seen
from tandem.ports import Operation
from tandem.state.changes import Note
from tandem.state.connections import Connection
from tandem.usecases.gather import Stranger
from tandem.usecases.world import World


def has_baseline(connection: Connection) -> bool:
    return isinstance(connection.rules, CalendarRules)


def take_unlinked(world: World, connection: Connection, side: Side, items: Sequence[Seen]) -> None:
    """Of a page of a full listing, what no link holds. After the first listing what is new or changed since is noted.

    Kept whether in scope or not: rules may change, and what was there stays what was there.
    """
    if not world.baseline.is_taken(connection.id, side):
        world.baseline.keep(connection.id, side, [(one.remote_id, one.version) for one in items])
        return
    known = world.baseline.versions(connection.id, side, [one.remote_id for one in items])
    now = world.clock.now()
    news = [one for one in items if one.in_scope and not _is_kept(side, one, known.get(one.remote_id))]
    world.changes.note_all(connection.id, [Note(side, one.remote_id, now) for one in news])


def close_baseline(world: World, connection: Connection, side: Side) -> None:
    """The side was listed whole."""
    if not world.baseline.is_taken(connection.id, side):
        world.baseline.close(connection.id, side)


def without_kept(world: World, connection: Connection, strangers: Sequence[Stranger]) -> list[Stranger]:
    """Those that are new, or changed since. An activity that was there stays out until it is uploaded."""
    found: list[Stranger] = []
    for side in Side:
        ours = [one for one in strangers if one.side is side]
        known = world.baseline.versions(connection.id, side, [one.remote_id for one in ours]) if ours else {}
        found += [one for one in ours if not _is_stranger_kept(one, known.get(one.remote_id))]
    return found


def let_go(world: World, connection: Connection, side: Side, remote: RemoteId) -> tuple[Operation, ...]:
    """For the transaction that makes a link of it."""
    return (world.baseline.let_go(connection.id, side, remote),) if has_baseline(connection) else ()


def _is_stranger_kept(one: Stranger, version: str | None) -> bool:
    return isinstance(one.sight, Seen) and _is_kept(one.side, one.sight, version)


def _is_kept(side: Side, seen: Seen, version: str | None) -> bool:
    return version is not None and (side is Side.CRM or version == seen.version)
