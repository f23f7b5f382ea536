"""A calendar's first listing only notes what is there; from then on what is new or changed is brought over."""

from collections.abc import Mapping, Sequence

from tandem.domain.calendar_rules import CalendarRules
from tandem.domain.contact import Side
from tandem.domain.ids import RemoteId, Version
from tandem.domain.sight import Broken, Seen
from tandem.ports import Operation
from tandem.state.changes import Note
from tandem.state.connections import Connection
from tandem.state.rows import transact_all
from tandem.usecases.cases.gather import Stranger
from tandem.usecases.matching.twin_key import twin_key
from tandem.usecases.world import World


def has_baseline(connection: Connection) -> bool:
    return isinstance(connection.rules, CalendarRules)


def take_unlinked(world: World, connection: Connection, side: Side, items: Sequence[Seen]) -> None:
    """Of a page of a full listing, what no link holds. After the first listing what is new or changed since is noted.

    Kept whether in scope or not: rules may change, and what was there stays what was there.
    """
    if not world.baseline.is_taken(connection.id, side):
        keyed = [(one.remote_id, one.version, twin_key(connection, side, one)) for one in items]
        world.baseline.keep(connection.id, side, keyed)
        return
    known = world.baseline.versions(connection.id, side, [one.remote_id for one in items])
    now = world.clock.now()
    news = [one for one in items if one.in_scope and not _is_kept(side, one, known.get(one.remote_id))]
    world.changes.note_all(connection.id, [Note(side, one.remote_id, now) for one in news])


def take_unreadable(
    world: World, connection: Connection, side: Side, items: Sequence[Seen | Broken]
) -> list[Seen | Broken]:
    """Of a page of a full listing, all but what was there before and makes no sense: nobody need look at that."""
    broken = [one for one in items if isinstance(one, Broken)]
    if broken and not world.baseline.is_taken(connection.id, side):
        world.baseline.keep(connection.id, side, [(one.remote_id, one.version, "") for one in broken])
        return [one for one in items if isinstance(one, Seen)]
    known = world.baseline.versions(connection.id, side, [one.remote_id for one in broken]) if broken else {}
    kept = {one.remote_id for one in broken if known.get(one.remote_id) == one.version}
    return [one for one in items if one.remote_id not in kept]


def take_series(world: World, connection: Connection, series: Sequence[tuple[str, Version]]) -> None:
    """Series that were there stay out with all their occurrences, until they change."""
    named = [(RemoteId(name), version) for name, version in series]
    if not world.baseline.is_taken(connection.id, Side.PROVIDER):
        world.baseline.keep(connection.id, Side.PROVIDER, [(name, version, "") for name, version in named])
        return
    known = world.baseline.versions(connection.id, Side.PROVIDER, [name for name, _ in named])
    changed = [name for name, version in named if name in known and known[name] != version]
    transact_all(world.links.table, [world.baseline.let_go(connection.id, Side.PROVIDER, name) for name in changed])


def close_baseline(world: World, connection: Connection, side: Side) -> None:
    """The side was listed whole."""
    if not world.baseline.is_taken(connection.id, side):
        world.baseline.close(connection.id, side)


def without_kept(world: World, connection: Connection, strangers: Sequence[Stranger]) -> list[Stranger]:
    """Those that are new, or changed since. An activity that was there stays out until it is uploaded."""
    found: list[Stranger] = []
    for side in Side:
        ours = [one for one in strangers if one.side is side]
        known = world.baseline.versions(connection.id, side, _names(ours)) if ours else {}
        found += [one for one in ours if not _is_stranger_kept(one, known)]
    return found


def let_go(world: World, connection: Connection, side: Side, remote: RemoteId) -> tuple[Operation, ...]:
    """For the transaction that makes a link of it."""
    return (world.baseline.let_go(connection.id, side, remote),) if has_baseline(connection) else ()


def _names(strangers: Sequence[Stranger]) -> list[RemoteId]:
    """Theirs, and those of the series that they are of."""
    seen = [one.sight for one in strangers if isinstance(one.sight, Seen)]
    return [one.remote_id for one in strangers] + [RemoteId(name) for one in seen for name in one.mentions]


def _is_stranger_kept(one: Stranger, known: Mapping[RemoteId, Version]) -> bool:
    """An occurrence that the window came to is as old as its series, whose version it has until somebody touches it."""
    if not isinstance(one.sight, Seen):
        return False
    version = known.get(one.remote_id)
    series = [known.get(RemoteId(name)) for name in one.sight.mentions]
    is_of_old_series = version is None and one.sight.version in series
    return is_of_old_series or _is_kept(one.side, one.sight, version)


def _is_kept(side: Side, seen: Seen, version: str | None) -> bool:
    return version is not None and (side is Side.CRM or version == seen.version)
