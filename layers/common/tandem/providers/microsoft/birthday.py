"""A birthday as a moment of UTC, which is all that Graph has for it.

Outlook keeps noon less a minute, other programs the midnight of wherever they ran: so the day that is nearest to a
midnight counts. There is no form without a year, so one without is overflow; Apple's 1604 stands for none.
"""

from datetime import UTC, datetime, timedelta

from tandem.domain.contact import Birthday

_NO_YEAR = 1604
_FIRST_YEAR = 1601
"""Exchange counts time from there."""
_HALF = timedelta(hours=12)


def birthday_of(moment: str) -> Birthday | None:
    """None for what is no moment. Right from eleven hours east of UTC to twelve west of it."""
    try:
        day = (datetime.fromisoformat(moment).astimezone(UTC) + _HALF).date()
    except (ValueError, OverflowError):
        return None
    return Birthday(day.month, day.day, None if day.year == _NO_YEAR else day.year)


def moment_of(birthday: Birthday | None) -> str | None:
    """None for what has no place."""
    if birthday is None or birthday.year is None or birthday.year < _FIRST_YEAR or birthday.year == _NO_YEAR:
        return None
    return f"{birthday.year:04}-{birthday.month:02}-{birthday.day:02}T11:59:00Z"
