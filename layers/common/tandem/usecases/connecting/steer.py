"""Start, pause, resume, refresh and stop: what a person does with a connection. The queues do the work."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from tandem.domain.errors import Refused
from tandem.domain.ids import ConnectionId, RunId
from tandem.ports import Queue
from tandem.state.connections import Connection, ConnectionState, Leaving, Phase
from tandem.state.due import Duty
from tandem.usecases.runs import passes
from tandem.usecases.world import World

SOON = timedelta(minutes=1)


def start(world: World, connection_id: ConnectionId) -> RunId:
    """Begin the first sync. A connection that was stopped begins anew: twins are adopted, not doubled."""
    connection = world.connections.get(connection_id)
    _require_idle(connection)
    world.companies.grant(connection.company, connection.user)
    world.erasures.require_none(connection.company, connection.user)
    world.checkups.require_none(connection.company, connection.account, world.clock.now())
    run = passes.new_run(world, connection, "first")
    # first into the timetable: should we end between the state and the wake-up, the schedule wakes it
    passes.schedule(world, connection, SOON)
    world.connections.change(connection_id, partial(_begun, run=run))
    world.wakes.wake(Queue.PULL, connection.account, connection_id)
    return run


def _begun(one: Connection, run: RunId) -> Connection:
    """Looked at once more in the instant of the change: a stop may have come in between."""
    if one.run != run:  # a write that was sent twice finds its own
        _require_idle(one)
    return replace(one, state=ConnectionState.PENDING, phase=Phase.LIST, run=run, listed=(), resume="")


def _require_idle(connection: Connection) -> None:
    if connection.state not in {ConnectionState.DRAFT, ConnectionState.STOPPED} or connection.leaving:
        raise Refused("already_started", "connection")


def pause(world: World, connection_id: ConnectionId) -> RunId:
    """Stop working; what is heard meanwhile is kept and done at the resume."""
    changed = _change_active(world, connection_id, ConnectionState.PAUSED)
    return changed.run or passes.new_run(world, changed, "pause")


def resume(world: World, connection_id: ConnectionId) -> RunId:
    connection = world.connections.get(connection_id)
    _require_paused(connection)
    world.checkups.require_none(connection.company, connection.account, world.clock.now())
    is_limited = passes.is_limited(world, connection)
    state = ConnectionState.WAITING if is_limited else ConnectionState.PENDING
    until = connection.continues if is_limited else None
    world.connections.change(connection_id, partial(_resumed, state=state, until=until))
    if connection.sweep_at is not None:  # one whose time came during the pause was taken from the index
        world.due.put(Duty.SWEEP, connection_id, connection.sweep_at)
    world.due.put(Duty.RETRY, connection_id, world.clock.now())  # and so with what is parked
    return _pull_now(world, connection_id)


def _resumed(one: Connection, state: ConnectionState, until: datetime | None) -> Connection:
    if one.state is not state:
        _require_paused(one)
    return replace(one, state=state, continues=until, tries=0)


def _require_paused(connection: Connection) -> None:
    if connection.state is not ConnectionState.PAUSED:
        raise Refused("not_paused", "connection")


def refresh(world: World, connection_id: ConnectionId) -> RunId:
    """Sync now, whatever was planned; but never before the time that a side said. A run that is under way goes on."""
    connection = world.connections.get(connection_id)
    if not connection.is_active:
        raise Refused("not_started", "connection")
    return _pull_now(world, connection_id)


def _pull_now(world: World, connection_id: ConnectionId) -> RunId:
    connection = world.connections.get(connection_id)
    if passes.is_limited(world, connection):
        return passes.ask_for(world, connection, "refresh")
    connection = passes.begin(world, connection, "refresh")
    world.connections.change(connection_id, lambda one: replace(one, continues=None, tries=0))
    # a message that is on its way may be one that waits after a failure
    world.wakes.again(Queue.PULL, connection.account, connection_id)
    return connection.run or RunId("")


def stop(world: World, connection_id: ConnectionId, remove: bool) -> RunId:
    """End the sync and forget the links; with `remove`, delete what Tandem made and nobody edited since."""
    connection = world.connections.get(connection_id)
    if connection.state is ConnectionState.DRAFT:
        raise Refused("not_started", "connection")
    run = passes.new_run(world, connection, "stop")
    how = Leaving.REMOVE if remove else Leaving.KEEP
    world.connections.change(
        connection_id,
        lambda one: replace(one, state=ConnectionState.STOPPED, leaving=how, run=run, continues=None, fault=None),
    )
    world.wakes.wake(connection.queue, connection.account, connection_id)
    return run


def _change_active(world: World, connection_id: ConnectionId, state: ConnectionState) -> Connection:
    return world.connections.change(connection_id, partial(_changed, state=state))


def _changed(one: Connection, state: ConnectionState) -> Connection:
    if not one.is_active and one.state is not state:
        raise Refused("not_started", "connection")
    return replace(one, state=state)
