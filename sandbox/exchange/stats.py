"""What went through the stand-in since the last reset: requests, operations, and how many things each was about."""

from collections import Counter
from typing import Any


class Stats:
    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.http_requests = 0
        self.calls: Counter[str] = Counter()
        self.things: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()

    def count(self, operation: str, things: int) -> None:
        self.calls[operation] += 1
        self.things[operation] += things

    def as_dict(self) -> dict[str, Any]:
        return {
            "http_requests": self.http_requests,
            "calls": dict(self.calls),
            "things": dict(self.things),
            "total_calls": self.calls.total(),
            "writes": sum(count for name, count in self.calls.items() if not name.startswith(READING)),
            "statuses": {str(status): count for status, count in self.statuses.items()},
        }


READING = ("Get", "Find", "Sync", "Resolve", "Convert")
