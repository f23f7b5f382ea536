"""A circuit opens after failures in a row, lets one ask for all, and closes with the first answer."""

from datetime import UTC, datetime, timedelta

from tandem.domain.circuit import (
    FIRST_OPEN,
    LONGEST_OPEN,
    MEMORY,
    OPENS_AFTER,
    PROBE,
    Circuit,
    failed,
    is_closed_by_answer,
    probing,
    wait_of,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def after(failures: int, every: timedelta = timedelta(seconds=1)) -> Circuit:
    circuit = Circuit()
    for number in range(failures):
        circuit = failed(circuit, NOW + number * every)
    return circuit


def test_it_opens_with_the_fifth_failure_in_a_row() -> None:
    assert after(OPENS_AFTER - 1).until is None
    assert after(OPENS_AFTER).until == NOW + timedelta(seconds=OPENS_AFTER - 1) + FIRST_OPEN


def test_failures_far_apart_are_no_row() -> None:
    assert after(50, every=MEMORY).until is None


def test_a_failure_that_was_under_way_when_it_opened_changes_nothing() -> None:
    opened = after(OPENS_AFTER)

    assert failed(opened, NOW + timedelta(seconds=20)) == opened
    assert not is_closed_by_answer(opened)


def test_whoever_asks_for_all_has_a_minute_for_it() -> None:
    asking = probing(after(OPENS_AFTER), NOW + timedelta(minutes=1))

    assert wait_of(asking, NOW + timedelta(minutes=1)) == PROBE
    assert is_closed_by_answer(asking)


def test_each_probe_that_fails_opens_it_for_longer_up_to_a_bound() -> None:
    circuit, now, waits = after(OPENS_AFTER), NOW, []
    for _ in range(12):
        now += timedelta(minutes=10)
        circuit = failed(probing(circuit, now), now)
        waits.append(wait_of(circuit, now))

    assert waits[:4] == [FIRST_OPEN * 2, FIRST_OPEN * 4, FIRST_OPEN * 8, LONGEST_OPEN]
    assert set(waits[3:]) == {LONGEST_OPEN}


def test_a_closed_one_lets_everybody_ask() -> None:
    assert wait_of(Circuit(), NOW) <= timedelta()
    assert wait_of(after(OPENS_AFTER - 1), NOW) <= timedelta()
