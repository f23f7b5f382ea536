"""Reads the published contracts for the tests, which check answers and webhooks by jsonschema, not by our checker."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.servers import SHARED

FOLDER = SHARED / "contracts" / "pipedrive"
Schema = dict[str, Any]
# The contracts' README says that these come back null although they are typed plain.
NULL_TOO = frozenset(
    {"next_cursor", "person_id", "org_id", "picture_id", "last_name", "due_time", "due_date", "duration", "deal_id"}
    | {
        "lead_id",
        "project_id",
        "postal_address",
        "notes",
        "birthday",
        "job_title",
        "address",
        "location",
        "busy",
        "note",
    }
    | {"marked_as_done_time", "public_description", "priority", "stage_change_time", "won_time", "lost_time"}
    | {"expected_close_date", "conference_meeting_client", "conference_meeting_url", "conference_meeting_id"}
    | {"organization", "person", "options", "subfields", "first_won_time", "next_activity_date", "next_activity_time"}
    | {"country", "admin_area_level_1", "admin_area_level_2", "locality", "sublocality", "route", "street_number"}
    | {
        "subpremise",
        "postal_code",
        "next_activity_subject",
        "last_incoming_mail_time",
        "last_outgoing_mail_time",
        "stage_order_nr",
        "label",
    }
)
# The contract's examples have these, its schemas do not.
ONLY_IN_EXAMPLES: Schema = {"creator_user_id": {"type": "integer"}, "description": {"type": ["string", "null"]}}


def folder() -> Path:
    if not FOLDER.is_dir():
        pytest.skip("../shared is absent: no contracts to compare with")
    return FOLDER


@cache
def document(name: str) -> Schema:
    held: Schema = json.loads((folder() / name).read_text("utf-8"))
    return held


def answer_validator(version: str, method: str, path: str, status: int = 200) -> Draft202012Validator:
    """For a success of that operation, with nothing beside what the contract lists."""
    operation = document(f"openapi-{version}.trimmed.json")["paths"][path][method.lower()]
    schema = operation["responses"][str(status)]["content"]["application/json"]["schema"]
    return Draft202012Validator(plain(schema))


def plain(schema: Schema, *, may_be_null: bool = False) -> Schema:
    """OpenAPI 3.0 as JSON Schema: `allOf` joined, `nullable` as a type, and closed where it has properties."""
    joined = _joined(schema)
    result: Schema = {name: joined[name] for name in ("enum", "required", "minimum", "maximum") if name in joined}
    for name in ("oneOf", "anyOf"):
        if name in joined:
            result[name] = [plain(each) for each in joined[name]]
    if "properties" in joined:
        properties = joined["properties"].items()
        listed = {name: plain(each, may_be_null=name in NULL_TOO) for name, each in properties}
        result["properties"] = ONLY_IN_EXAMPLES | listed
        result["additionalProperties"] = joined.get("additionalProperties", False)
    if "items" in joined:
        result["items"] = plain(joined["items"])
    if "type" in joined:
        is_nullable = may_be_null or joined.get("nullable", False)
        result["type"] = [joined["type"], "null"] if is_nullable else joined["type"]
        if is_nullable and "enum" in result:
            result["enum"] = [*result["enum"], None]
    return result


def _joined(schema: Schema) -> Schema:
    joined: Schema = {name: value for name, value in schema.items() if name != "allOf"}
    for part in map(_joined, schema.get("allOf", [])):
        joined["properties"] = joined.get("properties", {}) | part.get("properties", {})
        joined["required"] = joined.get("required", []) + part.get("required", [])
        for name, value in part.items():
            joined.setdefault(name, value)
    return {name: value for name, value in joined.items() if value not in ({}, [])}


def webhook_validators(entity: str) -> tuple[Draft202012Validator, Draft202012Validator]:
    """For the envelope, and for the data of that entity."""
    schema = document("webhooks-v2.schema.json")
    envelope = {name: each for name, each in schema.items() if not name.startswith("x-")}
    return Draft202012Validator(_nullable(envelope)), Draft202012Validator(_nullable(schema["x-entities"][entity]))


def _nullable(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_nullable(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    result = {name: _nullable(each) for name, each in schema.items() if name != "nullable"}
    if schema.get("nullable") and "type" in result:
        result["type"] = [result["type"], "null"]
    elif schema.get("nullable"):
        return {"anyOf": [result, {"type": "null"}]}
    return result


def faults(validator: Draft202012Validator, value: object) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(value)]
