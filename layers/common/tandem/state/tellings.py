"""What each user was told by mail: one row for each, written before a letter is sent, and never without a condition."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from tandem.domain.errors import Conflict
from tandem.domain.ids import CompanyId, ConnectionId, UserId
from tandem.domain.telling import Cause, Note
from tandem.home import Expect, Put, Row, Table, Value
from tandem.state import keys
from tandem.state.rows import get_one, instant, number, stamp, text


@dataclass(frozen=True, slots=True)
class Told:
    """`tries` counts how often in a row the mail server did not take a letter; the next try is `not_before`.

    `revision` 0: nothing is stored yet.
    """

    company: CompanyId
    user: UserId
    notes: tuple[Note, ...] = ()
    tries: int = 0
    not_before: datetime | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Tellings:
    table: Table

    def of(self, company: CompanyId, user: UserId) -> Told:
        row = get_one(self.table, keys.told(company, user))
        return _told(company, user, row) if row else Told(company, user)

    def put(self, told: Told) -> None:
        """Raise `Conflict` where somebody wrote since it was read."""
        item: dict[str, Value] = {"user": told.user, "notes": _notes_to_text(told.notes), "tries": told.tries}
        item["not_before"] = stamp(told.not_before)
        self.table.transact([Put(keys.told(told.company, told.user), item, told.revision or Expect.ABSENT)])

    def change(self, company: CompanyId, user: UserId, edit: Callable[[Told], Told]) -> None:
        """Apply a pure edit to the newest state; repeated when somebody else was quicker."""
        while True:
            with suppress(Conflict):
                return self.put(edit(self.of(company, user)))


def taken_back(told: Told, written: frozenset[Note], tries: int, not_before: datetime) -> Told:
    """Its notes less these; whoever wrote one anew meanwhile keeps it."""
    notes = tuple(one for one in told.notes if one not in written)
    return replace(told, notes=notes, tries=tries, not_before=not_before)


def notes_from_text(stored: str) -> tuple[Note, ...]:
    return tuple(
        Note(ConnectionId(one["connection"]), Cause(one["cause"]), datetime.fromisoformat(one["at"]), one["mark"])
        for one in json.loads(stored or "[]")
    )


def _notes_to_text(notes: tuple[Note, ...]) -> str:
    return json.dumps(
        [
            {"connection": one.connection, "cause": one.cause, "at": one.at.isoformat(), "mark": one.mark}
            for one in notes
        ]
    )


def _told(company: CompanyId, user: UserId, row: Row) -> Told:
    notes = notes_from_text(text(row.item, "notes"))
    return Told(company, user, notes, number(row.item, "tries"), instant(row.item, "not_before"), row.version)
