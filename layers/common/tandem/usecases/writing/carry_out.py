"""Carries out what was decided for a slice: intents first, then the writes in batches, then agreement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from tandem.domain.action import Action, Become, Create, Delete, Hold, Nothing, Settle, Update
from tandem.domain.contact import Side
from tandem.domain.errors import Rejected, StaleVersion, Trouble
from tandem.domain.ids import LinkId
from tandem.domain.recovery import ONE_SIDED
from tandem.domain.sight import Broken, Seen
from tandem.domain.why import Why
from tandem.ports import Change, Failed, Measure, Outcome, Removal, Write, Written
from tandem.state.changes import ChangeRecord, Note
from tandem.state.connections import Connection
from tandem.state.links import Agreement
from tandem.usecases.cases import agree, gap
from tandem.usecases.cases.brake import under_brake
from tandem.usecases.cases.decide_cases import Decided
from tandem.usecases.cases.gather import Case
from tandem.usecases.cases.intents import note_intents, wanted
from tandem.usecases.cases.names import shown_name
from tandem.usecases.cases.photos import give_photos
from tandem.usecases.matching.making import Making
from tandem.usecases.runs import passes
from tandem.usecases.runs.measures import count_writes
from tandem.usecases.runs.parking import is_hopeless, park
from tandem.usecases.telling.tell import tell_soon
from tandem.usecases.world import Opened, World
from tandem.usecases.writing.make_items import make_items

Outcomes = Mapping[Side, Written | Failed]


@dataclass(slots=True)
class Carried:
    """What came of a slice. `settled` records are done; `trouble` stops the connection for now.

    `refused` are links that no record led to, so that nobody comes back to them, and the side that refused the write.
    """

    settled: list[ChangeRecord] = field(default_factory=list)
    trouble: Trouble | None = None
    refused: dict[LinkId, Side] = field(default_factory=dict)


def carry_out(world: World, connection: Connection, opened: Opened, decided: Sequence[Decided]) -> Carried:
    """Do everything that can be done; one record's failure stops no other."""
    carried = Carried()
    checked = under_brake(world, connection, opened, decided)
    _record(world, connection, [one for one in checked if not _is_write(one)], carried)
    _write(world, connection, opened, [one for one in checked if isinstance(one.action, Update | Delete)], carried)
    _make(world, connection, opened, [one for one in checked if isinstance(one.action, Create)], carried)
    if not connection.restored:
        give_photos(world, connection, opened, _staying(checked))
    return carried


def _staying(decided: Sequence[Decided]) -> dict[LinkId, Seen]:
    """Contacts of links whose items are there and stay. An undo gives nobody anything."""
    stay = [one for one in decided if _is_staying(one.action)]
    return {one.case.link.id: one.case.provider for one in stay if isinstance(one.case.provider, Seen)}


def _is_staying(action: Action) -> bool:
    is_unchanged = isinstance(action, Nothing) and action.rule == Why.UNCHANGED
    return is_unchanged or (isinstance(action, Settle | Update) and action.rule not in ONE_SIDED)


def _is_write(one: Decided) -> bool:
    return isinstance(one.action, Update | Delete | Create)


def _record(world: World, connection: Connection, quiet: Sequence[Decided], carried: Carried) -> None:
    agreements = {one.case.link.id: _quiet_agreement(world, connection, one) for one in quiet}
    failed = world.links.commit([agreement for agreement in agreements.values() if agreement is not None])
    for one in quiet:
        if one.case.link.id not in failed:
            carried.settled.extend(one.case.records)
        _park_broken(world, connection, one.case)
    _count_held(world, connection, [one for one in quiet if one.case.link.id not in failed])


def _count_held(world: World, connection: Connection, decided: Sequence[Decided]) -> None:
    held = [one for one in decided if _is_new_hold(one)]
    world.meter.count(Measure.RECORDS, len(held), Outcome.HELD)
    passes.count(world, connection, {"held": len(held)})
    if held:
        tell_soon(world, connection.id)


def _is_new_hold(one: Decided) -> bool:
    holds = one.action.holds if isinstance(one.action, Settle | Update) else None
    return isinstance(one.action, Hold) or (holds is not None and not agree.is_asked(one.case.link, holds))


def _park_broken(world: World, connection: Connection, case: Case) -> None:
    """What can't be read any more is told, and read again at each retry; its twin stays as it is."""
    for side in Side:
        sight = case.sight(side)
        if isinstance(sight, Broken):
            trouble = Rejected(sight.reason, sight.detail)
            park(world, connection, side, sight.remote_id, trouble, shown_name(case.link.side(side).base))


def _quiet_agreement(world: World, connection: Connection, one: Decided) -> Agreement | None:
    match one.action:
        case Settle() as action:
            return agree.settled(world, connection, one.case, action)
        case Become() as action:
            return agree.became(world, connection, one.case, action)
        case Hold() as action:
            return agree.put_on_hold(world, connection, one.case, action)
        case Nothing() | Create() | Update() | Delete():
            return None


def _write(world: World, connection: Connection, opened: Opened, decided: Sequence[Decided], carried: Carried) -> None:
    intended = note_intents(world, connection, opened, decided)
    outcomes = _outcomes(world, opened, intended)
    agreements = []
    for one, result in zip(intended, outcomes, strict=True):
        agreement = _agreement(world, connection, one, result, carried)
        if agreement is not None:
            agreements.append((one, agreement))
    failed = world.links.commit([agreement for _, agreement in agreements])
    done = [one for one, _ in agreements if one.case.link.id not in failed]
    carried.settled.extend(record for one in done for record in one.case.records)
    _count_held(world, connection, done)
    _after(world, connection, intended, outcomes)


def _outcomes(world: World, opened: Opened, decided: Sequence[Decided]) -> list[dict[Side, Written | Failed]]:
    outcomes: list[dict[Side, Written | Failed]] = [{} for _ in decided]
    for side, replica in ((Side.CRM, opened.crm), (Side.PROVIDER, opened.writer)):
        numbered = [
            (number, write) for number, one in enumerate(decided) if (write := _write_of(one, side)) is not None
        ]
        if numbered and replica is not None:
            answers = list(replica.write([write for _, write in numbered]))
            count_writes(world, opened, side, answers)
            for (number, _), answer in zip(numbered, answers, strict=True):
                outcomes[number][side] = answer
    return outcomes


def _write_of(one: Decided, side: Side) -> Write | None:
    if isinstance(one.action, Delete):
        return Removal(one.action.seen) if one.action.side is side else None
    contact, sight = wanted(one).get(side), one.case.sight(side)
    return Change(sight, contact) if contact is not None and isinstance(sight, Seen) else None


def _agreement(
    world: World, connection: Connection, one: Decided, outcomes: Outcomes, carried: Carried
) -> Agreement | None:
    """None where a write failed: the bases stay, so the next plan starts from what both last agreed on."""
    failures = [(side, answer.error) for side, answer in outcomes.items() if isinstance(answer, Failed)]
    if failures:
        _failed(world, connection, one, failures, carried)
        half = _seen_done(world, connection, one, outcomes)
        world.links.commit([half] if half else [])
        return None
    if isinstance(one.action, Delete):
        losses = gap.losses(one, outcomes.get(Side.CRM))
        return agree.deleted(world, connection, one.case, one.case.link, one.action, losses)
    if not isinstance(one.action, Update):
        return None
    shown = {side: answer.seen for side, answer in outcomes.items() if isinstance(answer, Written) and answer.seen}
    whole = agree.updated(world, connection, one.case, one.case.link, one.action, shown)
    return whole or _seen_done(world, connection, one, outcomes)


def _seen_done(world: World, connection: Connection, one: Decided, outcomes: Outcomes) -> Agreement | None:
    """One side was written, the other wasn't, or isn't in sight: told now, for nobody may look again for long."""
    answers = {side: answer.seen for side, answer in outcomes.items() if isinstance(answer, Written) and answer.seen}
    crm, provider = answers.get(Side.CRM, one.case.crm), answers.get(Side.PROVIDER, one.case.provider)
    return agree.recovered(world, connection, replace(one.case, crm=crm, provider=provider)) if answers else None


def _failed(
    world: World, connection: Connection, one: Decided, failures: Sequence[tuple[Side, Trouble]], carried: Carried
) -> None:
    is_parked = False
    for side, error in failures:
        remote = one.case.link.side(side).remote_id
        if isinstance(error, Rejected) and not one.case.records:
            carried.refused[one.case.link.id] = side
        elif remote is not None and is_hopeless(error, one.case.records, world.clock.now()):
            base = one.case.link.side(side).base
            park(world, connection, side, remote, error, shown_name(base))
            is_parked = True
        elif not isinstance(error, StaleVersion | Rejected):
            carried.trouble = error
    carried.settled.extend(one.case.records if is_parked else ())


def _after(world: World, connection: Connection, decided: Sequence[Decided], outcomes: Sequence[Outcomes]) -> None:
    """A second look where the answer showed more than we wrote: somebody's edit beside it, which stands."""
    again = []
    for result in outcomes:
        answer = result.get(Side.CRM)
        if isinstance(answer, Written) and answer.seen is not None and answer.overwritten is not None:
            again.append(Note(Side.CRM, answer.seen.remote_id, world.clock.now()))
    world.changes.note_all(connection.id, again)
    passes.count(world, connection, {"updated": sum(1 for one in decided if isinstance(one.action, Update))})
    passes.count(world, connection, {"deleted": sum(1 for one in decided if isinstance(one.action, Delete))})


def _make(world: World, connection: Connection, opened: Opened, decided: Sequence[Decided], carried: Carried) -> None:
    """Edit beats delete: the item is made anew on the side where it was deleted, or for the first time."""
    makings = []
    for one in decided:
        if isinstance(one.action, Create):
            source = one.case.sight(one.action.side.other)
            if isinstance(source, Seen):
                makings.append(Making(one.action.side, source, one.action.content, one.action.rule, one.case.link))
    made = make_items(world, connection, opened, makings)
    carried.trouble = carried.trouble or made.trouble
    if not made.is_open:
        for one in decided:
            carried.settled.extend(one.case.records)
