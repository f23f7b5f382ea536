"""What the schedules do: wake what is due, sweep once a day, heal lost wake-ups, re-create missing webhooks."""

from dataclasses import replace

from tandem.ports import Measure, Queue
from tandem.state.connections import Connection
from tandem.state.due import Duty
from tandem.usecases import passes
from tandem.usecases.parking import retry_parked
from tandem.usecases.reactions import look_over
from tandem.usecases.waits import chance, sooner
from tandem.usecases.webhooks import see_to_webhooks
from tandem.usecases.world import World


def refresh_connections(world: World) -> int:
    """Wake the pull of each connection whose poll is due; how many. Each gets its next instant first."""
    woken = 0
    due = list(world.due.until(Duty.REFRESH, world.clock.now()))
    for connection_id, at in due:
        connection = world.connections.find(connection_id)
        if connection is None or not (connection.is_active or connection.leaving) or connection.due_at != at:
            world.due.move(Duty.REFRESH, connection_id, at, None)
            continue
        passes.schedule(world, connection)
        queue = Queue.RECONCILE if connection.leaving else Queue.PULL
        world.wakes.wake(queue, connection.account, connection_id)
        woken += 1
    world.meter.count(Measure.REFRESHED, woken)
    return len(due)


def sweep_links(world: World) -> int:
    """Begin the sweeps that are due, and send again every wake-up that got lost; how many sweeps."""
    due = list(world.due.until(Duty.SWEEP, world.clock.now()))
    for connection_id, at in due:
        connection = world.connections.find(connection_id)
        if connection is None or not connection.is_active or connection.sweep_at != at:
            world.due.move(Duty.SWEEP, connection_id, at, None)
            continue
        if passes.may_work(world, connection):
            begin_sweep(world, connection)
        else:
            _put_off_sweep(world, connection)
    world.meter.count(Measure.HEALED, world.wakes.heal())
    return len(due)


def _put_off_sweep(world: World, connection: Connection) -> None:
    """Nobody is asked before the wait is over; without a grant the reconnect lists anew by itself."""
    is_waiting = passes.is_told_to_wait(world, connection)
    later = connection.continues if is_waiting else world.clock.now() + sooner(world.pace.sweep, chance(world.ids))
    world.due.move(Duty.SWEEP, connection.id, connection.sweep_at, later)
    world.connections.change(connection.id, lambda one: replace(one, sweep_at=later))


def begin_sweep(world: World, connection: Connection) -> None:
    """List both sides in full and compare: what everyone missed comes to light. Parked records get another try."""
    next_sweep = world.clock.now() + sooner(world.pace.sweep, chance(world.ids))
    world.due.move(Duty.SWEEP, connection.id, connection.sweep_at, next_sweep)
    changed = world.connections.change(connection.id, lambda one: replace(one, sweep_at=next_sweep))
    see_to_webhooks(world, changed.company)
    retry_parked(world, changed, due_only=True)
    passes.begin(world, changed, "sweep")
    world.meter.count(Measure.SWEEPS)
    look_over(world, connection.id)
