"""Puts the deletions of a slice under the brake: counted before they are done, held as soon as they are too many."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from tandem.domain.action import Delete, Hold
from tandem.domain.brake import Counted, Wanted, is_guarded, let_through
from tandem.domain.contact import Side
from tandem.domain.ids import ConnectionId, LinkId, RemoteId
from tandem.domain.recovery import DELETE
from tandem.domain.sight import Tombstone
from tandem.domain.why import Why
from tandem.state.connections import Connection
from tandem.usecases.cases.decide_cases import Decided
from tandem.usecases.cases.meetings import series_of
from tandem.usecases.world import Opened, World

RULE = "brake"


def guard(world: World, connection_id: ConnectionId) -> Connection:
    """Let nothing be deleted for a while: something happened that makes deletions doubtful."""
    until = world.clock.now() + world.pace.guard
    return world.connections.change(connection_id, lambda one: replace(one, guarded_until=until))


def under_brake(world: World, connection: Connection, opened: Opened, decided: Sequence[Decided]) -> list[Decided]:
    """The same decisions; deletions beyond the brake become held ones. What passes is counted, whatever comes of it."""
    through = {
        side: _let_through(world, connection, side, wanted, _wholes(opened, side, wanted))
        for side in Side
        if (wanted := [one for one in decided if isinstance(one.action, Delete) and one.action.side is side])
    }
    return [_checked(one, through) for one in decided]


def _wholes(opened: Opened, side: Side, wanted: Sequence[Decided]) -> Mapping[LinkId, str]:
    """The series, by a name for the row, of those that went by one edit of it, or with it.

    Where an occurrence doesn't tell, its series is asked for, all of them in one request. Only a calendar has series:
    who deletes their activities one by one in the CRM deletes one by one.
    """
    series = {one.case.link.id: RemoteId(name) for one in wanted if (name := series_of(one.case.link.mentions))}
    if side is Side.PROVIDER or not series:
        return {}
    told = {one.case.link.id for one in wanted if isinstance(gone := one.case.provider, Tombstone) and gone.by_series}
    asked = list(dict.fromkeys(name for link, name in series.items() if link not in told))
    sights = opened.provider.read(asked) if asked else {}
    return {
        link: _named(name) for link, name in series.items() if link in told or isinstance(sights.get(name), Tombstone)
    }


def _named(series: str) -> str:
    return sha256(series.encode()).hexdigest()[:16]


def would_pass(
    world: World, connection: Connection, opened: Opened, side: Side, wanted: Sequence[Decided]
) -> frozenset[LinkId]:
    """Of these deletions on a side, what the brake would let happen now; nothing is counted by asking."""
    until, now = connection.guarded_until, world.clock.now()
    if until is not None and now < until:
        return frozenset()
    scale, wholes = world.brakes.weigh(connection.id, side), _wholes(opened, side, wanted)
    links = [one.case.link.id for one in wanted]
    return let_through(scale.counted, [Wanted(one, whole=wholes.get(one, "")) for one in links], scale.live, now)[1]


def _checked(one: Decided, through: dict[Side, frozenset[LinkId]]) -> Decided:
    if not isinstance(one.action, Delete) or one.case.link.id in through[one.action.side]:
        return one
    reason = Why.HELD_UNDO if one.action.rule == Why.UNDONE else ""
    return Decided(one.case, Hold(one.action.side, RULE, reason))


def _let_through(
    world: World, connection: Connection, side: Side, wanted: Sequence[Decided], wholes: Mapping[LinkId, str]
) -> frozenset[LinkId]:
    """The connection is read again: a guard was set before the deletions that it is for were noted."""
    while True:
        scale = world.brakes.weigh(connection.id, side)
        until = scale.connection.guarded_until if scale.connection else None
        unguarded = [one for one in wanted if not is_guarded(until, _heard(one), world.clock.now())]
        free = [_wanted(one, side, scale.counted, wholes.get(one.case.link.id, "")) for one in unguarded]
        through = world.brakes.count(connection.id, side, scale, free)
        if through is not None:
            return through


def _heard(one: Decided) -> list[datetime]:
    return [record.heard_at for record in one.case.records if record.heard_at is not None]


def _wanted(one: Decided, side: Side, counted: Sequence[Counted], whole: str) -> Wanted:
    """An open intent to delete tells of a try that was counted; or the link, if nothing was done to it since then."""
    link = one.case.link
    is_intended = link.intent is not None and link.intent.operation == DELETE and side in link.intent.written
    since = link.changed_at
    is_undone = since is not None and any(each.link == link.id and each.at >= since for each in counted)
    return Wanted(link.id, is_intended or is_undone, whole)
