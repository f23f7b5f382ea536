"""The only way a record changes: stamps it, notes the change log, and tells the listeners. Rows are in v2 shape."""

from typing import Any

import orjson

from sandbox.pipedrive.clock import to_v1
from sandbox.pipedrive.company import Actor, Company, Event
from sandbox.pipedrive.table import Row

LOGGED = frozenset({"person", "organization", "deal"})


def create(company: Company, kind: str, row: Row, actor: Actor) -> Row:
    """Put a row that is complete but for id and times; returns it with these."""
    stamp = company.clock.stamp()
    full = {"id": company.table(kind).new_id(), **row}
    full["add_time"] = row.get("add_time") or stamp
    full["update_time"] = stamp
    company.table(kind).put(full)
    company.tell(Event(kind, "create", None, full, actor))
    return full


def change(company: Company, kind: str, row: Row, patch: Row, actor: Actor, merged_from: int | None = None) -> Row:
    """Replace values. Without a difference nothing happens: no new time, no event."""
    differing = {name: value for name, value in patch.items() if row.get(name) != value or name not in row}
    if not differing and merged_from is None:
        return row
    after = {**row, **differing, "update_time": company.clock.stamp()}
    company.table(kind).put(after)
    if kind in LOGGED:
        _log(company, kind, row, differing, actor)
    merge = ("merged_from_id", merged_from) if merged_from is not None else None
    company.tell(Event(kind, "change", row, after, actor, merge))
    return after


def remove(company: Company, kind: str, row: Row, actor: Actor, merged_to: int | None = None) -> Row:
    """Mark as deleted; `update_time` is then the time of the deletion."""
    after = {**row, "is_deleted": True, "update_time": company.clock.stamp()}
    company.table(kind).put(after)
    merge = ("merged_to_id", merged_to) if merged_to is not None else None
    company.tell(Event(kind, "delete", row, None, actor, merge))
    return after


def restore(company: Company, kind: str, row: Row) -> Row:
    """Out of the trash. Which webhook Pipedrive sends for that isn't documented, so none is sent here."""
    after = {**row, "is_deleted": False, "update_time": company.clock.stamp()}
    company.table(kind).put(after)
    return after


def changes_of(company: Company, kind: str, row_id: int) -> list[Row]:
    """The change log of a record, newest first."""
    log = company.get("change", f"{kind}:{row_id}")
    return list(reversed(log["entries"])) if log else []


def _log(company: Company, kind: str, row: Row, patch: Row, actor: Actor) -> None:
    key = f"{kind}:{row['id']}"
    known = company.get("change", key) or {"id": key, "entries": []}
    fresh = [_entry(company, *difference, actor) for difference in _differences(row, patch)]
    company.table("change").put({"id": key, "entries": [*known["entries"], *fresh]})


def _differences(row: Row, patch: Row) -> list[tuple[str, Any, Any]]:
    plain = [(name, row.get(name), new) for name, new in patch.items() if name != "custom_fields"]
    old, new = row.get("custom_fields", {}), patch.get("custom_fields", {})
    custom = [(code, old.get(code), value) for code, value in new.items() if old.get(code) != value]
    return plain + custom


def _entry(company: Company, name: str, old: Any, new: Any, actor: Actor) -> Row:
    return {
        "field_key": {"emails": "email", "phones": "phone"}.get(name, name),
        "old_value": as_text(old),
        "new_value": as_text(new),
        "actor_user_id": actor.user_id,
        "time": to_v1(company.clock.stamp()),
        "change_source": actor.source,
        "change_source_user_agent": actor.agent,
        "is_bulk_update_flag": False,
    }


def as_text(value: Any) -> str | None:
    """The change log holds texts only; how it writes lists is not documented: values joined by comma here."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list):
        return ", ".join(str(each.get("value") if isinstance(each, dict) else each) for each in value)
    if isinstance(value, dict) and "value" in value:
        return as_text(value["value"])
    return orjson.dumps(value).decode()
