"""What an undo would write, what it would leave alone, and why. Nothing is written to make it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from tandem.domain.action import Action, Become, Create, Delete, Hold, Update
from tandem.domain.contact import Side
from tandem.domain.content import Content
from tandem.domain.ids import ConnectionId, LinkId, RunId
from tandem.domain.link import LinkState
from tandem.domain.sight import Seen
from tandem.domain.spared import Left
from tandem.state.connections import Connection
from tandem.state.undo import Target
from tandem.state.undoings import Undoing as Share
from tandem.usecases.cases import ledger
from tandem.usecases.cases.brake import RULE, would_pass
from tandem.usecases.cases.decide_cases import Decided
from tandem.usecases.seeing.views import FieldChange, UndoItem, UndoPreviewView
from tandem.usecases.undoing.undo import refuse_now
from tandem.usecases.undoing.undo_cases import Taken, decide_share, gather_shares
from tandem.usecases.undoing.undo_slice import pointers_to
from tandem.usecases.world import World

PAGE = 100
WRITES = ("create", "update", "delete")
Brakes = Mapping[Side, frozenset[LinkId]]


def preview_undo(world: World, connection_id: ConnectionId, target: Target, after: str = "") -> UndoPreviewView:
    """Counts over everything, and one page of items; `after` is the number of items seen before.

    Raise `Refused` as the undo itself would.
    """
    connection = world.connections.get(connection_id)
    refuse_now(connection)
    opened = world.replicas.open(connection)
    decided = [
        (taken, decide_share(world, connection, opened, taken))
        for shares in _batches(_shares(world, connection, target), world.pace.batch)
        for taken in gather_shares(world, connection, opened, shares)
    ]
    deletions = [
        Decided(one.case, action)
        for one, verdict in decided
        for action in verdict.actions
        if isinstance(action, Delete) and one.case is not None
    ]
    through = {side: would_pass(world, connection, opened, side, _on(side, deletions)) for side in Side}
    items = []
    for taken, verdict in decided:
        items += [item for action in verdict.actions for item in _items(taken, action, through)]
        items += [_left(taken, left) for left in verdict.left]
    return _view(items, int(after or 0))


def _on(side: Side, deletions: Sequence[Decided]) -> list[Decided]:
    return [one for one in deletions if isinstance(one.action, Delete) and one.action.side is side]


def _shares(world: World, connection: Connection, target: Target) -> list[Share]:
    places: dict[LinkId, list[str]] = {}
    for pointer in pointers_to(world, connection, target):
        places.setdefault(pointer.link, []).append(pointer.place)
    return [Share(link, RunId(""), tuple(found)) for link, found in sorted(places.items())]


def _batches(shares: Sequence[Share], size: int) -> Iterator[list[Share]]:
    iterator = iter(shares)
    while batch := list(islice(iterator, size)):
        yield batch


def _items(taken: Taken, action: Action, through: Brakes) -> list[UndoItem]:
    match action:
        case Update(crm=crm, provider=provider):
            wanted = {Side.CRM: crm, Side.PROVIDER: provider}
            return [_update(taken, side, contact, action.rule) for side, contact in wanted.items() if contact]
        case Create(side=side, content=contact):
            return [UndoItem("create", side, taken.name, _fields(None, contact), action.rule)]
        case Delete(side=side, seen=seen):
            is_held = taken.share.link not in through[side]
            why = RULE if is_held else action.rule
            return [UndoItem("hold" if is_held else "delete", side, taken.name, _fields(seen.content, None), why)]
        case Hold(side=side, rule=rule):
            return [UndoItem("hold", side, taken.name, (), rule)]
        case Become(state=state):
            return [UndoItem("link" if state is LinkState.LIVE else "unlink", None, taken.name, (), action.rule)]
        case _:
            return []


def _update(taken: Taken, side: Side, wanted: Content, why: str) -> UndoItem:
    sight = taken.case.sight(side) if taken.case else None
    shown = sight.content if isinstance(sight, Seen) else None
    return UndoItem("update", side, taken.name, _fields(shown, wanted), why)


def _fields(now: Content | None, then: Content | None) -> tuple[FieldChange, ...]:
    changes = ledger.field_changes(now, then)
    return tuple(FieldChange(name, before, after) for name, (before, after) in changes.items())


def _left(taken: Taken, left: Left) -> UndoItem:
    now, would = (ledger.shown_value(one, left.field or "") if one else None for one in (left.now, left.would))
    fields = (FieldChange(left.field, now, would),) if left.field else ()
    return UndoItem("leave", left.side, taken.name, fields, left.why)


def _view(items: Sequence[UndoItem], after: int) -> UndoPreviewView:
    end = after + PAGE
    written = {action: {str(side): _count(items, action, side) for side in Side} for action in WRITES}
    return UndoPreviewView(
        create=written["create"],
        update=written["update"],
        delete=written["delete"],
        held=_count(items, "hold"),
        left=_count(items, "leave"),
        items=tuple(items[after:end]),
        next=str(end) if end < len(items) else "",
    )


def _count(items: Sequence[UndoItem], action: str, side: Side | None = None) -> int:
    return sum(1 for one in items if one.action == action and side in {None, one.side})
