"""A person's decision on several that wait, in one go: each that can be decided is, and the others say why not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from tandem.domain.errors import Refused, Trouble
from tandem.domain.ids import ConnectionId
from tandem.state.answer import Decision
from tandem.state.changes import Note
from tandem.state.connections import Connection
from tandem.state.pending import Kind, Pending
from tandem.state.rows import transact_all
from tandem.usecases.deciding.decide_held import decide_many
from tandem.usecases.deciding.decide_pending import decide_one, separate
from tandem.usecases.world import World


@dataclass(frozen=True, slots=True)
class UndecidedView:
    """One that waits still, and why."""

    id: str
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class DecidedView:
    """How many were decided, and how many had been settled before; what could not be."""

    done: int
    gone: int
    undecided: tuple[UndecidedView, ...]


Troubles = Mapping[str, Trouble]
Together = Callable[[World, Connection, Sequence[Pending]], Troubles]


def decide_some(
    world: World, connection_id: ConnectionId, kind: Kind, items: Sequence[str], decision: str
) -> DecidedView:
    """Decide on these items of one kind. Raise `Refused` for what is no decision of that kind, and for what stands in
    the way of all; what stands in the way of some is told of each.
    """
    connection = world.connections.get(connection_id)
    together = TOGETHER.get((kind, decision))
    if together is None:
        raise Refused("unknown_decision", "decision")
    wanted = list(dict.fromkeys(items))
    waiting = world.pendings.find_all(connection_id, kind, wanted)
    troubles = together(world, connection, list(waiting.values())) if waiting else {}
    if waiting:
        world.wakes.wake(connection.queue, connection.account, connection_id)
    gone = {key for key, one in troubles.items() if isinstance(one, Refused) and one.reason == "unknown"}
    left = tuple(_undecided(key, one) for key, one in troubles.items() if key not in gone)
    return DecidedView(len(waiting) - len(troubles), len(wanted) - len(waiting) + len(gone), left)


def _undecided(key: str, trouble: Trouble) -> UndecidedView:
    """A refusal's detail names the part of a request, which nobody sees here."""
    return UndecidedView(key, trouble.reason, "" if isinstance(trouble, Refused) else trouble.detail)


def _held(decision: Decision, world: World, connection: Connection, waiting: Sequence[Pending]) -> Troubles:
    if connection.restored:
        raise Refused("restoring", "decision")
    return decide_many(world, connection, lambda: world.replicas.open(connection), waiting, decision)


def _retried(world: World, connection: Connection, waiting: Sequence[Pending]) -> Troubles:
    now = world.clock.now()
    items = [(one.side, one.remote_id) for one in waiting]
    notes = [Note(side, remote, now) for side, remote in items if side is not None and remote is not None]
    world.changes.note_all(connection.id, notes)
    return {}


def _dismissed(world: World, connection: Connection, waiting: Sequence[Pending]) -> Troubles:
    drops = [world.pendings.drop(connection.id, Kind.CONFLICT, one.key) for one in waiting]
    transact_all(world.links.table, drops)
    return {}


def _separated(world: World, connection: Connection, waiting: Sequence[Pending]) -> Troubles:
    """Each with all that it was doubted with."""
    keys = [key for one in waiting for key in (one.key, *one.content.get("group", ()))]
    members = world.pendings.find_all(connection.id, Kind.REVIEW, list(dict.fromkeys(keys)))
    separate(world, connection, list(members.values()))
    return {}


def _each(decision: str, world: World, connection: Connection, waiting: Sequence[Pending]) -> Troubles:
    """One by one: each writes, or asks, for itself."""
    troubles: dict[str, Trouble] = {}
    for one in waiting:
        try:
            decide_one(world, connection, one, decision)
        except Trouble as trouble:
            troubles[one.key] = trouble
    return troubles


TOGETHER: Mapping[tuple[Kind, str], Together] = {
    **{(Kind.HELD, str(decision)): partial(_held, decision) for decision in Decision},
    (Kind.PARKED, "retry"): _retried,
    (Kind.CONFLICT, "dismiss"): _dismissed,
    (Kind.CONFLICT, "swap"): partial(_each, "swap"),
    (Kind.REVIEW, "separate"): _separated,
    (Kind.REVIEW, "link"): partial(_each, "link"),
}
