"""Opens what one machine keeps, for suites and the processes that they start."""

from pathlib import Path

from tandem.local.table import SqliteTable
from tandem.ports import Clock


def open_table(clock: Clock, path: str) -> SqliteTable:
    return SqliteTable(Path(path), clock)
