"""What waits for a person or a retry: conflicts, first-sync matches to review, held deletions, parked records."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from tandem.domain.contact import Side
from tandem.domain.ids import AccountId, ConnectionId, LinkId, RemoteId, company_of
from tandem.home import Drop, Key, Operation, Put, Row, SealContext, Table, Value
from tandem.state import keys
from tandem.state.rows import get_one, instant, number, stamp, text, transact_all
from tandem.state.sealing import Sealing


class Kind(StrEnum):
    CONFLICT = "conflicts"
    REVIEW = "review"
    HELD = "held"
    PARKED = "parked"


CONFLICTS_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Pending:
    """`key` is unique within its kind: a link id, or side and remote id. `content` is sealed: names, losing values."""

    kind: Kind
    key: str
    reason: str
    since: datetime
    side: Side | None = None
    remote_id: RemoteId | None = None
    link: LinkId | None = None
    detail: str = ""
    tries: int = 0
    retry_at: datetime | None = None
    content: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pendings:
    table: Table
    sealing: Sealing

    def put(self, connection: ConnectionId, account: AccountId, pending: Pending) -> Operation:
        item: dict[str, Value] = {
            "reason": pending.reason,
            "since": stamp(pending.since),
            "side": pending.side,
            "remote_id": pending.remote_id,
            "link": pending.link,
            "detail": pending.detail,
            "tries": pending.tries,
            "retry_at": stamp(pending.retry_at),
            "account": account,
            "sealed": self.sealing.seal_json(pending.content, _context(connection, account)),
        }
        expires = pending.since + CONFLICTS_KEPT if pending.kind is Kind.CONFLICT else None
        return Put(key_of(connection, pending.kind, pending.key), item, expires=expires)

    def drop(self, connection: ConnectionId, kind: Kind, key: str) -> Operation:
        return Drop(key_of(connection, kind, key))

    def find(self, connection: ConnectionId, kind: Kind, key: str) -> Pending | None:
        row = get_one(self.table, key_of(connection, kind, key))
        return self.read(connection, row) if row else None

    def find_all(self, connection: ConnectionId, kind: Kind, wanted: Sequence[str]) -> dict[str, Pending]:
        """Those of them that wait, by their keys, in that order; in as few reads as hold them."""
        rows = self.table.get([key_of(connection, kind, key) for key in wanted])
        found = {key: rows.get(key_of(connection, kind, key)) for key in wanted}
        return {key: self.read(connection, row) for key, row in found.items() if row is not None}

    def standing(self, connection: ConnectionId, kind: Kind, wanted: Sequence[str]) -> list[str]:
        """Which of these keys have something of this kind waiting."""
        found = self.table.get([key_of(connection, kind, key) for key in wanted])
        return [key.sort.split("/", 1)[1] for key in found]

    def retries(self, connection: ConnectionId) -> list[tuple[Side, RemoteId, datetime]]:
        """What is parked, and when its next try is; nothing is unsealed for it."""
        rows = self.table.query(keys.pending(connection), prefix=f"{Kind.PARKED}/", limit=10_000)
        found = [(text(row.item, "side"), text(row.item, "remote_id"), instant(row.item, "retry_at")) for row in rows]
        return [(Side(side), RemoteId(remote), at) for side, remote, at in found if side and remote and at is not None]

    def page(self, connection: ConnectionId, kind: Kind, after: str = "", limit: int = 100) -> list[Pending]:
        """In order of key; `after` is a key."""
        prefix = f"{kind}/"
        rows = self.table.query(
            keys.pending(connection), prefix=prefix, after=prefix + after if after else "", limit=limit
        )
        return [self.read(connection, row) for row in rows]

    def count(self, connection: ConnectionId, kind: Kind) -> int:
        """Counted up to 10,000."""
        return len(self.table.query(keys.pending(connection), prefix=f"{kind}/", limit=10_000))

    def counts(self, connection: ConnectionId) -> dict[str, int]:
        """How many of each kind wait, in one read; counted up to 10,000 together."""
        return counted(self.table.sorts_newest(keys.pending(connection), limit=10_000))

    def oldest(self, connection: ConnectionId) -> dict[Kind, tuple[int, datetime]]:
        """How many of each kind wait, and since when the first of them; kinds that nothing waits of are left out.

        Counted up to 10,000 together; nothing is unsealed for it.
        """
        found: dict[Kind, tuple[int, datetime]] = {}
        for row in self.table.query(keys.pending(connection), limit=10_000):
            kind, since = Kind(row.key.sort.split("/", 1)[0]), instant(row.item, "since")
            if since is not None:
                count, first = found.get(kind, (0, since))
                found[kind] = count + 1, min(first, since)
        return found

    def clear(self, connection: ConnectionId) -> None:
        """All that waits. Conflicts stay for their time: a value that lost is nowhere else."""
        for kind in (Kind.REVIEW, Kind.HELD, Kind.PARKED):
            self._clear(connection, kind)

    def _clear(self, connection: ConnectionId, kind: Kind) -> None:
        while rows := self.table.query(keys.pending(connection), prefix=f"{kind}/", limit=1000):
            transact_all(self.table, [Drop(row.key) for row in rows])

    def read(self, connection: ConnectionId, row: Row) -> Pending:
        """Raise `Refused` where it can't be opened."""
        item = row.item
        kind, key = row.key.sort.split("/", 1)
        since = instant(item, "since")
        if since is None:
            raise KeyError("since")
        side, remote, link = text(item, "side"), text(item, "remote_id"), text(item, "link")
        return Pending(
            Kind(kind),
            key,
            text(item, "reason"),
            since,
            Side(side) if side else None,
            RemoteId(remote) if remote else None,
            LinkId(link) if link else None,
            text(item, "detail"),
            number(item, "tries"),
            instant(item, "retry_at"),
            self.sealing.open_json(item["sealed"], _context(connection, AccountId(text(item, "account")))),
        )


def counted(sorts: Sequence[str]) -> dict[str, int]:
    """By kind, each of which is named."""
    found = Counter(sort.split("/", 1)[0] for sort in sorts)
    return {str(kind): found[kind] for kind in Kind}


def key_of(connection: ConnectionId, kind: Kind, key: str) -> Key:
    return Key(keys.pending(connection), f"{kind}/{key}")


def item_key(side: Side, remote_id: RemoteId) -> str:
    return f"{side}:{remote_id}"


def _context(connection: ConnectionId, account: AccountId) -> SealContext:
    return SealContext(company_of(connection), account, "pending")
