"""Reconciles a connection, slice by slice: reads both sides, decides, acts, agrees; wakes itself for more."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

from tandem.domain.action import Create
from tandem.domain.contact import Side
from tandem.domain.errors import Trouble
from tandem.domain.ids import ConnectionId, RemoteId
from tandem.domain.link import Link, LinkState
from tandem.domain.showing import shown_on
from tandem.domain.sight import Seen, Tombstone
from tandem.ports import Queue
from tandem.state.changes import ChangeRecord
from tandem.state.connections import Connection, Phase
from tandem.state.links import Agreement
from tandem.state.reading import find_woken
from tandem.usecases.cases.decide_cases import Decided, decide
from tandem.usecases.cases.gap import hear_echoes
from tandem.usecases.cases.gather import Case, Stranger, gather, held_by, parked_among, persons_of
from tandem.usecases.cases.moves import follow_merges, follow_moves, without_followed
from tandem.usecases.cases.recover import recover
from tandem.usecases.deciding.answer_held import answer_slice
from tandem.usecases.leaving.stop import remove_slice
from tandem.usecases.listing.upload_unsynced import upload_slice
from tandem.usecases.matching.lost_creates import created_on
from tandem.usecases.matching.making import NEW, Making
from tandem.usecases.matching.orphans import give_up, source_of
from tandem.usecases.runs import passes
from tandem.usecases.runs.measures import count_settled
from tandem.usecases.telling.reactions import react
from tandem.usecases.undoing.undo_slice import undo_slice
from tandem.usecases.world import Opened, World
from tandem.usecases.writing.apply_spool import apply_spool
from tandem.usecases.writing.carry_out import carry_out
from tandem.usecases.writing.make_items import make_items
from tandem.usecases.writing.newcomers import welcome

SOON = timedelta(seconds=1)
GIVE_WAY, BREATH = timedelta(seconds=2), timedelta(milliseconds=100)
BUSY = timedelta(seconds=5)
"""Messages of one account come one at a time in each queue: who finds it leased met a worker of the other kind, or one
that died, or was taken for dead."""


def reconcile(world: World, connection_id: ConnectionId, queue: Queue) -> None:
    """Work for at most one time slice on what is recorded of this connection, then wake again if there is more.

    Idempotent: whatever was done before a crash is recognised by its content and only recorded.
    """
    connection = world.connections.find(connection_id)
    if connection is None:
        world.wakes.forget(queue, connection_id)
        return
    if connection.queue is not queue:  # sent before events had a queue of their own
        world.wakes.again(connection.queue, connection.account, connection_id)
        return
    with world.leases.hold(f"account/{connection.account}", world.pace.lease) as is_held:
        if not is_held:
            world.wakes.again(queue, connection.account, connection_id, BUSY)
            return
        _work(world, connection_id, queue)


def _work(world: World, connection_id: ConnectionId, queue: Queue) -> None:
    until = world.clock.now() + world.pace.slice
    for look in count():
        connection, generation = find_woken(world.connections, queue, connection_id)
        if connection is None:
            return
        if not passes.may_work(world, connection):
            passes.stand_down(world, connection, queue, generation)
            return
        if connection.phase is Phase.LIST and not connection.leaving:
            world.wakes.done(queue, connection.account, connection_id, generation)
            return
        try:
            if look > 0:
                _give_way(world)
            is_done = remove_slice(world, connection) if connection.leaving else _slice(world, connection, look > 1)
        except Trouble as trouble:
            react(world, connection_id, queue, trouble, generation)
            return
        if is_done:
            world.wakes.done(queue, connection.account, connection_id, generation)
            return
        if world.clock.now() >= until:
            world.wakes.again(queue, connection.account, connection_id)
            return


def _give_way(world: World) -> None:
    """To pushes, whose senders wait; not for long, since what they bring is to be worked on, too."""
    until = world.clock.now() + GIVE_WAY
    while world.is_rushed() and world.clock.now() < until:
        world.clock.sleep(BREATH)


def _slice(world: World, connection: Connection, is_stream: bool) -> bool:
    """One slice; True when nothing is left. Raises what stops the whole connection."""
    if connection.answer is not None:
        answer_slice(world, connection, connection.answer, world.replicas.open(connection))
        return False
    records = _gathered(world, connection) if is_stream else world.changes.first(connection.id, world.pace.batch)
    if connection.phase is Phase.NONE and not records and connection.upload is not None:
        upload_slice(world, connection, connection.upload)
        return False
    if connection.phase is Phase.NONE and not records and connection.undo is not None:
        undo_slice(world, connection, connection.undo, world.replicas.open(connection))
        return False
    if connection.phase is Phase.NONE and not records:
        passes.finish(world, connection)
        return True
    opened = world.replicas.open(connection)
    if connection.phase is Phase.APPLY:
        return _apply(world, connection, opened)
    if len(records) == world.pace.batch < opened.batch:
        records = world.changes.first(connection.id, opened.batch)
    _reconcile_records(world, connection, opened, records)
    return False


def _gathered(world: World, connection: Connection) -> list[ChangeRecord]:
    """What is left. While words still come in, more of them are waited for: one request reads a hundred items.

    Not asked at the first further look, which finds the echoes of what was just written.
    """
    records = world.changes.first(connection.id, world.pace.batch)
    since = world.clock.now() - world.pace.gather
    if not any(record.heard_at is not None and record.heard_at > since for record in records):
        return records
    world.clock.sleep(world.pace.gather)
    return world.changes.first(connection.id, world.pace.batch)


def _apply(world: World, connection: Connection, opened: Opened) -> bool:
    made = apply_spool(world, connection, opened)
    if made is None:
        world.spool.clear_photos(connection.id, connection.account)
        world.connections.change(connection.id, _applied)
        return False
    if made.trouble is not None:
        raise made.trouble
    if made.open_until is not None:
        _wait_until(world, made.open_until)
    return False


def _applied(one: Connection) -> Connection:
    """Unless both sides are to be listed anew by now."""
    return replace(one, phase=Phase.NONE, listed=(), resume="") if one.phase is Phase.APPLY else one


def _wait_until(world: World, instant: datetime) -> None:
    world.clock.sleep(max(instant - world.clock.now(), timedelta()))


def _reconcile_records(world: World, connection: Connection, opened: Opened, records: list[ChangeRecord]) -> None:
    held = held_by(world, connection, records)
    persons = [f"person/{connection.company}/{person}" for person in persons_of(records, held)]
    taken = world.leases.take(persons, world.pace.lease)
    try:
        _reconcile_leased(world, connection, opened, records, held, set(persons) - set(taken.names))
    finally:
        world.leases.give_back(taken)


def _reconcile_leased(
    world: World,
    connection: Connection,
    opened: Opened,
    records: list[ChangeRecord],
    held: Mapping[tuple[Side, RemoteId], Link],
    busy: set[str],
) -> None:
    """Persons that another connection works on right now wait for the next slice."""
    free = [
        record
        for record in records
        if not _is_busy(connection, record, held.get((record.side, record.remote_id)), busy)
    ]
    if not free:
        world.clock.sleep(SOON)
        return
    hear_echoes(world, connection, opened, free, held)
    gathered = gather(opened, free, held, parked_among(world, connection, held))
    if gathered.cases or gathered.strangers:
        connection = passes.begin(world, connection, "change")
    world.links.commit([Agreement(after, before) for before, after in gathered.renewed])
    # first, so that the survivor of a merge is held before it could pass for somebody new
    seen = follow_moves(world, connection, opened, recover(world, connection, gathered.cases))
    cases, moved = follow_merges(world, connection, seen)
    strangers = without_followed(gathered.strangers, seen)
    creating = [case for case in cases if case.link.state is LinkState.CREATING]
    decided = [decide(world, connection, opened, case) for case in cases if case.link.state is not LinkState.CREATING]
    welcomed = welcome(world, connection, opened, _without_anew(strangers, decided))
    finished = _finish_creating(world, connection, opened, creating)
    carried = carry_out(world, connection, opened, decided)
    _count_adopted(world, connection, cases, carried.settled)
    done = [*gathered.settled, *welcomed.settled, *moved, *finished, *carried.settled]
    world.changes.settle(done)
    count_settled(world, done)
    trouble = carried.trouble or welcomed.made.trouble
    if trouble is not None:
        raise trouble
    if not done:
        world.clock.sleep(SOON)


def _without_anew(strangers: Sequence[Stranger], decided: Sequence[Decided]) -> list[Stranger]:
    """While a person is made anew, who is new in the CRM waits: another connection may have made just that one."""
    is_anew = any(isinstance(one.action, Create) and one.action.side is Side.CRM for one in decided)
    return [one for one in strangers if not (is_anew and one.side is Side.CRM)]


def _count_adopted(world: World, connection: Connection, cases: list[Case], settled: list[ChangeRecord]) -> None:
    """Twins that agreed for the first time are part of what a first sync has to do."""
    new = [case for case in cases if case.link.crm.base is None and not set(case.records).isdisjoint(settled)]
    passes.count(world, connection, {"linked": len(new), "done": len(new)})


def _is_busy(connection: Connection, record: ChangeRecord, link: object, busy: set[str]) -> bool:
    person = getattr(getattr(link, "crm", None), "remote_id", None)
    person = record.remote_id if record.side is Side.CRM else person
    return f"person/{connection.company}/{person}" in busy


def _finish_creating(world: World, connection: Connection, opened: Opened, cases: list[Case]) -> list[ChangeRecord]:
    """Creates whose outcome was unknown are looked for, and made if they did not happen."""
    lost = [case for case in cases if isinstance(source_of(case), Tombstone)]
    makings = []
    for case in cases:
        source, side = source_of(case), created_on(case.link)
        if isinstance(source, Seen):
            rule = case.link.intent.rule if case.link.intent else ""
            sent = case.link.intent.target(side) if case.link.intent else None
            wanted = shown_on(side, source.content, connection.rules, sent)
            makings.append(Making(side, source, wanted, rule or NEW[side], case.link))
    made = make_items(world, connection, opened, makings)
    if made.trouble is not None:
        raise made.trouble
    settled = give_up(world, connection, opened, lost)
    if made.open_until is not None:
        return settled
    return settled + [record for case in cases if case not in lost for record in case.records]
