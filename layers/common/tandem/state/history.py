"""History: every write that was made, with before, after and the rule; kept 30 days, sealed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tandem.domain.contact import Side
from tandem.domain.ids import AccountId, ConnectionId, LinkId, RunId, company_of
from tandem.home import Key, Operation, Put, Row, SealContext, Table
from tandem.state import keys
from tandem.state.rows import instant, stamp, text
from tandem.state.sealing import Sealing

KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Entry:
    """`changes`: field -> (before, after), as JSON values. `action`: create, update, delete, link."""

    link: LinkId
    at: datetime
    run: RunId | None
    side: Side
    action: str
    rule: str
    name: str
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    id: str = ""


@dataclass(frozen=True, slots=True)
class History:
    table: Table
    sealing: Sealing

    def put(self, connection: ConnectionId, account: AccountId, entry: Entry) -> Operation:
        """The operation that records the entry, for the transaction that commits its link."""
        sealed = {"name": entry.name, "changes": {name: list(pair) for name, pair in entry.changes.items()}}
        item = {
            "link": entry.link,
            "run": entry.run,
            "side": entry.side,
            "action": entry.action,
            "rule": entry.rule,
            "at": stamp(entry.at),
            "account": account,
            "sealed": self.sealing.seal_json(sealed, _context(connection, account)),
        }
        sort = f"{entry.at.isoformat(timespec='microseconds')}/{entry.link}/{entry.side}"
        return Put(Key(keys.history(connection), sort), item, expires=entry.at + KEPT)

    def newest(self, connection: ConnectionId, before: str = "", limit: int = 50) -> Sequence[Entry]:
        rows = self.table.query_newest(keys.history(connection), before=before, limit=limit)
        return [self._entry(connection, row) for row in rows]

    def _entry(self, connection: ConnectionId, row: Row) -> Entry:
        item = row.item
        at = instant(item, "at")
        opened = self.sealing.open_json(item["sealed"], _context(connection, AccountId(text(item, "account"))))
        if at is None:
            raise KeyError("at")
        return Entry(
            LinkId(text(item, "link")),
            at,
            RunId(text(item, "run")) if item.get("run") else None,
            Side(text(item, "side")),
            text(item, "action"),
            text(item, "rule"),
            opened["name"],
            {name: (before, after) for name, (before, after) in opened["changes"].items()},
            row.key.sort,
        )


def _context(connection: ConnectionId, account: AccountId) -> SealContext:
    return SealContext(company_of(connection), account, "history")
