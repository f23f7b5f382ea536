"""One text field in every combination of bases, sights, link, rules and facts: billions, and none left out."""

from collections.abc import Hashable
from functools import cache

from tandem.domain.action import Action, Become, Create, Delete, Hold, Nothing, Settle, Update
from tandem.domain.comparison import Comparison
from tandem.domain.contact import Contact, Side
from tandem.domain.link import Link
from tandem.domain.merge import VERBATIM
from tandem.domain.plan import plan
from tandem.domain.restoring import plan_carefully
from tandem.domain.rules import Direction, Rules
from tests.domain.deciding import FREE, link as plain_link, seen
from tests.domain.exhaustive.carrying_out import Sights, link_after, shown_after
from tests.domain.exhaustive.choosing import explore
from tests.domain.exhaustive.laws import CAREFUL, LAWS, Run
from tests.domain.exhaustive.lazily import (
    CRM,
    FACTS,
    FOLLOWED,
    LINK,
    NONE,
    PROVIDER,
    RESTORED,
    RULES,
    VIEWS,
    draw,
    sight,
)

COMPARISON = Comparison()
COMBINATIONS = 3_319_680_000
COMBINATIONS_AFTER_A_BACKUP = 671_731_200
"""Exact: they change with the dimensions, and with nothing else."""
OVER_WITH_A_HOLD = frozenset({"state", "reason", "intent", "operation", "written"}) | {
    f"{side} {name}" for side in Side for name in ("reached", "noted")
}
HELD: set[Hashable] = set()


def test_every_combination_keeps_every_promise_and_is_followed_by_silence() -> None:
    tally = explore(FOLLOWED, draw, _followed)

    assert tally.combinations == FOLLOWED.size == COMBINATIONS


def test_after_a_backup_every_combination_writes_nothing_and_is_followed_by_silence() -> None:
    tally = explore(RESTORED, draw, _restored)

    assert tally.combinations == RESTORED.size == COMBINATIONS_AFTER_A_BACKUP


def _followed() -> None:
    sights = {CRM: sight(CRM), PROVIDER: sight(PROVIDER)}
    action = _decide(LINK, sights)
    shown = shown_after(action, sights, VIEWS)
    LAWS[type(action)](Run(action, sights, shown))
    match action:
        case Settle() | Update() | Create():
            assert _rests(shown[CRM].content, shown[PROVIDER].content, draw("direction"))
        case Delete() | Become() | Hold():
            again = _decide(link_after(action, LINK, shown), shown)
            assert isinstance(again, Nothing), again


def _restored() -> None:
    sights = {CRM: sight(CRM), PROVIDER: sight(PROVIDER)}
    action = _decide_carefully(LINK, sights)
    CAREFUL[type(action)](Run(action, sights, sights))
    match action:
        case Settle():
            assert _rests(sights[CRM].content, sights[PROVIDER].content, draw("direction"))
        case Become():
            _comes_to_rest(link_after(action, LINK, sights), sights)
        case Hold():
            _rests_held(action, sights)


def _rests_held(action: Hold, sights: Sights) -> None:
    """What the link was before it was held is of no matter any more: each hold is looked at once."""
    known = (action, *((name, value) for name, value in draw.chosen.items() if name not in OVER_WITH_A_HOLD))
    if known in HELD:
        return
    chosen = len(draw.chosen)
    _comes_to_rest(link_after(action, LINK, sights), sights)
    if len(draw.chosen) == chosen:
        HELD.add(known)


def _comes_to_rest(link: Link, sights: Sights) -> None:
    """A person may be told a second time, and better, of a link that knows but one item."""
    for _ in range(3):
        action = _decide_carefully(link, sights)
        if isinstance(action, Nothing):
            return
        assert isinstance(action, Settle) or NONE in {draw(str(side)) for side in Side}, action
        link = link_after(action, link, sights)
    raise AssertionError(action)


def _decide(link: Link, sights: Sights) -> Action:
    return plan(link, sights[CRM], sights[PROVIDER], RULES, VIEWS, COMPARISON, FACTS)


def _decide_carefully(link: Link, sights: Sights) -> Action:
    return plan_carefully(link, sights[CRM], sights[PROVIDER], RULES, VIEWS, COMPARISON)


@cache
def _rests(crm: Contact, provider: Contact, direction: Direction) -> bool:
    """Whether a link on what both show has nothing more to do, be it after a backup."""
    shown = {CRM: seen(CRM, crm), PROVIDER: seen(PROVIDER, provider)}
    known = link_after(Settle(""), plain_link(), shown)
    rules = Rules(direction)
    careful = plan_carefully(known, shown[CRM], shown[PROVIDER], rules, VERBATIM, COMPARISON)
    plain = plan(known, shown[CRM], shown[PROVIDER], rules, VERBATIM, COMPARISON, FREE)
    return isinstance(careful, Nothing | Settle) and isinstance(plain, Nothing)
