"""What a person may type into an activity or an event of a calendar, and how that is found again.

Each has a day of its own, from which nobody in these scenes moves it: by that it is known on every side.
"""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from tandem.domain.event import AllDay, Event, Timed, When

FIELDS = ("title", "when", "location", "description")
DAYS = date(2026, 4, 6)
"""The day of the first one; the others follow."""
TITLE = re.compile(r"Title\d+canary")
WORD = re.compile(r"(?:Location|Description)\d+canary")
MINUTES = 20 * 60


def values(event: Event) -> set[tuple[str, str]]:
    """Every value that it shows, by its field; of a title what somebody typed, not what was composed around it."""
    texts = {("location", word) for word in WORD.findall(event.location)}
    texts |= {("description", word) for word in WORD.findall(event.description)}
    return texts | {("title", word) for word in TITLE.findall(event.title)} | {("when", time_of(event.when))}


def time_of(when: When) -> str:
    """As a conflict has it, so that it is found there."""
    return f'"first":"{when.first}"' if isinstance(when, AllDay) else when.start.isoformat()


def day_of(event: Event) -> date:
    return event.when.first if isinstance(event.when, AllDay) else event.when.start.date()


def on_day(number: int) -> Timed:
    return Timed(datetime.combine(DAYS + timedelta(days=number), time(8), UTC), timedelta(hours=1))


def with_value(event: Event, name: str, value: str) -> Event:
    """The event with this value in that field; of a title, in the place of what was typed there before."""
    match name:
        case "title":
            return replace(event, title=TITLE.sub(value, event.title) if TITLE.search(event.title) else value)
        case "when":
            return replace(event, when=_at(event, int(value)))
        case _:
            return replace(event, **{name: value})


def _at(event: Event, number: int) -> Timed:
    """Another time on the same day, and another length."""
    begins = datetime.combine(day_of(event), time(1), UTC) + timedelta(minutes=number * 7 % MINUTES)
    zone = event.when.zone if isinstance(event.when, Timed) else ""
    return Timed(begins, timedelta(minutes=15 * (1 + number % 8)), zone)


def without_first(event: Event, name: str) -> Event:
    """The event after a person took a value away; of its time what is left is the day."""
    match name:
        case "title":
            return event
        case "when":
            return replace(event, when=AllDay(day_of(event)))
        case _:
            return replace(event, **{name: ""})
