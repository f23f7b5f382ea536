"""What went through the stand-in since the last reset: HTTP requests, API calls by route, and the answers' statuses."""

from collections import Counter
from typing import Any


class Stats:
    """A batch is one HTTP request and as many calls as it has parts."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.http_requests = self.batches = 0
        self.calls: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()

    def count(self, name: str, status: int) -> None:
        self.calls[name] += 1
        self.statuses[status] += 1

    def as_dict(self) -> dict[str, Any]:
        return {
            "http_requests": self.http_requests,
            "batches": self.batches,
            "calls": dict(self.calls),
            "total_calls": self.calls.total(),
            "writes": sum(count for name, count in self.calls.items() if not name.startswith("GET ")),
            "statuses": {str(status): count for status, count in self.statuses.items()},
        }
