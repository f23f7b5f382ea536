"""Contacts and events as compact JSON: what bases, spool and history are sealed as. The same gives the same bytes."""

import json
from collections.abc import Mapping
from typing import Any

from tandem.domain import contact_codec, event_codec
from tandem.domain.contact import Contact
from tandem.domain.content import Content
from tandem.domain.field import EVENT_FIELDS, Field

VERSION = 1

_OF_EVENTS = frozenset(map(str, EVENT_FIELDS))
_dump = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def encode(content: Content) -> bytes:
    """One line of JSON; what is empty is left out."""
    return _dump({"v": VERSION, **to_json(content)}).encode("utf-8", "surrogatepass")


def decode(encoded: bytes) -> Content:
    """Raise ValueError for what `encode` of this version did not make."""
    item = json.loads(encoded)
    if not isinstance(item, dict) or item.pop("v", None) != VERSION:
        raise ValueError("not an encoded item of this version")
    return from_json(item)


def to_json(content: Content) -> dict[str, Any]:
    """The fields that aren't empty, by name, as JSON values."""
    return contact_codec.to_json(content) if isinstance(content, Contact) else event_codec.to_json(content)


def from_fields(values: Mapping[Field, Any]) -> Content:
    """Of single fields as JSON values, None for what is empty: which kind it is shows in their names."""
    item = {str(field): value for field, value in values.items() if value is not None}
    is_event = not values.keys().isdisjoint(EVENT_FIELDS)
    return event_codec.from_json(item) if is_event else contact_codec.from_json(item)


def from_json(item: dict[str, Any]) -> Content:
    """The way back; what isn't named is empty. An event is known by its fields, which no contact has."""
    return event_codec.from_json(item) if _OF_EVENTS & item.keys() else contact_codec.from_json(item)
