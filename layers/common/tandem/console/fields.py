"""The fields that a JSON body may have: each checks its value and describes itself for OpenAPI."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn, Protocol

from tandem.console.request import Unfit

MOST = 100


class Kind(Protocol):
    def check(self, value: object, name: str) -> object:
        """The value as a use case takes it; raise `Unfit` with the field's name."""
        ...

    def schema(self) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Text:
    """A text without control characters; `choices` or `pattern` narrow it down."""

    longest: int = 1000
    shortest: int = 0
    choices: tuple[str, ...] = ()
    pattern: str = ""
    is_nullable: bool = False

    def check(self, value: object, name: str) -> str | None:
        if value is None and self.is_nullable:
            return None
        if not isinstance(value, str):
            raise Unfit(422, "wrong_type", name)
        if not self.shortest <= len(value) <= self.longest:
            raise Unfit(422, "wrong_length", name)
        if not self._allows(value):
            raise Unfit(422, "not_allowed", name)
        return value

    def _allows(self, value: str) -> bool:
        if any(ord(sign) < 32 or 0xD800 <= ord(sign) < 0xE000 for sign in value):
            return False
        if self.choices and value not in self.choices:
            return False
        return not self.pattern or re.fullmatch(self.pattern, value) is not None

    def schema(self) -> dict[str, Any]:
        limits: dict[str, Any] = {"maxLength": self.longest, "minLength": self.shortest}
        if self.pattern:
            limits["pattern"] = f"^(?:{self.pattern})$"
        if self.choices:
            limits = {"enum": [*self.choices, None] if self.is_nullable else list(self.choices)}
        return {"type": ["string", "null"] if self.is_nullable else "string", **limits}


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of such values, 100 at most."""

    of: Text
    is_nullable: bool = False

    def check(self, value: object, name: str) -> list[str | None] | None:
        if value is None and self.is_nullable:
            return None
        if not isinstance(value, list):
            raise Unfit(422, "wrong_type", name)
        if len(value) > MOST:
            raise Unfit(422, "wrong_length", name)
        return [self.of.check(one, name) for one in value]

    def schema(self) -> dict[str, Any]:
        kind = ["array", "null"] if self.is_nullable else "array"
        return {"type": kind, "items": self.of.schema(), "maxItems": MOST}


@dataclass(frozen=True, slots=True)
class Truth:
    """true or false, and nothing that merely looks like it."""

    def check(self, value: object, name: str) -> bool:
        if not isinstance(value, bool):
            raise Unfit(422, "wrong_type", name)
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    kind: Kind
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Fields:
    """An object with these fields and no others."""

    fields: tuple[Field, ...] = ()

    def check(self, value: object, name: str = "") -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise Unfit(422, "wrong_type", name or "body")
        known = {field.name: field for field in self.fields}
        for key in value:
            if key not in known:
                raise Unfit(422, "unknown_field", _join(name, key))
        for field in self.fields:
            if field.is_required and field.name not in value:
                raise Unfit(422, "missing_field", _join(name, field.name))
        return {key: known[key].kind.check(it, _join(name, key)) for key, it in value.items()}

    def schema(self) -> dict[str, Any]:
        described: dict[str, Any] = {
            "type": "object",
            "additionalProperties": False,
            "properties": {field.name: field.kind.schema() for field in self.fields},
        }
        required = [field.name for field in self.fields if field.is_required]
        return {**described, "required": required} if required else described


def read_body(body: bytes, fields: Fields) -> dict[str, Any]:
    """An empty body counts as an object without fields."""
    try:
        value = json.loads(body, parse_constant=_refuse) if body.strip() else {}
    except (ValueError, RecursionError) as error:
        raise Unfit(400, "malformed_json") from error
    return fields.check(value)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _join(name: str, key: str) -> str:
    return f"{name}.{key[:60]}" if name else key[:60]
