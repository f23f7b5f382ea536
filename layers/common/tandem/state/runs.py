"""Runs: one pass over a connection, with its counts by outcome."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tandem.domain.errors import Refused
from tandem.domain.ids import ConnectionId, RunId, connection_of
from tandem.home import Add, Put, Row, Table
from tandem.state import keys
from tandem.state.rows import get_one, instant, number, stamp, text

KEPT = timedelta(days=30)
COUNT = "n_"


@dataclass(frozen=True, slots=True)
class Run:
    """`kind`: first, refresh, sweep, stop, change, upload, undo, swap, restored, release or restore.

    `total` 0: not known yet."""

    id: RunId
    kind: str
    state: str
    started: datetime
    finished: datetime | None = None
    total: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Runs:
    table: Table

    def put(self, run: Run) -> None:
        item = {
            "kind": run.kind,
            "state": run.state,
            "started": stamp(run.started),
            "finished": stamp(run.finished),
            "total": run.total,
            "reason": run.reason,
        } | {COUNT + name: count for name, count in run.counts.items()}
        key = keys.run(connection_of(run.id), run.id)
        self.table.transact([Put(key, item, expires=run.started + KEPT)])

    def count(self, run: RunId, amounts: Mapping[str, int]) -> None:
        """Add to the counts of a run; no run, no count."""
        changed = {COUNT + name: amount for name, amount in amounts.items() if amount}
        if changed:
            self.table.transact([Add(keys.run(connection_of(run), run), changed)])

    def get(self, connection: ConnectionId, run: RunId) -> Run:
        """Raise `Refused` ("unknown")."""
        found = self.find(connection, run)
        if found is None:
            raise Refused("unknown", "run")
        return found

    def find(self, connection: ConnectionId, run: RunId) -> Run | None:
        """None: there is none, or it is forgotten; or there are only counts of it."""
        row = get_one(self.table, keys.run(connection, run))
        return self.read(run, row) if row else None

    def read(self, run: RunId, row: Row) -> Run | None:
        """None: there are only counts of it."""
        started = instant(row.item, "started")
        if started is None:
            return None
        counts = {name[len(COUNT) :]: number(row.item, name) for name in row.item if name.startswith(COUNT)}
        return Run(
            run,
            text(row.item, "kind"),
            text(row.item, "state"),
            started,
            instant(row.item, "finished"),
            number(row.item, "total"),
            counts,
            text(row.item, "reason"),
        )
