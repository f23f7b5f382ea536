"""Checks requests against the surface of Microsoft's own SDK: paths, verbs, query options, bodies by model."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

from sandbox.pipedrive.calls import PathTable

Schema = dict[str, Any]
SCALARS: dict[str, type | tuple[type, ...]] = {
    "str": str,
    "int": int,
    "float": (int, float),
    "bool": bool,
    "get_bool_value()": bool,
    "bytes": str,
}
OFTEN = frozenset({"$skiptoken", "$deltatoken"})
DELTAS = re.compile(r"/(?:delta|microsoft\.graph\.delta)(?:\(\))?$")


class Contract:
    """`graph-v1.0-sdk-surface.json` of the contracts. What is bound to /me is the same as under /users/{id}."""

    def __init__(self, path: Path) -> None:
        document = json.loads(path.read_text("utf-8"))
        self._models: dict[str, Schema] = document["models"]
        self._table: PathTable[Schema] = PathTable()
        for template, resource in document["paths"].items():
            bare = template.partition("{?")[0]
            for verb, operation in resource["ops"].items():
                self._table.add(verb.upper(), bare, {**operation, "query": resource["query"]})

    def problems(self, method: str, path: str, query: dict[str, str], body: Any) -> list[str]:
        """What the contract does not know of a request; empty if it is fine."""
        known = re.sub(r"^/v1\.0/me(?=/|$)", "/users/me", path).removeprefix("/v1.0")
        if known == "/users/me":  # the profile is no part of what was kept of the surface
            return []
        operation = self._table.methods(DELTAS.sub("/delta()", known))[0].get(method)
        if operation is None:
            return [f"{method} {path} is not in the contract"]
        found = [f"query {name} is unknown" for name in query if name not in operation["query"] and name not in OFTEN]
        return found + self._body(operation["requestBody"], body)

    def _body(self, model: str | None, body: Any) -> list[str]:
        if model in (None, "bytes") or body is None:
            return [] if body in (None, {}) or model == "bytes" else ["the operation takes no body"]
        return self._value("body", str(model), body)

    def _value(self, at: str, kind: str, value: Any) -> list[str]:
        """Null is fine everywhere: it clears a property."""
        if value is None:
            return []
        if kind.startswith("list["):
            if not isinstance(value, list):
                return [f"{at} is no list"]
            return [each for n, one in enumerate(value) for each in self._value(f"{at}[{n}]", kind[5:-1], one)]
        if kind in SCALARS:
            return [] if isinstance(value, SCALARS[kind]) else [f"{at} is no {kind}"]
        if kind == "datetime.datetime":
            return [] if _is_moment(value) else [f"{at} is no moment with an offset"]
        return self._object(at, kind, value) if kind in self._models else []

    def _object(self, at: str, kind: str, value: Any) -> list[str]:
        if "enum" in self._models[kind]:
            return [] if value in self._models[kind]["enum"] else [f"{at} does not allow {value!r}"]
        if not isinstance(value, dict):
            return [f"{at} is no object"]
        fields, found = self._fields(kind), []
        for name, one in value.items():
            if name.startswith("@odata."):
                continue
            found += (
                [f"{at}.{name} is unknown"] if name not in fields else self._value(f"{at}.{name}", fields[name], one)
            )
        return found

    def _fields(self, kind: str) -> dict[str, str]:
        """A model's own and those of what it is built on; an entity has an id."""
        model = self._models.get(kind)
        if model is None:
            return {"id": "str"}
        return {**self._fields(model["base"]), **model["fields"]} if model.get("base") else dict(model["fields"])


def _is_moment(value: Any) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except (TypeError, ValueError):
        return False
