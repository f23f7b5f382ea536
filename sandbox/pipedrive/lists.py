"""Pages of a v2 list: filters, one sort field, and the keyset cursor as Pipedrive's own samples decode."""

import base64
import binascii
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import orjson

from sandbox.pipedrive.answers import invalid
from sandbox.pipedrive.calls import Call
from sandbox.pipedrive.table import Row, Table
from sandbox.pipedrive.visibility import is_visible

Keep = Callable[[Row], bool]
SORTS = ("id", "update_time", "add_time")


@dataclass(frozen=True, slots=True)
class Order:
    """`after` is the sort key (value, id) of the last row of the page before."""

    by: str
    is_descending: bool
    after: tuple[Any, Any] | None


def read_order(call: Call, sorts: Iterable[str] = SORTS) -> Order:
    by = call.one_of("sort_by", "id", sorts)
    direction = call.one_of("sort_direction", "asc", ("asc", "desc"))
    text = call.query.get("cursor")
    if not text:
        return Order(by, direction == "desc", None)
    try:
        held = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return Order(held["field"], held["sortDirection"] == "desc", (held["fieldValue"], held["id"]))
    except (binascii.Error, ValueError, KeyError, TypeError):
        raise invalid("cursor", "This value is not valid.") from None


def write_cursor(order: Order, row: Row) -> str:
    held = {
        "field": order.by,
        "fieldValue": row.get(order.by),
        "sortDirection": "desc" if order.is_descending else "asc",
        "id": row["id"],
    }
    return base64.urlsafe_b64encode(orjson.dumps(held)).decode().rstrip("=")


def read_limit(call: Call, most: int = 500, default: int = 100) -> int:
    limit = call.number("limit")
    if limit is None:
        return default
    if not 1 <= limit <= most:
        raise invalid("limit", f"This value should be between 1 and {most}.")
    return limit


def page(call: Call, table: Table, keep: Keep, order: Order, *, deleted: bool = False) -> tuple[list[Row], str | None]:
    """The page's rows and the cursor of the next page, None at the end."""
    limit = read_limit(call)
    found: list[Row] = []
    for row in _candidates(call, table, order):
        if (row.get("is_deleted") and not deleted) or not keep(row):
            continue
        if not is_visible(call.company, call.user, table.kind, row):
            continue
        if len(found) == limit:
            return found, write_cursor(order, found[-1])
        found.append(row)
    return found, None


def _candidates(call: Call, table: Table, order: Order) -> Iterator[Row]:
    ids = read_ids(call)
    since, until = call.stamp("updated_since"), call.stamp("updated_until")
    if ids is not None:
        rows = [table.rows[each] for each in ids if each in table.rows]
        return _sorted(_within(rows, since, until), order)
    if order.by == "update_time":
        return _by_time(table, since, until, order)
    if since or until:
        return _sorted([table.rows[row_id] for _, row_id in table.between(since, until)], order)
    if order.by == "id":
        return _by_id(table, order)
    return _sorted(table.rows.values(), order)


def _within(rows: list[Row], since: str | None, until: str | None) -> list[Row]:
    return [
        row for row in rows if (not since or row["update_time"] >= since) and (not until or row["update_time"] < until)
    ]


def _by_id(table: Table, order: Order) -> Iterator[Row]:
    low, high = 0, len(table.ids)
    if order.after is not None:
        low = bisect_right(table.ids, order.after[1]) if not order.is_descending else 0
        high = bisect_left(table.ids, order.after[1]) if order.is_descending else high
    at = range(high - 1, low - 1, -1) if order.is_descending else range(low, high)
    return (table.rows[table.ids[each]] for each in at)


def _by_time(table: Table, since: str | None, until: str | None, order: Order) -> Iterator[Row]:
    moments = table.between(since, until)
    if order.after is not None:
        moments = (
            moments[: bisect_left(moments, order.after)]
            if order.is_descending
            else moments[bisect_right(moments, order.after) :]
        )
    if order.is_descending:
        moments.reverse()
    return (table.rows[row_id] for _, row_id in moments)


def _sorted(rows: Iterable[Row], order: Order) -> Iterator[Row]:
    """Ties by id; rows without a value come first, as the smallest."""
    after = order.after and _key(*order.after)
    keyed = [(_key(row.get(order.by), row["id"]), row) for row in rows]
    keyed.sort(key=itemgetter(0), reverse=order.is_descending)
    if after is None:
        return (row for _, row in keyed)
    if order.is_descending:
        return (row for key, row in keyed if key < after)
    return (row for key, row in keyed if key > after)


def _key(value: Any, row_id: Any) -> tuple[bool, Any, Any]:
    return (value is not None, value if value is not None else 0, row_id)


def read_ids(call: Call) -> list[int] | None:
    if "ids" not in call.query:
        return None
    words = call.words("ids")
    if len(words) > 100 or not all(word.isdigit() for word in words):
        raise invalid("ids", "This value should be up to 100 comma-separated ids.")
    return sorted({int(word) for word in words})
