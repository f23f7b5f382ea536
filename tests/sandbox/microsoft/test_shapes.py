"""What the stand-in answers is held to Microsoft's OpenAPI document, by jsonschema and not by its own checker."""

import json
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.sandbox.microsoft.desk import CONTRACTS, Desk

DOCUMENT = CONTRACTS / "graph-v1.0-outlook.openapi.json"
pytestmark = pytest.mark.skipif(not DOCUMENT.is_file(), reason="shared/contracts/graph is absent")


@cache
def document() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(DOCUMENT.read_text("utf-8"))
    return read


def faults(name: str, value: object) -> list[str]:
    """What an answer has otherwise than its schema; `nullable` is OpenAPI's word for what may be null.

    What is additional is an object there even where another part of the schema names it: that is left out.
    """
    schema = {"components": nullable(document()["components"]), "$ref": f"#/components/schemas/microsoft.graph.{name}"}
    return [f"{error.json_path}: {error.message[:200]}" for error in Draft202012Validator(schema).iter_errors(value)]


@cache
def properties(name: str) -> frozenset[str]:
    found: set[str] = set()
    for part in (schema := document()["components"]["schemas"][f"microsoft.graph.{name}"]).get("allOf", [schema]):
        if "$ref" in part:
            found |= properties(part["$ref"].rpartition("microsoft.graph.")[2])
        found |= set(part.get("properties", {}))
    return frozenset(found)


def nullable(schema: Any) -> Any:
    if isinstance(schema, list):
        return [nullable(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    read = {name: nullable(one) for name, one in schema.items() if name != "additionalProperties"}
    return {"anyOf": [read, {"type": "null"}]} if schema.get("nullable") is True else read


def test_contacts_and_folders_have_the_shape_of_the_document(desk: Desk) -> None:
    desk.standin.control("people", {"email": desk.email, "count": 20})
    folder = desk.ok("POST", "me/contactFolders", {"displayName": "Kunden"})
    contacts = desk.ok("GET", "me/contacts", top="50")["value"]

    assert len(contacts) == 20
    for contact in contacts:
        own = {name for name in contact if not name.startswith("@")}
        assert own - properties("contact") == set()
        assert faults("contact", contact) == []
    assert faults("contactFolder", folder) == []


def test_categories_have_it_too(desk: Desk) -> None:
    for category in desk.ok("GET", "me/outlook/masterCategories")["value"]:
        assert faults("outlookCategory", category) == []


def test_the_checker_finds_what_is_planted() -> None:
    assert faults("contact", {"businessPhones": "1"})
    assert faults("contact", {"displayName": 1})
