"""A person says that a backup was put back: from then on every sync first compares both sides, and writes nothing."""

from collections.abc import Callable
from dataclasses import replace

from tandem.domain.ids import RunId
from tandem.ports import Queue
from tandem.state.connections import DEAF, Connection, ConnectionState, Leaving, Phase
from tandem.usecases.connecting.steer import SOON
from tandem.usecases.runs import passes
from tandem.usecases.world import World

KIND = "restored"
SETTLED = DEAF | {ConnectionState.PAUSED, ConnectionState.NEEDS_RECONNECT}
"""States that stay: the comparison waits for the resume or the reconnect."""


def mark_restored(world: World) -> int:
    """Mark every sync that is neither a draft nor stopped; how many. Idempotent, also after a crash in the middle.

    Leases, wake-ups, the index of what is due and change records may stay as the backup has them: they expire, or they
    are hints, and a hint is read anew.
    """
    found = [one for company in world.companies.all() for one in world.connections.of_company(company)]
    marked = [one for one in found if one.listens]
    for connection in found:
        if connection.leaving is Leaving.REMOVE:
            world.connections.change(connection.id, _without_removal)
    for connection in marked:
        _mark(world, connection)
    return len(marked)


def _without_removal(one: Connection) -> Connection:
    """What an old stop was to remove may have been taken up again since."""
    return replace(one, leaving=Leaving.KEEP) if one.leaving else one


def _mark(world: World, connection: Connection) -> None:
    if not connection.restored:
        run = passes.new_run(world, connection, KIND)
        if connection.is_active:
            # first into the timetable: should we end before the wake-up, the schedule wakes it
            passes.schedule(world, connection, SOON)
        connection = world.connections.change(connection.id, _marked(run))
    if connection.is_active:
        world.wakes.again(Queue.PULL, connection.account, connection.id)


def _marked(run: RunId) -> Callable[[Connection], Connection]:
    def edit(one: Connection) -> Connection:
        if not one.listens:
            return one
        fresh = replace(one, restored=True, phase=Phase.LIST, run=run, listed=(), resume="", continues=None, tries=0)
        return fresh if one.state in SETTLED else replace(fresh, state=ConnectionState.PENDING, fault=None)

    return edit
