"""Contacts to slots and back. What finds no slot is left out: it stays with the link."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from tandem.domain.contact import Birthday, Contact, Entry, Field, Name
from tandem.providers.exchange.phones import phone_slots, phones_of
from tandem.providers.exchange.places import INDEX, address_slots, addresses_of
from tandem.providers.exchange.slots import ADDRESSES, EMAILS, FOREIGN, MESSENGERS, PHONES, PREFIX, Slots, clean

KEYS: Mapping[Field, Sequence[str]] = {
    Field.NAME: ("DisplayName", "GivenName", "MiddleName", "Surname", "Generation", PREFIX),
    Field.EMAILS: EMAILS,
    Field.PHONES: PHONES,
    Field.MESSENGERS: MESSENGERS,
    Field.ADDRESSES: (*ADDRESSES, INDEX),
    Field.ORGANIZATION: ("CompanyName",),
    Field.JOB_TITLE: ("JobTitle",),
    Field.NOTES: ("Body",),
    Field.BIRTHDAY: ("Birthday",),
}
_NAME = {"prefix": PREFIX, "given": "GivenName", "middle": "MiddleName", "family": "Surname", "suffix": "Generation"}
_FIRST_YEAR = 1601  # Exchange's calendar begins there
_NO_YEAR = 1604  # what iPhones write over ActiveSync where there is no year; it stays in its slot, unshown
_NOON = timedelta(hours=11, minutes=59)


def to_contact(slots: Mapping[str, str]) -> Contact:
    return Contact(
        name=_name_of(slots),
        emails=tuple(Entry(value, primary=at == 0) for at, value in enumerate(_mails(slots))),
        phones=phones_of(slots),
        messengers=tuple(Entry(slots[one]) for one in MESSENGERS if one in slots),
        addresses=addresses_of(slots),
        organization=slots.get("CompanyName", ""),
        job_title=slots.get("JobTitle", ""),
        notes=slots.get("Body", ""),
        birthday=_birthday_of(slots.get("Birthday", "")),
    )


def slots_of(contact: Contact, foreign: Mapping[str, str] | None = None) -> Slots:
    """`foreign` are slots of e-mail addresses that aren't ours to use."""
    told = _name_slots(contact.name) | _mail_slots(contact.emails, foreign or {})
    told |= phone_slots(contact.phones) | address_slots(contact.addresses)
    told |= dict(zip(MESSENGERS, _values(contact.messengers), strict=False))
    told |= {"CompanyName": clean(contact.organization), "JobTitle": clean(contact.job_title)}
    told |= {"Body": clean(contact.notes), "Birthday": _birthday_slot(contact.birthday)}
    return {name: value for name, value in told.items() if value}


def projection(contact: Contact) -> Contact:
    """The contact as one that was made from it would show it. Pure, idempotent."""
    return to_contact(slots_of(contact))


def foreign_of(slots: Mapping[str, str]) -> Slots:
    return {one: slots[one] for one in EMAILS if slots.get(one, "").startswith(FOREIGN)}


def filed(contact: Contact) -> str:
    """How Outlook files a contact where nobody says otherwise."""
    name = to_contact(slots_of(contact)).name
    given = " ".join(part for part in (name.given, name.middle) if part)
    return ", ".join(part for part in (name.family, given) if part) or name.formatted or clean(contact.organization)


def _mails(slots: Mapping[str, str]) -> list[str]:
    return [slots[one] for one in EMAILS if one in slots and not slots[one].startswith(FOREIGN)]


def _mail_slots(emails: Sequence[Entry], foreign: Mapping[str, str]) -> Slots:
    """The primary one comes first: that is all that tells it."""
    first = sorted(emails, key=lambda entry: not entry.primary)
    return dict(zip((one for one in EMAILS if one not in foreign), _values(first), strict=False))


def _values(entries: Sequence[Entry]) -> list[str]:
    return [value for entry in entries if (value := clean(entry.value))]


def _name_of(slots: Mapping[str, str]) -> Name:
    parts = {part: slots.get(slot, "") for part, slot in _NAME.items()}
    return Name(**parts, formatted=slots.get("DisplayName") or _spoken(parts))


def _name_slots(name: Name) -> Slots:
    parts = {part: clean(getattr(name, part)) for part in _NAME}
    return {_NAME[part]: value for part, value in parts.items()} | {
        "DisplayName": clean(name.formatted) or _spoken(parts)
    }


def _spoken(parts: Mapping[str, str]) -> str:
    return " ".join(parts[part] for part in _NAME if parts[part])


def _birthday_of(text: str) -> Birthday | None:
    """A day is kept as a moment: noon in UTC, or midnight where its owner was. The nearest midnight tells the day."""
    try:
        moment = datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        day = (moment + _NOON).date()
    except (ValueError, OverflowError):
        return None
    return None if day.year == _NO_YEAR else Birthday(day.month, day.day, day.year)


def _birthday_slot(birthday: Birthday | None) -> str:
    if birthday is None or (birthday.year or 0) < _FIRST_YEAR or birthday.year == _NO_YEAR:
        return ""
    return f"{birthday.year:04}-{birthday.month:02}-{birthday.day:02}T11:59:00Z"
