"""Checks a request against Pipedrive's published OpenAPI documents, with their known errors tolerated."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sandbox.pipedrive.calls import PathTable

Schema = dict[str, Any]
Test = Callable[[str, Any], list[str]]
DOCUMENTS = {"v1": "openapi-v1.trimmed.json", "v2": "openapi-v2.trimmed.json"}
TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "object": (dict,),
    "array": (list,),
}
NUMBER = re.compile(r"-?\d+")
# The README of the contracts lists these: enums that take comma lists, and properties that the body schemas lack.
COMMA_LISTS = frozenset({"include_fields", "item_types", "fields", "status", "items"})
UNLISTED = {
    "/v2/persons": frozenset({"first_name", "last_name"}),
    "/v2/persons/{id}": frozenset({"first_name", "last_name"}),
}
NULLABLE = frozenset(
    {"org_id", "person_id", "last_name", "due_time", "due_date", "duration", "deal_id", "lead_id", "project_id"}
    | {
        "postal_address",
        "address",
        "birthday",
        "job_title",
        "notes",
        "location",
        "note",
        "public_description",
        "priority",
    }
    | {"expected_close_date", "won_time", "lost_time", "busy"}
)
LATE_OBJECTS = frozenset({"board", "phase", "project", "task", "deal_installment", "deal_product"})


@dataclass
class Operation:
    """One operation of the documents; its tests are made at its first use."""

    path: str
    schema: Schema

    @cached_property
    def query(self) -> dict[str, Schema]:
        return {each["name"]: each for each in self.schema.get("parameters", []) if each["in"] == "query"}

    @cached_property
    def body(self) -> Test | None:
        content = self.schema.get("requestBody", {}).get("content", {})
        held = content.get("application/json")
        return compiled(held["schema"], UNLISTED.get(self.path, frozenset())) if held else None


class Contract:
    """All operations of both documents."""

    def __init__(self, folder: Path) -> None:
        self._table: PathTable[Operation] = PathTable()
        for version, name in DOCUMENTS.items():
            document = json.loads((folder / name).read_text("utf-8"))
            for path, item in document["paths"].items():
                for method, schema in item.items():
                    self._table.add(method.upper(), f"/{version}{path}", Operation(f"/{version}{path}", schema))

    def problems(self, method: str, path: str, query: dict[str, str], body: Any) -> list[str]:
        """What is wrong with the request, empty if nothing; `path` starts with its version."""
        operation = self._table.methods(path)[0].get(method)
        if operation is None:
            return [f"{method} {path} is not in the contract"]
        found = [problem for name, text in query.items() for problem in _query(operation, name, text)]
        required = [name for name, each in operation.query.items() if each.get("required") and name not in query]
        found += [f"query {name} is missing" for name in required]
        if body is not None and operation.body is not None:
            found += operation.body("body", body)
        return found


def _query(operation: Operation, name: str, text: str) -> list[str]:
    if name not in operation.query:
        return [f"query {name} is not in the contract"]
    schema = operation.query[name]["schema"]
    kind, allowed = schema.get("type"), schema.get("enum")
    if kind == "integer" and not NUMBER.fullmatch(text):
        return [f"query {name} is no integer"]
    if kind == "boolean" and text not in ("true", "false"):
        return [f"query {name} is no boolean"]
    if allowed and kind == "string":
        words = text.split(",") if name in COMMA_LISTS else [text]
        return [f"query {name} does not allow {word}" for word in words if word not in allowed and text not in allowed]
    return []


def compiled(schema: Schema, unlisted: frozenset[str] = frozenset(), *, nullable: bool = False) -> Test:
    """A test for the schema: types, enums, required and unknown properties, lengths."""
    joined = _joined(schema)
    tests = [_typed(joined, nullable=nullable)]
    if "properties" in joined:
        tests.append(_properties(joined, unlisted))
    if joined.get("type") == "array":
        each = compiled(joined.get("items", {}))
        tests.append(lambda at, value: [p for n, one in enumerate(value) for p in each(f"{at}[{n}]", one)])

    def test(at: str, value: Any) -> list[str]:
        if found := tests[0](at, value):
            return found
        return [] if value is None else [problem for more in tests[1:] for problem in more(at, value)]

    return test


def _joined(schema: Schema) -> Schema:
    """`allOf` as one schema; alternatives are not told apart."""
    joined: Schema = {name: value for name, value in schema.items() if name != "allOf"}
    for part in map(_joined, schema.get("allOf", [])):
        for name, value in part.items():
            if name == "properties":
                joined["properties"] = {**joined.get("properties", {}), **value}
            elif name == "required":
                joined["required"] = [*joined.get("required", []), *value]
            else:
                joined.setdefault(name, value)
    return joined


def _typed(schema: Schema, *, nullable: bool) -> Test:
    kinds = TYPES.get(schema.get("type", ""))
    allowed = frozenset(schema["enum"]) if "enum" in schema and kinds and str in kinds else None
    may_be_null = nullable or schema.get("nullable", False)
    shortest, longest = schema.get("minLength", 0), schema.get("maxLength", 1 << 30)

    def test(at: str, value: Any) -> list[str]:
        if value is None and may_be_null:
            return []
        if kinds and type(value) not in kinds:
            return [f"{at} is no {schema['type']}"]
        if allowed is not None and value not in allowed and value not in LATE_OBJECTS:
            return [f"{at} does not allow {value!r}"]
        if kinds == (str,) and not shortest <= len(value) <= longest:
            return [f"{at} has {len(value)} characters"]
        return []

    return test


def _properties(schema: Schema, unlisted: frozenset[str]) -> Test:
    tests = {name: compiled(each, nullable=name in NULLABLE) for name, each in schema["properties"].items()}
    required = schema.get("required", [])
    is_open = schema.get("additionalProperties") not in (None, False)

    def test(at: str, value: Any) -> list[str]:
        found = [f"{at}.{name} is missing" for name in required if name not in value]
        for name, one in value.items():
            if name in tests:
                found += tests[name](f"{at}.{name}", one)
            elif not is_open and name not in unlisted:
                found.append(f"{at}.{name} is not in the contract")
        return found

    return test
