"""Writers side by side, and writers that die: nothing is lost, doubled or halved."""

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep

import pytest

from tandem.domain.errors import Conflict
from tandem.ports import Add, Expect, Key, Put, Row, Table
from tests.contracts.hand_clock import HandClock
from tests.contracts.table_contract import TableFixtures, one
from tests.contracts.table_home import TableHome
from tests.contracts.table_writer import PARTS, counter, part

THREADS = 8
ROUNDS = 12
ROOT = Path(__file__).resolve().parent.parent.parent


def side_by_side(work: Callable[[int], object]) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        for future in [pool.submit(work, number) for number in range(THREADS)]:
            future.result(timeout=120)


def increment(table: Table, key: Key) -> None:
    """By reading, and writing on the condition that nobody wrote meanwhile."""
    while True:
        row = table.get([key]).get(key)
        count = row.item["count"] if row else 0
        assert isinstance(count, int)
        try:
            table.transact([Put(key, {"count": count + 1}, row.version if row else Expect.ABSENT)])
        except Conflict:
            continue
        return


def everything(table: Table, partition: str) -> list[Row]:
    rows: list[Row] = []
    while page := table.query(partition, after=rows[-1].key.sort if rows else "", limit=500):
        rows += page
    return rows


def start_writer(home: TableHome, space: str, name: str, threads: int, count: int) -> "subprocess.Popen[bytes]":
    arguments = [space, name, str(threads), str(count), home.opener, *home.arguments]
    command = [sys.executable, "-m", "tests.contracts.table_writer", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})


class TableThreadsContract(TableFixtures):
    def test_increments_on_a_version_lose_nothing(self, table: Table, space: str) -> None:
        key = Key(space, "count")

        side_by_side(lambda _: [increment(table, key) for _ in range(ROUNDS)])

        assert one(table, key).item == {"count": THREADS * ROUNDS}

    def test_additions_lose_nothing(self, table: Table, space: str) -> None:
        key = Key(space, "count")

        side_by_side(lambda number: [table.transact([Add(key, {"n": 1, f"n{number}": 2})]) for _ in range(ROUNDS)])

        assert one(table, key).item == {"n": THREADS * ROUNDS} | {f"n{n}": 2 * ROUNDS for n in range(THREADS)}

    def test_only_one_of_all_who_claim_a_key_gets_it(self, table: Table, space: str) -> None:
        won: list[tuple[int, int]] = []

        def claim(number: int) -> None:
            for turn in range(ROUNDS):
                try:
                    own = Put(Key(f"{space}/{number}", f"{turn}"), {})
                    table.transact([own, Put(Key(space, f"{turn:02}"), {"by": number}, Expect.ABSENT)])
                except Conflict:
                    continue
                won.append((turn, number))

        side_by_side(claim)

        assert {(int(row.key.sort), row.item["by"]) for row in table.query(space)} == set(won)
        assert len(won) == ROUNDS
        assert sum(len(table.query(f"{space}/{number}")) for number in range(THREADS)) == ROUNDS

    def test_upserts_hand_each_value_on_to_exactly_one(self, table: Table, space: str) -> None:
        key = Key(space, "a")
        before: list[Row | None] = []

        def write(number: int) -> None:
            for turn in range(ROUNDS):
                before.append(table.upsert({key: {"value": f"{number}/{turn}"}}).get(key))

        side_by_side(write)

        seen = [row.item["value"] for row in [*before, one(table, key)] if row is not None]
        assert sorted(map(str, seen)) == sorted(f"{n}/{turn}" for n in range(THREADS) for turn in range(ROUNDS))
        assert before.count(None) == 1

    def test_of_rows_upserted_together_none_is_seen_before_those_named_before_it(
        self, table: Table, space: str
    ) -> None:
        """A worker that sees the wake-up has to see what it was woken for."""
        note, wake = Key(f"{space}/notes", "a"), Key(f"{space}/wakes", "a")
        table.upsert({note: {"turn": 0}, wake: {"turn": 0}})

        def write_or_read(number: int) -> None:
            for turn in range(1, ROUNDS):
                if number == 0:
                    table.upsert({note: {"turn": turn}, wake: {"turn": turn}})
                woken = one(table, wake).item["turn"]
                noted = one(table, note).item["turn"]
                assert isinstance(woken, int)
                assert isinstance(noted, int)
                assert noted >= woken

        side_by_side(write_or_read)

    def test_a_thread_reads_what_another_was_told_is_written(self, table: Table, space: str) -> None:
        def check(number: int) -> None:
            key, neighbour = Key(space, f"{number}"), Key(space, f"{number // 2}")
            for turn in range(ROUNDS):
                table.transact([Put(key, {"turn": turn})])
                assert one(table, key).item == {"turn": turn}
                table.get([neighbour])

        side_by_side(check)

    def test_two_processes_write_at_once_without_harm(self, home: TableHome, space: str, table: Table) -> None:
        writers = [start_writer(home, space, name, 2, 40) for name in ("x", "y")]

        said = [writer.communicate(timeout=120)[0].split() for writer in writers]

        assert [writer.returncode for writer in writers] == [0, 0]
        assert [len(lines) for lines in said] == [80, 80]
        assert one(table, counter(space)).item == {"count": 160}
        assert {row.key.sort.encode() for row in everything(table, part(space, 0))} == {*said[0], *said[1]}

    @pytest.mark.parametrize("threads", [1, 4])
    def test_a_kill_loses_nothing_acknowledged_and_leaves_nothing_half(
        self, home: TableHome, clock: HandClock, space: str, threads: int
    ) -> None:
        said: set[str] = set()

        for turn, moment in enumerate((0.0, 0.011, 0.037, 0.09, 0.16)):
            said |= self.write_and_kill(home, space, f"{turn}-", threads, moment)

        table = home.open(clock)
        parts = [{row.key.sort: row.item for row in everything(table, part(space, n))} for n in range(PARTS)]
        assert parts[0] == parts[1] == parts[2], "a transaction was written in part"
        assert said <= set(parts[0]), "an acknowledged transaction is missing"
        assert all(item == {"text": sort * 20} for sort, item in parts[0].items())
        assert one(table, counter(space)).item == {"count": len(parts[0])}

    def write_and_kill(self, home: TableHome, space: str, name: str, threads: int, moment: float) -> set[str]:
        """What the writer said was acknowledged before it was killed, so many seconds after its first word."""
        writer = start_writer(home, space, name, threads, 1_000_000)
        assert writer.stdout is not None
        first = writer.stdout.readline()
        sleep(moment)
        writer.kill()
        rest = writer.stdout.read()
        writer.stdout.close()
        writer.wait()
        return {line.decode() for line in (first + rest).split(b"\n")[:-1]}
