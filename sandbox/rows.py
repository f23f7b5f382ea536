"""What a stand-in remembers: rows of every kind, the switches and the clock, kept on the disk."""

import random
from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

from sandbox.pipedrive.clock import Clock
from sandbox.pipedrive.disk import Disk

Row = dict[str, Any]
Hear = Callable[[Row], None]


class Settable(Protocol):
    def update(self, values: dict[str, Any]) -> Any: ...


SwitchesT = TypeVar("SwitchesT", bound=Settable)


class Rows(Generic[SwitchesT]):
    """Rows by kind and id. They are replaced, never changed in place: whoever holds one holds a past state.

    `newcomers` hear of each new account; `dice` decides what the real service leaves open.
    """

    def __init__(self, disk: Disk, clock: Clock, switches: SwitchesT) -> None:
        self.disk = disk
        self.clock = clock
        self.switches = switches
        self.url = ""
        self.dice = random.Random(1)
        self.newcomers: list[Hear] = []
        self._rows: dict[str, dict[str, Row]] = {}
        for kind, row in disk.load():
            self.rows(kind)[row["id"]] = row
        self.clock.offset = self.meta("clock").get("offset", 0.0)
        self.switches.update(self.meta("switches").get("values", {}))

    def rows(self, kind: str) -> dict[str, Row]:
        return self._rows.setdefault(kind, {})

    def get(self, kind: str, row_id: str | None) -> Row | None:
        return self.rows(kind).get(row_id or "")

    def put(self, kind: str, row: Row) -> Row:
        self.rows(kind)[row["id"]] = row
        self.disk.mark(kind, row["id"], row)
        return row

    def drop(self, kind: str, row_id: str) -> None:
        if self.rows(kind).pop(row_id, None) is not None:
            self.disk.mark(kind, row_id, None)

    def meta(self, name: str) -> Row:
        return self.get("meta", name) or {}

    def set_meta(self, name: str, **values: Any) -> None:
        self.put("meta", {**self.meta(name), "id": name, **values})

    def account(self, email: str) -> Row | None:
        return self.get("account", email.lower())

    def welcome(self, account: Row) -> Row:
        """A new account, told to all who want to know."""
        self.put("account", account)
        for hear in self.newcomers:
            hear(account)
        return account
