"""Tries again what is parked, when its time has come: the time that the person was shown."""

from tandem.domain.ids import ConnectionId
from tandem.state.due import Duty
from tandem.usecases.runs import passes
from tandem.usecases.runs.parking import retry_parked
from tandem.usecases.world import World


def see_to_retries(world: World, connection_id: ConnectionId) -> None:
    """Have what is due looked at, and come again for the next. During a pause or without a grant nothing is tried;
    whoever ends that comes for all of it, and whoever is told to wait does so after the wait.
    """
    connection = world.connections.find(connection_id)
    if connection is None or not connection.is_active:
        return
    if not passes.may_work(world, connection):
        if connection.continues is not None and passes.is_told_to_wait(world, connection):
            world.due.put(Duty.RETRY, connection_id, connection.continues)
        return
    following = retry_parked(world, connection)
    if following is not None:
        world.due.put(Duty.RETRY, connection_id, following)
    if world.changes.first(connection_id, 1):
        world.wakes.wake(connection.queue, connection.account, connection_id)
