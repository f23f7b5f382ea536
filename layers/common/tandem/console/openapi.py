"""Describes the JSON API as OpenAPI 3.1, from the table that answers it."""

import re
from collections.abc import Sequence
from typing import Any

from tandem.console.answers import Schemas, schema
from tandem.console.route import Route

PROBLEM = {
    "type": "object",
    "description": "RFC 9457 problem details; `type` and `reason` are stable, the rest is for people.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "reason": {"type": "string"},
        "field": {"type": "string"},
    },
    "required": ["type", "title", "status", "detail", "reason"],
}


def document(routes: Sequence[Route]) -> dict[str, Any]:
    schemas: Schemas = {"Problem": PROBLEM}
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Tandem", "version": "1", "description": "What the console can do, for programs."},
        "security": [{"admin": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"admin": {"type": "http", "scheme": "bearer"}},
            "schemas": dict(sorted(schemas.items())),
        },
    }


def _operation(route: Route, schemas: Schemas) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": _name(route),
        "summary": route.does,
        "parameters": _parameters(route),
        "responses": {str(route.status): _answer(route, schemas), "default": _problem()},
    }
    if route.is_open:
        described["security"] = []
    if route.body is not None:
        content = {"application/json": {"schema": route.body.schema()}}
        needed = any(field.is_required for field in route.body.fields)
        described["requestBody"] = {"required": needed, "content": content}
    return described


def _answer(route: Route, schemas: Schemas) -> dict[str, Any]:
    if route.answer is None:
        return {"description": "Done"}
    return {"description": "Done", "content": {"application/json": {"schema": schema(route.answer, schemas)}}}


def _problem() -> dict[str, Any]:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": "What went wrong", "content": content}


def _parameters(route: Route) -> list[dict[str, Any]]:
    text = {"type": "string"}
    path = [{"name": it, "in": "path", "required": True, "schema": text} for it in re.findall(r"{(\w+)}", route.path)]
    return path + [{"name": it, "in": "query", "required": False, "schema": text} for it in route.query]


def _name(route: Route) -> str:
    parts = [part for part in route.path.split("/")[2:] if not part.startswith("{")]
    one = "_one" if route.path.endswith("}") and route.method == "GET" else ""
    return "_".join([route.method.lower(), *(part.replace(".", "_") for part in parts)]) + one
