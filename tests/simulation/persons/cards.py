"""What a person may type into a contact, and how that is found again."""

from dataclasses import replace

from tandem.domain.contact import Contact, Entry

FIELDS = ("job_title", "organization", "notes", "emails", "phones", "name")
SETS = frozenset({"emails", "phones"})


def values(contact: Contact) -> set[tuple[str, str]]:
    """Every value that the contact shows, by its field, without what a server may do to its looks."""
    found = {("name", contact.name.family), ("organization", contact.organization), ("job_title", contact.job_title)}
    found |= {("notes", contact.notes)}
    found |= {("emails", one.value) for one in contact.emails}
    found |= {("phones", one.value.replace(" ", "")) for one in contact.phones}
    return {each for each in found if each[1]}


def with_value(contact: Contact, name: str, value: str) -> Contact:
    """The contact with this value in that field; of a set, it is one element more."""
    match name:
        case "name":
            return replace(contact, name=replace(contact.name, family=value))
        case "emails":
            return replace(contact, emails=(*contact.emails, Entry(value, "work", not contact.emails)))
        case "phones":
            return replace(contact, phones=(*contact.phones, Entry(value, "work", not contact.phones)))
        case _:
            return replace(contact, **{name: value})


def without_first(contact: Contact, name: str) -> Contact:
    """The contact after a person took a value away: the first element of a set, or the whole text."""
    if name in SETS:
        rest = getattr(contact, name)[1:]
        rest = (replace(rest[0], primary=True), *rest[1:]) if rest else ()
        return replace(contact, **{name: rest})
    return contact if name == "name" else replace(contact, **{name: ""})
