"""Graph's contacts to ours and back. Pure; a write has what changed, and the name to show, else Graph makes one up."""

from collections.abc import Callable, Mapping
from typing import Any

from tandem.domain.contact import Address, Contact, Entry, Field, Name
from tandem.domain.errors import Rejected
from tandem.providers.microsoft.birthday import birthday_of, moment_of
from tandem.providers.microsoft.call import Json
from tandem.providers.microsoft.slots import (
    BUSINESS,
    HOME,
    OTHER,
    Phones,
    addresses_of,
    handles_of,
    mails_of,
    phones_of,
)

SELECT = (
    "categories,parentFolderId,displayName,givenName,middleName,surname,title,generation,emailAddresses,businessPhones,"
    "homePhones,mobilePhone,imAddresses,businessAddress,homeAddress,otherAddress,companyName,jobTitle,personalNotes,"
    "birthday"
)
_NAMES = {"given": "givenName", "middle": "middleName", "family": "surname", "prefix": "title", "suffix": "generation"}
_SPOKEN = ("prefix", "given", "middle", "family", "suffix")
_SLOTS = {BUSINESS: "businessAddress", HOME: "homeAddress", OTHER: "otherAddress"}
_PARTS = {
    "street": "street",
    "city": "city",
    "region": "state",
    "postcode": "postalCode",
    "country": "countryOrRegion",
}


def to_contact(item: Json) -> Contact:
    """What Graph shows of a contact, without its photo. Raise `Rejected` for what makes no sense."""
    try:
        return _contact(item)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise Rejected("unreadable_contact") from error


def to_body(contact: Contact) -> Json:
    """What a new contact is made of: nothing that says nothing, but for the display name."""
    whole = {name: value for write in _WRITERS.values() for name, value in write(contact, {}).items()}
    said = {name: value for name, value in whole.items() if value not in (None, "", []) and not _is_blank(value)}
    return {**said, "displayName": _display_name(contact.name)}


def to_patch(item: Json, seen: Contact, wanted: Contact) -> Json:
    """What is to be sent so that `item`, which shows `seen`, shows `wanted`; {} where that is the same."""
    body: Json = {}
    for name, write in _WRITERS.items():
        if name not in wanted.missing and getattr(seen, name) != getattr(wanted, name):
            before, after = write(seen, item), write(wanted, item)
            body |= {key: value for key, value in after.items() if value != before[key]}
    return {**body, "displayName": _display_name(wanted.name)} if body else {}


def projection(contact: Contact) -> Contact:
    """The contact as one that was made from it would be shown. Pure, idempotent."""
    return to_contact(to_body(contact))


# --- from Graph --------------------------------------------------------------------------------------------


def _contact(item: Json) -> Contact:
    mobile = _text(item, "mobilePhone")
    phones = Phones(_texts(item, "businessPhones"), _texts(item, "homePhones"), mobile)
    birthday = _text(item, "birthday")
    return Contact(
        name=_name(item),
        emails=tuple(Entry(value, "", place == 0) for place, value in enumerate(_mails(item))),
        phones=phones.entries(),
        messengers=tuple(Entry(value) for value in _texts(item, "imAddresses")),
        addresses=tuple(_addresses(item)),
        organization=_text(item, "companyName"),
        job_title=_text(item, "jobTitle"),
        notes=_text(item, "personalNotes"),
        birthday=birthday_of(birthday) if birthday else None,
    )


def _name(item: Json) -> Name:
    parts = {ours: _text(item, theirs) for ours, theirs in _NAMES.items()}
    return Name(**parts, formatted=_text(item, "displayName"))


def _mails(item: Json) -> tuple[str, ...]:
    found = (_text(one, "address") for one in item.get("emailAddresses") or ())
    return tuple(dict.fromkeys(address for address in found if address))


def _addresses(item: Json) -> list[Address]:
    found: list[Address] = []
    for label, slot in _SLOTS.items():
        told = item.get(slot) or {}
        parts = {ours: _text(told, theirs) for ours, theirs in _PARTS.items()}
        if any(parts.values()):
            found.append(Address(**parts, label=label))
    return found


def _text(item: Json, name: str) -> str:
    """With one kind of line end. Raise TypeError for anything but text."""
    value = item.get(name)
    if value is not None and not isinstance(value, str):
        raise TypeError(name)
    text = value or ""
    return (text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text).strip()


def _texts(item: Json, name: str) -> tuple[str, ...]:
    """Raise TypeError for anything but a list of texts: a text is none of its letters."""
    found = item.get(name) or []
    if not isinstance(found, list):
        raise TypeError(name)
    return tuple(text for one in found if (text := _text({name: one}, name)))


# --- to Graph ----------------------------------------------------------------------------------------------


def _display_name(name: Name) -> str:
    parts = {key: getattr(name, key).strip() for key in _SPOKEN}
    return name.formatted.strip() or " ".join(parts[key] for key in _SPOKEN if parts[key])


def _write_name(contact: Contact, _item: Json) -> Json:
    name = contact.name
    return {theirs: getattr(name, ours).strip() or None for ours, theirs in _NAMES.items()} | {
        "displayName": _display_name(name)
    }


def _write_mails(contact: Contact, item: Json) -> Json:
    """What each address is called stays with it."""
    named = [one for one in item.get("emailAddresses") or () if isinstance(one.get("name"), str)]
    called = {_text(one, "address"): one["name"] for one in named}
    mails = [{"address": one, **({"name": called[one]} if called.get(one) else {})} for one in mails_of(contact.emails)]
    return {"emailAddresses": mails}


def _write_phones(contact: Contact, _item: Json) -> Json:
    phones = phones_of(contact.phones)
    return {
        "businessPhones": list(phones.business),
        "homePhones": list(phones.home),
        "mobilePhone": phones.mobile or None,
    }


def _write_addresses(contact: Contact, _item: Json) -> Json:
    placed = addresses_of(contact.addresses)
    return {slot: _address(placed.get(label, Address())) for label, slot in _SLOTS.items()}


def _address(address: Address) -> Json:
    """All parts, so that none of another address stays. What Outlook has no part for stands with the street."""
    lines = (address.street, address.extended, address.po_box)
    street = "\n".join(line.strip() for line in lines if line.strip()) or address.text.strip()
    rest = {theirs: getattr(address, ours).strip() or None for ours, theirs in _PARTS.items() if ours != "street"}
    return {"street": street or None, **rest}


def _is_blank(value: Any) -> bool:
    return isinstance(value, dict) and not any(value.values())


_WRITERS: Mapping[Field, Callable[[Contact, Json], Json]] = {
    Field.NAME: _write_name,
    Field.EMAILS: _write_mails,
    Field.PHONES: _write_phones,
    Field.MESSENGERS: lambda contact, _item: {"imAddresses": list(handles_of(contact.messengers))},
    Field.ADDRESSES: _write_addresses,
    Field.ORGANIZATION: lambda contact, _item: {"companyName": contact.organization.strip() or None},
    Field.JOB_TITLE: lambda contact, _item: {"jobTitle": contact.job_title.strip() or None},
    Field.NOTES: lambda contact, _item: {"personalNotes": contact.notes.strip() or None},
    Field.BIRTHDAY: lambda contact, _item: {"birthday": moment_of(contact.birthday)},
}
