"""Occurrences that took the place of others: moved to another hour, split off, made of one event or made one again.

The id of an occurrence is that of its series and when it was to begin. What Google splits off is called as its series,
with `_R` and an instant behind it (seen in answers of the API, documented nowhere).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from re import compile as pattern
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tandem.domain.content import as_event
from tandem.domain.event import AllDay, When
from tandem.domain.ids import RemoteId
from tandem.domain.sight import Seen
from tandem.providers.google.access import Access, items_of
from tandem.providers.google.call import Json
from tandem.providers.google.sights import Reader
from tandem.providers.google.window import Window

SUFFIX = pattern(r"(_R\d{8}(T\d{6}Z?)?)?(_\d{8}(T\d{6}Z)?)?$")
DAY = timedelta(days=1)


def family(remote: str) -> str:
    """What a series, all that was split off it, and all their occurrences have in common."""
    return remote[: SUFFIX.search(remote).start()]  # type: ignore[union-attr]  # it finds nothing at least


@dataclass(frozen=True, slots=True)
class Heirs:
    access: Access
    reader: Reader
    zone: str

    def of(self, lost: Mapping[RemoteId, When], window: Window) -> dict[RemoteId, Sequence[Seen]]:
        """By family and day; whatever is long over is left as it was."""
        days = {remote: day for remote, when in lost.items() if (day := self._day(when)) >= window.first}
        if not days:
            return {}
        there = self._between(min(days.values()) - DAY, max(days.values()) + 2 * DAY, {family(one) for one in days})
        return {
            remote: sorted(
                (one for one in there if family(one.remote_id) == family(remote) and self._day_of(one) == day),
                key=lambda one: abs(_instant(as_event(one.content).when) - _instant(lost[remote])),
            )
            for remote, day in days.items()
        }

    def _between(self, first: date, last: date, families: set[str]) -> list[Seen]:
        query = {**Window(first, last).query, "singleEvents": "true", "maxResults": "2500"}
        pages = self.access.pages(self.access.path, query)
        found = [item for page in pages for item in items_of(page) if family(item["id"]) in families]
        return [one for item in found if isinstance(one := self._sight(item), Seen)]

    def _sight(self, item: Json) -> object:
        return self.reader.sight(item)

    def _day_of(self, one: Seen) -> date:
        return self._day(as_event(one.content).when)

    def _day(self, when: When) -> date:
        """On the wall where it was planned."""
        return when.first if isinstance(when, AllDay) else when.start.astimezone(self._wall(when.zone)).date()

    def _wall(self, zone: str) -> ZoneInfo:
        try:
            return ZoneInfo(zone or self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return ZoneInfo("UTC")


def _instant(when: When) -> datetime:
    return datetime.combine(when.first, time(), UTC) if isinstance(when, AllDay) else when.start
