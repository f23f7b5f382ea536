"""What went through the stand-in since the last reset: requests by route, writes, tokens, its own CPU."""

import resource
import time
from collections import Counter
from typing import Any


class Stats:
    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.requests: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.tokens = 0
        self._cpu = time.process_time()

    def count(self, name: str, status: int, tokens: int) -> None:
        self.requests[name] += 1
        self.statuses[status] += 1
        self.tokens += tokens

    def as_dict(self) -> dict[str, Any]:
        """`cpu_s` is since the reset, `maxrss` in bytes since the start."""
        return {
            "requests": dict(self.requests),
            "total": self.requests.total(),
            "writes": sum(count for name, count in self.requests.items() if not name.startswith("GET ")),
            "statuses": {str(status): count for status, count in self.statuses.items()},
            "tokens": self.tokens,
            "cpu_s": round(time.process_time() - self._cpu, 4),
            "maxrss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        }
