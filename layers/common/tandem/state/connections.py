"""Connections: their rules, their state, and where each side's pull resumes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from tandem.domain.errors import Conflict, Refused
from tandem.domain.ids import AccountId, CompanyId, ConnectionId, Cursor, RunId, UserId, company_of
from tandem.domain.side import Side
from tandem.home import Add, Drop, Expect, Put, Row, SealContext, Table
from tandem.state import keys
from tandem.state.answer import answer_from_text, answer_to_text
from tandem.state.connection import (
    DEAF as DEAF,
    IDLE as IDLE,
    Connection as Connection,
    ConnectionState as ConnectionState,
    Fault as Fault,
    Leaving as Leaving,
    Phase as Phase,
)
from tandem.state.rows import flag, get_one, instant, number, stamp, text
from tandem.state.rules_text import rules_from_json, rules_to_json
from tandem.state.sealing import Sealing
from tandem.state.undo import undo_from_text, undo_to_text
from tandem.state.upload import upload_from_text, upload_to_text


@dataclass(frozen=True, slots=True)
class Connections:
    table: Table
    sealing: Sealing

    def find(self, connection: ConnectionId) -> Connection | None:
        row = get_one(self.table, keys.connection(company_of(connection), connection))
        return self.read(row) if row else None

    def read(self, row: Row) -> Connection:
        return _connection(row)

    def get(self, connection: ConnectionId) -> Connection:
        """Raise `Refused` ("unknown")."""
        found = self.find(connection)
        if found is None:
            raise Refused("unknown", "connection")
        return found

    def of_company(self, company: CompanyId) -> list[Connection]:
        rows = self.table.query(keys.company(company), prefix="connection/", limit=100_000)
        return [self.read(row) for row in rows]

    def add(self, connection: Connection) -> None:
        key = keys.connection(connection.company, connection.id)
        self.table.transact([Put(key, _item(connection), Expect.ABSENT)])

    def change(self, connection: ConnectionId, edit: Callable[[Connection], Connection]) -> Connection:
        """Apply a pure edit to the newest state and store it; repeated when somebody else was quicker."""
        while True:
            current = self.get(connection)
            changed = edit(current)
            if changed == current:
                return current
            if stored := self._stored(current, changed):
                return stored

    def change_known(self, known: Connection, edit: Callable[[Connection], Connection]) -> Connection:
        """The same where the newest state was read a moment ago: it is read again only if it isn't the newest."""
        changed = edit(known)
        stored = self._stored(known, changed) if changed != known else None
        return stored or self.change(known.id, edit)

    def _stored(self, known: Connection, changed: Connection) -> Connection | None:
        try:
            self.table.transact([Put(keys.connection(known.company, known.id), _item(changed), known.revision)])
        except Conflict:
            return None
        return replace(changed, revision=known.revision + 1)

    def cursor(self, connection: ConnectionId, side: Side) -> Cursor | None:
        row = get_one(self.table, keys.cursor(connection, side))
        if row is None:
            return None
        return Cursor(self.sealing.open(row.item["sealed"], _context(connection)).decode())

    def put_cursor(self, connection: ConnectionId, side: Side, cursor: Cursor) -> None:
        sealed = self.sealing.seal(cursor.encode(), _context(connection))
        self.table.transact([Put(keys.cursor(connection, side), {"sealed": sealed})])

    def drop_cursors(self, connection: ConnectionId) -> None:
        self.table.transact([Drop(keys.cursor(connection, side)) for side in Side])

    def counts(self, connection: ConnectionId) -> Mapping[str, int]:
        row = get_one(self.table, keys.counts(connection))
        return {name: count for name, count in row.item.items() if isinstance(count, int)} if row else {}

    def drop_counts(self, connection: ConnectionId) -> None:
        self.table.transact([Drop(keys.counts(connection))])

    def count(self, connection: ConnectionId, amounts: Mapping[str, int]) -> None:
        self.table.transact([Add(keys.counts(connection), amounts)])


def _context(connection: ConnectionId) -> SealContext:
    return SealContext(company_of(connection), None, f"cursor/{connection}")


def _item(connection: Connection) -> dict[str, str | int | bytes | bool | None]:
    fault = connection.fault
    return {
        "id": connection.id,
        "company": connection.company,
        "account": connection.account,
        "user": connection.user,
        "kind": connection.kind,
        "rules": rules_to_json(connection.rules),
        "state": connection.state,
        "phase": connection.phase,
        "run": connection.run,
        "listed": ",".join(connection.listed),
        "resume": connection.resume,
        "fault": fault.reason if fault else None,
        "fault_detail": fault.detail if fault else None,
        "fault_at": stamp(fault.at) if fault else None,
        "continues": stamp(connection.continues),
        "guarded_until": stamp(connection.guarded_until),
        "polls_from": stamp(connection.polls_from),
        "sweep_at": stamp(connection.sweep_at),
        "leaving": connection.leaving,
        "crm_pulled_at": stamp(connection.crm_pulled_at),
        "tries": connection.tries,
        "restored": connection.restored,
        "answer": answer_to_text(connection.answer),
        "undo": undo_to_text(connection.undo),
        "listing_since": stamp(connection.listing_since),
        "upload": upload_to_text(connection.upload),
        "retitles": connection.retitles,
    }


def _fault(row: Row) -> Fault | None:
    at = instant(row.item, "fault_at")
    return Fault(text(row.item, "fault"), at, text(row.item, "fault_detail")) if at else None


def _connection(row: Row) -> Connection:
    item = row.item
    listed = text(item, "listed")
    return Connection(
        ConnectionId(text(item, "id")),
        CompanyId(text(item, "company")),
        AccountId(text(item, "account")),
        UserId(text(item, "user")),
        text(item, "kind"),
        rules_from_json(text(item, "rules")),
        ConnectionState(text(item, "state")),
        Phase(text(item, "phase")),
        RunId(text(item, "run")) if item.get("run") else None,
        tuple(listed.split(",")) if listed else (),
        text(item, "resume"),
        _fault(row),
        instant(item, "continues"),
        instant(item, "guarded_until"),
        instant(item, "polls_from"),
        instant(item, "sweep_at"),
        Leaving(text(item, "leaving")),
        instant(item, "crm_pulled_at"),
        number(item, "tries"),
        flag(item, "restored"),
        answer_from_text(text(item, "answer")),
        undo_from_text(text(item, "undo")),
        instant(item, "listing_since"),
        upload_from_text(text(item, "upload")),
        flag(item, "retitles"),
        row.version,
    )
