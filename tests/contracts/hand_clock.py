"""A clock that tests move by hand."""

from datetime import UTC, datetime, timedelta


class HandClock:
    """Starts at a whole second of the present, so that a database's own idea of time is not far off."""

    def __init__(self) -> None:
        self._now = datetime.now(UTC).replace(microsecond=0)

    def now(self) -> datetime:
        return self._now

    def sleep(self, wait: timedelta) -> None:
        self._now += wait
