"""BDAY in its many forms, the yearless ones above all, and back."""

import re

from tandem.domain.contact import Birthday
from tandem.providers.icloud.card import Card, Edit
from tandem.providers.icloud.lines import Line, parameter
from tandem.providers.icloud.values import plain_params, text

_NO_YEAR = 1604  # what Apple writes where there is no year; iOS drops the parameter that says so
_OMIT = "X-APPLE-OMIT-YEAR"
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ].*)?", re.DOTALL)
_YEARLESS = re.compile(r"--(\d{2})-?(\d{2})(?:[T ].*)?", re.DOTALL)


def birthday_of(card: Card) -> Birthday | None:
    """The first BDAY that is a whole day; the time of day and its zone are no part of a birthday."""
    for _, line in card.all("BDAY"):
        birthday = _birthday(line, text(line, card.version))
        if birthday is not None:
            return birthday
    return None


def write_birthday(edit: Edit, birthday: Birthday | None) -> None:
    places = list(edit.card.all("BDAY"))
    for at, _ in places[1:] if birthday else places:
        edit.remove(at)
    if birthday is None:
        return
    if not places:
        edit.insert(None, edit.line("", "BDAY", _params(birthday, edit.card.version), _value(birthday, edit.card)))
        return
    at, line = places[0]
    gone = (_OMIT, "VALUE", "ALTID", "CALSCALE")
    kept = [param for param in plain_params(line.params) if param.partition("=")[0].strip().upper() not in gone]
    params = [*_params(birthday, edit.card.version), *kept]
    edit.replace(at, edit.line(line.group, "BDAY", params, _value(birthday, edit.card)))


def _birthday(line: Line, value: str) -> Birthday | None:
    if match := _YEARLESS.fullmatch(value):
        return _valid(None, match[1], match[2])
    match = _DAY.fullmatch(value)
    if match is None:
        return None
    year = int(match[1])
    is_yearless = year in (0, _NO_YEAR) or match[1] == parameter(line.params, _OMIT)
    return _valid(None if is_yearless else year, match[2], match[3])


def _valid(year: int | None, month: str, day: str) -> Birthday | None:
    try:
        return Birthday(int(month), int(day), year)
    except ValueError:
        return None


def _params(birthday: Birthday, version: str) -> list[str]:
    is_yearless = birthday.year in (None, 0, _NO_YEAR)
    return [f"{_OMIT}={_NO_YEAR}"] if is_yearless and version != "4.0" else []


def _value(birthday: Birthday, card: Card) -> str:
    year = birthday.year or _NO_YEAR
    if card.version != "4.0":
        return f"{year:04}-{birthday.month:02}-{birthday.day:02}"
    is_yearless = year == _NO_YEAR
    return f"{'--' if is_yearless else f'{year:04}'}{birthday.month:02}{birthday.day:02}"
