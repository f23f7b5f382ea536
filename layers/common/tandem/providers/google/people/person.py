"""Persons to contacts and back. A write names the fields that changed; of these, what didn't change stays as it was."""

from collections.abc import Callable, Mapping

from tandem.domain.comparison import changed_fields
from tandem.domain.contact import Contact, Photo
from tandem.domain.field import CONTACT_FIELDS, Field
from tandem.providers.google.call import Json
from tandem.providers.google.people import addresses, birthdays, jobs, names
from tandem.providers.google.people.elements import elements, prose, text
from tandem.providers.google.people.entries import EMAILS, MESSENGERS, PHONES

NOTES = "biographies"
FIELDS: Mapping[Field, str] = {
    Field.NAME: names.FIELD,
    Field.EMAILS: EMAILS.field,
    Field.PHONES: PHONES.field,
    Field.MESSENGERS: MESSENGERS.field,
    Field.ADDRESSES: addresses.FIELD,
    Field.ORGANIZATION: jobs.FIELD,
    Field.JOB_TITLE: jobs.FIELD,
    Field.NOTES: NOTES,
    Field.BIRTHDAY: birthdays.FIELD,
}
"""Where Google keeps each field."""
MAPPED = tuple(dict.fromkeys(FIELDS.values()))


def to_contact(person: Json, photo: Photo | None = None) -> Contact:
    """What a person says. Raise TypeError or ValueError for what makes no sense."""
    return Contact(
        name=names.read_name(person),
        emails=EMAILS.read(person),
        phones=PHONES.read(person),
        messengers=MESSENGERS.read(person),
        addresses=addresses.read_addresses(person),
        organization=jobs.read_organization(person),
        job_title=jobs.read_job_title(person),
        notes=_notes(person),
        birthday=birthdays.read_birthday(person),
        photo=photo,
    )


def to_fields(person: Json, seen: Contact, wanted: Contact) -> Json:
    """Google's fields that change when `person`, seen as `seen`, is to show `wanted`; empty where nothing does."""
    changed = changed_fields(seen, wanted)
    names_of = dict.fromkeys(FIELDS[field] for field in CONTACT_FIELDS if field in changed)
    return {name: _WRITERS[name](person, wanted, changed) for name in names_of}


def new_fields(contact: Contact) -> Json:
    """The fields of a person who is not there yet; a new one has nothing to clear."""
    given = frozenset(CONTACT_FIELDS) - contact.missing
    found = {name: write({}, contact, given) for name, write in _WRITERS.items()}
    return {name: value for name, value in found.items() if value}


def projection(contact: Contact) -> Contact:
    """The contact as a person that was made from it would show it. Pure, idempotent."""
    return to_contact(new_fields(contact))


def _notes(person: Json) -> str:
    return prose(text(next(iter(elements(person, NOTES)), {}), "value"))


def _write_notes(contact: Contact) -> list[Json]:
    value = prose(contact.notes)
    return [{"value": value, "contentType": "TEXT_PLAIN"}] if value else []


def _write_job(person: Json, wanted: Contact, changed: frozenset[Field]) -> list[Json]:
    return jobs.write_job(
        person,
        organization=wanted.organization if Field.ORGANIZATION in changed else None,
        job_title=wanted.job_title if Field.JOB_TITLE in changed else None,
    )


_WRITERS: Mapping[str, Callable[[Json, Contact, frozenset[Field]], list[Json]]] = {
    names.FIELD: lambda person, wanted, _: names.write_name(person, wanted.name),
    EMAILS.field: lambda person, wanted, _: EMAILS.write(person, wanted.emails),
    PHONES.field: lambda person, wanted, _: PHONES.write(person, wanted.phones),
    MESSENGERS.field: lambda person, wanted, _: MESSENGERS.write(person, wanted.messengers),
    addresses.FIELD: lambda person, wanted, _: addresses.write_addresses(person, wanted.addresses),
    jobs.FIELD: _write_job,
    NOTES: lambda _person, wanted, _changed: _write_notes(wanted),
    birthdays.FIELD: lambda _person, wanted, _changed: birthdays.write_birthday(wanted.birthday),
}
