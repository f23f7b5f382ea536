"""Turns the use cases' views into JSON, and describes them for OpenAPI from the same types."""

import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from tandem.console import checkup_words, words
from tandem.console.item_id import to_path
from tandem.ports import Group
from tandem.usecases.deciding.decide_some import UndecidedView
from tandem.usecases.live.views import FactView, StepView, UnaskedView
from tandem.usecases.previewing.preview_view import PreviewItem
from tandem.usecases.seeing.views import ErrorView, HistoryView, PendingView, UndoItem


@dataclass(frozen=True, slots=True)
class GroupView:
    """`default` is what the provider itself would choose."""

    id: str
    name: str
    count: int | None
    default: bool


@dataclass(frozen=True, slots=True)
class RunStarted:
    run: str


@dataclass(frozen=True, slots=True)
class ErasureStarted:
    """The id of the proof that is left."""

    erasure: str


@dataclass(frozen=True, slots=True)
class MarkedView:
    """How many connections compare both sides before they go on."""

    connections: int


@dataclass(frozen=True, slots=True)
class SettingView:
    name: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class DoctorView:
    """`counts` are what this process did since its start, by words; empty on AWS, where metrics tell it."""

    settings: tuple[SettingView, ...]
    problems: tuple[str, ...]
    counts: Mapping[str, float]


def group_view(group: Group) -> GroupView:
    return GroupView(group.id, group.name, group.count, group.is_default)


def to_json(value: object, language: str) -> Any:
    """Plain JSON values. What has a reason gets a `message` beside it: that reason as a sentence."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if is_dataclass(value) and not isinstance(value, type):
        plain = {field.name: to_json(getattr(value, field.name), language) for field in fields(value)}
        return {**plain, **_added(value, language)}
    if isinstance(value, Mapping):
        return {str(name): to_json(it, language) for name, it in value.items()}
    if isinstance(value, Sequence | frozenset | set) and not isinstance(value, str | bytes):
        return [to_json(it, language) for it in value]
    return str(value) if isinstance(value, str) else value


def _added(value: object, language: str) -> dict[str, Any]:
    """What has a reason gets it as a sentence; what is decided on gets an id that fits into a path."""
    match value:
        case PendingView():
            message = words.sentence(value.reason, "" if value.field else value.detail, language)
            return {"id": to_path(value.id), "group": list(map(to_path, value.group)), "message": message}
        case UndecidedView() | ErrorView():
            named = {"id": to_path(value.id)} if isinstance(value, UndecidedView) else {}
            return {**named, "message": words.sentence(value.reason, value.detail, language)}
        case HistoryView():
            return {"message": words.sentence(value.rule, "", language)}
        case PreviewItem() | UndoItem():
            return {"message": words.sentence(value.why, "", language)}
        case StepView() | FactView() | UnaskedView():
            return checkup_words.added(value, language)
        case _:
            return {}


Schemas = dict[str, dict[str, Any]]


def schema(annotation: Any, schemas: Schemas) -> dict[str, Any]:
    """JSON Schema of a type; dataclasses are added to `schemas` and referred to."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation in _PLAIN:
        return dict(_PLAIN[annotation])
    if origin in {Union, types.UnionType}:
        return {"anyOf": [schema(it, schemas) for it in arguments]}
    if origin in {tuple, list}:
        return {"type": "array", "items": schema(arguments[0], schemas)}
    if origin is not None and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": schema(arguments[1], schemas)}
    return _reference(annotation, schemas)


_PLAIN: dict[object, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
    object: {},
    datetime: {"type": "string", "format": "date-time"},
}


def _reference(annotation: Any, schemas: Schemas) -> dict[str, Any]:
    cls = get_origin(annotation) or annotation
    arguments = get_args(annotation)
    name = (arguments[0].__name__ if arguments else "") + cls.__name__
    if name not in schemas:
        schemas[name] = {}
        schemas[name] = _described(cls, arguments, schemas)
    return {"$ref": f"#/components/schemas/{name}"}


def _described(cls: Any, arguments: tuple[Any, ...], schemas: Schemas) -> dict[str, Any]:
    hints = {name: _filled(hint, arguments) for name, hint in get_type_hints(cls).items()}
    hints |= dict.fromkeys(_ADDED.get(cls, ()), str)
    properties = {name: schema(hint, schemas) for name, hint in hints.items()}
    return {"type": "object", "properties": properties, "required": sorted(properties)}


_ADDED: Mapping[Any, tuple[str, ...]] = {
    **dict.fromkeys(
        (ErrorView, UndecidedView, HistoryView, PendingView, PreviewItem, UndoItem, UnaskedView), ("message",)
    ),
    StepView: ("title", "message"),
    FactView: ("asked", "message"),
}
"""The sentences that `_added` gives."""


def _filled(hint: Any, arguments: tuple[Any, ...]) -> Any:
    """`tuple[T, ...]` of a generic with its argument in the place of T."""
    parts = get_args(hint)
    if arguments and any(isinstance(part, TypeVar) for part in parts):
        return types.GenericAlias(tuple, (arguments[0], ...))
    return hint
