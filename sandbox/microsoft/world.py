"""All that the stand-in remembers: rows of every kind, the switches, the clock, and who lives in it."""

import random
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid5

from sandbox.microsoft.switches import Switches
from sandbox.pipedrive.clock import Clock
from sandbox.pipedrive.disk import Disk

Row = dict[str, Any]
Hear = Callable[[Row], None]
CONSUMERS = "9188040d-6c67-4c5b-b112-36a304b66dad"
"""The tenant of all personal accounts."""
WORK = "5f3a1c52-0d5e-4c27-9f6e-6f2f4f1f7a10"


class World:
    """Rows by kind and id. They are replaced, never changed in place: whoever holds one holds a past state.

    `newcomers` hear of each new account; `dice` decides what the real service leaves open.
    """

    def __init__(self, disk: Disk, clock: Clock, switches: Switches) -> None:
        self.disk = disk
        self.clock = clock
        self.switches = switches
        self.url = ""
        self.authority = ""
        self.dice = random.Random(1)
        self.newcomers: list[Hear] = []
        self._rows: dict[str, dict[str, Row]] = {}
        for kind, row in self.disk.load():
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

    def add_account(self, email: str, name: str, *, personal: bool = False) -> Row:
        """A new person with a mailbox; known addresses stay as they are."""
        held = self.account(email)
        if held is not None:
            return held
        tenant = CONSUMERS if personal else WORK
        oid = str(uuid5(UUID(tenant), email.lower()))
        row = {"id": email.lower(), "oid": oid, "name": name, "personal": personal, "tenant": tenant}
        self.put("account", row)
        for hear in self.newcomers:
            hear(row)
        return row
