"""Which fields an entity has: the built-in ones, Pipedrive's contact-sync ones while switched on, and custom ones."""

from operator import itemgetter
from typing import Any

from sandbox.pipedrive.company import Company
from sandbox.pipedrive.table import Row

ADDRESS_PARTS = (
    *("value", "country", "admin_area_level_1", "admin_area_level_2", "locality", "sublocality"),
    *("route", "street_number", "subpremise", "postal_code"),
)
CONTACT_SYNC = {
    "postal_address": ("Postal address", "address"),
    "notes": ("Notes", "text"),
    "im": ("Instant messenger", "varchar"),
    "birthday": ("Birthday", "date"),
    "job_title": ("Job title", "varchar"),
}
LABELS = [(5, "Customer"), (6, "Hot lead"), (7, "Warm lead"), (8, "Cold lead")]
OWNED = {"owner_id": ("Owner", "user"), "visible_to": ("Visible to", "visible_to")}
TIMED = {"add_time": ("Created", "date"), "update_time": ("Updated", "date")}
BUILT_IN: dict[str, dict[str, tuple[str, str]]] = {
    "person": {
        "name": ("Name", "varchar"),
        "first_name": ("First name", "varchar"),
        "last_name": ("Last name", "varchar"),
        "emails": ("Email", "varchar"),
        "phones": ("Phone", "phone"),
        "org_id": ("Organization", "org"),
        "label_ids": ("Labels", "set"),
        "picture_id": ("Profile picture", "picture"),
        **OWNED,
        **TIMED,
    },
    "organization": {
        "name": ("Name", "varchar"),
        "address": ("Address", "address"),
        "label_ids": ("Labels", "set"),
        "website": ("Website", "varchar"),
        "linkedin": ("LinkedIn profile", "varchar"),
        **OWNED,
        **TIMED,
    },
    "deal": {
        "title": ("Title", "varchar"),
        "value": ("Value", "double"),
        "person_id": ("Person", "people"),
        "org_id": ("Organization", "org"),
        "stage_id": ("Stage", "stage"),
        "status": ("Status", "status"),
        "label_ids": ("Label", "set"),
        **OWNED,
        **TIMED,
    },
    "activity": {
        "subject": ("Subject", "varchar"),
        "type": ("Type", "enum"),
        "due_date": ("Due date", "date"),
        "due_time": ("Due time", "time"),
        "duration": ("Duration", "time"),
        "done": ("Done", "boolean"),
        "busy": ("Free/busy", "boolean"),
        "location": ("Location", "address"),
        "public_description": ("Description", "text"),
        "note": ("Note", "text"),
        "priority": ("Priority", "enum"),
        "owner_id": ("Assigned to", "user"),
        "deal_id": ("Deal", "deal"),
        "lead_id": ("Lead", "lead"),
        "person_id": ("Contact person", "people"),
        "org_id": ("Organization", "org"),
        **TIMED,
    },
}
PRIORITIES = [(1, "High"), (2, "Medium"), (3, "Low")]


def all_fields(company: Company, kind: str) -> list[Row]:
    """Definitions in v2 shape, built-in ones first."""
    shown = dict(BUILT_IN[kind])
    if kind == "person" and company.switches.contact_sync:
        shown |= CONTACT_SYNC
    built_in = [_built_in(company, kind, code, *named) for code, named in shown.items()]
    custom = sorted(company.custom_fields(kind).values(), key=itemgetter("order"))
    return built_in + [public(row) for row in custom]


def one_field(company: Company, kind: str, code: str) -> Row | None:
    return next((each for each in all_fields(company, kind) if each["field_code"] == code), None)


def public(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in ("id", "order", "ui_visibility")}


def definition(code: str, name: str, field_type: str, options: list[Row] | None, *, custom: bool) -> Row:
    parts = [{"field_code": part, "field_name": part, "field_type": "varchar"} for part in ADDRESS_PARTS]
    return {
        "field_name": name,
        "field_code": code,
        "field_type": field_type,
        "description": "",
        "options": options,
        "subfields": parts if field_type == "address" else None,
        "is_custom_field": custom,
        "is_optional_response_field": False,
    }


def labels_of(kind: str) -> dict[int, str]:
    """The labels of persons, organizations or deals: the same four everywhere."""
    return dict(LABELS) if kind in ("person", "organization", "deal") else {}


def _built_in(company: Company, kind: str, code: str, name: str, field_type: str) -> Row:
    return definition(code, name, field_type, _options(company, kind, code), custom=False)


def _options(company: Company, kind: str, code: str) -> list[Row] | None:
    if code == "label_ids":
        return [_option(*each) for each in LABELS]
    if code == "priority":
        return [_option(*each) for each in PRIORITIES]
    if kind == "activity" and code == "type":
        return [_option(each["key_string"], each["name"]) for each in company.table("activityType").rows.values()]
    return None


def _option(option_id: Any, label: str) -> Row:
    return {"id": option_id, "label": label}
