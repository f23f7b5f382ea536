"""Birthdays. Google's year 0 is none, and so is Apple's 1604, which telephones bring along."""

from tandem.domain.contact import Birthday
from tandem.providers.google.call import Json
from tandem.providers.google.people.elements import elements

FIELD = "birthdays"
NO_YEAR = (0, 1604)


def read_birthday(person: Json) -> Birthday | None:
    """None for what is no whole day: a year alone, or a text that nobody checked."""
    for one in elements(person, FIELD):
        date = one.get("date")
        if isinstance(date, dict):
            return _birthday(*(int(date.get(name) or 0) for name in ("month", "day", "year")))
    return None


def _birthday(month: int, day: int, year: int) -> Birthday | None:
    try:
        return Birthday(month, day, None if year in NO_YEAR else year)
    except ValueError:
        return None


def write_birthday(birthday: Birthday | None) -> list[Json]:
    """`date` alone: what the text beside it says may be something else."""
    if birthday is None:
        return []
    year = {} if birthday.year in (None, *NO_YEAR) else {"year": birthday.year}
    return [{"date": {**year, "month": birthday.month, "day": birthday.day}}]
