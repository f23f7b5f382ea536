"""How an item is named in lists that people read."""

from tandem.domain.contact import Contact
from tandem.domain.content import Content
from tandem.domain.event import Event


def shown_name(content: Content | None) -> str:
    """The name, or whatever else tells a person which one this is; empty when there is nothing."""
    if content is None:
        return ""
    if isinstance(content, Event):
        return content.title
    name = content.name
    composed = " ".join(part for part in (name.given, name.middle, name.family) if part)
    entries = [entry.value for entry in (*content.emails, *content.phones)]
    return name.formatted or composed or content.organization or next(iter(entries), "")


def searched(content: Content) -> tuple[str, ...]:
    """What a person may look for to find it."""
    if isinstance(content, Event):
        return content.title, content.location
    return shown_name(content), *(entry.value for entry in content.emails), content.organization


def mails_of(content: Content) -> tuple[str, ...]:
    return tuple(entry.value for entry in content.emails) if isinstance(content, Contact) else ()


MOST_KNOWN, LONGEST_KNOWN = 4, 100


def known_of(content: Content | None) -> tuple[str, ...]:
    """What tells a contact from another one of the same name, as far as a list has room for it."""
    if not isinstance(content, Contact):
        return ()
    entries = [entry.value for entry in (*content.emails, *content.phones)]
    texts = (content.organization, content.job_title, *entries)
    return tuple(text[:LONGEST_KNOWN] for text in texts if text)[:MOST_KNOWN]
