"""The company's limiter: what it reserves, where it stops, and what it tells the meter of both."""

from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.errors import RateLimited
from tandem.domain.ids import CompanyId
from tandem.local.meter import LocalMeter
from tandem.local.table import SqliteTable
from tandem.ports import Measure
from tandem.state.tokens import PORTION, SharedTokens, portion_of, tokens_spent
from tests.memory import ToldClock


@pytest.fixture
def clock() -> ToldClock:
    return ToldClock()


@pytest.fixture
def tokens(tmp_path: Path, clock: ToldClock) -> SharedTokens:
    table = SqliteTable(tmp_path / "tandem.db", clock)
    return SharedTokens(table, clock, LocalMeter(), CompanyId("42"), share=4 * PORTION)


def used(tokens: SharedTokens) -> float | None:
    assert isinstance(tokens.meter, LocalMeter)
    return tokens.meter.largest(Measure.BUDGET_USED)


def reserved(tokens: SharedTokens) -> int:
    assert isinstance(tokens.meter, LocalMeter)
    return tokens.meter.total(Measure.TOKENS)


def test_tokens_are_counted_as_they_are_reserved(tokens: SharedTokens) -> None:
    for _ in range(PORTION // 10):
        tokens.take(10)

    assert reserved(tokens) == tokens.spent() == PORTION
    assert used(tokens) == 25


def test_a_spent_share_stops_the_day_and_shows_as_a_hundred_percent(tokens: SharedTokens, clock: ToldClock) -> None:
    for _ in range(4):
        tokens.take(PORTION)

    with pytest.raises(RateLimited) as limited:
        tokens.take(1)

    assert limited.value.is_daily
    assert clock.now() + limited.value.retry_after == clock.now().replace(hour=0) + timedelta(days=1)
    assert used(tokens) == 100
    assert reserved(tokens) == 4 * PORTION


def test_a_company_without_a_share_spends_nothing(tokens: SharedTokens) -> None:
    tokens.share = 0

    with pytest.raises(RateLimited):
        tokens.take(1)

    assert reserved(tokens) == 0
    assert used(tokens) == 100


def test_a_small_share_is_set_aside_in_small_portions() -> None:
    assert [portion_of(share) for share in (0, 1_000, 15_000, 1_000_000)] == [20, 20, 75, 500]


def test_two_hundred_processes_that_end_early_leave_most_of_the_day(tokens: SharedTokens) -> None:
    share = 15_000
    for _ in range(150):
        SharedTokens(tokens.table, tokens.clock, LocalMeter(), CompanyId("42"), share).take(1)

    assert share - tokens.spent() >= share // 5


def test_what_is_left_of_the_share_is_used_up_to_the_last_token(tokens: SharedTokens) -> None:
    tokens.share = 30

    for _ in range(30):
        tokens.take(1)

    assert tokens.spent() == 30
    with pytest.raises(RateLimited):
        tokens.take(1)


def test_what_was_spent_is_told_by_the_day(tokens: SharedTokens) -> None:
    tokens.take(1)

    today = tokens.clock.now()

    assert tokens_spent(tokens.table, CompanyId("42"), today) == reserved(tokens)
    assert tokens_spent(tokens.table, CompanyId("42"), today - timedelta(days=1)) == 0
    assert tokens_spent(tokens.table, CompanyId("43"), today) == 0
