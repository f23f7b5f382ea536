"""What a person decides about what waits: held deletions, first-sync doubts, parked records, conflicts."""

from collections.abc import Sequence
from dataclasses import replace

from tandem.domain.contact import Side
from tandem.domain.errors import Refused
from tandem.domain.ids import ConnectionId, LinkId, RemoteId
from tandem.domain.link import Link, LinkState, Replicated
from tandem.domain.sight import Seen, Tombstone
from tandem.ports import Failed, Queue, Removal
from tandem.state.changes import Note
from tandem.state.connections import Connection
from tandem.state.links import Agreement
from tandem.state.pending import Kind, Pending
from tandem.usecases import ledger
from tandem.usecases.match_spool import adoption
from tandem.usecases.measures import count_writes
from tandem.usecases.world import World


def decide_pending(world: World, connection_id: ConnectionId, kind: Kind, item: str, decision: str) -> None:
    """held: release, restore. review: link, separate. parked: retry. conflicts: dismiss. Raise `Refused` otherwise."""
    connection = world.connections.get(connection_id)
    pending = world.pendings.find(connection_id, kind, item)
    if pending is None:
        raise Refused("unknown", "item")
    match kind, decision:
        case Kind.HELD, "release":
            _release(world, connection, pending)
        case Kind.HELD, "restore":
            _restore(world, connection, pending)
        case Kind.REVIEW, "link" | "separate":
            _review(world, connection, pending, is_same=decision == "link")
        case Kind.PARKED, "retry":
            _note(world, connection, pending.side, pending.remote_id)
        case Kind.CONFLICT, "dismiss":
            world.links.table.transact([world.pendings.drop(connection_id, kind, item)])
        case _:
            raise Refused("unknown_decision", "decision")
    world.wakes.wake(Queue.RECONCILE, connection.account, connection_id)


def _note(world: World, connection: Connection, side: Side | None, remote: RemoteId | None) -> None:
    if side is not None and remote is not None:
        world.changes.note(connection.id, Note(side, remote, world.clock.now()))


def _link_of(world: World, connection: Connection, pending: Pending) -> Link:
    link = world.links.get(connection.id, [pending.link or LinkId("")]).get(pending.link or LinkId(""))
    if link is None or link.state is not LinkState.HELD or pending.side is None:
        raise Refused("unknown", "item")
    return link


def _release(world: World, connection: Connection, pending: Pending) -> None:
    """Delete after all, if the item is still there; the person has seen it, so no brake counts."""
    link = _link_of(world, connection, pending)
    side = pending.side or Side.CRM
    opened = world.replicas.open(connection)
    replica = opened.crm if side is Side.CRM else opened.writer
    remote = link.side(side).remote_id
    if replica is None or remote is None:
        raise Refused("one_way", "decision")
    sight = replica.read([remote])[remote]
    history = []
    if isinstance(sight, Seen):
        outcome = next(iter(replica.write([Removal(sight)])))
        count_writes(world, opened, side, [outcome])
        if isinstance(outcome, Failed):
            raise outcome.error
        history = [ledger.written(world, connection, link, side, "delete", "released", sight.contact, None)]
    elif not isinstance(sight, Tombstone):
        raise Refused("unseen", "item")
    gone = replace(link, state=LinkState.TOMBSTONE, reason="released", changed_at=world.clock.now())
    ended = world.pendings.drop(connection.id, Kind.HELD, pending.key)
    world.links.commit([Agreement(gone, link, (*history, ended), {"linked": -1})])


def _restore(world: World, connection: Connection, pending: Pending) -> None:
    """Keep the item. In two-way mode its twin is made anew; in one-way mode the two are let go of."""
    link = _link_of(world, connection, pending)
    side = pending.side or Side.CRM
    ended = world.pendings.drop(connection.id, Kind.HELD, pending.key)
    if side is Side.CRM and not connection.rules.is_two_way:
        unlinked = replace(link, state=LinkState.UNLINKED, reason="restored", changed_at=world.clock.now())
        world.links.commit([Agreement(unlinked, link, (ended,), {"linked": -1})])
        return
    alone = {side: replace(link.side(side), base=None), side.other: Replicated()}
    restored = replace(
        link, state=LinkState.LIVE, crm=alone[Side.CRM], provider=alone[Side.PROVIDER], reason="restored"
    )
    world.links.commit([Agreement(restored, link, (ended,))])
    _note(world, connection, side, link.side(side).remote_id)


def _review(world: World, connection: Connection, pending: Pending, *, is_same: bool) -> None:
    """`link` takes the two for one, where it is clear which two; `separate` lets each go its own way."""
    group: Sequence[str] = pending.content.get("group", [])
    members = [world.pendings.find(connection.id, Kind.REVIEW, key) for key in group]
    waiting = [one for one in members if one is not None]
    if is_same:
        _link_twins(world, connection, waiting)
    else:
        _separate(world, connection, waiting)
    world.links.table.transact([world.pendings.drop(connection.id, Kind.REVIEW, one.key) for one in waiting])


def _separate(world: World, connection: Connection, waiting: Sequence[Pending]) -> None:
    """Each gets a link of its own, with nobody on the other side yet: so no matching finds the doubt again."""
    leaving = [one for one in waiting if one.side is Side.PROVIDER or connection.rules.is_two_way]
    for one in leaving:
        _note(world, connection, one.side, one.remote_id)
    world.links.commit([Agreement(_alone(world, connection, one), counts={"linked": 1}) for one in leaving])


def _alone(world: World, connection: Connection, one: Pending) -> Link:
    sides = {one.side: Replicated(one.remote_id)}
    return Link(
        LinkId(world.ids.new()),
        connection.company,
        connection.account,
        connection.id,
        crm=sides.get(Side.CRM, Replicated()),
        provider=sides.get(Side.PROVIDER, Replicated()),
        reason="separate",
        changed_at=world.clock.now(),
    )


def _link_twins(world: World, connection: Connection, waiting: Sequence[Pending]) -> None:
    persons = [one.remote_id for one in waiting if one.side is Side.CRM and one.remote_id]
    contacts = [one.remote_id for one in waiting if one.side is Side.PROVIDER and one.remote_id]
    if len(persons) != 1 or len(contacts) != 1:
        raise Refused("not_one_pair", "decision")
    sight = world.replicas.open(connection).provider.read(contacts)[contacts[0]]
    if not isinstance(sight, Seen):
        raise Refused("unseen", "item")
    world.links.commit([adoption(world, connection, persons[0], contacts[0], sight.uid)])
    _note(world, connection, Side.PROVIDER, contacts[0])
