"""Takes an undo from a person: of a run, of a record, of one entry, or of a conflict. The queue does the work."""

from collections.abc import Callable
from dataclasses import replace

from tandem.domain.comparison import same_field
from tandem.domain.contact import Field
from tandem.domain.errors import Refused
from tandem.domain.ids import ConnectionId, EntryId, LinkId, RunId, connection_of, place_of
from tandem.state import undo as targets
from tandem.state.connections import Connection, ConnectionState
from tandem.state.history import KEPT, Entry, age_of
from tandem.state.pending import Pending
from tandem.state.undo import Target, Undo
from tandem.state.undoings import Undoing
from tandem.usecases.runs import passes
from tandem.usecases.undoing.undo_cases import changed_by_swap
from tandem.usecases.world import World

KIND = {targets.RUN: "undo", targets.RECORD: "undo", targets.ENTRY: "undo", targets.SWAPS: "swap"}
NOT_NOW = {
    ConnectionState.DRAFT: "not_started",
    ConnectionState.STOPPED: "undo_stopped",
    ConnectionState.PAUSED: "undo_paused",
    ConnectionState.NEEDS_RECONNECT: "undo_needs_reconnect",
}


def undo(world: World, connection_id: ConnectionId, target: Target) -> RunId:
    """Note what is to be taken back; the run that does it. Asked again while it is under way, the same run.

    Raise `Refused` for a connection that may not write now, or that takes back something else just now.
    """
    connection = world.connections.get(connection_id)
    refuse_now(connection)
    before = connection.undo
    run = before.run if before else passes.new_run(world, connection, KIND[target.kind])
    changed = world.connections.change(connection_id, _asking(Undo(run, target)))
    if changed.undo is None or changed.undo.target != target:
        raise Refused("undo_goes_on", "id")
    world.wakes.wake(changed.queue, changed.account, connection_id)
    return changed.undo.run


def refuse_now(connection: Connection) -> None:
    if connection.restored:
        raise Refused("restoring", "id")
    if connection.state in NOT_NOW or connection.leaving:
        raise Refused(NOT_NOW.get(connection.state, "undo_stopped"), "id")


def _asking(undo: Undo) -> Callable[[Connection], Connection]:
    """It waits for the run that is under way. `asked` tells the one who ends it that somebody came meanwhile."""

    def edit(one: Connection) -> Connection:
        standing = one.undo or undo
        state = ConnectionState.PENDING if one.state is ConnectionState.UP_TO_DATE else one.state
        return replace(one, state=state, undo=replace(standing, asked=standing.asked + 1))

    return edit


# --- what is to be taken back ------------------------------------------------------------------------------


def of_run(world: World, run_id: RunId) -> tuple[ConnectionId, Target]:
    """Raise `Refused`: as `undo` does; "unknown", "history_gone" after 30 days, "run_goes_on"."""
    connection = world.connections.get(connection_of(run_id))
    refuse_now(connection)
    run = world.runs.find(connection.id, run_id)
    if run is None or world.clock.now() - run.started >= KEPT:
        raise Refused("history_gone", "id")
    if run.state == "running" and (connection.run == run_id or (connection.undo and connection.undo.run == run_id)):
        raise Refused("run_goes_on", "id")
    return connection.id, Target(targets.RUN, run=run_id)


def of_entry(world: World, entry_id: EntryId, is_record: bool) -> tuple[ConnectionId, Target]:
    """`is_record`: all that its run did to the same contact."""
    connection_id, place = place_of(entry_id)
    connection = world.connections.get(connection_id)
    entry = entry_at(world, connection_id, place)
    if not is_record:
        return connection.id, Target(targets.ENTRY, place=place)
    if entry.run is None:
        raise Refused("unknown", "id")
    _, whole = of_run(world, entry.run)
    return connection.id, replace(whole, kind=targets.RECORD, link=entry.link)


def entry_at(world: World, connection: ConnectionId, place: str) -> Entry:
    found, age = world.history.get(connection, [place]), age_of(place, world.clock.now())
    if not found:
        raise Refused("history_gone" if age is not None and age >= KEPT else "unknown", "id")
    return found[0]


# --- conflicts ---------------------------------------------------------------------------------------------


def swap(world: World, connection_id: ConnectionId, conflict: Pending) -> RunId:
    """Put the value that lost in the place of the one that won. Raise `Refused` where that was edited since."""
    connection = world.connections.get(connection_id)
    refuse_now(connection)
    if conflict.link is None or not conflict.detail or not conflict.content.get("swapped"):
        raise Refused("unknown_decision", "decision")
    _refuse_edited(world, connection_id, conflict.link, conflict)
    target = Target(targets.SWAPS)
    while True:
        run = undo(world, connection_id, target)
        share = Undoing(conflict.link, run, conflict=conflict.key)
        world.undoings.put_all(connection_id, [share], world.clock.now())
        if undo(world, connection_id, target) == run:
            return run


def _refuse_edited(world: World, connection: ConnectionId, link_id: LinkId, conflict: Pending) -> None:
    """By what the link knows, at once; the run looks at both sides anew."""
    link = world.links.get(connection, [link_id]).get(link_id)
    if link is None:
        raise Refused("undo_not_linked", "decision")
    field = Field(conflict.detail)
    for side, changed in changed_by_swap(conflict).items():
        base = link.side(side).base
        if base is not None and not any(same_field(field, base, one) for one in (changed.after, changed.before)):
            raise Refused("undo_edited", "decision")
