"""The data of a webhook v2, which is not the API's shape: texts for visibility and labels, wrapped custom fields."""

from typing import Any

from sandbox.pipedrive.company import Company
from sandbox.pipedrive.table import Row

DROPPED = frozenset({"is_deleted", "label_ids", "picture_id", "postal_address", "notes", "im", "birthday", "job_title"})
ORG_DROPPED = frozenset(
    {"is_deleted", "label_ids", "website", "linkedin", "industry", "annual_revenue", "employee_count"}
)


def payload(company: Company, kind: str, row: Row) -> Row:
    match kind:
        case "person":
            return _labelled(company, kind, row, DROPPED)
        case "organization":
            return {**_labelled(company, kind, row, ORG_DROPPED), "country_code": None, "picture_id": None}
        case "deal":
            return _deal(company, row)
        case "activity":
            return _activity(row)
        case "lead":
            return {**row, "visible_to": str(row["visible_to"])}
        case _:
            return {name: value for name, value in row.items() if name != "is_deleted"}


def changed(before: Row, after: Row) -> Row:
    """The old values of what differs, of custom fields too."""
    found = {name: value for name, value in before.items() if after.get(name) != value and name != "custom_fields"}
    old, new = before.get("custom_fields", {}), after.get("custom_fields", {})
    custom = {code: old.get(code) for code in {**old, **new} if old.get(code) != new.get(code)}
    return {**found, "custom_fields": custom} if custom else found


def _labelled(company: Company, kind: str, row: Row, dropped: frozenset[str]) -> Row:
    data = {name: value for name, value in row.items() if name not in dropped}
    labels = row["label_ids"]
    data["label"] = ",".join(map(str, labels)) if labels else None
    data["visible_to"] = str(row["visible_to"])
    if row["custom_fields"]:
        data["custom_fields"] = wrapped(company, kind, row["custom_fields"])
    return data


def _deal(company: Company, row: Row) -> Row:
    data = {name: value for name, value in row.items() if name not in ("is_deleted", "arr", "mrr", "acv")}
    custom = wrapped(company, "deal", row["custom_fields"])
    return {**data, "visible_to": str(row["visible_to"]), "custom_fields": custom, "first_won_time": row["won_time"]}


ACTIVITY = ("id", "subject", "type", "done", "due_date", "public_description", "deal_id", "lead_id", "org_id")


def _activity(row: Row) -> Row:
    data = {name: row[name] for name in (*ACTIVITY, "person_id", "owner_id", "add_time", "update_time", "location")}
    zone = {"timezone_id": None}
    return {
        **data,
        "active_flag": not row["is_deleted"],
        "busy_flag": row["busy"],
        "due_time": {**zone, "value": row["due_time"]} if row["due_time"] else None,
        "duration": {**zone, "value": row["duration"]} if row["duration"] else None,
        "update_user_id": None,
        "custom_fields": {},
    }


def wrapped(company: Company, kind: str, values: Row) -> Row:
    known = company.custom_fields(kind)
    there = {code: value for code, value in values.items() if code in known}
    return {code: None if value is None else _wrap(known[code]["field_type"], value) for code, value in there.items()}


def _wrap(field_type: str, value: Any) -> Row:
    match field_type:
        case "enum" | "people" | "org" | "user":
            return {"type": field_type, "id": value}
        case "set":
            return {"type": field_type, "values": [{"id": each} for each in value]}
        case "timerange" | "daterange":
            return {"type": field_type, "from": value["value"], "until": value["until"], **_zone(value)}
        case "monetary" | "time" | "address":
            parts = {part: each for part, each in value.items() if each is not None and part != "timezone_name"}
            return {"type": field_type, **parts}
        case _:
            return {"type": field_type, "value": value}


def _zone(value: Row) -> Row:
    return {"timezone_id": value["timezone_id"]} if "timezone_id" in value else {}
