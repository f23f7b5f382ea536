"""A pass over a connection: its run is begun, counted and finished here, and its polls are told from when to come."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from tandem.domain.ids import RunId
from tandem.ports import Queue
from tandem.state.connections import Connection, ConnectionState, Phase
from tandem.state.due import Duty
from tandem.state.runs import Run
from tandem.state.timetable import Place
from tandem.usecases.runs.waits import chance, sooner
from tandem.usecases.world import World

LIMIT = "rate_limited"
SHORT = timedelta(minutes=1)
"""A wait up to this long is left to the queue; a longer one to the timetable."""


def may_work(world: World, connection: Connection) -> bool:
    """Not while it is paused, stopped, without a grant, or told to wait. A stop that isn't done yet has work, too."""
    may_go_on = connection.is_active and connection.state is not ConnectionState.NEEDS_RECONNECT
    return (may_go_on or bool(connection.leaving)) and not is_told_to_wait(world, connection)


def is_told_to_wait(world: World, connection: Connection) -> bool:
    return connection.continues is not None and world.clock.now() < connection.continues


def is_limited(world: World, connection: Connection) -> bool:
    """A server said when it may be asked again. Not even a person makes us ask before; the day's share they may."""
    reason = connection.fault.reason if connection.fault else ""
    return is_told_to_wait(world, connection) and reason == LIMIT


def stand_down(world: World, connection: Connection, queue: Queue, generation: int) -> None:
    """Answer a wake-up that comes at a wrong time. One that is a little early comes again; whoever ends a longer wait,
    or a pause, wakes anew: the timetable does, also where a clock that was ahead made a short wait a long one."""
    is_going_on = connection.is_active and connection.state is not ConnectionState.NEEDS_RECONNECT
    is_early = is_going_on or (bool(connection.leaving) and queue is not Queue.PULL)
    wait = (connection.continues or world.clock.now()) - world.clock.now()
    if is_early and wait <= SHORT:
        world.wakes.again(queue, connection.account, connection.id, max(wait, timedelta()))
        return
    if is_early and connection.continues is not None:
        world.timetable.put(Place(connection.id, connection.account, connection.continues))
    world.wakes.done(queue, connection.account, connection.id, generation)


def new_run(world: World, connection: Connection, kind: str) -> RunId:
    run = RunId(f"{connection.id}-r{world.ids.new()[:16]}")
    world.runs.put(Run(run, kind, "running", world.clock.now()))
    return run


def begin(world: World, connection: Connection, kind: str) -> Connection:
    """Begin a run of this kind, unless one is under way: then that one goes on. Something happens: polls come soon."""
    if connection.state is ConnectionState.RUNNING and connection.run is not None:
        return connection
    run = _open_run(world, connection) or new_run(world, connection, kind)
    first = _first_poll(world, connection)
    running = ConnectionState.RUNNING
    return world.connections.change_known(
        connection,
        lambda one: replace(one, run=run, state=running, continues=None, polls_from=first) if one.is_active else one,
    )


def ask_for(world: World, connection: Connection, kind: str) -> RunId:
    """A run that begins when the wait that was told is over; one that is under way goes on then."""
    run, until = _open_run(world, connection) or new_run(world, connection, kind), connection.continues
    if until is not None:
        world.timetable.put(Place(connection.id, connection.account, until))
    world.connections.change(connection.id, lambda one: replace(one, run=run, polls_from=until))
    return run


def _first_poll(world: World, connection: Connection) -> datetime | None:
    """Soon from now on; so they do anyway where that was said a moment ago."""
    known, now, poll = connection.polls_from, world.clock.now(), world.pace.poll
    if not connection.is_active or (known is not None and now - poll <= known <= now + poll):
        return known
    first = now + sooner(poll, chance(world.ids))
    world.timetable.put(Place(connection.id, connection.account, first))
    return first


def count(world: World, connection: Connection, amounts: Mapping[str, int]) -> None:
    if connection.run is not None:
        world.runs.count(connection.run, amounts)


def _open_run(world: World, connection: Connection) -> RunId | None:
    if connection.run is None or world.runs.get(connection.id, connection.run).state != "running":
        return None
    return connection.run


def finish(world: World, connection: Connection) -> None:
    """All that was heard is done. A connection that waits for a person or a provider stays as it is."""
    if connection.state not in {ConnectionState.RUNNING, ConnectionState.PENDING, ConnectionState.WAITING}:
        return
    close(world, connection)
    world.connections.change_known(
        connection,
        lambda one: (
            replace(one, state=ConnectionState.UP_TO_DATE, fault=None, continues=None, tries=0, restored=_is_left(one))
            if one.is_active
            else one
        ),
    )


def _is_left(one: Connection) -> bool:
    """Whether the comparison that a restored backup asks for is still to come."""
    return one.restored and one.phase is not Phase.NONE


def close(world: World, connection: Connection) -> None:
    """The run is done, if one is under way."""
    if connection.run is None:
        return
    run = world.runs.get(connection.id, connection.run)
    if run.state == "running":
        world.runs.put(replace(run, state="done", finished=world.clock.now()))


def schedule(world: World, connection: Connection, wait: timedelta) -> Connection:
    """Let polls come from then on, and sweeps, where there are none yet."""
    first = world.clock.now() + wait
    world.timetable.put(Place(connection.id, connection.account, first))
    sweep_at = connection.sweep_at or world.clock.now() + sooner(world.pace.sweep, chance(world.ids))
    world.due.put(Duty.SWEEP, connection.id, sweep_at)
    return world.connections.change(connection.id, lambda one: replace(one, polls_from=first, sweep_at=sweep_at))
