"""The occurrences of a recurring event, counted on the clock of its own zone so that summer time moves none of them."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rruleset, rrulestr

from sandbox.google.answers import invalid
from sandbox.google.calendar.times import instant, on_the_wall, written
from sandbox.rows import Row

LINE = re.compile(r"(RRULE|EXRULE|RDATE|EXDATE)((?:;[^:=;]+=[^:;]+)*):(.+)")
UNTIL = re.compile(r"UNTIL=(\d{8})(T\d{6}Z?)?")
SUFFIX = re.compile(r"\d{8}(T\d{6}Z)?")


class Series:
    """`zone` is the calendar's. Raises Refused for lines that are no recurrence."""

    def __init__(self, master: Row, zone: str) -> None:
        start, end = master["start"], master["end"]
        self.is_all_day = "date" in start
        self.first = on_the_wall(start, zone)
        self._calendar_zone = zone
        self._own = start.get("timeZone") or zone
        self._length = instant(end, "UTC") - instant(start, "UTC")
        self._rules = self._read(master["recurrence"])

    def starts(self, until: datetime) -> Iterator[datetime]:
        """On the wall, oldest first, up to the aware `until`."""
        end = until.astimezone(ZoneInfo(self._own)).replace(tzinfo=None)
        for start in self._rules:
            if start > end:
                return
            yield start

    def has(self, start: datetime) -> bool:
        return bool(self._rules.between(start, start, inc=True))

    def overlaps(self, low: datetime | None, high: datetime) -> bool:
        """Whether any occurrence ends after `low` and starts before `high`."""
        return any(low is None or self.aware(each) + self._length > low for each in self.starts(high))

    def suffix(self, start: datetime) -> str:
        """What the identifier of an occurrence ends in."""
        return f"{start:%Y%m%d}" if self.is_all_day else f"{self.aware(start).astimezone(UTC):%Y%m%dT%H%M%SZ}"

    def start_of(self, suffix: str) -> datetime | None:
        """The occurrence with that suffix, if there is one."""
        if not SUFFIX.fullmatch(suffix) or (len(suffix) == 8) != self.is_all_day:
            return None
        start = self._moment(suffix)
        return start if self.has(start) else None

    def times(self, start: datetime) -> tuple[Row, Row]:
        """Start and end of an occurrence as `EventDateTime`."""
        if self.is_all_day:
            return {"date": start.date().isoformat()}, {"date": (start + self._length).date().isoformat()}
        first = self.aware(start)
        moments = (first, first + self._length)
        one, other = ({"dateTime": written(each, self._calendar_zone), "timeZone": self._own} for each in moments)
        return one, other

    def aware(self, start: datetime) -> datetime:
        """An occurrence's start in UTC: there a length is a length, also over the change of the clock."""
        return start.replace(tzinfo=ZoneInfo(self._own)).astimezone(UTC)

    def _read(self, lines: list[str]) -> rruleset:
        rules = rruleset(cache=True)
        try:
            for line in lines:
                self._add(rules, line)
            if not any(line.startswith("RRULE") for line in lines):
                rules.rdate(self.first)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError):
            raise invalid("Invalid recurrence rule.") from None
        return rules

    def _add(self, rules: rruleset, line: str) -> None:
        found = LINE.fullmatch(line)
        if found is None:
            raise ValueError(line)
        name, parameters, value = found.groups()
        if name.endswith("RULE"):
            (rules.rrule if name == "RRULE" else rules.exrule)(self._rule(value))
            return
        for text in value.split(","):
            (rules.rdate if name == "RDATE" else rules.exdate)(self._moment(text.partition("/")[0], parameters))

    def _rule(self, text: str) -> rrule:
        """Until is told in UTC or as a day, and counted on the wall; a day is meant to its end."""

        def on_wall(found: re.Match[str]) -> str:
            day, hour = found.groups()
            if self.is_all_day or hour is None:
                return f"UNTIL={day}T{'000000' if self.is_all_day else '235959'}"
            return f"UNTIL={self._moment(day + hour):%Y%m%dT%H%M%S}"

        rule = rrulestr(f"RRULE:{UNTIL.sub(on_wall, text)}", dtstart=self.first)
        assert isinstance(rule, rrule)
        return rule

    def _moment(self, text: str, parameters: str = "") -> datetime:
        """A date or date-time of RFC 5545 on the wall of the series."""
        if len(text) == 8 or self.is_all_day:
            return datetime.combine(date.fromisoformat(text[:8]), self.first.time())
        moment = datetime.fromisoformat(text)
        zone = parameters.rpartition("TZID=")[2] if "TZID=" in parameters else self._own
        aware = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
        return aware.astimezone(ZoneInfo(self._own)).replace(tzinfo=None)
