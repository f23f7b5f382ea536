"""List, get, create, change and delete of the v2 entities; what differs between them is in an `Entity`."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.pipedrive import edits
from sandbox.pipedrive.answers import Answer, Refused, forbidden, not_found, ok, ok_page
from sandbox.pipedrive.bodies import read_body
from sandbox.pipedrive.calls import Call
from sandbox.pipedrive.clock import to_stamp
from sandbox.pipedrive.filters import matcher
from sandbox.pipedrive.gaps import apply_gap
from sandbox.pipedrive.lists import SORTS, Keep, page, read_order
from sandbox.pipedrive.table import Row
from sandbox.pipedrive.values import Check
from sandbox.pipedrive.visibility import is_visible

PURGED_AFTER = 30 * 86400
Show = Callable[[Call, list[Row]], list[Row]]
Prepare = Callable[[Call, Row, Row | None], Row]
Narrow = Callable[[Call], Keep]


@dataclass(frozen=True, slots=True)
class Entity:
    """`prepare` completes a checked body (a whole row on create), `show` makes rows into answers."""

    kind: str
    checks: dict[str, Check]
    prepare: Prepare
    show: Show
    narrow: Narrow
    sorts: tuple[str, ...] = SORTS
    create_only: frozenset[str] = field(default=frozenset())
    lists_deleted: Callable[[Call], bool] = lambda _call: False

    def list_all(self, call: Call) -> Answer:
        table, order = call.company.table(self.kind), read_order(call, self.sorts)
        with_deleted = self.lists_deleted(call) or _shows_deleted(call)
        keep = matcher(call, self.kind) or self.narrow(call)
        rows, cursor = page(call, table, keep, order, deleted=with_deleted)
        return ok_page(self.show(call, rows), cursor)

    def get(self, call: Call) -> Answer:
        return ok(self._shown(call, find(call, self.kind)))

    def create(self, call: Call) -> Answer:
        patch = read_body(call, self.kind, self.checks, None)
        row = edits.create(call.company, self.kind, self.prepare(call, patch, None), call.actor)
        return ok(self._shown(call, row))

    def change(self, call: Call) -> Answer:
        apply_gap(call.company, self.kind, path_id(call))
        row = find_living(call, self.kind)
        checks = {name: check for name, check in self.checks.items() if name not in self.create_only}
        patch = self.prepare(call, read_body(call, self.kind, checks, row), row)
        return ok(self._shown(call, edits.change(call.company, self.kind, row, patch, call.actor)))

    def delete(self, call: Call) -> Answer:
        apply_gap(call.company, self.kind, path_id(call))
        row = find_living(call, self.kind)
        edits.remove(call.company, self.kind, row, call.actor)
        return ok({"id": row["id"]})

    def _shown(self, call: Call, row: Row) -> Row:
        return self.show(call, [row])[0]


def path_id(call: Call) -> int:
    if not call.args[0].isdigit():
        raise Refused(400, "Validation failed: id: This value should be of type integer.")
    return int(call.args[0])


def find(call: Call, kind: str) -> Row:
    """The row of the path's id, deleted or not as the switch says; raises Refused where it is not to be seen."""
    row = call.company.get(kind, path_id(call))
    if row is None or _is_purged(call, row):
        raise not_found()
    if not is_visible(call.company, call.user, kind, row):
        raise forbidden() if call.company.switches.invisible_get == 403 else not_found()
    status = call.company.switches.deleted_get
    if row.get("is_deleted") and status != 200:
        raise not_found() if status == 404 else Refused(410, "Entity is gone", "Object was deleted.")
    return row


def find_living(call: Call, kind: str) -> Row:
    row = find(call, kind)
    if row.get("is_deleted"):
        raise not_found()
    return row


def _is_purged(call: Call, row: Row) -> bool:
    """30 days after its deletion nothing is left of a record."""
    return bool(row.get("is_deleted")) and row["update_time"] < to_stamp(call.company.clock.now() - PURGED_AFTER)


def _shows_deleted(call: Call) -> bool:
    return call.company.switches.deleted_in_updated_since and "updated_since" in call.query
