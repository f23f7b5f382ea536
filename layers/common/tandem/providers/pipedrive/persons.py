"""Persons both ways: what Pipedrive shows as a contact, and a contact as what Pipedrive is sent.

Pure. Organizations are given and taken by name; the ids behind the names are the directory's business.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from tandem.domain.contact import Birthday, Contact, Field, Name
from tandem.domain.ids import RemoteId, UserId, Version
from tandem.domain.sight import Seen
from tandem.providers.pipedrive.addresses import from_text, joined, parted, to_address, to_address_value, to_text
from tandem.providers.pipedrive.codes import FieldCodes, Slot
from tandem.providers.pipedrive.entries import from_lines, to_entries, to_items, to_lines

Json = dict[str, Any]

MAX_NOTES = 10_000
"""Characters of the contact-sync notes (OpenAPI v2)."""

_HELD_BY = {
    Field.MESSENGERS: Slot.IM,
    Field.ADDRESSES: Slot.POSTAL_ADDRESS,
    Field.NOTES: Slot.NOTES,
    Field.BIRTHDAY: Slot.BIRTHDAY,
    Field.JOB_TITLE: Slot.JOB_TITLE,
}
_FURTHER = {"home": Slot.ADDRESS_HOME, "work": Slot.ADDRESS_WORK, "other": Slot.ADDRESS_OTHER}
SLOTS: dict[Field, tuple[Slot, ...]] = {field: (slot,) for field, slot in _HELD_BY.items()}
SLOTS[Field.ADDRESSES] = (Slot.POSTAL_ADDRESS, *_FURTHER.values())


def to_seen(person: Json, codes: FieldCodes, organization: str, *, in_scope: bool) -> Seen:
    """Raise ValueError, TypeError or KeyError for a person that makes no sense."""
    organization_id = organization_of(person)
    return Seen(
        remote_id=RemoteId(str(person["id"])),
        version=_version(person),
        content=to_contact(person, codes, organization),
        in_scope=in_scope,
        owner=UserId(str(_whole(person["owner_id"]))) if person.get("owner_id") else None,
        marker=_text(person, codes, Slot.MARKER),
        mentions=(f"organization/{organization_id}",) if organization_id else (),
    )


def organization_of(person: Json) -> int:
    """The id of a person's organization, 0 for none. Raise TypeError for what is no id."""
    return _whole(person.get("org_id") or 0)


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    return value


def _version(person: Json) -> Version:
    told = person.get("update_time") or person.get("add_time") or ""
    if not isinstance(told, str):
        raise TypeError
    return Version(told)


def to_contact(person: Json, codes: FieldCodes, organization: str) -> Contact:
    """The contact that a person of the API v2 shows."""
    born = _text(person, codes, Slot.BIRTHDAY)
    birthday = to_birthday(born)
    unreadable = {Field.BIRTHDAY} if born and birthday is None else set()
    return Contact(
        name=Name(
            given=_words(person.get("first_name")),
            family=_words(person.get("last_name")),
            formatted=_words(person.get("name")),
        ),
        emails=to_entries(person.get("emails")),
        phones=to_entries(person.get("phones")),
        messengers=_messengers(person, codes),
        addresses=_addresses(person, codes),
        organization=_words(organization),
        job_title=_words(_text(person, codes, Slot.JOB_TITLE)),
        notes=_notes(_text(person, codes, Slot.NOTES)),
        birthday=birthday,
        missing=_missing(codes) | unreadable,
    )


def to_person(contact: Contact, codes: FieldCodes) -> dict[Field, Json]:
    """What to send, field by field, but for the organization. What is null or [] clears; the rest of a person stays."""
    name = to_name(contact)
    bodies: dict[Field, Json] = {
        Field.NAME: {"first_name": name.given, "last_name": name.family},
        Field.EMAILS: {"emails": to_items(contact.emails)},
        Field.PHONES: {"phones": to_items(contact.phones)},
    }
    values = _slot_values(contact, codes)
    for field, slots in SLOTS.items():
        if field not in contact.missing and codes.get(_HELD_BY[field]):
            bodies[field] = _placed({slot: values[slot] for slot in slots}, codes)
    return {field: body for field, body in bodies.items() if field not in contact.missing}


def projection(contact: Contact, codes: FieldCodes) -> Contact:
    """The contact that a person shows after `contact` was written to it. What was missing stays missing."""
    person: Json = {"custom_fields": {}}
    for body in to_person(contact, codes).values():
        person["custom_fields"] |= body.get("custom_fields", {})
        person |= {key: value for key, value in body.items() if key != "custom_fields"}
    person["name"] = " ".join(filter(None, (person.get("first_name"), person.get("last_name"))))
    shown = to_contact(person, codes, contact.organization)
    return replace(shown, missing=shown.missing | contact.missing)


def to_name(contact: Contact) -> Name:
    """Given and family name are all that a person has; what has neither is called by whatever else it says.

    A whole name is split by us as Pipedrive splits one: the first word and the rest.
    """
    name = contact.name
    given, family = _words(f"{name.given} {name.middle}"), _words(name.family)
    if given or family:
        return Name(given=given, family=family)
    first, _, rest = _words(name.formatted).partition(" ")
    return Name(given=first, family=rest) if first else Name(given=_other_name(contact))


def merged(bodies: list[Json]) -> Json:
    """One body of several."""
    whole: Json = {}
    for body in bodies:
        custom = {**whole.get("custom_fields", {}), **body.get("custom_fields", {})}
        whole = {**whole, **body, **({"custom_fields": custom} if custom else {})}
    return whole


def _other_name(contact: Contact) -> str:
    entries = (*contact.emails, *contact.phones, *contact.messengers)
    texts = (contact.organization, *(entry.value for entry in entries), contact.job_title)
    return next((words for text in texts if (words := _words(text))), "?")


def _slot_values(contact: Contact, codes: FieldCodes) -> dict[Slot, Any]:
    """An empty value is null, which clears a custom field and a contact-sync field alike."""
    items = to_items(contact.messengers)
    values: dict[Slot, Any] = {
        Slot.IM: (to_lines(contact.messengers) or None) if Slot.IM in codes.custom else items,
        Slot.NOTES: _notes(contact.notes) or None,
        Slot.BIRTHDAY: _from_birthday(contact.birthday),
        Slot.JOB_TITLE: _words(contact.job_title) or None,
    }
    return values | _address_values(contact, codes)


def _address_values(contact: Contact, codes: FieldCodes) -> dict[Slot, Any]:
    """The first address is the person's; of the others each label has room for one, and "other" takes what is left."""
    values: dict[Slot, Any] = dict.fromkeys((Slot.POSTAL_ADDRESS, *_FURTHER.values()))
    shown = [address for address in contact.addresses if to_text(address)]
    if shown:
        values[Slot.POSTAL_ADDRESS] = to_address_value(shown[0])
    for address in shown[1:]:
        slot, text = _FURTHER.get(address.label, Slot.ADDRESS_OTHER), to_text(address)
        if values[slot] is None and codes.get(slot) and slot is not Slot.ADDRESS_OTHER:
            values[slot] = text
        elif codes.get(Slot.ADDRESS_OTHER):
            values[Slot.ADDRESS_OTHER] = joined(filter(None, (values[Slot.ADDRESS_OTHER], text)))
    return values


def _placed(values: dict[Slot, Any], codes: FieldCodes) -> Json:
    placed: Json = {}
    for slot, value in values.items():
        if code := codes.custom.get(slot):
            placed.setdefault("custom_fields", {})[code] = value
        elif code := codes.get(slot):
            placed[code] = value
    return placed


def _value(person: Json, codes: FieldCodes, slot: Slot) -> Any:
    if code := codes.custom.get(slot):
        return (person.get("custom_fields") or {}).get(code)
    code = codes.get(slot)
    return person.get(code) if code else None


def _text(person: Json, codes: FieldCodes, slot: Slot) -> str:
    value = _value(person, codes, slot)
    return value if isinstance(value, str) else ""


def _messengers(person: Json, codes: FieldCodes) -> tuple[Any, ...]:
    """The migration guide calls the property `ims`, the contract `im`; it is written as `im`."""
    if Slot.IM in codes.custom:
        return from_lines(_text(person, codes, Slot.IM))
    return to_entries(person.get("im") or person.get("ims")) if codes.get(Slot.IM) else ()


def _addresses(person: Json, codes: FieldCodes) -> tuple[Any, ...]:
    value = _value(person, codes, Slot.POSTAL_ADDRESS)
    first = to_address(value) if isinstance(value, dict) else None
    further = (
        from_text(text, label) for label, slot in _FURTHER.items() for text in _texts(_text(person, codes, slot), slot)
    )
    return tuple(address for address in (first, *further) if address)


def _texts(text: str, slot: Slot) -> list[str]:
    return parted(text) if slot is Slot.ADDRESS_OTHER else [text]


def _missing(codes: FieldCodes) -> frozenset[Field]:
    return frozenset(field for field, slot in _HELD_BY.items() if codes.get(slot) is None)


def to_birthday(text: str) -> Birthday | None:
    """None for what is no date."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return Birthday(day.month, day.day, day.year)


def _from_birthday(birthday: Birthday | None) -> str | None:
    """A day without a year can't be held."""
    if birthday is None or not birthday.year:
        return None
    return f"{birthday.year:04d}-{birthday.month:02d}-{birthday.day:02d}"


def _notes(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")[:MAX_NOTES].strip()


def _words(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""
