"""Bulk loading for seeds and measurements: rows in v2 shape, completed with defaults, without events."""

from collections.abc import Callable
from typing import Any

from sandbox.pipedrive.activities import new_activity, participants
from sandbox.pipedrive.company import Company
from sandbox.pipedrive.deals import new_deal
from sandbox.pipedrive.organizations import new_organization
from sandbox.pipedrive.persons import new_person, split_name
from sandbox.pipedrive.table import Row
from sandbox.pipedrive.users import new_user
from sandbox.pipedrive.values import address, clock_time, entries
from sandbox.pipedrive.visibility import default_visibility

PLURALS = {"organizations": "organization", "persons": "person", "deals": "deal", "activities": "activity"}


def load(company: Company, body: dict[str, Any]) -> dict[str, Any]:
    """Put users first, then the rest in the order of their references; a row with a known id replaces it."""
    loaded: dict[str, Any] = {"users": [new_user(company, user) for user in body.get("users", [])]}
    for plural, kind in PLURALS.items():
        rows = _complete(company, kind, body.get(plural, []))
        company.table(kind).put_all(rows)
        loaded[plural] = len(rows)
    company.disk.flush()
    return loaded


def _complete(company: Company, kind: str, given: list[Row]) -> list[Row]:
    table, stamp = company.table(kind), company.clock.stamp()
    first = next(user for user in company.users() if user["is_admin"])
    blanks = {user["id"]: _blank(company, kind, user) for user in company.users()}
    rows = []
    for row in given:
        owner = row.get("owner_id", first["id"])
        times = {"add_time": stamp, "update_time": row.get("add_time", stamp)}
        row_id = row.get("id") or table.new_id()
        rows.append({"id": row_id, **blanks[owner], **times, **_stored(kind, row)})
    return rows


def _blank(company: Company, kind: str, user: Row) -> Row:
    visible_to = default_visibility(company, user, kind)
    makers: dict[str, Callable[[], Row]] = {
        "organization": lambda: new_organization(user["id"], visible_to),
        "person": lambda: new_person(user["id"], visible_to),
        "deal": lambda: new_deal(company, user["id"], visible_to),
        "activity": lambda: {**new_activity(user["id"]), "due_date": company.clock.stamp()[:10]},
    }
    return makers[kind]()


def _stored(kind: str, row: Row) -> Row:
    """The given values in stored form; what a person never types (ids, times) is taken as it is."""
    checks = {"emails": entries, "phones": entries, "im": entries, "due_time": clock_time, "duration": clock_time}
    checks |= {"address": address, "postal_address": address, "location": address}
    row = {name: checks[name](name, value) if name in checks else value for name, value in row.items()}
    if kind == "person" and "first_name" not in row and row.get("name", "").strip():
        row = {**row, **split_name(row["name"])}
    if kind == "person" and "name" not in row:
        row["name"] = " ".join(part for part in (row.get("first_name"), row.get("last_name")) if part)
    if "participants" in row:
        row |= participants([(each["person_id"], bool(each.get("primary"))) for each in row["participants"]])
    return row
