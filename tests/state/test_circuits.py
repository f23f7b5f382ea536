"""The circuits in the table: what one worker learns all know within seconds, and calm times cost no write."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tandem.domain.circuit import FIRST_OPEN, OPENS_AFTER, PROBE
from tandem.domain.errors import CircuitOpen, Unavailable
from tandem.local.table import SqliteTable
from tandem.state import keys
from tandem.state.circuits import FRESH, StoredCircuits
from tests.contracts.hand_clock import HandClock

BOOK, OTHER = "p42-contacts.icloud.com:443", "dav.example.org:443"


@dataclass
class Counting:
    """A table that counts its requests, and may be out of reach."""

    table: SqliteTable
    calls: Counter[str] = field(default_factory=Counter)
    is_down: bool = False

    def __getattr__(self, name: str) -> Any:
        def call(*arguments: Any, **named: Any) -> Any:
            self.calls[name] += 1
            if self.is_down:
                raise Unavailable("table_unavailable")
            return getattr(self.table, name)(*arguments, **named)

        return call


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def table(tmp_path: Path, clock: HandClock) -> Counting:
    return Counting(SqliteTable(tmp_path / "tandem.db", clock))


def worker(table: Counting, clock: HandClock) -> StoredCircuits:
    return StoredCircuits(table, clock)


def may_ask(circuits: StoredCircuits, service: str = BOOK) -> bool:
    try:
        circuits.ask(service)
    except CircuitOpen:
        return False
    return True


def down(circuits: Sequence[StoredCircuits], service: str = BOOK) -> None:
    """Failures of different workers, one each."""
    for number in range(OPENS_AFTER):
        circuits[number % len(circuits)].tell(service, is_well=False)


def test_failures_of_different_workers_open_it_for_all(table: Counting, clock: HandClock) -> None:
    workers = [worker(table, clock) for _ in range(3)]
    down(workers)

    assert [may_ask(one) for one in (*workers, worker(table, clock))] == [False] * 4


def test_another_server_is_asked_as_ever(table: Counting, clock: HandClock) -> None:
    one = worker(table, clock)
    down([one])

    assert may_ask(one, OTHER)


def test_calm_times_cost_no_write_and_one_read_in_ten_seconds(table: Counting, clock: HandClock) -> None:
    one = worker(table, clock)

    for _ in range(100):
        one.ask(BOOK)
        one.tell(BOOK, is_well=True)
        one.ask(OTHER)
        one.tell(OTHER, is_well=True)
        clock.sleep(timedelta(milliseconds=99))

    assert table.calls == {"query": 1}


def test_what_others_learn_is_known_within_ten_seconds(table: Counting, clock: HandClock) -> None:
    early, late = worker(table, clock), worker(table, clock)
    early.ask(BOOK)
    down([late])
    assert may_ask(early)

    clock.sleep(FRESH)

    assert not may_ask(early)


def test_when_it_is_half_open_one_asks_and_the_others_wait(table: Counting, clock: HandClock) -> None:
    workers = [worker(table, clock) for _ in range(8)]
    down(workers)
    clock.sleep(FIRST_OPEN)

    with ThreadPoolExecutor(8) as pool:
        asked = list(pool.map(may_ask, workers))

    assert sum(asked) == 1


def test_an_answer_to_the_one_who_asks_closes_it_for_all(table: Counting, clock: HandClock) -> None:
    one, other = worker(table, clock), worker(table, clock)
    down([one])
    clock.sleep(FIRST_OPEN)
    one.ask(BOOK)

    one.tell(BOOK, is_well=True)

    assert may_ask(one)
    assert may_ask(other)
    assert table.table.query(keys.CIRCUITS) == []


def test_a_probe_that_fails_opens_it_again_for_longer(table: Counting, clock: HandClock) -> None:
    one = worker(table, clock)
    down([one])
    clock.sleep(FIRST_OPEN)
    one.ask(BOOK)

    one.tell(BOOK, is_well=False)
    clock.sleep(FIRST_OPEN)

    assert not may_ask(one)
    clock.sleep(FIRST_OPEN)
    assert may_ask(one)


def test_a_probe_whose_worker_died_is_followed_by_another(table: Counting, clock: HandClock) -> None:
    dead, other = worker(table, clock), worker(table, clock)
    down([dead])
    clock.sleep(FIRST_OPEN)
    dead.ask(BOOK)

    assert not may_ask(other)
    clock.sleep(PROBE)
    assert may_ask(other)


def test_a_few_failures_with_answers_in_between_open_nothing(table: Counting, clock: HandClock) -> None:
    """A poison card that always breaks the server must not keep the others of its book waiting."""
    one = worker(table, clock)

    for _ in range(20):
        one.ask(BOOK)
        one.tell(BOOK, is_well=False)
        clock.sleep(FRESH)
        one.ask(BOOK)
        one.tell(BOOK, is_well=True)

    assert may_ask(one)


def test_an_answer_to_an_earlier_question_does_not_close_it(table: Counting, clock: HandClock) -> None:
    slow, others = worker(table, clock), worker(table, clock)
    slow.ask(BOOK)
    down([others])
    clock.sleep(FRESH)

    slow.tell(BOOK, is_well=True)

    assert not may_ask(others)


def test_the_wait_is_told(table: Counting, clock: HandClock) -> None:
    one = worker(table, clock)
    down([one])
    clock.sleep(timedelta(seconds=10))

    with pytest.raises(CircuitOpen) as told:
        one.ask(BOOK)

    assert told.value.retry_after == FIRST_OPEN - timedelta(seconds=10)


def test_without_the_table_everybody_may_ask(table: Counting, clock: HandClock) -> None:
    one = worker(table, clock)
    table.is_down = True

    for _ in range(10):
        one.tell(BOOK, is_well=False)

    assert may_ask(one)


def test_the_name_of_a_server_is_not_kept(table: Counting, clock: HandClock) -> None:
    down([worker(table, clock)], "dav.mueller.example:443")

    assert "mueller" not in repr(table.table.query(keys.CIRCUITS))
