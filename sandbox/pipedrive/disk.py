"""What survives the process: every row as JSON in one SQLite file, written in batches behind the working state."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

SCHEMA = "CREATE TABLE IF NOT EXISTS row (kind TEXT, id TEXT, body BLOB, PRIMARY KEY (kind, id)) WITHOUT ROWID"
SAVE = "INSERT INTO row (kind, id, body) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body"


class Disk:
    """Rows changed since the last `flush`; a crash of the process loses at most these."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "journal_size_limit=4194304"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.execute(SCHEMA)
        self._dirty: dict[tuple[str, str], dict[str, Any] | None] = {}

    def mark(self, kind: str, row_id: int | str, row: dict[str, Any] | None) -> None:
        """Note that the row is to be written, or with None to be removed; the row must not be changed in place."""
        self._dirty[kind, str(row_id)] = row

    def flush(self) -> int:
        """Write what is marked, in one transaction; the number of rows."""
        if not self._dirty:
            return 0
        dirty, self._dirty = self._dirty, {}
        saved = ((kind, key, orjson.dumps(row)) for (kind, key), row in dirty.items() if row is not None)
        gone = [key for key, row in dirty.items() if row is None]
        self._db.execute("BEGIN")
        self._db.executemany(SAVE, saved)
        self._db.executemany("DELETE FROM row WHERE kind = ? AND id = ?", gone)
        self._db.execute("COMMIT")
        return len(dirty)

    def load(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for kind, body in self._db.execute("SELECT kind, body FROM row"):
            yield kind, orjson.loads(body)

    def close(self) -> None:
        self.flush()
        self._db.close()
