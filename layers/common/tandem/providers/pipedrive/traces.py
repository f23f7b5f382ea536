"""Reads what Pipedrive tells of a write afterwards: the webhook's own words, and the change log of a person.

Webhooks show custom fields in wrappers, and, as far as is known, none of contact sync's own fields (webhooks v2,
migration guide, 2026-11). The change log holds texts only; how it spells lists is documented nowhere (OpenAPI v1).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from json import loads
from typing import Any

from tandem.domain.contact import Address, Contact, Entry, Field, Name
from tandem.domain.content import as_contact
from tandem.domain.gap import Trace, only
from tandem.domain.ids import UserId
from tandem.providers.pipedrive import activity_trace, persons
from tandem.providers.pipedrive.addresses import clean
from tandem.providers.pipedrive.client import Json
from tandem.providers.pipedrive.codes import FieldCodes
from tandem.providers.pipedrive.times import read_stamp

NameOf = Callable[[int], str]
"""An organization's name, "" for one that is gone."""

_PLAIN = {
    "name": Field.NAME,
    "first_name": Field.NAME,
    "last_name": Field.NAME,
    "emails": Field.EMAILS,
    "phones": Field.PHONES,
    "org_id": Field.ORGANIZATION,
}
_LOGGED = {"name": "name", "email": "emails", "phone": "phones", "org_id": "org_id"}
"""Keys of the change log that have another name in API v2, and those that are read; parts of a name are in `name`."""


def from_webhook(word: bytes, codes: FieldCodes, name_of: NameOf) -> Trace | None:
    """`word` is what `push.word_of` kept. None for what makes no sense."""
    try:
        return _from_webhook(loads(word), codes, name_of)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _from_webhook(told: Json, codes: FieldCodes, name_of: NameOf) -> Trace:
    """A field is told whole or not at all: addresses are read from several fields of the person."""
    if told.get("kind") == "activity":
        return activity_trace.from_webhook(told)
    before, after = _person(told["previous"]), _person(told["data"])
    fields, shown = _fields(codes), {*told["data"]["plain"], *codes.custom.values(), *_PLAIN}
    silent = frozenset(field for name, field in fields.items() if name not in shown)
    changed = {fields[name] for name in (*told["previous"]["plain"], *told["previous"]["custom"]) if name in fields}
    custom = {**after["custom_fields"], **before["custom_fields"]}
    return Trace(
        read_stamp(told["at"]),
        UserId(told["user"]),
        True,
        _contact({**after, **before, "custom_fields": custom}, codes, name_of, changed - silent),
        _contact(after, codes, name_of, changed - silent),
        silent=silent,
    )


def _contact(person: Json, codes: FieldCodes, name_of: NameOf, told: Iterable[Field]) -> Contact:
    return as_contact(only(persons.to_contact(person, codes, name_of(person.get("org_id") or 0)), told))


def _person(told: Json) -> Json:
    """In the shape of the API."""
    return {**told["plain"], "custom_fields": {code: _unwrapped(value) for code, value in told["custom"].items()}}


def _unwrapped(value: Any) -> Any:
    """An address keeps its parts; whatever else Tandem keeps in a custom field is one value."""
    if not isinstance(value, dict):
        return value
    parts = {name: part for name, part in value.items() if name != "type"}
    return parts if value.get("type") == "address" else parts.get("value")


def _fields(codes: FieldCodes) -> Mapping[str, Field]:
    """By the name or code that Pipedrive knows the field by."""
    slots = {code: field for field, held in persons.SLOTS.items() for slot in held if (code := codes.get(slot))}
    return {**_PLAIN, **slots}


# --- the change log ----------------------------------------------------------------------------------------


def from_log(entries: Iterable[Json], codes: FieldCodes, name_of: NameOf) -> Iterator[Trace]:
    """Newest first, as they come; entries of other fields are left out, and those that make no sense."""
    fields = _fields(codes)
    for entry in entries:
        name = _LOGGED.get(str(entry.get("field_key")), str(entry.get("field_key")))
        if name in fields and name not in ("first_name", "last_name"):
            try:
                yield _from_log(entry, fields[name], name_of)
            except (ValueError, TypeError, KeyError, AttributeError):
                continue


def _from_log(entry: Json, field: Field, name_of: NameOf) -> Trace:
    return Trace(
        read_stamp(entry["time"]),
        UserId(str(entry["actor_user_id"])),
        entry.get("change_source") == "api",
        only(_from_text(field, entry.get("old_value") or "", name_of), [field]),
        only(_from_text(field, entry.get("new_value") or "", name_of), [field]),
        is_rough=True,
    )


def _from_text(field: Field, text: str, name_of: NameOf) -> Contact:
    return Contact(**{field.value: _READERS[field](text, name_of)})


def _to_entries(text: str, _name_of: NameOf) -> tuple[Entry, ...]:
    """Without labels; but a messenger in a custom field is "service: handle"."""
    parted = (each.strip().rpartition(": ") for each in text.replace("\n", ",").split(",") if each.strip())
    return tuple(Entry(value, label) for label, _, value in parted)


_READERS: Mapping[Field, Callable[[str, NameOf], Any]] = {
    Field.NAME: lambda text, _: Name(formatted=" ".join(text.split())),
    Field.EMAILS: _to_entries,
    Field.PHONES: _to_entries,
    Field.MESSENGERS: _to_entries,
    Field.ADDRESSES: lambda text, _: (Address(text=clean(text)),) if clean(text) else (),
    Field.ORGANIZATION: lambda text, name_of: name_of(int(text)) if text.isdecimal() else text,
    Field.JOB_TITLE: lambda text, _: " ".join(text.split()),
    Field.NOTES: lambda text, _: clean(text),
    Field.BIRTHDAY: lambda text, _: persons.to_birthday(text),
}
