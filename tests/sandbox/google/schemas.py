"""Reads the discovery document for the tests, which check answers by jsonschema, not by the stand-in's own checker."""

import json
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from tests.sandbox.google.desk import CONTRACTS

Schema = dict[str, Any]


@cache
def _definitions(document_name: str) -> Schema:
    document: Schema = json.loads((CONTRACTS / document_name).read_text("utf-8"))
    return {name: _plain(schema) for name, schema in document["schemas"].items()}


def faults(name: str, value: object, document: str = "calendar.v3.json") -> list[str]:
    """What an answer has that its schema does not, or has otherwise."""
    validator = Draft202012Validator({"$defs": _definitions(document), "$ref": f"#/$defs/{name}"})
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(value)]


def _plain(schema: Schema) -> Schema:
    """Discovery's own dialect as JSON Schema, closed where it lists properties."""
    if "$ref" in schema:
        return {"$ref": f"#/$defs/{schema['$ref']}"}
    result: Schema = {"type": schema["type"]} if schema.get("type", "any") != "any" else {}
    if "items" in schema:
        result["items"] = _plain(schema["items"])
    if schema.get("type") == "object":
        result["properties"] = {name: _plain(each) for name, each in schema.get("properties", {}).items()}
        more = schema.get("additionalProperties")
        result["additionalProperties"] = _plain(more) if more else False
    return result
