"""A process that writes to a table and says each transaction that was acknowledged, until it is done or killed.

Usage: python -m tests.contracts.table_writer SPACE NAME THREADS COUNT OPENER ARGUMENT...
"""

import os
import sys
from threading import Thread

from tandem.ports import Add, Expect, Key, Put, Table
from tandem.system import SystemClock
from tests.contracts.table_home import TableHome

PARTS = 3
"""Rows that each transaction writes beside the counter, each in a partition of its own."""


def part(space: str, number: int) -> str:
    return f"{space}/part{number}"


def counter(space: str) -> Key:
    return Key(f"{space}/counter", "counter")


def write(table: Table, space: str, name: str, count: int) -> None:
    for number in range(count):
        sort = f"{name}-{number:06}"
        rows = [Put(Key(part(space, index), sort), {"text": sort * 20}, Expect.ABSENT) for index in range(PARTS)]
        table.transact([*rows, Add(counter(space), {"count": 1})])
        os.write(1, f"{sort}\n".encode())  # one call, so that the lines of several threads don't mix


def main() -> None:
    space, name, threads, count, opener, *arguments = sys.argv[1:]
    table = TableHome(opener, tuple(arguments)).open(SystemClock())
    writers = [Thread(target=write, args=(table, space, f"{name}{i}", int(count))) for i in range(int(threads))]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()


if __name__ == "__main__":
    main()
