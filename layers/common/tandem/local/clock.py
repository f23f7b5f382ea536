"""The time of this machine."""

import time
from datetime import UTC, datetime, timedelta


class SystemClock:
    """Clock over the machine's own."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def sleep(self, wait: timedelta) -> None:
        time.sleep(max(0.0, wait.total_seconds()))
