"""The brake's memory: the deletions of a day on each side of a connection, in one row, so that counting is atomic."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tandem.domain.brake import KEPT, Counted, Wanted, let_through
from tandem.domain.errors import Conflict
from tandem.domain.ids import ConnectionId, LinkId, company_of
from tandem.domain.side import Side
from tandem.home import Clock, Expect, Put, Row, Table
from tandem.state import keys
from tandem.state.connections import Connection, Connections
from tandem.state.rows import number, text


@dataclass(frozen=True, slots=True)
class Scale:
    """What a deletion is weighed by: the connection as it stands, how many links live, and what was counted."""

    connection: Connection | None
    live: int
    counted: tuple[Counted, ...]
    version: int | None


@dataclass(frozen=True, slots=True)
class Brakes:
    """Two workers that count at once read each other's deletions: the second one's write fails, and it reads again."""

    table: Table
    connections: Connections
    clock: Clock

    def count(
        self, connection: ConnectionId, side: Side, scale: Scale, wanted: Sequence[Wanted]
    ) -> frozenset[LinkId] | None:
        """The links of `wanted` that may be deleted, counted durably; None if somebody else counted meanwhile."""
        now = self.clock.now()
        counted, through = let_through(scale.counted, wanted, scale.live, now)
        if not through:
            return through
        expect = Expect.ABSENT if scale.version is None else scale.version
        try:
            item = {"counted": _to_text(counted)}
            self.table.transact([Put(keys.brake(connection, side), item, expect, now + KEPT)])
        except Conflict:
            return None
        return through

    def weigh(self, connection: ConnectionId, side: Side) -> Scale:
        """All in one read."""
        row, links = keys.connection(company_of(connection), connection), keys.counts(connection)
        brake = keys.brake(connection, side)
        rows = self.table.get([row, links, brake])
        return Scale(
            self.connections.read(rows[row]) if row in rows else None,
            number(rows[links].item, "linked") if links in rows else 0,
            _counted(rows.get(brake)),
            rows[brake].version if brake in rows else None,
        )


def _counted(row: Row | None) -> tuple[Counted, ...]:
    entries = text(row.item, "counted").split() if row else []
    return tuple(_entry(*entry.split("/", 1)) for entry in entries)


def _entry(told: str, link: str) -> Counted:
    at, _, whole = told.partition(",")
    return Counted(LinkId(link), datetime.fromisoformat(at), whole)


def _to_text(counted: Sequence[Counted]) -> str:
    return " ".join(f"{_told(one)}/{one.link}" for one in counted)


def _told(one: Counted) -> str:
    """As "instant/link", or "instant,series/link"."""
    return f"{one.at.isoformat()},{one.whole}" if one.whole else one.at.isoformat()
