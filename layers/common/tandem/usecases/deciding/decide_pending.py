"""What a person decides about what waits: held deletions, first-sync doubts, parked records, conflicts."""

from collections.abc import Sequence
from dataclasses import replace

from tandem.domain.contact import Side
from tandem.domain.errors import Conflict, Refused
from tandem.domain.ids import ConnectionId, LinkId
from tandem.domain.link import Link, Replicated
from tandem.domain.sight import Seen
from tandem.ports import Operation
from tandem.state.answer import Decision
from tandem.state.changes import Note
from tandem.state.connections import Connection
from tandem.state.links import Agreement
from tandem.state.pending import Kind, Pending
from tandem.state.rows import transact_all
from tandem.usecases.deciding.decide_held import decide_held, note_item
from tandem.usecases.matching.match_spool import adoption
from tandem.usecases.undoing.undo import swap
from tandem.usecases.world import World


def decide_pending(
    world: World, connection_id: ConnectionId, kind: Kind, item: str, decision: str, partner: str = ""
) -> None:
    """held: release, restore. review: link, separate. parked: retry. conflicts: swap, dismiss.

    `partner` is the item of the same review that `link` takes this one for, where more than two are in doubt.
    Raise `Refused` otherwise.
    """
    connection = world.connections.get(connection_id)
    pending = world.pendings.find(connection_id, kind, item)
    if pending is None:
        raise Refused("unknown", "item")
    decide_one(world, connection, pending, decision, partner)
    world.wakes.wake(connection.queue, connection.account, connection_id)


def decide_one(world: World, connection: Connection, pending: Pending, decision: str, partner: str = "") -> None:
    """The same of one that was read; who calls wakes."""
    match pending.kind, decision:
        case Kind.HELD, "release" | "restore":
            decide_held(world, connection, pending, Decision(decision))
        case Kind.REVIEW, "link" | "separate":
            _review(world, connection, pending, partner, is_same=decision == "link")
        case Kind.PARKED, "retry":
            note_item(world, connection, pending.side, pending.remote_id)
        case Kind.CONFLICT, "swap":
            swap(world, connection.id, pending)
        case Kind.CONFLICT, "dismiss":
            world.links.table.transact([world.pendings.drop(connection.id, pending.kind, pending.key)])
        case _:
            raise Refused("unknown_decision", "decision")


def _review(world: World, connection: Connection, pending: Pending, partner: str, *, is_same: bool) -> None:
    """`link` takes the two for one, where it is clear which two; `separate` lets each go its own way."""
    group: Sequence[str] = pending.content.get("group", [])
    waiting = list(world.pendings.find_all(connection.id, Kind.REVIEW, group).values())
    if partner:
        meant = [one for one in waiting if one.key in {pending.key, partner}]
        if partner not in {one.key for one in waiting}:
            raise Refused("unknown", "with")
    else:
        meant = waiting
    if is_same:
        _link_twins(world, connection, meant)
    else:
        _separate(world, connection, meant)
    rest = [_without(one, meant) for one in waiting if one not in meant]
    puts = [world.pendings.put(connection.id, connection.account, one) for one in rest]
    transact_all(world.links.table, [*_ended(world, connection, meant), *puts])


def _ended(world: World, connection: Connection, decided: Sequence[Pending]) -> list[Operation]:
    return [world.pendings.drop(connection.id, Kind.REVIEW, one.key) for one in decided]


def _without(one: Pending, meant: Sequence[Pending]) -> Pending:
    """What is left of the doubt."""
    keys = {each.key for each in meant}
    return replace(one, content={**one.content, "group": [key for key in one.content["group"] if key not in keys]})


def separate(world: World, connection: Connection, waiting: Sequence[Pending]) -> None:
    """Whole doubts, each of whose members goes its own way."""
    _separate(world, connection, waiting)
    transact_all(world.links.table, _ended(world, connection, waiting))


def _separate(world: World, connection: Connection, waiting: Sequence[Pending]) -> None:
    """Each gets a link of its own, with nobody on the other side yet: so no matching finds the doubt again."""
    leaving = [one for one in waiting if one.side is Side.PROVIDER or connection.rules.is_two_way]
    items, now = [(one.side, one.remote_id) for one in leaving], world.clock.now()
    notes = [Note(side, remote, now) for side, remote in items if side is not None and remote is not None]
    world.changes.note_all(connection.id, notes)
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
    note_item(world, connection, Side.PROVIDER, contacts[0])
    twins = adoption(world, connection, persons[0], contacts[0], sight.uid)
    # in one transaction: who is cut off in between could never answer this doubt again
    if world.links.commit([replace(twins, others=(*twins.others, *_ended(world, connection, waiting)))]):
        raise Conflict("links_changed")
