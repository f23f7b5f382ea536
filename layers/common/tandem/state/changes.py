"""Change records: the durable notes "side S said item X of connection C may have changed", one per item."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tandem.domain.ids import CompanyId, ConnectionId, RemoteId
from tandem.domain.side import Side
from tandem.home import Drop, Item, Key, Put, Row, SealContext, Table, Value
from tandem.state import keys
from tandem.state.rows import flag, instant, stamp, text, transact_all, transact_each

BECAME, GONE = "~became/", "~gone/"
"""What sorts behind all other records, in this order."""
ECHO = "echo/"


@dataclass(frozen=True, slots=True)
class Note:
    """What was heard of an item. `is_gone`: that it went; `told_gone`: and an authenticated notification said so.

    `box` is what a webhook told of a write that may be our own, sealed; `event` is that webhook's own id.
    """

    side: Side
    remote_id: RemoteId
    heard_at: datetime
    is_gone: bool = False
    told_gone: bool = False
    successor: RemoteId | None = None
    event: str = ""
    box: bytes | None = None


@dataclass(frozen=True, slots=True)
class ChangeRecord:
    """A note as it is stored; `generation` grows with every further word about the item."""

    key: Key
    side: Side
    remote_id: RemoteId
    generation: int
    is_gone: bool = False
    told_gone: bool = False
    successor: RemoteId | None = None
    heard_at: datetime | None = None
    box: bytes | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """Words of a deletion are kept as records of their own that sort behind all others, and of a merge right before.

    An item whose id changed is heard of twice, as gone and as new; the new one must be known before anybody
    decides on the deletion. One that was merged is heard of twice, too, in either order: the plain word that it is
    gone must not hide where it went. A word that may be of our own write has a record of its own as well: what it tells
    of the values before that write must not be lost to a later word.
    """

    table: Table

    def note(self, connection: ConnectionId, note: Note) -> None:
        self.table.upsert(note_items(connection, [note]))

    def note_all(self, connection: ConnectionId, notes: Sequence[Note]) -> None:
        transact_all(self.table, [Put(key, item) for key, item in note_items(connection, notes).items()])

    def noted(self, connection: ConnectionId, note: Note) -> Put:
        """The operation that notes it, for a transaction with what it is about."""
        return Put(_key(connection, note), _item(note))

    def first(self, connection: ConnectionId, limit: int = 100) -> list[ChangeRecord]:
        return [_record(row) for row in self.table.query(keys.changes(connection), limit=limit)]

    def settle(self, records: Sequence[ChangeRecord]) -> None:
        """Delete those that nothing further was heard of since they were read."""
        transact_each(self.table, [Drop(record.key, record.generation) for record in records])

    def clear(self, connection: ConnectionId) -> None:
        while records := self.first(connection, 1000):
            transact_all(self.table, [Drop(record.key) for record in records])

    def count(self, connection: ConnectionId) -> int:
        """How many wait; counted up to 10,000."""
        return len(self.table.sorts_newest(keys.changes(connection), limit=10_000))


def box_context(company: CompanyId) -> SealContext:
    """What the box of a note is sealed for."""
    return SealContext(company, None, "webhook")


def _key(connection: ConnectionId, note: Note) -> Key:
    return Key(keys.changes(connection), f"{_order(note)}{note.side}/{note.remote_id}")


def _order(note: Note) -> str:
    if note.box is not None:
        return f"{ECHO}{note.event}/"
    if note.successor:
        return BECAME
    return GONE if note.is_gone else ""


def note_items(connection: ConnectionId, notes: Iterable[Note]) -> dict[Key, Item]:
    """The notes as rows, for whoever writes more in the same go."""
    return {_key(connection, note): _item(note) for note in notes}


def _item(note: Note) -> Item:
    told: dict[str, Value] = {
        "heard_at": stamp(note.heard_at),
        "told_gone": note.told_gone,
        "successor": note.successor,
    }
    return told if note.box is None else {**told, "box": note.box}


def _named(sort: str) -> tuple[str, str]:
    """Side and remote id."""
    named = sort.split("/", 2)[2] if sort.startswith(ECHO) else sort.removeprefix(GONE).removeprefix(BECAME)
    side, remote = named.split("/", 1)
    return side, remote


def _record(row: Row) -> ChangeRecord:
    is_gone = row.key.sort.startswith((GONE, BECAME))
    side, remote = _named(row.key.sort)
    successor, box = text(row.item, "successor"), row.item.get("box")
    return ChangeRecord(
        row.key,
        Side(side),
        RemoteId(remote),
        row.version,
        is_gone,
        flag(row.item, "told_gone"),
        RemoteId(successor) if successor else None,
        instant(row.item, "heard_at"),
        box if isinstance(box, bytes) else None,
    )
