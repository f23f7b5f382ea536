"""How an item is named in lists that people read."""

from tandem.domain.contact import Contact


def shown_name(contact: Contact | None) -> str:
    """The name, or whatever else tells a person which contact this is; empty when there is nothing."""
    if contact is None:
        return ""
    name = contact.name
    composed = " ".join(part for part in (name.given, name.middle, name.family) if part)
    entries = [entry.value for entry in (*contact.emails, *contact.phones)]
    return name.formatted or composed or contact.organization or next(iter(entries), "")
