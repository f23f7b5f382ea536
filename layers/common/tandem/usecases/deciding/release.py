"""Carries out deletions that a person released, one or many. They have been looked at, so no brake counts them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tandem.domain.action import Become, Delete
from tandem.domain.contact import Side
from tandem.domain.errors import Conflict, Refused, Trouble
from tandem.domain.ids import RemoteId
from tandem.domain.link import Link, LinkState
from tandem.domain.sight import Absence, Seen, Sight, Tombstone
from tandem.domain.why import Why
from tandem.ports import Failed, Removal, Replica
from tandem.state.connections import Connection
from tandem.state.links import Agreement
from tandem.state.pending import Pending
from tandem.usecases.cases import agree, gap
from tandem.usecases.cases.decide_cases import Decided
from tandem.usecases.cases.gather import Case
from tandem.usecases.cases.intents import note_intents
from tandem.usecases.cases.moves import follow_moves
from tandem.usecases.cases.recover import recover
from tandem.usecases.runs import passes
from tandem.usecases.runs.measures import count_writes
from tandem.usecases.world import Opened, World

RULE = "released"


@dataclass(frozen=True, slots=True)
class Held:
    """What waits, and its link."""

    pending: Pending
    link: Link

    @property
    def side(self) -> Side:
        """The side that the deletion is about."""
        return self.pending.side or Side.CRM


def release(
    world: World, connection: Connection, open_sides: Callable[[], Opened], held: Sequence[Held]
) -> dict[str, Trouble]:
    """Delete each, if it is still there; what stood in the way of some, by their keys."""
    troubles: dict[str, Trouble] = {}
    for side in Side:
        ours = [one for one in held if one.side is side]
        if ours:
            troubles |= _release(world, connection, open_sides(), side, ours)
    return troubles


def _release(
    world: World, connection: Connection, opened: Opened, side: Side, held: Sequence[Held]
) -> dict[str, Trouble]:
    replica = opened.crm if side is Side.CRM else opened.writer
    if replica is None:
        return {one.pending.key: Refused("one_way", "decision") for one in held}
    back = _come_back(opened, side.other, held)
    held = [one for one in held if one.pending.key not in back]
    sights = replica.read(ids) if (ids := _ids(side, held)) else {}
    found = [_case(one.link, side, sights.get(_remote(one.link, side))) for one in held]
    cases = dict(zip([one.pending.key for one in held], follow_moves(world, connection, opened, found), strict=True))
    troubles = back | _delete(world, connection, opened, replica, side, cases)
    _bury(world, connection, [case for case in cases.values() if isinstance(case.sight(side), Tombstone)])
    unseen = [key for key, case in cases.items() if not isinstance(case.sight(side), Seen | Tombstone)]
    return troubles | {key: Refused("unseen", "item") for key in unseen}


def _come_back(opened: Opened, side: Side, held: Sequence[Held]) -> dict[str, Trouble]:
    """Those whose deleted item is there again, or may be: nobody who knows would release them. The next look tells.

    That it was deleted was told when it was held; some sides answer for such an id as for one that never was.
    """
    deleted = [one for one in held if _rule(one.link) == RULE]
    ids = _ids(side, deleted)
    sights = (opened.crm if side is Side.CRM else opened.provider).read(ids, frozenset(ids)) if ids else {}
    found = {one.pending.key: sights.get(_remote(one.link, side), Absence.NOTHING) for one in deleted}
    return {key: _not_gone(one) for key, one in found.items() if not isinstance(one, Tombstone | Absence)}


def _not_gone(sight: Sight) -> Trouble:
    return Refused("came_back" if isinstance(sight, Seen) else "unseen", "item")


def _ids(side: Side, held: Sequence[Held]) -> list[RemoteId]:
    return list(dict.fromkeys(filter(None, (_remote(one.link, side) for one in held))))


def _remote(link: Link, side: Side) -> RemoteId:
    return link.side(side).remote_id or RemoteId("")


def _case(link: Link, side: Side, sight: Sight | None) -> Case:
    sights = {side: sight or Absence.NOTHING, side.other: Absence.NOTHING}
    return Case(link, sights[Side.CRM], sights[Side.PROVIDER], ())


def _delete(
    world: World, connection: Connection, opened: Opened, replica: Replica, side: Side, cases: dict[str, Case]
) -> dict[str, Trouble]:
    """Intents first, then the writes, then the agreements, as for any other deletion."""
    decided = [
        Decided(case, Delete(side, sight, _rule(case.link)))
        for case in cases.values()
        if isinstance(sight := case.sight(side), Seen)
    ]
    intended = note_intents(world, connection, opened, decided)
    answers = list(replica.write([Removal(one.action.seen) for one in intended if isinstance(one.action, Delete)]))
    count_writes(world, opened, side, answers)
    keys = {case.link.id: key for key, case in cases.items()}
    done: list[Agreement] = []
    troubles: dict[str, Trouble] = {keys[one.case.link.id]: Conflict("links_changed") for one in decided}
    for one, answer in zip(intended, answers, strict=True):
        troubles.pop(keys[one.case.link.id])
        if isinstance(answer, Failed):
            troubles[keys[one.case.link.id]] = answer.error
        elif isinstance(one.action, Delete):
            losses = gap.losses(one, answer if side is Side.CRM else None)
            done.append(agree.deleted(world, connection, one.case, one.case.link, one.action, losses))
    failed = world.links.commit(done)
    passes.count(world, connection, {"deleted": len(done)})
    return troubles | {keys[link]: Conflict("links_changed") for link in failed}


def _rule(link: Link) -> str:
    """What an undo would delete lets its twin go, also when it waited for a person."""
    return Why.UNDONE if link.reason == Why.HELD_UNDO else RULE


def _bury(world: World, connection: Connection, cases: Sequence[Case]) -> None:
    """Both are gone already; some perhaps by a try of ours that was cut off before it was told."""
    told = recover(world, connection, cases)
    world.links.commit([agree.became(world, connection, case, _gone(case.link)) for case in told])


def _gone(link: Link) -> Become:
    rule = _rule(link)
    return Become(LinkState.UNLINKED if rule == Why.UNDONE else LinkState.TOMBSTONE, rule)
