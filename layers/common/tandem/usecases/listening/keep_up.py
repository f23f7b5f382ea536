"""What the schedules do: wake what is due, sweep once a day, heal lost wake-ups, re-create missing webhooks, tell."""

from dataclasses import replace
from datetime import datetime

from tandem.domain.ids import ConnectionId
from tandem.ports import Measure
from tandem.state.connections import Connection
from tandem.state.due import Duty
from tandem.state.timetable import Shard
from tandem.usecases.listening.webhooks import see_to_webhooks
from tandem.usecases.runs import passes
from tandem.usecases.runs.parking import retry_parked
from tandem.usecases.runs.retries import see_to_retries
from tandem.usecases.runs.waits import chance, is_due, sooner
from tandem.usecases.telling.reactions import look_over
from tandem.usecases.telling.tell import tell
from tandem.usecases.world import World


def refresh_connections(world: World) -> int:
    """Wake the pull of each connection whose poll has come; how many. Who is cut off does the rest of it again."""
    now = world.clock.now()
    return sum(_walk(world, shard, now) for shard in world.timetable.shards())


def _walk(world: World, shard: Shard, now: datetime) -> int:
    due = [one for one in shard.places if is_due(one.connection, one.first, shard.walked, now, world.pace)]
    if due:
        world.wakes.poll([(one.account, one.connection) for one in due])
        world.timetable.walked(shard.number, now)
    world.meter.count(Measure.REFRESHED, len(due))
    return len(due)


def sweep_links(world: World) -> int:
    """Do what is due: begin sweeps, retry what is parked; send again every wake-up that got lost; write letters.

    How many sweeps. Each duty leads to a look at what its owner is to be told of: who is parked is told of after the
    first retry, and what a crash left untold, with the next sweep.
    """
    due = [entry for entry in world.due.until(world.clock.now()) if entry.duty is not Duty.CHANNEL]
    for duty, connection_id, at in due:
        if duty is Duty.SWEEP:
            _see_to_sweep(world, connection_id)
        elif duty is Duty.RETRY:
            see_to_retries(world, connection_id)
        if duty is not Duty.TELL:
            world.due.drop(duty, connection_id, at)
    world.meter.count(Measure.HEALED, world.wakes.heal())
    tell(world, due)  # last, so that a mail server that fails keeps nothing waiting
    return sum(1 for entry in due if entry.duty is Duty.SWEEP)


def _see_to_sweep(world: World, connection_id: ConnectionId) -> None:
    """The entry may be out of date, since it is written before the connection: what the connection says holds."""
    connection = world.connections.find(connection_id)
    if connection is None or not connection.is_active:
        return
    if connection.sweep_at is not None and connection.sweep_at > world.clock.now():
        world.due.put(Duty.SWEEP, connection_id, connection.sweep_at)
    elif passes.may_work(world, connection):
        begin_sweep(world, connection)
    else:
        _put_off_sweep(world, connection)


def _put_off_sweep(world: World, connection: Connection) -> None:
    """Nobody is asked before the wait is over; without a grant the reconnect lists anew by itself."""
    later = connection.continues
    if later is None or not passes.is_told_to_wait(world, connection):
        later = _next_sweep(world)
    world.due.put(Duty.SWEEP, connection.id, later)
    world.connections.change(connection.id, lambda one: replace(one, sweep_at=later))


def _next_sweep(world: World) -> datetime:
    return world.clock.now() + sooner(world.pace.sweep, chance(world.ids))


def begin_sweep(world: World, connection: Connection) -> None:
    """List both sides in full and compare: what everyone missed comes to light. Parked records get another try.

    The webhooks come first: whoever is woken to list sees to them, too, and both at once would make each twice.
    """
    see_to_webhooks(world, connection.company)
    next_sweep = _next_sweep(world)
    world.due.put(Duty.SWEEP, connection.id, next_sweep)
    passes.begin(world, connection, "sweep")
    look_over(world, connection.id, next_sweep)
    world.meter.count(Measure.SWEEPS)
    retry_parked(world, connection)
