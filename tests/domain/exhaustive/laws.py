"""What must hold of an action whatever led to it, in the words of the promises: nothing lost, doubled, resurrected."""

from collections.abc import Callable
from dataclasses import dataclass

from tandem.domain.action import Action, Become, Create, Delete, Hold, Loss, Nothing, Settle, Update
from tandem.domain.contact import Contact, Side
from tandem.domain.link import DOUBTS, LinkState
from tandem.domain.rules import Deletes, Direction
from tandem.domain.why import Why
from tests.domain.exhaustive.carrying_out import Sights
from tests.domain.exhaustive.lazily import (
    CRM,
    FIELD,
    GONE,
    LONG,
    NONE,
    PLAIN,
    PROVIDER,
    SEEN,
    SHORT,
    VERSION,
    WRITTEN,
    contact,
    draw,
    target,
)


@dataclass(slots=True)
class Run:
    """What was decided in the run that goes on, and what both sides show before and after it."""

    action: Action
    before: Sights
    after: Sights

    @property
    def is_two_way(self) -> bool:
        return draw("direction") is Direction.TWO_WAY

    def kind(self, side: Side) -> str:
        return draw(str(side))

    @property
    def is_in_scope(self) -> bool:
        """One-way, the CRM's scope is of no matter."""
        return all(self.kind(side) != SEEN or draw(f"{side} in scope") for side in Side if self._has_scope(side))

    def _has_scope(self, side: Side) -> bool:
        return side is PROVIDER or self.is_two_way

    def text(self, side: Side) -> str:
        return self.before[side].content.job_title

    def text_after(self, side: Side) -> str:
        return self.after[side].content.job_title

    def is_missing(self, side: Side) -> bool:
        return FIELD in self.before[side].content.missing

    def base(self, side: Side) -> Contact | None:
        """What both agreed on last: an open intent that was reached counts as an agreement."""
        if side in self._moved():
            return target(side)
        if self.kind(side) == NONE or not draw("agreed"):
            return None
        return contact(side, f"{side} base")

    def _moved(self) -> frozenset[Side]:
        """The sides whose base an open intent has moved. One that brings nothing over moves each side by itself."""
        written = WRITTEN.get(draw("intent"), frozenset())
        reached = frozenset(filter(self._is_reached, written))
        if reached and draw("rule") == Why.UNDONE:
            return reached
        return frozenset(Side) if reached and reached == written else frozenset()

    def _is_reached(self, side: Side) -> bool:
        return self.kind(side) == SEEN and (draw(f"{side} reached") or self.is_missing(side))

    def is_typed(self, side: Side) -> bool:
        """Whether a person put there what is there, or took it away, since both agreed."""
        base = self.base(side)
        if base is None or FIELD in base.missing:
            return self.text(side) != ""
        return not self.is_missing(side) and self.text(side) != base.job_title

    @property
    def is_first(self) -> bool:
        """Whether there is nothing to compare the field with: neither side has told its own from the other's."""
        bases = [self.base(side) for side in Side]
        return any(base is None or FIELD in base.missing for base in bases)

    def is_cleared(self, side: Side) -> bool:
        base = self.base(side)
        is_known = base is not None and base.job_title != "" and not self.is_missing(side)
        return is_known and self.text(side) == ""


def is_alike(crm: str, provider: str) -> bool:
    return crm == provider or (provider == LONG and crm == SHORT.job_title)


# --- laws of each action -----------------------------------------------------------------------------------


def quiet(run: Run) -> None:
    """Nothing is done about a change only where a side can't be seen properly, or the link is at rest."""
    if run.action.rule == Why.UNCHANGED:
        assert not run.is_typed(CRM)
        assert not run.is_typed(PROVIDER)


def became(run: Run) -> None:
    match run.action.state:
        case LinkState.OUT_OF_SCOPE:
            assert not run.is_in_scope or run.action.rule in DOUBTS
        case LinkState.UNLINKED:
            assert draw("deletes") is Deletes.KEEP
            assert GONE in {run.kind(CRM), run.kind(PROVIDER)}
        case LinkState.NOT_WANTED:
            assert (run.kind(CRM), run.is_two_way) == (GONE, False)
        case LinkState.TOMBSTONE:
            assert {run.kind(CRM), run.kind(PROVIDER)} <= {GONE, NONE}
        case other:
            assert other is draw("state"), "a doubt is noted, and nothing else"


def followed(run: Run) -> None:
    """What left the group or the CRM's scope, or was let go of, is neither written nor deleted nor asked about."""
    assert run.is_in_scope
    assert draw("state") is not LinkState.UNLINKED


def held(run: Run) -> None:
    followed(run)
    assert draw("state") is not LinkState.OUT_OF_SCOPE, "what is deleted out there is no business of the other's"
    assert (run.kind(run.action.side), run.kind(run.action.side.other)) == (SEEN, GONE)
    assert run.action.side is CRM or run.is_two_way
    assert draw("deletes") is Deletes.FOLLOW


def deleted(run: Run) -> None:
    """A person deleted the twin, and nobody touched what is deleted since; a person of the CRM is nobody else's."""
    held(run)
    side = run.action.side
    assert run.action.seen is run.before[side]
    assert run.base(side) is not None
    assert not run.is_typed(side)
    assert not deleted_by_us(run, side.other)
    if side is CRM:
        facts = [draw(name) for name in ("adopted", "shared", "open deals")]
        assert (facts, draw("owned")) == ([False, False, False], True)


def deleted_by_us(run: Run, side: Side) -> bool:
    """An open intent tells that the tombstone is our own: nobody asked for another."""
    if draw("state") not in {LinkState.LIVE, LinkState.CREATING, LinkState.OUT_OF_SCOPE}:
        return False
    return draw("intent") == PLAIN and draw("operation") == "delete" and side in draw("written")


def created(run: Run) -> None:
    followed(run)
    side = run.action.side
    assert run.kind(side.other) == SEEN
    assert side is CRM or run.is_two_way
    assert side is PROVIDER or draw("state") is not LinkState.NOT_WANTED
    if run.kind(side) != NONE:
        not_resurrected(run, side)
    source = run.text(side.other)
    assert is_alike(run.action.content.job_title, source) or is_alike(source, run.action.content.job_title)


def not_resurrected(run: Run, side: Side) -> None:
    """What was deleted is made again only for an edit since, or for a person who took its twin out of the trash."""
    assert run.kind(side) == GONE
    assert run.is_two_way
    is_back = draw("state") is LinkState.TOMBSTONE or deleted_by_us(run, side)
    if is_back:
        assert draw(f"{side.other} version") != VERSION
    else:
        assert side is CRM
        assert draw("deletes") is Deletes.FOLLOW
        assert run.is_typed(CRM.other)


def agreed(run: Run) -> None:
    """Of both sides, seen and in scope: nothing vanishes, nothing is cleared that wasn't, both end up alike."""
    followed(run)
    assert (run.kind(CRM), run.kind(PROVIDER)) == (SEEN, SEEN)
    losses = run.action.losses
    if run.is_missing(CRM) or run.is_missing(PROVIDER):
        assert not losses
        assert [run.text_after(side) for side in Side] == [run.text(side) for side in Side]
        return
    for side in Side:
        if run.text_after(side) != run.text(side):
            rewritten(run, side)
    assert all(is_true(run, loss) for loss in losses)
    if is_news(run):
        assert is_alike(run.text_after(CRM), run.text_after(PROVIDER))
    elif not run.is_first:
        assert [run.text_after(side) for side in Side] == [run.text(side) for side in Side]


def is_news(run: Run) -> bool:
    """Whether anybody has something to tell. One-way, the CRM has not: an edit there stays, and goes nowhere."""
    if run.is_first:
        return run.is_two_way
    return run.is_typed(PROVIDER) or (run.is_two_way and run.is_typed(CRM))


def rewritten(run: Run, side: Side) -> None:
    assert side is CRM or run.is_two_way
    if run.text(side) and run.is_typed(side):
        stands = is_alike(*(run.text(side), run.text_after(side.other))[:: 1 if side is CRM else -1])
        assert stands or run.text(side) in [loss.loser.job_title for loss in run.action.losses if loss.side is side]
    if not run.text_after(side):
        assert run.is_cleared(side.other)


def is_true(run: Run, loss: Loss) -> bool:
    """A conflict takes two: both sides have moved, or nobody knows; and the loser is what that side showed.

    One-way, what the CRM kept for itself is a person's own, however long ago it was typed.
    """
    shown = run.before[loss.side].content
    is_own = loss.side is CRM and not run.is_two_way
    return loss.field is FIELD and loss.loser is shown and (run.is_first or is_own or all(map(run.is_typed, Side)))


LAWS: dict[type[Action], Callable[[Run], None]] = {
    Nothing: quiet,
    Become: became,
    Hold: held,
    Delete: deleted,
    Create: created,
    Settle: agreed,
    Update: agreed,
}


# --- laws of what a backup brought -------------------------------------------------------------------------


def settled_carefully(run: Run) -> None:
    assert (run.kind(CRM), run.kind(PROVIDER)) == (SEEN, SEEN)
    assert not run.action.losses
    if not (run.is_missing(CRM) or run.is_missing(PROVIDER)):
        known = [side for side in Side if FIELD not in getattr(run.base(side), "missing", ())]
        assert is_alike(run.text(CRM), run.text(PROVIDER)) or not any(map(run.is_typed, known))


def became_carefully(run: Run) -> None:
    became(run)
    assert run.action.state is LinkState.TOMBSTONE or run.action.rule in DOUBTS


def held_carefully(run: Run) -> None:
    assert run.action.rule in DOUBTS
    assert run.action.side is CRM or run.is_two_way


CAREFUL: dict[type[Action], Callable[[Run], None]] = {
    Nothing: lambda _: None,
    Become: became_carefully,
    Hold: held_carefully,
    Settle: settled_carefully,
}
