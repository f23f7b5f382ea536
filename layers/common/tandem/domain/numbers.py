"""Telling the numbers of one merge apart at little cost: E.164 is worked out only where two could be one."""

import re
from collections.abc import Callable, Iterable

from tandem.domain.contact import Entry

_LAST = 4
_LETTER, _NO_DIGIT = re.compile("[A-Za-z]"), re.compile("[^0-9]")


def number_key(lists: Iterable[tuple[Entry, ...]], phone: Callable[[str], str]) -> Callable[[str], str]:
    """The key of a number among these lists: itself where it can't be another one's, else its E.164.

    What every list has as it is typed needs no other form; and numbers that end in different digits are
    different ones, as long as they are digits and not letters of a keypad.
    """
    values = [frozenset(entry.value for entry in entries) for entries in lists]
    everywhere = frozenset.intersection(*values)
    others = frozenset.union(*values) - everywhere
    if len(others) < 2 or _end_differently(others):
        return _itself
    return lambda number: number if number in everywhere else phone(number)


def _itself(number: str) -> str:
    return number


def _end_differently(numbers: frozenset[str]) -> bool:
    ends = {_end(number) for number in numbers}
    return "" not in ends and len(ends) == len(numbers)


def _end(number: str) -> str:
    """The last digits; nothing for what has letters, other scripts' digits, or too few."""
    if not number.isascii() or _LETTER.search(number):
        return ""
    signs = _NO_DIGIT.sub("", number)
    return signs[-_LAST:] if len(signs) >= _LAST else ""
