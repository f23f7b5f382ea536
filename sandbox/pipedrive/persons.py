"""Persons: how names are split and joined, and what an answer shows of one."""

from sandbox.pipedrive.answers import invalid
from sandbox.pipedrive.bodies import stamp
from sandbox.pipedrive.calls import Call
from sandbox.pipedrive.company import Company
from sandbox.pipedrive.counts import counted
from sandbox.pipedrive.fields import CONTACT_SYNC, labels_of
from sandbox.pipedrive.lists import Keep
from sandbox.pipedrive.records import Entity
from sandbox.pipedrive.table import Row
from sandbox.pipedrive.values import (
    Check,
    address,
    day,
    entries,
    limited,
    list_of,
    needed_text,
    of_type,
    text,
    whole,
)
from sandbox.pipedrive.visibility import default_visibility

CHECKS: dict[str, Check] = {
    "name": needed_text,
    "first_name": text,
    "last_name": text,
    "owner_id": of_type(int, null=False),
    "org_id": whole,
    "add_time": stamp,
    "emails": entries,
    "phones": entries,
    "visible_to": of_type(int, null=False),
    "label_ids": list_of(int),
    "postal_address": address,
    "notes": limited(10_000),
    "im": entries,
    "birthday": day,
    "job_title": text,
    "marketing_status": text,
    "custom_fields": of_type(dict, null=False),
}
SYNC_DEFAULTS: Row = {"postal_address": None, "notes": None, "im": [], "birthday": None, "job_title": None}


def new_person(owner_id: int, visible_to: int) -> Row:
    """A person without a name, in the order in which the contract lists the parts."""
    return {
        "name": "",
        "first_name": None,
        "last_name": None,
        "owner_id": owner_id,
        "org_id": None,
        "emails": [],
        "phones": [],
        "is_deleted": False,
        "visible_to": visible_to,
        "label_ids": [],
        "picture_id": None,
        "custom_fields": {},
    }


def split_name(name: str) -> Row:
    """First word and the rest: how v1 did it, as far as that is known."""
    words = name.split(None, 1)
    return {"first_name": words[0], "last_name": words[1].rstrip() if len(words) > 1 else None}


def named(patch: Row, before: Row | None) -> Row:
    """The patch with name, first and last name in agreement; both parts together beat a name."""
    if "first_name" in patch or "last_name" in patch:
        parts = {part: patch.get(part, before and before[part]) for part in ("first_name", "last_name")}
        if before is None and not {"first_name", "last_name"} <= set(patch):
            raise invalid("name", "first_name and last_name are needed together.")
        patch = {**patch, **parts, "name": " ".join(each for each in parts.values() if each)}
    elif "name" in patch and patch["name"].strip() and (before is None or patch["name"] != before["name"]):
        patch = {**patch, **split_name(patch["name"])}
    if ("name" in patch or before is None) and not patch.get("name", "").strip():
        raise invalid("name", "This value should not be blank.")
    return patch


def prepare(call: Call, patch: Row, before: Row | None) -> Row:
    patch = named({name: value for name, value in patch.items() if name != "marketing_status"}, before)
    if before is not None:
        return patch
    visible_to = default_visibility(call.company, call.user, "person")
    return {**new_person(call.user["id"], visible_to), **patch}


def show(call: Call, rows: list[Row]) -> list[Row]:
    """As the API answers: every custom field is there, null where empty; contact-sync fields only while switched on."""
    rows = with_custom(call, "person", rows)
    if call.company.switches.contact_sync:
        rows = [{**row, **SYNC_DEFAULTS, **{name: row[name] for name in CONTACT_SYNC if name in row}} for row in rows]
    else:
        rows = [_without_sync(row) for row in rows]
    return counted(call, "person", with_labels(call, "person", rows))


def _without_sync(row: Row) -> Row:
    if row.keys().isdisjoint(CONTACT_SYNC):
        return row
    return {name: value for name, value in row.items() if name not in CONTACT_SYNC}


def with_custom(call: Call, kind: str, rows: list[Row]) -> list[Row]:
    """Custom fields complete, or, with the parameter `custom_fields`, the wanted ones (at most 15)."""
    wanted = call.words("custom_fields")
    if len(wanted) > 15:
        raise invalid("custom_fields", "This collection should contain 15 elements or less.")
    codes = [code for code in call.company.custom_fields(kind) if not wanted or code in wanted]
    if not codes:
        return rows
    return [{**row, "custom_fields": {code: row["custom_fields"].get(code) for code in codes}} for row in rows]


def with_labels(call: Call, kind: str, rows: list[Row]) -> list[Row]:
    if not call.flag("include_labels"):
        return rows
    known = labels_of(kind)
    return [
        {**row, "labels": [{"id": each, "label": known.get(each, "")} for each in row["label_ids"]]} for row in rows
    ]


def narrow(call: Call) -> Keep:
    """The quick filters: owner, organization, deal (its main person and its participants)."""
    owner, org, deal = call.number("owner_id"), call.number("org_id"), call.number("deal_id")
    members = None if deal is None else persons_of_deal(call.company, deal)

    def keep(row: Row) -> bool:
        if owner is not None and row["owner_id"] != owner:
            return False
        return (org is None or row["org_id"] == org) and (members is None or row["id"] in members)

    return keep


def persons_of_deal(company: Company, deal_id: int) -> set[int]:
    found = {row["person_id"] for row in company.table("participant").rows.values() if row["deal_id"] == deal_id}
    deal = company.get("deal", deal_id)
    return found | ({deal["person_id"]} if deal and deal["person_id"] else set())


PERSONS = Entity("person", CHECKS, prepare, show, narrow, create_only=frozenset({"add_time"}))
