"""The brake's memory: counted before anything is done, by any number of workers at once, across restarts."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest

from tandem.domain.brake import KEPT, Wanted
from tandem.domain.ids import AccountId, CompanyId, ConnectionId, LinkId, UserId
from tandem.domain.side import Side
from tandem.local.blobs import LocalBlobs
from tandem.local.table import SqliteTable
from tandem.local.vault import LocalVault
from tandem.state.brakes import Brakes
from tandem.state.connections import Connection, Connections
from tandem.state.sealing import Sealing
from tests.contracts.hand_clock import HandClock

ONE, OTHER = ConnectionId("42-c1"), ConnectionId("42-c2")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


def opened(folder: Path, clock: HandClock) -> Brakes:
    """As a process opens it."""
    table = SqliteTable(folder / "tandem.db", clock)
    sealing = Sealing(LocalVault(table, folder / "key"), LocalBlobs(folder / "blobs"))
    return Brakes(table, Connections(table, sealing), clock)


def wanted(count: int, name: str = "") -> list[Wanted]:
    return [Wanted(LinkId(f"{name}{number}")) for number in range(count)]


def delete(brakes: Brakes, names: Sequence[Wanted], connection: ConnectionId = ONE, side: Side = Side.CRM) -> int:
    while True:
        through = brakes.count(connection, side, brakes.weigh(connection, side), names)
        if through is not None:
            return len(through)


def linked(brakes: Brakes, count: int) -> None:
    brakes.connections.count(ONE, {"linked": count})


def test_each_connection_and_each_side_has_a_limit_of_its_own(tmp_path: Path, clock: HandClock) -> None:
    brakes = opened(tmp_path, clock)

    assert delete(brakes, wanted(9)) == 4
    assert delete(brakes, wanted(9), side=Side.PROVIDER) == 4
    assert delete(brakes, wanted(9), OTHER) == 4
    assert delete(brakes, wanted(1)) == 0


def test_it_knows_after_a_restart_what_was_counted(tmp_path: Path, clock: HandClock) -> None:
    delete(opened(tmp_path, clock), wanted(3))

    assert delete(opened(tmp_path, clock), wanted(9, "later")) == 1


def test_the_day_rolls_and_does_not_begin_at_midnight(tmp_path: Path, clock: HandClock) -> None:
    brakes = opened(tmp_path, clock)
    delete(brakes, wanted(2, "first"))
    clock.sleep(timedelta(hours=12))
    delete(brakes, wanted(2, "second"))

    clock.sleep(KEPT - timedelta(hours=12))

    assert delete(brakes, wanted(9, "third")) == 2


def test_of_two_that_count_at_the_same_time_one_reads_again(tmp_path: Path, clock: HandClock) -> None:
    brakes = opened(tmp_path, clock)
    first, second = brakes.weigh(ONE, Side.CRM), brakes.weigh(ONE, Side.CRM)

    assert brakes.count(ONE, Side.CRM, first, wanted(3, "first")) is not None
    assert brakes.count(ONE, Side.CRM, second, wanted(3, "second")) is None
    assert delete(brakes, wanted(3, "second")) == 1


def test_many_workers_at_once_let_no_more_through_than_one(tmp_path: Path, clock: HandClock) -> None:
    workers, start = 8, Barrier(8)
    linked(opened(tmp_path, clock), 400)

    def work(number: int) -> int:
        brakes = opened(tmp_path, clock)
        start.wait()
        return sum(delete(brakes, wanted(5, f"{number}/{turn}/")) for turn in range(4))

    with ThreadPoolExecutor(workers) as pool:
        assert sum(pool.map(work, range(workers))) == 40


def test_nothing_is_written_where_nothing_passes(tmp_path: Path, clock: HandClock) -> None:
    brakes = opened(tmp_path, clock)
    delete(brakes, wanted(4))
    before = brakes.weigh(ONE, Side.CRM)

    delete(brakes, wanted(20, "later"))

    assert brakes.weigh(ONE, Side.CRM) == before


def test_the_connection_is_read_as_it_stands(tmp_path: Path, clock: HandClock) -> None:
    brakes = opened(tmp_path, clock)
    brakes.connections.add(Connection(ONE, CompanyId("42"), AccountId("42-a1"), UserId("1")))
    brakes.connections.change(ONE, lambda one: replace(one, guarded_until=clock.now()))

    found = brakes.weigh(ONE, Side.CRM).connection

    assert found is not None
    assert found.guarded_until == clock.now()


def test_it_knows_of_a_series_that_was_counted_as_one(tmp_path: Path, clock: HandClock) -> None:
    series = [Wanted(LinkId(f"daily{number}"), whole="daily") for number in range(30)]
    delete(opened(tmp_path, clock), series[:15])

    brakes = opened(tmp_path, clock)

    assert delete(brakes, series[15:]) == 15
    assert delete(brakes, wanted(9)) == 3
