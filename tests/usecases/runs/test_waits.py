"""How long until the next poll or try: slower while nothing happens, moved by chance, never out of bounds."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, strategies as st

from tandem.domain.ids import ConnectionId
from tandem.system import RandomIds
from tandem.usecases.runs.waits import (
    LONGEST_BACKOFF,
    after_limit,
    chance,
    is_due,
    next_poll,
    polls_until,
    sooner,
    until_retry,
)
from tandem.usecases.world import Pace
from tests.memory import CountedIds

PACE = Pace()
ALMOST = 0.999
ONE = ConnectionId("42-c1")


def instants(pace: Pace, span: timedelta) -> list[timedelta]:
    """When the polls come, counted from the event that the first one follows by `pace.poll`; to the second."""
    seconds = range(int(span.total_seconds()))
    counts = [polls_until(timedelta(seconds=one), pace) for one in seconds]
    return [pace.poll + timedelta(seconds=one) for one in seconds if counts[one] > (counts[one - 1] if one else 0)]


def test_the_wait_until_the_next_poll_is_a_twelfth_of_the_time_since_something_happened() -> None:
    polls = instants(PACE, timedelta(hours=10))

    for poll, following in pairwise(polls):
        wait = min(max(poll / 12, PACE.poll), PACE.slowest_poll)
        assert abs(following - poll - wait) <= timedelta(seconds=1)


def test_polls_go_on_for_ever_at_the_slowest_pace() -> None:
    days = [polls_until(timedelta(days=day), PACE) for day in (100, 101, 10_000, 10_001)]

    assert days[1] - days[0] == days[3] - days[2] == 48


def test_the_slowest_poll_is_never_quicker_than_the_quickest() -> None:
    pace = Pace(poll=timedelta(hours=1), slowest_poll=timedelta(minutes=1))

    assert polls_until(timedelta(days=1), pace) == 25


def test_a_pace_of_nothing_is_a_second() -> None:
    pace = Pace(poll=timedelta(), slowest_poll=timedelta())

    assert polls_until(timedelta(minutes=1), pace) == 61


@given(
    first=st.integers(-200_000, 200_000),
    cuts=st.lists(st.integers(0, 200_000), min_size=2, max_size=40).map(sorted),
)
def test_however_the_time_is_walked_each_poll_falls_into_one_walk(first: int, cuts: list[int]) -> None:
    """Nothing is doubled: walks that follow on each other find no more than one long walk knows of polls."""
    begin = datetime(2026, 11, 23, tzinfo=UTC)
    place = begin + timedelta(seconds=first)
    at = [begin + timedelta(seconds=cut) for cut in cuts]

    walks = [is_due(ONE, place, after, until, PACE) for after, until in pairwise(at)]

    assert any(walks) == is_due(ONE, place, at[0], at[-1], PACE)


def test_connections_differ_a_little_and_none_is_slower_than_the_pace() -> None:
    begin = datetime(2026, 11, 23, tzinfo=UTC)
    minutes = [begin + timedelta(minutes=one) for one in range(600)]
    walked = {
        tuple(is_due(ConnectionId(f"42-c{number}"), begin, after, until, PACE) for after, until in pairwise(minutes))
        for number in range(20)
    }
    polls = [sum(one) for one in walked]

    assert len(walked) > 10
    assert min(polls) >= polls_until(timedelta(minutes=599), PACE) - 1
    assert max(polls) <= polls_until(timedelta(minutes=599) / 0.9, PACE)


@given(first=st.integers(-200_000, 200_000), after=st.integers(0, 200_000))
def test_the_next_poll_is_the_first_that_is_due_after_an_instant(first: int, after: int) -> None:
    begin, little = datetime(2026, 11, 23, tzinfo=UTC), timedelta(milliseconds=1)
    place, now = begin + timedelta(seconds=first), begin + timedelta(seconds=after, milliseconds=500)

    following = next_poll(ONE, place, now, PACE)

    assert following > now
    assert following == place or not is_due(ONE, place, now, following - little, PACE)
    assert is_due(ONE, place, now, following + little, PACE)


def test_before_the_first_poll_and_before_the_first_walk() -> None:
    begin = datetime(2026, 11, 23, tzinfo=UTC)

    assert not is_due(ONE, begin + timedelta(seconds=1), None, begin, PACE)
    assert is_due(ONE, begin, None, begin, PACE)
    assert not is_due(ONE, begin, begin, begin + timedelta(seconds=200), PACE)


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
