"""What both homes take from the system that they run on: its time, and ids from its source of randomness."""

import secrets
import time
from datetime import UTC, datetime, timedelta


class SystemClock:
    """Clock over the machine's own."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def sleep(self, wait: timedelta) -> None:
        time.sleep(max(0.0, wait.total_seconds()))


class RandomIds:
    """Ids that can't be guessed; safe from any thread and process."""

    def new(self) -> str:
        return secrets.token_hex(16)

    def secret(self) -> str:
        return secrets.token_urlsafe(32)
