"""The stand-in's time: the machine's, moved forward on request so that bans, token lives and days can be tried."""

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """Seconds since 1970, never backwards; `advance` moves it for everything in the stand-in at once."""

    def __init__(self, offset: float = 0.0) -> None:
        self.offset = offset
        self._second = -1
        self._stamp = ""

    def now(self) -> float:
        return time.time() + self.offset

    def advance(self, seconds: float) -> None:
        self.offset += max(0.0, seconds)

    def stamp(self) -> str:
        """RFC 3339 in UTC with whole seconds, as every v2 time."""
        second = int(self.now())
        if second != self._second:
            self._second, self._stamp = second, to_stamp(second)
        return self._stamp

    def stamp_ms(self) -> str:
        """RFC 3339 with milliseconds, as the `timestamp` of a webhook."""
        return f"{self.stamp()[:-1]}.{int(self.now() * 1000) % 1000:03d}Z"

    def day(self) -> int:
        """Days since 1970: the daily budget starts anew with each (the server's zone is not documented; UTC here)."""
        return int(self.now() // 86400)


def to_stamp(seconds: float) -> str:
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def to_v1(stamp: str | None) -> str | None:
    """`YYYY-MM-DD HH:MM:SS`, as v1 writes times."""
    return stamp and stamp.replace("T", " ").rstrip("Z")


def read_stamp(text: str) -> str:
    """The first whole second that is not before `text`, as a stamp; ValueError if it is not RFC 3339."""
    if text[10:11] not in ("T", "t"):
        raise ValueError(text)
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    if moment.microsecond:
        moment = moment.replace(microsecond=0) + timedelta(seconds=1)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
