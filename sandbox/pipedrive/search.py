"""Search: terms in names, addresses and numbers, with an index that may lag, and its own burst limit."""

from bisect import bisect_right
from collections.abc import Callable
from typing import Any

from sandbox.pipedrive.answers import Answer, invalid, ok
from sandbox.pipedrive.calls import Call, Handler
from sandbox.pipedrive.clock import to_stamp
from sandbox.pipedrive.lists import read_limit
from sandbox.pipedrive.table import Row
from sandbox.pipedrive.visibility import is_visible

FIELDS = {
    "person": ("name", "email", "phone", "notes", "custom_fields"),
    "organization": ("name", "address", "notes", "custom_fields"),
    "deal": ("title", "notes", "custom_fields"),
}
Texts = Callable[[Row], list[str]]


def searching(kind: str) -> Handler:
    def handle(call: Call) -> Answer:
        items = _found(call, kind, call.words("fields") or list(FIELDS[kind]))
        return _page(call, items, 500)

    return handle


def search_items(call: Call) -> Answer:
    """/itemSearch over the entities that the stand-in knows; at most 100 on a page."""
    kinds = [kind for kind in call.words("item_types") or list(FIELDS) if kind in FIELDS]
    named = call.words("fields")
    items = [
        item for kind in kinds for item in _found(call, kind, [f for f in named or FIELDS[kind] if f in FIELDS[kind]])
    ]
    return _page(call, items, 100)


def _page(call: Call, items: list[Row], most: int) -> Answer:
    text = call.query.get("cursor") or "0"
    start, limit = int(text) if text.isdigit() else 0, read_limit(call, most)
    following = str(start + limit) if start + limit < len(items) else None
    return ok({"items": items[start : start + limit]}, additional_data={"next_cursor": following})


def _found(call: Call, kind: str, names: list[str]) -> list[Row]:
    term, is_exact = call.query.get("term", "").strip().casefold(), bool(call.flag("exact_match"))
    if len(term) < (1 if is_exact else 2):
        raise invalid("term", "This value is too short.")
    if unknown := set(names) - set(FIELDS[kind]):
        raise invalid("fields", f"{', '.join(sorted(unknown))} is not a valid choice.")
    return [
        _item(call, kind, row)
        for row in _indexed(call, kind)
        if _matches(row, names, term, is_exact) and _wanted(call, row)
    ]


def _indexed(call: Call, kind: str) -> list[Row]:
    """What the index knows already: rows whose last change is older than the switched lag."""
    table, lag = call.company.table(kind), call.company.switches.search_lag
    rows = list(table.rows.values())
    if lag:
        end = bisect_right(table.timeline, (to_stamp(call.company.clock.now() - lag), float("inf")))
        rows = [table.rows[row_id] for _, row_id in table.timeline[:end]]
    return [row for row in rows if not row["is_deleted"] and is_visible(call.company, call.user, kind, row)]


def _wanted(call: Call, row: Row) -> bool:
    org, person, status = call.number("organization_id"), call.number("person_id"), call.query.get("status")
    if org is not None and row.get("org_id") != org:
        return False
    return (person is None or row.get("person_id") == person) and (not status or row.get("status") == status)


def _matches(row: Row, names: list[str], term: str, is_exact: bool) -> bool:
    texts = [text.casefold() for name in names for text in TEXTS[name](row)]
    return any(text == term or (not is_exact and term in text) for text in texts)


def _custom_texts(row: Row) -> list[str]:
    return [value for value in row["custom_fields"].values() if isinstance(value, str)]


def _address(row: Row) -> list[str]:
    return [row["address"]["value"]] if row.get("address") else []


TEXTS: dict[str, Texts] = {
    "name": lambda row: [row["name"]],
    "title": lambda row: [row["title"]],
    "email": lambda row: [each["value"] for each in row["emails"]],
    "phone": lambda row: [each["value"] for each in row["phones"]],
    "notes": lambda row: [row["notes"]] if row.get("notes") else [],
    "address": _address,
    "custom_fields": _custom_texts,
}


def _item(call: Call, kind: str, row: Row) -> Row:
    shared = {"id": row["id"], "type": kind, "visible_to": row["visible_to"], "owner": {"id": row["owner_id"]}}
    more: dict[str, Any] = {"custom_fields": _custom_texts(row), "notes": []}
    if kind == "person":
        more |= {"name": row["name"], "emails": TEXTS["email"](row), "phones": TEXTS["phone"](row)}
        more["organization"] = _short(call, "organization", row["org_id"])
    elif kind == "organization":
        more |= {"name": row["name"], "address": "".join(_address(row)) or None}
    else:
        more |= {name: row[name] for name in ("title", "value", "currency", "status", "is_archived")}
        more["person"] = _short(call, "person", row["person_id"])
        more["organization"] = _short(call, "organization", row["org_id"])
        more["stage"] = _short(call, "stage", row["stage_id"])
    return {"result_score": 1.0, "item": {**shared, **more}}


def _short(call: Call, kind: str, row_id: int | None) -> Row | None:
    row = call.company.get(kind, row_id) if row_id is not None else None
    return {"id": row_id, "name": row["name"]} if row else None
