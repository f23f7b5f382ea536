"""How long until the next poll or try: slower while nothing happens, moved by chance, never out of bounds."""

from datetime import timedelta

import pytest

from tandem.system import RandomIds
from tandem.usecases.waits import LONGEST_BACKOFF, after_limit, chance, sooner, until_poll, until_retry
from tandem.usecases.world import Pace
from tests.memory import CountedIds

PACE = Pace()
ALMOST = 0.999


@pytest.mark.parametrize(
    ("idle", "wait"),
    [
        (timedelta(), timedelta(minutes=5)),
        (timedelta(hours=1), timedelta(minutes=5)),
        (timedelta(hours=2), timedelta(minutes=10)),
        (timedelta(hours=6), timedelta(minutes=30)),
        (timedelta(days=90), timedelta(minutes=30)),
    ],
)
def test_the_longer_nothing_happened_the_longer_until_the_next_poll(idle: timedelta, wait: timedelta) -> None:
    assert until_poll(idle, PACE, 0.0) == wait


def test_the_slowest_poll_is_never_quicker_than_the_quickest() -> None:
    pace = Pace(poll=timedelta(hours=1), slowest_poll=timedelta(minutes=1))

    assert until_poll(timedelta(days=1), pace, 0.0) == timedelta(hours=1)


def test_chance_makes_a_poll_come_a_little_earlier_and_never_later() -> None:
    waits = [until_poll(timedelta(days=1), PACE, part / 10) for part in range(10)]

    assert waits == sorted(waits, reverse=True)
    assert waits[0] == PACE.slowest_poll
    assert waits[-1] >= 0.9 * PACE.slowest_poll
    assert len(set(waits)) == 10


def test_after_a_limit_nobody_asks_before_the_instant_that_was_told() -> None:
    for told in (timedelta(seconds=1), timedelta(seconds=20), timedelta(hours=9)):
        waits = [after_limit(told, part) for part in (0.0, 0.5, ALMOST)]

        assert waits[0] == told
        assert waits == sorted(waits)
        assert waits[-1] <= told + timedelta(minutes=5)


def test_after_failures_the_bound_doubles_and_chance_spreads_below_it() -> None:
    bounds = [until_retry(tries, 0.0) for tries in range(12)]

    assert bounds[:3] == [timedelta(seconds=5), timedelta(seconds=10), timedelta(seconds=20)]
    assert bounds[-1] == LONGEST_BACKOFF
    assert timedelta(seconds=5) <= until_retry(11, ALMOST) < timedelta(seconds=10)


def test_a_hundred_failures_in_a_row_still_end_in_a_wait() -> None:
    assert until_retry(100, 0.0) == LONGEST_BACKOFF


def test_a_sweep_moves_within_a_tenth_of_its_interval() -> None:
    assert timedelta(hours=21) < sooner(timedelta(days=1), ALMOST) < timedelta(hours=22)


def test_chance_is_from_zero_up_to_one() -> None:
    drawn = [chance(RandomIds()) for _ in range(1_000)]

    assert all(0 <= one < 1 for one in drawn)
    assert 0.4 < sum(drawn) / len(drawn) < 0.6
    assert chance(CountedIds()) == 0
