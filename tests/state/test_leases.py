"""A lease has one holder; it is given back by whoever still has it, and by nobody else."""

from datetime import timedelta
from pathlib import Path

import pytest

from tandem.local.table import SqliteTable
from tandem.state import keys
from tandem.state.leases import Leases
from tests.contracts.hand_clock import HandClock
from tests.memory import CountedIds

SPAN = timedelta(minutes=2)
NAMES = ("person/42/p1", "person/42/p2")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def leases(tmp_path: Path, clock: HandClock) -> Leases:
    return Leases(SqliteTable(tmp_path / "tandem.db", clock), clock, CountedIds())


def test_what_is_held_is_free_for_nobody_else_until_it_is_given_back(leases: Leases) -> None:
    first = leases.take(NAMES, SPAN)
    second = leases.take([*NAMES, "person/42/p3"], SPAN)
    leases.give_back(first)
    third = leases.take(NAMES, SPAN)

    assert set(first.names) == set(third.names) == set(NAMES)
    assert second.names == ("person/42/p3",)


def test_who_is_late_takes_nothing_from_the_next_holder(leases: Leases, clock: HandClock) -> None:
    late = leases.take(NAMES, SPAN)
    clock.sleep(SPAN)
    following = leases.take(NAMES, SPAN)

    leases.give_back(late)

    assert set(following.names) == set(NAMES)
    assert leases.take(NAMES, SPAN).names == ()


def test_what_a_dead_life_held_is_free_and_can_be_given_back(leases: Leases) -> None:
    earlier = Leases(leases.table, leases.clock, leases.ids, "life 1")
    later = Leases(leases.table, leases.clock, leases.ids, "life 2")
    earlier.take(NAMES, SPAN)

    held = later.take(NAMES, SPAN)
    later.give_back(held)

    assert set(held.names) == set(NAMES)
    assert leases.table.get([keys.lease(name) for name in NAMES]) == {}
