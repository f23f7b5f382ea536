"""A person's one answer to all that is held: noted at once, carried out by the queue in slices, counted as a run."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from tandem.domain.errors import AccessRevoked, RateLimited, Refused
from tandem.domain.ids import ConnectionId, RunId
from tandem.state.answer import Answer, Decision
from tandem.state.connections import Connection
from tandem.state.pending import Kind
from tandem.usecases.deciding.decide_held import decide_many
from tandem.usecases.runs import passes
from tandem.usecases.world import Opened, World

STOPS = (RateLimited, AccessRevoked)
"""What stands in the way of one is in the way of all; any other trouble leaves its own one held."""


def answer_held(world: World, connection_id: ConnectionId, decision: Decision) -> RunId:
    """Decide on all that is held now; the run to follow. What is held later waits for another answer.

    Asked again while it is under way, it goes on in the same run; another decision takes its place from there on.
    """
    connection = world.connections.get(connection_id)
    if connection.restored:
        raise Refused("restoring", "decision")
    if not connection.listens:
        raise Refused("not_started", "connection")
    before = connection.answer
    is_same = before is not None and before.decision is decision
    run = before.run if before is not None and is_same else _begun(world, connection, decision)
    answer = Answer(decision, world.clock.now(), run)
    changed = world.connections.change(connection_id, lambda one: replace(one, answer=answer))
    if before is not None and not is_same:
        _end_run(world, connection_id, before.run)
    world.wakes.wake(changed.queue, changed.account, connection_id)
    return run


def _begun(world: World, connection: Connection, decision: Decision) -> RunId:
    run = passes.new_run(world, connection, decision)
    count = world.pendings.count(connection.id, Kind.HELD)
    world.runs.put(replace(world.runs.get(connection.id, run), total=count))
    return run


def answer_slice(world: World, connection: Connection, answer: Answer, opened: Opened) -> None:
    """Carry out a part of the answer, or end it. A slice that was cut off is done again: what is decided is gone."""
    page = world.pendings.page(connection.id, Kind.HELD, answer.after, world.pace.batch)
    if not page or connection.restored:
        end_answer(world, connection)
        return
    meant = [one for one in page if one.since <= answer.at]
    under = replace(connection, run=answer.run)
    troubles = decide_many(world, under, lambda: opened, meant, answer.decision)
    passes.count(world, under, {"decided": len(meant) - len(troubles)})
    for trouble in troubles.values():
        if isinstance(trouble, STOPS):
            raise trouble
    passes.count(world, under, {"done": len(meant)})
    world.connections.change_known(connection, _moved(answer, page[-1].key))


def _moved(answer: Answer, after: str) -> Callable[[Connection], Connection]:
    """Unless the person gave another answer meanwhile."""
    return lambda one: replace(one, answer=replace(answer, after=after)) if one.answer == answer else one


def end_answer(world: World, connection: Connection) -> None:
    answer = connection.answer
    if answer is None:
        return
    _end_run(world, connection.id, answer.run)
    world.connections.change_known(connection, lambda one: replace(one, answer=None) if one.answer == answer else one)


def _end_run(world: World, connection: ConnectionId, run_id: RunId) -> None:
    """A run is forgotten after 30 days; its answer may have waited longer, for a pause to end."""
    with suppress(Refused):
        run = world.runs.get(connection, run_id)
        world.runs.put(replace(run, state="done", finished=world.clock.now()))
