"""Carries an undo out, slice by slice: finds what is to be taken back, decides on each link, acts, agrees."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice

from tandem.domain.action import Action, Become, Create
from tandem.domain.contact import Side
from tandem.domain.deed import Act
from tandem.domain.errors import Refused
from tandem.domain.ids import LinkId, RunId
from tandem.domain.link import LinkState
from tandem.domain.sight import Seen
from tandem.domain.spared import LOSSLESS, Left, Spared
from tandem.domain.undoing import Undoing
from tandem.domain.why import Why
from tandem.ports import Operation
from tandem.state import undo as targets
from tandem.state.changes import Note
from tandem.state.connections import Connection
from tandem.state.history import Pointer, Which
from tandem.state.pending import Kind
from tandem.state.rows import transact_all
from tandem.state.undo import Target, Undo
from tandem.state.undoings import Undoing as Share
from tandem.usecases.cases import ledger
from tandem.usecases.cases.decide_cases import Decided
from tandem.usecases.cases.recover import recover
from tandem.usecases.runs import passes
from tandem.usecases.undoing.undo_cases import Taken, decide_share, gather_shares, is_restless
from tandem.usecases.world import Opened, World
from tandem.usecases.writing.carry_out import carry_out
from tandem.usecases.writing.make_again import Again, make_again

BATCHES = 10
"""So many batches of entries are looked up in one slice."""
MOST_TRIES = 8
SOON = timedelta(seconds=1)


def undo_slice(world: World, connection: Connection, undo: Undo, opened: Opened) -> None:
    """Do a part of it, or end it. Whatever was done before a crash shows on the sides, and is not done again."""
    if connection.restored:
        drop_undo(world, connection)
    elif not undo.is_found:
        _find(world, connection, undo)
    elif shares := world.undoings.first(connection.id, world.pace.batch):
        _take_back(world, replace(connection, run=undo.run), opened, shares)
    else:
        end_undo(world, connection)


def drop_undo(world: World, connection: Connection) -> None:
    """Leave what isn't taken back yet as it is."""
    world.undoings.clear(connection.id)
    end_undo(world, connection)


def end_undo(world: World, connection: Connection) -> None:
    """Unless somebody asked for more meanwhile."""
    undo = connection.undo
    if undo is None:
        return
    with suppress(Refused):
        run = world.runs.get(connection.id, undo.run)
        world.runs.put(replace(run, state="done", finished=world.clock.now()))
    world.connections.change_known(connection, lambda one: replace(one, undo=None) if one.undo == undo else one)


# --- what is to be taken back ------------------------------------------------------------------------------


def _find(world: World, connection: Connection, undo: Undo) -> None:
    """Noted by link, since all that was done to a link is judged together."""
    most = world.pace.batch * BATCHES
    found = list(islice(pointers_to(world, connection, undo.target, undo.looked), most))
    places: dict[LinkId, list[str]] = {}
    for one in found:
        places.setdefault(one.link, []).append(one.place)
    world.undoings.add(connection.id, undo.run, places, world.clock.now())
    is_found = len(found) < most
    if is_found:
        _set_total(world, connection, undo)
    moved = replace(undo, looked=found[-1].place if found else undo.looked, is_found=is_found)
    world.connections.change_known(connection, lambda one: replace(one, undo=moved) if one.undo == undo else one)


def pointers_to(world: World, connection: Connection, target: Target, looked: str = "") -> Iterable[Pointer]:
    if target.kind == targets.SWAPS:
        return ()
    if target.kind == targets.ENTRY:
        entries = [] if looked else world.history.get(connection.id, [target.place])
        return [Pointer(one.place, one.link, one.at) for one in entries]
    run = world.runs.find(connection.id, RunId(target.run))
    which = Which(run=target.run, link=target.link)
    return world.history.pointers(connection.id, which, run.started, looked) if run else ()


def _set_total(world: World, connection: Connection, undo: Undo) -> None:
    run = world.runs.find(connection.id, undo.run)
    if run is not None:
        world.runs.put(replace(run, total=world.undoings.count(connection.id)))


# --- a slice of links --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ready:
    """A share with its verdict. `used` is for the transaction that agrees on its first action."""

    taken: Taken
    verdict: Undoing
    used: tuple[Operation, ...]

    @property
    def action(self) -> Action | None:
        return next(iter(self.verdict.actions), None)


def _take_back(world: World, connection: Connection, opened: Opened, shares: Sequence[Share]) -> None:
    names = _persons(world, connection, shares)
    taken = world.leases.take(sorted(set(names.values())), world.pace.lease)
    free = [one for one in shares if names.get(one.link, "") in {"", *taken.names}]
    try:
        if free:
            _work(world, connection, opened, free)
        else:
            world.clock.sleep(SOON)
    finally:
        world.leases.give_back(taken)


def _persons(world: World, connection: Connection, shares: Sequence[Share]) -> dict[LinkId, str]:
    """What a lease is taken on."""
    links = world.links.get(connection.id, list(dict.fromkeys(one.link for one in shares)))
    persons = {link.id: link.crm.remote_id for link in links.values()}
    return {link: f"person/{connection.company}/{person}" for link, person in persons.items() if person is not None}


def _work(world: World, connection: Connection, opened: Opened, shares: Sequence[Share]) -> None:
    gathered = _recovered(world, connection, gather_shares(world, connection, opened, shares))
    restless = [one for one in gathered if _has_to_wait(world, connection, opened, one)]
    world.changes.note_all(connection.id, [note for one in restless for note in _looks(world, one)])
    ready = [_ready(world, connection, opened, one) for one in gathered if one not in restless]
    transact_all(world.links.table, [row for one in ready if one.action is None for row in one.used])
    decided = [_decided(world, connection, one) for one in ready if not isinstance(one.action, Create | None)]
    carried = carry_out(world, connection, opened, decided)
    refused = [(one, carried.refused[one.taken.share.link]) for one in ready if one.taken.share.link in carried.refused]
    transact_all(
        world.links.table,
        [row for one, side in refused for row in _given_up(world, connection, one, side, Spared.REFUSED)],
    )
    again = [_again(world, connection, one, one.action) for one in ready if isinstance(one.action, Create)]
    made = make_again(world, connection, opened, again)
    trouble = carried.trouble or made.trouble
    if trouble is not None:
        raise trouble
    _count(world, connection, ready, shares)
    world.clock.sleep(max((made.open_until or world.clock.now()) - world.clock.now(), timedelta()))


def _recovered(world: World, connection: Connection, gathered: Sequence[Taken]) -> list[Taken]:
    cases = recover(world, connection, [one.case for one in gathered if one.case is not None])
    known = {one.link.id: one for one in cases}
    return [replace(one, case=known.get(one.share.link)) for one in gathered]


def _has_to_wait(world: World, connection: Connection, opened: Opened, one: Taken) -> bool:
    is_patient = one.share.tries < MOST_TRIES
    return is_patient and one.case is not None and is_restless(world, connection, opened, one.case)


def _looks(world: World, one: Taken) -> list[Note]:
    link, now = one.case.link if one.case else None, world.clock.now()
    return [Note(side, remote, now) for side in Side if link is not None and (remote := link.side(side).remote_id)]


def _ready(world: World, connection: Connection, opened: Opened, one: Taken) -> Ready:
    """What is left alone is told with the first action; the share is used up with the last one."""
    verdict = decide_share(world, connection, opened, one)
    if one.share.tries >= MOST_TRIES and verdict.actions:
        verdict = Undoing(left=(*verdict.left, Left(Side.CRM, Spared.NOT_IN_STEP)))
    told = _told(world, connection, one, verdict)
    is_last = len(verdict.actions) < 2
    drops = [world.undoings.drop(connection.id, one.share)] if is_last else []
    return Ready(one, verdict, (*told, *drops))


def _told(world: World, connection: Connection, one: Taken, verdict: Undoing) -> list[Operation]:
    conflict = one.conflict
    if conflict is None:
        lost = [left for left in verdict.left if left.why not in LOSSLESS]
        return [ledger.spared(world, connection, one.share.link, one.name, left) for left in lost]
    if verdict.left:
        stays = replace(conflict, reason=verdict.left[0].why)
        return [world.pendings.put(connection.id, connection.account, stays)]
    return [world.pendings.drop(connection.id, Kind.CONFLICT, conflict.key)]


def _decided(world: World, connection: Connection, one: Ready) -> Decided:
    case, action = one.taken.case, one.action
    if case is None or action is None:
        raise TypeError("only a link that is there is decided on")
    return Decided(replace(case, used=(*one.used, *_told_link(world, connection, one, action))), action)


def _told_link(world: World, connection: Connection, one: Ready, action: Action) -> list[Operation]:
    case = one.taken.case
    if not isinstance(action, Become) or case is None or not isinstance(case.crm, Seen):
        return []
    act = Act.LINK if action.state is LinkState.LIVE else Act.UNLINK
    return [ledger.linked(world, connection, case.link, case.crm.content, Why.UNDONE, act)]


def _again(world: World, connection: Connection, one: Ready, action: Create) -> Again:
    case = one.taken.case
    if case is None:
        raise TypeError("only an item of a link is made again")
    twin = case.sight(action.side.other)
    seen = twin if isinstance(twin, Seen) else None
    refused, taken = (
        tuple(_given_up(world, connection, one, action.side, why)) for why in (Spared.REFUSED, Spared.TWIN)
    )
    return Again(action.side, action.content, case.link, seen, one.used, refused, taken)


def _given_up(world: World, connection: Connection, one: Ready, side: Side, why: Spared) -> list[Operation]:
    """What would be written can't be: told, and not tried again."""
    verdict = Undoing(left=(*one.verdict.left, Left(side, why)))
    return [*_told(world, connection, one.taken, verdict), world.undoings.drop(connection.id, one.taken.share)]


def _count(world: World, connection: Connection, ready: Sequence[Ready], shares: Sequence[Share]) -> None:
    """What still stands is tried again, so often and no oftener."""
    standing = world.undoings.standing(connection.id, shares)
    world.undoings.try_again(connection.id, standing, world.clock.now())
    left = [one for one in ready if one.taken.share not in standing for _ in one.verdict.left]
    passes.count(world, connection, {"left": len(left), "done": len(shares) - len(standing)})
