"""The whole state of the stand-in: one company's tables, its switches, its clock, and who listens to its changes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.pipedrive.clock import Clock
from sandbox.pipedrive.disk import Disk
from sandbox.pipedrive.plans import PLANS, Plan
from sandbox.pipedrive.switches import Switches
from sandbox.pipedrive.table import Row, Table

ENTITIES = ("person", "organization", "deal", "activity", "lead", "note", "pipeline", "stage")
KINDS = (
    *ENTITIES,
    *("user", "group", "follower", "participant", "change", "picture", "filter", "activityType"),
    *("personField", "organizationField", "dealField", "activityField"),
    *("webhook", "grant", "meta"),
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who made a change, and whether by the UI (`app`) or by any API client (`api`)."""

    user_id: int
    source: str = "api"
    agent: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One change of one row; `before` is None for a creation, `after` for a deletion."""

    kind: str
    action: str
    before: Row | None
    after: Row | None
    actor: Actor
    merge: tuple[str, int] | None = None

    @property
    def row(self) -> Row:
        return self.after or self.before or {}


class Company:
    """Tables by name, and the facts about the company. `listeners` hear every change at once, in order."""

    def __init__(self, disk: Disk, clock: Clock, switches: Switches) -> None:
        self.disk = disk
        self.clock = clock
        self.switches = switches
        self.tables = {kind: Table(kind, disk) for kind in KINDS}
        self.api_domain = ""
        self.on_webhook_gone: Callable[[int], None] = lambda _webhook_id: None
        self.listeners: list[Callable[[Event], None]] = []
        self.gaps: dict[tuple[str, int], list[tuple[Row, int]]] = {}
        self.permitted: dict[Any, tuple[int, ...]] = {}
        self._load()

    def _load(self) -> None:
        found: dict[str, list[Row]] = {}
        for kind, row in self.disk.load():
            found.setdefault(kind, []).append(row)
        for kind, rows in found.items():
            self.tables[kind].put_all(rows, save=False)
        self.clock.offset = self.meta("clock").get("offset", 0.0)
        self.switches.update(self.meta("switches").get("values", {}))

    def table(self, kind: str) -> Table:
        return self.tables[kind]

    def get(self, kind: str, row_id: Any) -> Row | None:
        return self.tables[kind].rows.get(row_id)

    def meta(self, name: str) -> Row:
        return self.tables["meta"].get(name) or {}

    def set_meta(self, key: str, **values: Any) -> None:
        self.tables["meta"].put({**self.meta(key), "id": key, **values})

    @property
    def company_id(self) -> int:
        return int(self.meta("company")["company_id"])

    @property
    def plan(self) -> Plan:
        return PLANS[self.switches.plan]

    def users(self) -> list[Row]:
        return list(self.tables["user"].rows.values())

    def custom_fields(self, kind: str) -> dict[Any, Row]:
        return self.tables[f"{kind}Field"].rows

    def tell(self, event: Event) -> None:
        for listener in self.listeners:
            listener(event)
