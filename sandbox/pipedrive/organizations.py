"""Organizations: like persons, without names to split."""

from sandbox.pipedrive.answers import invalid
from sandbox.pipedrive.bodies import stamp
from sandbox.pipedrive.calls import Call
from sandbox.pipedrive.counts import counted
from sandbox.pipedrive.lists import Keep
from sandbox.pipedrive.persons import with_custom, with_labels
from sandbox.pipedrive.records import Entity
from sandbox.pipedrive.table import Row
from sandbox.pipedrive.values import Check, address, list_of, needed_text, of_type, text, whole
from sandbox.pipedrive.visibility import default_visibility

CHECKS: dict[str, Check] = {
    "name": needed_text,
    "owner_id": of_type(int, null=False),
    "add_time": stamp,
    "visible_to": of_type(int, null=False),
    "label_ids": list_of(int),
    "address": address,
    "website": text,
    "linkedin": text,
    "industry": whole,
    "annual_revenue": whole,
    "employee_count": whole,
    "custom_fields": of_type(dict, null=False),
}


def new_organization(owner_id: int, visible_to: int) -> Row:
    return {
        "name": "",
        "owner_id": owner_id,
        "is_deleted": False,
        "visible_to": visible_to,
        "address": None,
        "label_ids": [],
        "website": None,
        "linkedin": None,
        "industry": None,
        "annual_revenue": None,
        "employee_count": None,
        "custom_fields": {},
    }


def prepare(call: Call, patch: Row, before: Row | None) -> Row:
    if ("name" in patch or before is None) and not patch.get("name", "").strip():
        raise invalid("name", "This value should not be blank.")
    if before is not None:
        return patch
    return {**new_organization(call.user["id"], default_visibility(call.company, call.user, "organization")), **patch}


def show(call: Call, rows: list[Row]) -> list[Row]:
    rows = with_labels(call, "organization", with_custom(call, "organization", rows))
    return counted(call, "organization", rows)


def narrow(call: Call) -> Keep:
    owner = call.number("owner_id")
    return lambda row: owner is None or row["owner_id"] == owner


ORGANIZATIONS = Entity("organization", CHECKS, prepare, show, narrow, create_only=frozenset({"add_time"}))
