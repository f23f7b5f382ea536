"""Checks a request against Google's discovery document of the API: method, parameters, and the fields of the body."""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sandbox.google.calls import Query
from sandbox.pipedrive.calls import PathTable

Schema = dict[str, Any]
VERSIONED = "/v1"
INTEGER = re.compile(r"-?\d+")
TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "object": (dict,),
    "array": (list,),
}


class Contract:
    """All methods of one document."""

    def __init__(self, path: Path) -> None:
        document = json.loads(path.read_text("utf-8"))
        self._schemas: Schema = document["schemas"]
        self._common: Schema = document["parameters"]
        self._table: PathTable[Schema] = PathTable()
        for method in methods_of(document["resources"]):
            path_of = method["flatPath"] if "{+" in method["path"] else method["path"]
            self._table.add(method["httpMethod"], apart(f"/{document['servicePath']}{path_of}"), method)

    def knows(self, path: str) -> bool:
        """Whether some method is there, whichever it is."""
        return bool(self._table.methods(apart(path))[0])

    def problems(self, method: str, path: str, query: Query, body: Any) -> list[str]:
        """What is wrong with the request, empty if nothing; `path` is the whole one."""
        found = self._table.methods(apart(path))[0].get(method)
        if found is None:
            return [f"{method} {path} is not in the contract"]
        return [*self._query(found, query), *self._body(found, body)]

    def _query(self, method: Schema, query: Query) -> list[str]:
        own = {name: each for name, each in method.get("parameters", {}).items() if each["location"] == "query"}
        missing = [name for name, each in own.items() if each.get("required") and name not in query]
        found = [f"query {name} is missing" for name in missing]
        known = self._common | own
        for name, values in query.items():
            found += _parameter(name, known[name], values) if name in known else [f"query {name} is unknown"]
        return found

    def _body(self, method: Schema, body: Any) -> list[str]:
        if "request" not in method:
            return [] if body in (None, {}) else ["the method takes no body"]
        return [] if body is None else self._value("body", {"$ref": method["request"]["$ref"]}, body)

    def _value(self, at: str, schema: Schema, value: Any) -> list[str]:
        """Null is fine everywhere: it resets a field."""
        resolved = self._schemas[schema["$ref"]] if "$ref" in schema else schema
        kind = resolved.get("type", "any")
        if value is None or kind == "any":
            return []
        if type(value) not in TYPES[kind]:
            return [f"{at} is no {kind}"]
        if kind == "array":
            return [each for n, one in enumerate(value) for each in self._value(f"{at}[{n}]", resolved["items"], one)]
        return self._object(at, resolved, value) if kind == "object" else _scalar(at, resolved, str(value))

    def _object(self, at: str, schema: Schema, value: dict[str, Any]) -> list[str]:
        properties, rest = schema.get("properties", {}), schema.get("additionalProperties")
        found: list[str] = []
        for name, one in value.items():
            known = properties.get(name, rest)
            found += [f"{at}.{name} is unknown"] if known is None else self._value(f"{at}.{name}", known, one)
        return found


def methods_of(resources: Schema) -> Iterator[Schema]:
    """Those of resources below others, too."""
    for resource in resources.values():
        yield from resource.get("methods", {}).values()
        yield from methods_of(resource.get("resources", {}))


def apart(path: str) -> str:
    """The verb behind a colon as a part of the path of its own: /v1/people:batchGet, /v1/people/c1:updateContact."""
    start, slash, last = path.rpartition("/")
    name, colon, verb = last.partition(":")
    return f"{start}{slash}{name}/:{verb}" if colon and start.startswith(VERSIONED) else path


class Contracts:
    """Those of several APIs: each request is judged by the one whose path it has."""

    def __init__(self, contracts: Sequence[Contract]) -> None:
        self._contracts = contracts

    def problems(self, method: str, path: str, query: Query, body: Any) -> list[str]:
        judges = [one for one in self._contracts if one.knows(path)] or self._contracts[:1]
        return judges[0].problems(method, path, query, body)


def _parameter(name: str, schema: Schema, values: list[str]) -> list[str]:
    if len(values) > 1 and not schema.get("repeated"):
        return [f"query {name} came {len(values)} times"]
    return [problem for text in values for problem in _typed(f"query {name}", schema, text)]


def _typed(at: str, schema: Schema, text: str) -> list[str]:
    kind = schema["type"]
    if kind == "boolean" and text.lower() not in ("true", "false"):
        return [f"{at} is no boolean"]
    if kind == "integer" and not INTEGER.fullmatch(text):
        return [f"{at} is no integer"]
    return _scalar(at, schema, text)


def _scalar(at: str, schema: Schema, text: str) -> list[str]:
    if "enum" in schema and text not in schema["enum"]:
        return [f"{at} does not allow {text!r}"]
    if "minimum" in schema and int(text) < int(schema["minimum"]):
        return [f"{at} is below {schema['minimum']}"]
    if "maximum" in schema and int(text) > int(schema["maximum"]):
        return [f"{at} is above {schema['maximum']}"]
    return [] if _has_format(schema.get("format"), text) else [f"{at} is no {schema['format']}: {text!r}"]


def _has_format(wanted: str | None, text: str) -> bool:
    try:
        match wanted:
            case "date":
                date.fromisoformat(text)
            case "date-time":
                datetime.fromisoformat(text)
            case "int64" | "uint64":
                int(text)
    except ValueError:
        return False
    return True
