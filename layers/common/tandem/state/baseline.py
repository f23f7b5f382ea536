"""What was there when a calendar's sync was enabled: ids with their versions. It is left alone until it changes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tandem.domain.ids import ConnectionId, RemoteId, Version
from tandem.domain.side import Side
from tandem.home import Drop, Key, Operation, Put, Table
from tandem.state import keys
from tandem.state.rows import get_one, text, transact_all

TAKEN = "~taken"
"""Sorts behind all ids: the side was listed whole once, so whatever isn't there came later."""
MET = "~met"
"""Behind them as well, on the CRM's side: twins were looked for among what both sides had."""


@dataclass(frozen=True, slots=True)
class Baseline:
    table: Table

    def keep(self, connection: ConnectionId, side: Side, items: Iterable[tuple[RemoteId, Version, str]]) -> None:
        """With what a twin is known by, "" for none. Idempotent; what is kept already is replaced."""
        rows = [
            Put(_key(connection, side, remote), {"version": version} | ({"twin": twin} if twin else {}))
            for remote, version, twin in items
        ]
        transact_all(self.table, rows)

    def twin_keys(self, connection: ConnectionId, side: Side) -> Mapping[RemoteId, str]:
        """Of all that are kept and have one."""
        found: dict[RemoteId, str] = {}
        after = ""
        while rows := self.table.query(keys.baseline(connection, side), after=after, limit=1000):
            found |= {RemoteId(row.key.sort): text(row.item, "twin") for row in rows if row.item.get("twin")}
            after = rows[-1].key.sort
        return found

    def meet(self, connection: ConnectionId) -> None:
        """Twins were looked for."""
        self.table.transact([Put(_key(connection, Side.CRM, RemoteId(MET)), {"version": ""})])

    def is_met(self, connection: ConnectionId) -> bool:
        return get_one(self.table, _key(connection, Side.CRM, RemoteId(MET))) is not None

    def close(self, connection: ConnectionId, side: Side) -> None:
        """All that was there is kept."""
        self.table.transact([Put(_key(connection, side, RemoteId(TAKEN)), {"version": ""})])

    def is_taken(self, connection: ConnectionId, side: Side) -> bool:
        return get_one(self.table, _key(connection, side, RemoteId(TAKEN))) is not None

    def versions(self, connection: ConnectionId, side: Side, ids: Sequence[RemoteId]) -> Mapping[RemoteId, Version]:
        """Of those that are kept."""
        rows = self.table.get([_key(connection, side, remote) for remote in ids])
        return {RemoteId(key.sort): Version(text(row.item, "version")) for key, row in rows.items()}

    def count(self, connection: ConnectionId, side: Side) -> int:
        found, after = 0, ""
        while rows := self.table.query(keys.baseline(connection, side), after=after, limit=1000):
            found, after = found + len(rows), rows[-1].key.sort
        return found - self.is_taken(connection, side) - (side is Side.CRM and self.is_met(connection))

    def page(self, connection: ConnectionId, side: Side, after: str = "", limit: int = 100) -> list[RemoteId]:
        """In the order of their ids."""
        rows = self.table.query(keys.baseline(connection, side), after=after, limit=limit)
        return [RemoteId(row.key.sort) for row in rows if row.key.sort not in {TAKEN, MET}]

    def let_go(self, connection: ConnectionId, side: Side, remote: RemoteId) -> Operation:
        """For the transaction that makes it a link."""
        return Drop(_key(connection, side, remote))

    def clear(self, connection: ConnectionId) -> None:
        """What is there at the next start counts then."""
        for side in Side:
            while rows := self.table.query(keys.baseline(connection, side), limit=1000):
                transact_all(self.table, [Drop(row.key) for row in rows])


def _key(connection: ConnectionId, side: Side, remote: RemoteId) -> Key:
    return Key(keys.baseline(connection, side), remote)
