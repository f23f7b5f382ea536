"""What an activity and an event have in common when a calendar's sync begins: those that are the same are linked.

So a sync that was ended and begun again goes on with what it had, and what another program had brought over isn't
doubled by the first change. Nothing is written: both are taken as they are.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from tandem.domain.ids import LinkId, RemoteId
from tandem.domain.link import Link, Replicated
from tandem.domain.side import Side
from tandem.domain.sight import Seen, Sight, Tombstone
from tandem.domain.why import Why
from tandem.ports import Operation
from tandem.state.changes import Note
from tandem.state.connections import Connection
from tandem.state.links import Agreement
from tandem.usecases.cases import ledger
from tandem.usecases.matching.foundlings import tell_makers
from tandem.usecases.matching.match_spool import adoption
from tandem.usecases.world import Opened, World

SOON = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Twins:
    crm: Seen
    provider: Seen


def adopt_twins(world: World, connection: Connection, opened: Opened) -> None:
    """Once, when both sides were listed for the first time. Cut off, it is done again: what is linked is left out."""
    if world.baseline.is_met(connection.id):
        return
    pairs = _pairs(*(world.baseline.twin_keys(connection.id, side) for side in Side))
    for at in range(0, len(pairs), world.pace.batch):
        _adopt(world, connection, opened, pairs[at : at + world.pace.batch])
    world.baseline.meet(connection.id)


def _pairs(crm: Mapping[RemoteId, str], provider: Mapping[RemoteId, str]) -> list[tuple[RemoteId, RemoteId]]:
    """Those of which there is one on each side."""
    activities, events = _alone(crm), _alone(provider)
    return [(activities[key], events[key]) for key in activities if key in events]


def _alone(keyed: Mapping[RemoteId, str]) -> dict[str, RemoteId]:
    times = Counter(keyed.values())
    return {key: remote for remote, key in keyed.items() if key and times[key] == 1}


def _adopt(world: World, connection: Connection, opened: Opened, pairs: Sequence[tuple[RemoteId, RemoteId]]) -> None:
    crm = opened.crm.read([activity for activity, _ in pairs])
    provider = opened.provider.read([event for _, event in pairs])
    found = [(pair, crm.get(pair[0]), provider.get(pair[1])) for pair in pairs]
    there = [Twins(one, other) for _, one, other in found if isinstance(one, Seen) and isinstance(other, Seen)]
    unread = [pair for pair, *sights in found if _is_unread(*sights)]
    while tell_makers(world, connection, opened, [one for one in crm.values() if isinstance(one, Seen)]):
        world.clock.sleep(SOON)  # what was read stays what both agree on
    edited = _edited(world, connection, there)
    agreements = [_met(world, connection, one) if one in edited else _adopted(world, connection, one) for one in there]
    world.links.commit(agreements + [_meeting(world, connection, *pair, "") for pair in unread])


def _is_unread(*sights: Sight | None) -> bool:
    """Neither deleted nor read this time: they were twins when they were listed."""
    is_gone = any(isinstance(one, Tombstone) for one in sights)
    return not is_gone and not all(isinstance(one, Seen) for one in sights)


def _edited(world: World, connection: Connection, twins: Sequence[Twins]) -> list[Twins]:
    """Those of which a person edited either since it was listed."""
    crm = world.baseline.versions(connection.id, Side.CRM, [one.crm.remote_id for one in twins])
    provider = world.baseline.versions(connection.id, Side.PROVIDER, [one.provider.remote_id for one in twins])
    return [
        one
        for one in twins
        if crm.get(one.crm.remote_id) != one.crm.version or provider.get(one.provider.remote_id) != one.provider.version
    ]


def _met(world: World, connection: Connection, one: Twins) -> Agreement:
    return _meeting(world, connection, one.crm.remote_id, one.provider.remote_id, one.provider.uid)


def _meeting(world: World, connection: Connection, activity: RemoteId, event: RemoteId, uid: str) -> Agreement:
    """They have yet to agree, since what was typed meanwhile is to come over: looked at next, as any two that meet."""
    met = adoption(world, connection, activity, event, uid)
    look = world.changes.noted(connection.id, Note(Side.CRM, activity, world.clock.now()))
    return replace(met, others=(*met.others, look, *_let_go(world, connection, activity, event)))


def _adopted(world: World, connection: Connection, one: Twins) -> Agreement:
    link = Link(
        LinkId(world.ids.new()),
        connection.company,
        connection.account,
        connection.id,
        crm=Replicated(one.crm.remote_id, one.crm.version, one.crm.content),
        provider=Replicated(one.provider.remote_id, one.provider.version, one.provider.content, one.provider.uid),
        adopted=True,
        changed_at=world.clock.now(),
        mentions=(*one.crm.mentions, *one.provider.mentions),
    )
    told = ledger.linked(world, connection, link, one.crm.content, Why.ADOPTED)
    kept = _let_go(world, connection, one.crm.remote_id, one.provider.remote_id)
    return Agreement(link, None, (told, *kept), {"linked": 1})


def _let_go(world: World, connection: Connection, activity: RemoteId, event: RemoteId) -> list[Operation]:
    """They are no longer what was there before."""
    kept = [(Side.CRM, activity), (Side.PROVIDER, event)]
    return [world.baseline.let_go(connection.id, side, remote) for side, remote in kept]
