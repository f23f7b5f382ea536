"""The items that a live check makes up, and how they are known again: nobody else's bear both signs."""

import re
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from tandem.domain.contact import Address, Birthday, Contact, Entry, Name
from tandem.domain.content import Content
from tandem.domain.event import Event, Timed
from tandem.domain.ids import LinkId

MARK = "Tandem Doctor (please ignore)"
"""The name of everything that a live check makes: items, groups, calendars."""
COUNT = 2
"""So many items are made."""
_ADDRESS = re.compile(r"tandem-doctor-[0-9a-f]{16}@example\.com")
_NOTE = re.compile(r"\btandem-doctor-[0-9a-f]{16}\b")


def made_up_contact(token: str) -> Contact:
    """Something in each field that travels. The number is one that nobody has (Ofcom's for drama)."""
    given, family = MARK.split(" ", 1)
    return Contact(
        name=Name(given=given, family=family, formatted=MARK),
        emails=(Entry(f"tandem-doctor-{token}@example.com", "work", primary=True),),
        phones=(Entry("+44 20 7946 0018", "work"),),
        addresses=(Address(street="Teststraße 1", city="Köln", postcode="50667", country="Germany", label="work"),),
        organization="",  # one would be made at the CRM, and stay there
        job_title="Doctor",
        notes=f"Made by tandem doctor --live, and deleted at its end: tandem-doctor-{token}",
        birthday=Birthday(2, 29, 1980),
    )


def made_up_event(token: str, now: datetime) -> Event:
    """Tomorrow at noon, while nobody is busy for it; nobody is invited."""
    start = datetime.combine(now.date() + timedelta(days=1), time(12), UTC)
    return Event(
        when=Timed(start, timedelta(minutes=30), "Europe/Berlin"),
        title=MARK,
        location="Teststraße 1, Köln",
        description=f"Made by tandem doctor --live, and deleted at its end: tandem-doctor-{token}",
        busy=False,
    )


def is_made_up(content: Content) -> bool:
    """Whether it bears the name and the sign of a live check: this one's, or an earlier one's."""
    if isinstance(content, Event):
        return MARK in content.title and bool(_NOTE.search(content.description))
    return bears_mark(content) and any(_ADDRESS.fullmatch(one.value.strip().lower()) for one in content.emails)


def bears_mark(content: Content) -> bool:
    if isinstance(content, Event):
        return MARK in content.title
    name = content.name
    return MARK in {name.formatted, f"{name.given} {name.family}"}


def link_ids(token: str) -> tuple[LinkId, ...]:
    """What makes the items findable."""
    return tuple(LinkId(f"{token}{number:016x}") for number in range(1, COUNT + 1))


def reworded(content: Content, word: str) -> Content:
    """Another job title, or another place of an event; nothing else."""
    return replace(content, location=word) if isinstance(content, Event) else replace(content, job_title=word)


def worded_field(content: Content) -> str:
    return "location" if isinstance(content, Event) else "job_title"


def emptied(content: Content) -> Content:
    if isinstance(content, Event):
        return replace(content, location="")
    return replace(content, job_title="", birthday=None)
