"""What the fields of events need to be merged, besides texts."""

from dataclasses import replace
from typing import Any

from tandem.domain.comparison import time_form
from tandem.domain.event import AllDay, Timed, When
from tandem.domain.scalar import Nature


def _same_time(one: When, other: When) -> bool:
    return time_form(one) == time_form(other)


def _moved(source: When, before: When, onto: When) -> When:
    """A move brought to the other side's value: it keeps its zone, and days that the CRM has no place for."""
    match source, before, onto:
        case Timed(), _, Timed():
            return replace(source, zone=source.zone or onto.zone)
        case AllDay(), AllDay(), AllDay():
            return AllDay(source.first, onto.days if source.days == before.days else source.days)
        case _:
            return source


WHEN: Nature[When] = Nature(lambda _when: False, _same_time, _same_time, carry=_moved)
PLAIN: Nature[Any] = Nature(lambda _value: False, lambda one, other: one == other, lambda one, other: one == other)
