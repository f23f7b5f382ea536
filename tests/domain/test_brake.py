"""The brake: how many deletions a day are let through, and which."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from tandem.domain.brake import KEPT, MOST, SERIES, WINDOW, Counted, Wanted, is_braked, is_guarded, let_through
from tandem.domain.ids import LinkId

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def limit(live: int) -> int:
    """Deletions done before the brake comes on, from a book of this size."""
    return next(done for done in range(1000) if is_braked(done, live))


def wanted(*names: str) -> list[Wanted]:
    return [Wanted(LinkId(name)) for name in names]


def counted(*ages: timedelta) -> list[Counted]:
    return [Counted(LinkId(f"old{number}"), NOW - age) for number, age in enumerate(ages)]


@pytest.mark.parametrize(("live", "expected"), [(1, 4), (20, 4), (50, 5), (100, 10), (400, 40), (500, 50), (9999, 50)])
def test_a_tenth_of_the_links_at_least_four_at_most_fifty(live: int, expected: int) -> None:
    """F5: a few deletions are no alarm, whatever the size of the book."""
    assert limit(live) == expected


def test_the_first_that_come_are_let_through_and_the_others_held() -> None:
    kept, through = let_through([], wanted("a", "b", "c", "d", "e", "f"), 30, NOW)

    assert through == {"a", "b", "c", "d"}
    assert [one.link for one in kept] == ["a", "b", "c", "d"]


def test_what_was_done_within_a_day_counts_and_what_is_older_does_not() -> None:
    recent = timedelta(hours=23, minutes=59)

    _, braked = let_through(counted(recent, recent, recent, recent), wanted("a"), 30, NOW)
    _, free = let_through(counted(KEPT, recent, recent, recent), wanted("a"), 30, NOW)

    assert braked == frozenset()
    assert free == {"a"}


def test_a_deletion_that_is_tried_again_counts_once_and_from_its_last_try() -> None:
    before = counted(timedelta(hours=3), timedelta(hours=2), timedelta(hours=1), timedelta(minutes=5))

    kept, through = let_through(before, [Wanted(before[0].link, is_again=True)], 30, NOW)

    assert through == {before[0].link}
    assert len(kept) == 4
    assert kept[-1] == Counted(before[0].link, NOW)


def test_a_contact_that_is_deleted_undone_and_deleted_again_counts_twice() -> None:
    first, _ = let_through([], wanted("a"), 30, NOW)

    second, through = let_through(first, wanted("a"), 30, NOW + timedelta(hours=1))

    assert through == {"a"}
    assert [one.link for one in second] == ["a", "a"]


# --- series that are deleted as a whole ------------------------------------------------------------------------


def of_series(series: str, count: int) -> list[Wanted]:
    return [Wanted(LinkId(f"{series}{number}"), whole=series) for number in range(count)]


def passed(live: int, *wanted: list[Wanted]) -> int:
    return len(let_through([], [one for each in wanted for one in each], live, NOW)[1])


def test_a_series_that_is_deleted_as_a_whole_counts_as_one_deletion() -> None:
    assert passed(60, of_series("daily", 40)) == 40
    assert passed(60, of_series("daily", 40), wanted("a", "b", "c", "d", "e")) == 45, "of six that may go"
    assert passed(60, of_series("daily", 40), wanted("a", "b", "c", "d", "e", "f")) == 45


def test_it_does_so_however_its_occurrences_are_dealt_out() -> None:
    memory: tuple[Counted, ...] = ()
    for one in of_series("daily", 40):
        memory, through = let_through(memory, [one], 60, NOW)
        assert through == {one.link}

    assert let_through(memory, wanted("a", "b", "c", "d", "e", "f"), 60, NOW)[1] == {"a", "b", "c", "d", "e"}


def test_a_few_series_count_as_one_each_and_no_more() -> None:
    """Else whoever gets into a calendar full of series could empty it."""
    series = [of_series(f"series{number}-", 8) for number in range(SERIES + 2)]

    assert passed(100, *series) == 8 * SERIES + 10 - SERIES


def test_of_an_endless_series_no_more_go_for_one_than_a_day_may_lose_at_most() -> None:
    assert passed(9999, of_series("daily", 400)) == MOST + MOST - 1


@given(
    st.lists(st.tuples(st.sampled_from(["", "a", "b", "c", "d", "e", "f"]), st.integers(0, 400)), max_size=700),
    st.integers(0, 2000),
)
def test_whatever_series_there_are_no_day_loses_more_than_they_and_the_limit(
    story: list[tuple[str, int]], live: int
) -> None:
    names = [Wanted(LinkId(f"{number}{series}"), whole=series) for number, (series, _) in enumerate(story)]

    assert passed(live, names) <= limit(live) + SERIES * (MOST - 1)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 400),  # minutes until the next batch
            st.lists(st.integers(0, 40), max_size=12, unique=True),
            st.integers(0, 2000),
        ),
        max_size=40,
    )
)
def test_in_no_window_of_a_day_more_is_deleted_than_the_limit(story: list[tuple[int, list[int], int]]) -> None:
    """I11. Each batch may be sent late, by as long as a worker lives."""
    done: list[datetime] = []
    memory: tuple[Counted, ...] = ()
    now = NOW
    for minutes, links, live in story:
        now += timedelta(minutes=minutes)
        memory, through = let_through(memory, wanted(*map(str, links)), live, now)
        done += [now + timedelta(minutes=14 * (len(done) % 2))] * len(through)
        most = max(limit(live), 4)
        in_window = [at for at in done if now - WINDOW < at]
        assert len(in_window) <= MOST
        assert not through or len([one for one in memory if one.at > now - WINDOW]) <= most


@given(st.integers(0, 5000), st.lists(st.integers(0, 200), unique=True, max_size=200))
def test_one_by_one_no_more_pass_than_at_once(live: int, links: list[int]) -> None:
    names = [str(link) for link in links]
    _, at_once = let_through([], wanted(*names), live, NOW)
    memory: tuple[Counted, ...] = ()
    one_by_one: set[LinkId] = set()
    for name in names:
        memory, through = let_through(memory, wanted(name), live, NOW)
        one_by_one |= through

    assert one_by_one == at_once


def test_for_an_hour_after_a_reset_nothing_is_deleted() -> None:
    until = NOW + timedelta(hours=1)

    assert is_guarded(until, [], NOW + timedelta(minutes=59))
    assert not is_guarded(until, [], NOW + timedelta(minutes=60))
    assert not is_guarded(None, [], NOW)


def test_what_was_heard_of_under_the_guard_stays_held_when_its_turn_comes_late() -> None:
    until = NOW + timedelta(hours=1)
    late = NOW + timedelta(hours=9)

    assert is_guarded(until, [NOW + timedelta(minutes=5)], late)
    assert not is_guarded(until, [NOW + timedelta(hours=2)], late)
