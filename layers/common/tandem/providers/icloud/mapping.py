"""Cards to contacts and back. A write changes the lines of what changed; every other line goes back byte for byte."""

from collections.abc import Callable, Mapping, Sequence

from tandem.domain.contact import Contact, Field
from tandem.providers.icloud.addresses import ADDRESSES, addresses_of
from tandem.providers.icloud.birthday import birthday_of, write_birthday
from tandem.providers.icloud.card import Card, Edit
from tandem.providers.icloud.entries import EMAILS, PHONES, entries_of
from tandem.providers.icloud.items import patch_items
from tandem.providers.icloud.messengers import MESSENGERS
from tandem.providers.icloud.names import name_of, write_name
from tandem.providers.icloud.photo import Picture, picture_of
from tandem.providers.icloud.texts import (
    job_title_of,
    notes_of,
    organization_of,
    write_job_title,
    write_notes,
    write_organization,
)

_PRODUCT = "-//Tandem//EN"  # short: iCloud was seen to refuse edits of cards whose PRODID is folded


def to_contact(text: str) -> Contact:
    """What a card says. Raise `Rejected` for a text that is no card; lines that make no sense are passed over."""
    return contact_of(Card(text))


def contact_of(card: Card, picture: Picture | None = None) -> Contact:
    """The same for a card that is parsed already; `picture` is its picture where that is decoded already."""
    picture = picture or (picture_of(card) if "PHOTO" in card.places else None)
    return Contact(
        name=name_of(card),
        emails=entries_of(EMAILS.read(card)),
        phones=entries_of(PHONES.read(card)),
        messengers=entries_of(MESSENGERS.read(card)),
        addresses=addresses_of(ADDRESSES.read(card)),
        organization=organization_of(card),
        job_title=job_title_of(card),
        notes=notes_of(card),
        birthday=birthday_of(card),
        photo=picture.photo if picture else None,
    )


def patch_card(text: str, seen: Contact, wanted: Contact) -> str:
    """The card with the fields changed that differ between `seen` and `wanted`. Raise `Rejected` for no card."""
    edit = Edit(Card(text))
    for name, write in _WRITERS.items():
        if name not in wanted.missing and getattr(seen, name) != getattr(wanted, name):
            write(edit, wanted)
    return edit.result()


def create_card(contact: Contact, uid: str, *, version: str = "3.0", categories: Sequence[str] = ()) -> str:
    """A new card that shows `contact`, without its photo."""
    head = ["BEGIN:VCARD", f"VERSION:{version}", f"PRODID:{_PRODUCT}", f"UID:{uid}", "END:VCARD", ""]
    edit = Edit(Card("\r\n".join(head)))
    write_name(edit, contact.name)
    for name, write in _WRITERS.items():
        if name is not Field.NAME and getattr(contact, name):
            write(edit, contact)
    if categories:
        edit.insert(None, edit.line("", "CATEGORIES", [], ",".join(map(edit.escaped, categories))))
    return edit.result()


def projection(contact: Contact) -> Contact:
    """The contact as a card that was made from it would show it. Pure, idempotent."""
    return to_contact(create_card(contact, "projection"))


def _write_phones(edit: Edit, wanted: Contact) -> None:
    patch_items(edit, PHONES, PHONES.read(edit.card), PHONES.wanted(wanted.phones))


def _write_emails(edit: Edit, wanted: Contact) -> None:
    patch_items(edit, EMAILS, EMAILS.read(edit.card), EMAILS.wanted(wanted.emails))


def _write_messengers(edit: Edit, wanted: Contact) -> None:
    patch_items(edit, MESSENGERS, MESSENGERS.read(edit.card), MESSENGERS.wanted(wanted.messengers))


def _write_addresses(edit: Edit, wanted: Contact) -> None:
    items = ADDRESSES.read(edit.card)
    held = ADDRESSES.wanted(wanted.addresses, items)
    if any(edit.card.lines[item.at].name == "LABEL" for item in items):  # beside an ADR it would be read no more
        for item in items:
            edit.remove(item.at)
        items = []
    patch_items(edit, ADDRESSES, items, held)


_WRITERS: Mapping[Field, Callable[[Edit, Contact], None]] = {
    Field.NAME: lambda edit, wanted: write_name(edit, wanted.name),
    Field.ORGANIZATION: lambda edit, wanted: write_organization(edit, wanted.organization),
    Field.JOB_TITLE: lambda edit, wanted: write_job_title(edit, wanted.job_title),
    Field.EMAILS: _write_emails,
    Field.PHONES: _write_phones,
    Field.MESSENGERS: _write_messengers,
    Field.ADDRESSES: _write_addresses,
    Field.BIRTHDAY: lambda edit, wanted: write_birthday(edit, wanted.birthday),
    Field.NOTES: lambda edit, wanted: write_notes(edit, wanted.notes),
}
