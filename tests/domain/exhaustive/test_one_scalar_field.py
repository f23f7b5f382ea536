"""One text field in every combination of bases, sights, link, rules and facts: billions, and none left out.

Each run is decided by the plan itself. Two of its parts, the link that an open intent has moved and what two items that
are there agree on, are remembered by all that they read, and so is the verdict of the laws on what was agreed on: see
`remembering`, which works a sample of them out anew.
"""

from collections.abc import Callable, Hashable
from functools import cache
from typing import Any, assert_never

import pytest

from tandem.domain.action import Action, Become, Create, Delete, Hold, Nothing, Settle, Update
from tandem.domain.agreement import agree
from tandem.domain.calendar_rules import AnyRules
from tandem.domain.comparison import Comparison
from tandem.domain.contact import Contact, Side
from tandem.domain.link import Link
from tandem.domain.merge import VERBATIM
from tandem.domain.plan import plan
from tandem.domain.recovery import advanced
from tandem.domain.restoring import plan_carefully
from tandem.domain.rules import Direction, Rules
from tandem.domain.sight import Seen, Sight
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
    Lazy,
    draw,
    sight,
)
from tests.domain.exhaustive.remembering import Remembered

COMPARISON = Comparison()
COMBINATIONS = 3_319_680_000
COMBINATIONS_AFTER_A_BACKUP = 671_731_200
"""Exact: they change with the dimensions, and with nothing else."""


def _told(value: Any) -> Hashable:
    """All that a lazy value doesn't draw. What is shown is never among it: of that, a law asks for the very object."""
    if not isinstance(value, Lazy):
        return value
    assert not isinstance(value, Seen) or "content" not in value._named
    return (type(value), *((name, _told(part)) for name, part in value._named.items()))


REMEMBERED = Remembered(draw, _told)
AGREED: dict[int, Action] = {}
"""By their ids, which are given to nothing else as long as these are here."""


@pytest.fixture(autouse=True)
def _parts_of_the_plan_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same intents and the same contents meet again and again, under each state, each version and each fact."""
    monkeypatch.setattr("tandem.domain.plan.advanced", _advanced_once)
    monkeypatch.setattr("tandem.domain.plan.agree", _agree_once)


def _advanced_once(link: Link, *sights: Sight) -> Link:
    if not isinstance(link, Lazy):
        return advanced(link, *sights)
    return REMEMBERED.ask(("advanced", _told(link), *map(_told, sights)), lambda: advanced(link, *sights))


def _agree_once(link: Link, crm: Seen, provider: Seen, rules: AnyRules, *more: Any) -> Action:
    given = (link, crm, provider, rules)
    if not isinstance(link, Lazy):
        return agree(*given, *more)
    return REMEMBERED.ask(("agree", *map(_told, given), *map(id, more)), lambda: _kept(agree(*given, *more)))


def _kept(action: Action) -> Action:
    AGREED[id(action)] = action
    return action


def test_every_combination_keeps_every_promise_and_is_followed_by_silence() -> None:
    tally = explore(FOLLOWED, draw, _followed)

    assert tally.combinations == FOLLOWED.size == COMBINATIONS


def test_after_a_backup_every_combination_writes_nothing_and_is_followed_by_silence() -> None:
    tally = explore(RESTORED, draw, _restored)

    assert tally.combinations == RESTORED.size == COMBINATIONS_AFTER_A_BACKUP


def _followed() -> None:
    action = _decide(LINK, _sights())
    _once_for_each_agreement(action, lambda: _is_lawful(action))
    match action:
        case Delete() | Become() | Hold():
            REMEMBERED.ask(("silence", *_taken_from(action)), lambda: _is_followed_by_silence(action))


def _once_for_each_agreement(action: Action, judge: Callable[[], None]) -> None:
    """The laws of what is agreed on again and again are asked once for each way through all that they read."""
    if AGREED.get(id(action)) is action:
        REMEMBERED.ask((judge.__qualname__, id(action)), judge)
    else:
        judge()


def _is_lawful(action: Action) -> None:
    sights = _sights()
    shown = shown_after(action, sights, VIEWS)
    LAWS[type(action)](Run(action, sights, shown))
    if isinstance(action, Settle | Update | Create):
        assert _rests(shown[CRM].content, shown[PROVIDER].content, draw("direction"))


def _is_followed_by_silence(action: Delete | Become | Hold) -> None:
    shown = shown_after(action, _sights(), VIEWS)
    again = _decide(link_after(action, LINK, shown), shown)
    assert isinstance(again, Nothing), again


def _restored() -> None:
    action = _decide_carefully(LINK, _sights())
    _once_for_each_agreement(action, lambda: _is_lawful_after_a_backup(action))
    match action:
        case Become() | Hold():
            REMEMBERED.ask(("rest", *_taken_from(action)), lambda: _comes_to_rest(action))


def _is_lawful_after_a_backup(action: Action) -> None:
    sights = _sights()
    CAREFUL[type(action)](Run(action, sights, sights))
    if isinstance(action, Settle):
        assert _rests(sights[CRM].content, sights[PROVIDER].content, draw("direction"))


def _comes_to_rest(action: Become | Hold) -> None:
    """A person may be told a second time, and better, of a link that knows but one item."""
    sights = _sights()
    link = link_after(action, LINK, sights)
    for _ in range(3):
        again = _decide_carefully(link, sights)
        if isinstance(again, Nothing):
            return
        assert isinstance(again, Settle) or NONE in {draw(str(side)) for side in Side}, again
        link = link_after(again, link, sights)
    raise AssertionError(link)


def _sights() -> Sights:
    return {CRM: sight(CRM), PROVIDER: sight(PROVIDER)}


def _taken_from(action: Delete | Become | Hold) -> tuple[Hashable, ...]:
    """All that `link_after` and `shown_after` take from it."""
    match action:
        case Become(state=state, rule=rule):
            return Become, state, rule
        case Delete(side=side, rule=rule) | Hold(side=side, rule=rule):
            return type(action), side, rule
        case _:
            assert_never(action)


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
