"""Reads the body of a create or a change: types, known fields, references to what exists and is visible."""

from typing import Any

from sandbox.pipedrive.answers import Refused, invalid
from sandbox.pipedrive.calls import Call
from sandbox.pipedrive.clock import read_stamp
from sandbox.pipedrive.company import Company
from sandbox.pipedrive.fields import CONTACT_SYNC, labels_of
from sandbox.pipedrive.table import Row
from sandbox.pipedrive.values import Check, custom_value, needed_text
from sandbox.pipedrive.visibility import is_visible

REFERENCES = {
    "org_id": "organization",
    "person_id": "person",
    "deal_id": "deal",
    "pipeline_id": "pipeline",
    "stage_id": "stage",
    "lead_id": "lead",
}


def read_body(call: Call, kind: str, checks: dict[str, Check], before: Row | None) -> Row:
    """The values to set, checked and in stored form; raises Refused 400 for the first that does not fit."""
    body = call.body
    if type(body) is not dict:
        raise Refused(400, "Bad request", "The body should be a JSON object.")
    patch = {name: checks[name](name, value) for name, value in body.items() if _is_known(call.company, name, checks)}
    _check_references(call, patch)
    if "label_ids" in patch and not set(patch["label_ids"]) <= set(labels_of(kind)):
        raise invalid("label_ids", "One or more of the given values is invalid.")
    if "custom_fields" in patch:
        held = before["custom_fields"] if before else {}
        patch["custom_fields"] = {**held, **_custom(call.company, kind, patch["custom_fields"])}
    return patch


def stamp(name: str, value: Any) -> str | None:
    if value is None:
        return None
    try:
        return read_stamp(needed_text(name, value))
    except ValueError:
        raise invalid(name, "This value is not a valid RFC 3339 datetime.") from None


def _is_known(company: Company, name: str, checks: dict[str, Check]) -> bool:
    is_there = name in checks and (name not in CONTACT_SYNC or company.switches.contact_sync)
    if not is_there and company.switches.unknown_fields == "reject":
        raise invalid(name, "This field was not expected.")
    return is_there


def _check_references(call: Call, patch: Row) -> None:
    company = call.company
    if "owner_id" in patch and not (company.get("user", patch["owner_id"]) or {}).get("active_flag"):
        raise invalid("owner_id", "This user does not exist.")
    if "visible_to" in patch and int(patch["visible_to"] or 0) not in company.plan.visibilities:
        raise invalid("visible_to", "The value you selected is not a valid choice.")
    for name in REFERENCES.keys() & patch.keys():
        if patch[name] is not None:
            check_reference(call, REFERENCES[name], name, patch[name])


def check_reference(call: Call, kind: str, name: str, row_id: Any) -> Row:
    row = call.company.get(kind, row_id)
    if row is None or row.get("is_deleted") or not is_visible(call.company, call.user, kind, row):
        raise invalid(name, f"This {kind} does not exist.")
    return row


def _custom(company: Company, kind: str, values: Row) -> Row:
    known = company.custom_fields(kind)
    for code in values:
        if code not in known:
            raise invalid(f"custom_fields.{code}", "This field was not expected.")
    return {code: custom_value(known[code], value) for code, value in values.items()}
