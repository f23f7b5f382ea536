"""Contacts as JSON values: the fields by name, what is empty left out."""

from typing import Any

from tandem.domain.contact import Address, Birthday, Contact, Entry, Field, Name, Photo

_ENTRIES = (Field.EMAILS, Field.PHONES, Field.MESSENGERS)
_TEXTS = (Field.ORGANIZATION, Field.JOB_TITLE, Field.NOTES)


def to_json(contact: Contact) -> dict[str, Any]:
    """The fields that aren't empty, by name, as JSON values; lists without their empty ends."""
    item: dict[str, Any] = {"name": _name(contact.name)}
    for field in _ENTRIES:
        item[field.value] = [_entry(entry) for entry in getattr(contact, field)]
    item["addresses"] = [_address(address) for address in contact.addresses]
    for field in _TEXTS:
        item[field.value] = getattr(contact, field)
    item["birthday"] = _birthday(contact.birthday)
    item["photo"] = [contact.photo.digest, contact.photo.media_type] if contact.photo else None
    item["missing"] = sorted(contact.missing)
    return {name: value for name, value in item.items() if value}


def _name(name: Name) -> list[str]:
    return _trimmed([name.given, name.family, name.formatted, name.middle, name.prefix, name.suffix])


def _entry(entry: Entry) -> list[Any]:
    return _trimmed([entry.value, entry.label, 1 if entry.primary else 0], keep=1)


def _address(address: Address) -> list[str]:
    parts = [address.street, address.postcode, address.city, address.country, address.label]
    return _trimmed([*parts, address.region, address.extended, address.po_box, address.text])


def _birthday(birthday: Birthday | None) -> str:
    if birthday is None:
        return ""
    year = "-" if birthday.year is None else f"{birthday.year:04}"
    return f"{year}-{birthday.month:02}-{birthday.day:02}"


def _trimmed(values: list[Any], keep: int = 0) -> list[Any]:
    while len(values) > keep and not values[-1]:
        values.pop()
    return values


def from_json(item: dict[str, Any]) -> Contact:
    """The way back; what isn't named is empty."""
    photo = item.get("photo")
    return Contact(
        name=_to_name(item.get("name", [])),
        emails=_to_entries(item.get("emails", ())),
        phones=_to_entries(item.get("phones", ())),
        messengers=_to_entries(item.get("messengers", ())),
        addresses=tuple(map(_to_address, item.get("addresses", ()))),
        organization=item.get("organization", ""),
        job_title=item.get("job_title", ""),
        notes=item.get("notes", ""),
        birthday=_to_birthday(item.get("birthday", "")),
        photo=Photo(*photo) if photo else None,
        missing=frozenset(map(Field, item.get("missing", ()))),
    )


def _to_name(parts: list[str]) -> Name:
    given, family, formatted, middle, prefix, suffix = _padded(parts, 6)
    return Name(given, middle, family, prefix, suffix, formatted)


def _to_entries(items: list[list[Any]] | tuple[()]) -> tuple[Entry, ...]:
    return tuple(Entry(item[0], item[1] if len(item) > 1 else "", len(item) > 2) for item in items)


def _to_address(parts: list[str]) -> Address:
    street, postcode, city, country, label, region, extended, po_box, text = _padded(parts, 9)
    return Address(street, extended, po_box, city, region, postcode, country, label, text)


def _padded(values: list[str], length: int) -> list[str]:
    return values + [""] * (length - len(values))


def _to_birthday(text: str) -> Birthday | None:
    if not text:
        return None
    year, month, day = text[:-6], int(text[-5:-3]), int(text[-2:])
    return Birthday(month, day, None if year == "-" else int(year))
