"""Lambda's part: how many invocations run side by side, how fast more of them come, and who gets them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from benchmarks.arrivals import quotas

FIRST = 5
"""Batches that an event source takes at once before it takes more (Lambda, services-sqs-scaling)."""


@dataclass(slots=True)
class Workers:
    """Shares the account's concurrency between the queues. A queue's own number grows by `ramp` a minute to `most`."""

    concurrency: float = quotas.CONCURRENCY.value
    most: float = quotas.SOURCE_MOST.value
    ramp: float = quotas.SOURCE_RAMP.value
    grown: dict[str, float] = field(default_factory=dict)
    peak: float = 0.0
    starved: int = 0
    """Seconds in which some queue got less than it could have used, because the account had no more."""

    def share(self, wanted: Mapping[str, float], taken: float) -> dict[str, float]:
        """`wanted` and `taken` are invocations at once; `taken` came first: receivers are called, not polled."""
        able = {queue: min(want, self._grown(queue, want)) for queue, want in wanted.items()}
        free, asked = max(self.concurrency - taken, 0.0), sum(able.values())
        part = min(1.0, free / asked) if asked else 1.0
        self.starved += part < 1
        given = {queue: one * part for queue, one in able.items()}
        self.peak = max(self.peak, min(taken, self.concurrency) + sum(given.values()))
        return given

    def _grown(self, queue: str, want: float) -> float:
        before = self.grown.get(queue, min(FIRST, self.most))
        step = self.ramp / 60
        now = min(before + step, self.most) if want > before else max(min(FIRST, self.most), before - step)
        self.grown[queue] = now
        return now
