"""Which occurrences of a series are synced: those from now on for some weeks, further ones day by day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

AHEAD = timedelta(weeks=8)


@dataclass(frozen=True, slots=True)
class Window:
    """From the first day to the one before the last, in UTC."""

    first: date
    last: date

    @classmethod
    def at(cls, now: datetime) -> "Window":
        """What runs today is still part of it."""
        today = now.astimezone(UTC).date()
        return cls(today - timedelta(days=1), today + AHEAD)

    def since(self, before: date) -> "Window":
        """What came into it since it ended at `before`."""
        return Window(max(before, self.first), self.last)

    @property
    def query(self) -> dict[str, str]:
        """An event counts that ends after the lower bound and begins before the upper one (Events: list)."""
        return {"timeMin": _midnight(self.first), "timeMax": _midnight(self.last)}

    def __bool__(self) -> bool:
        return self.first < self.last


def _midnight(day: date) -> str:
    return datetime.combine(day, time(), UTC).isoformat()
