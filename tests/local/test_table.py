"""The table of one machine passes the port's suite, and keeps what is its own: durability, and removal of old rows."""

import sqlite3
import stat
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from time import sleep

import pytest

from tandem.domain.errors import Conflict, Unavailable
from tandem.local.commit import GroupCommit
from tandem.local.database import connect, create
from tandem.local.table import SqliteTable
from tandem.ports import Key, Put
from tests.contracts.hand_clock import HandClock
from tests.contracts.table_contract import TableContract
from tests.contracts.table_expiry_contract import TableExpiryContract
from tests.contracts.table_home import TableHome
from tests.contracts.table_threads_contract import TableThreadsContract


class SqliteHome:
    @pytest.fixture
    def home(self, tmp_path: Path) -> TableHome:
        return TableHome("tests.local.homes:open_table", (str(tmp_path / "tandem.db"),))


class TestSqliteTable(SqliteHome, TableContract):
    pass


class TestSqliteTableExpiry(SqliteHome, TableExpiryContract):
    pass


class TestSqliteTableThreads(SqliteHome, TableThreadsContract):
    pass


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "tandem.db"


def test_every_commit_is_synced_to_the_disk(path: Path) -> None:
    create(path)

    connection = connect(path)

    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    connection.close()


def test_only_this_user_can_read_the_files(path: Path) -> None:
    table = SqliteTable(path, HandClock())
    table.transact([Put(Key("a", "a"), {})])

    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}

    assert modes == {"tandem.db": 0o600, "tandem.db-wal": 0o600, "tandem.db-shm": 0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    table.close()


def test_expired_rows_are_removed_in_the_course_of_writing(path: Path) -> None:
    clock = HandClock()
    table = SqliteTable(path, clock)
    soon = clock.now() + timedelta(minutes=5)
    table.transact([Put(Key("old", f"{n}"), {}, expires=soon) for n in range(700)])

    clock.sleep(timedelta(minutes=10))
    table.transact([Put(Key("new", "1"), {})])
    table.transact([Put(Key("new", "2"), {})])

    table.close()
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT partition, count(*) FROM rows GROUP BY 1").fetchall() == [("new", 2)]
    connection.close()


def test_an_item_that_fits_no_row_is_refused(path: Path) -> None:
    table = SqliteTable(path, HandClock())

    with pytest.raises(ValueError, match="Blobs"):
        table.transact([Put(Key("a", "a"), {"content": bytes(400_001)})])

    assert table.query("a") == []
    table.close()


def test_a_closed_table_is_unavailable(path: Path) -> None:
    table = SqliteTable(path, HandClock())
    table.close()

    with pytest.raises(Unavailable):
        table.get([Key("a", "a")])
    with pytest.raises(Unavailable):
        table.transact([Put(Key("a", "a"), {})])


def test_those_who_come_during_a_commit_share_the_next(path: Path) -> None:
    create(path)
    connection = connect(path)
    commits = GroupCommit(connection)
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    started, free = Event(), Event()

    def hold(_: sqlite3.Connection) -> None:
        started.set()
        free.wait(10)

    def fail(_: sqlite3.Connection) -> None:
        raise Conflict("condition_failed")

    def insert(number: int) -> None:
        row = (f"{number}", "sort", b"{}\n")
        commits.submit(lambda own: own.execute("INSERT INTO rows VALUES (?, ?, 1, ?, NULL)", row))

    def attempt() -> None:
        with pytest.raises(Conflict):
            commits.submit(fail)

    first = Thread(target=commits.submit, args=(hold,))
    first.start()
    started.wait(10)
    others = [*(Thread(target=insert, args=(number,)) for number in range(5)), Thread(target=attempt)]
    for other in others:
        other.start()
    while len(commits._waiting) < len(others):
        sleep(0.001)
    free.set()
    for thread in [first, *others]:
        thread.join(10)

    assert statements.count("COMMIT") == 2
    assert connection.execute("SELECT count(*) FROM rows").fetchone() == (5,)
    commits.close()
