"""The API's throttle, and Pipedrive's second, third and fourth try of what it refused."""

from collections import defaultdict
from dataclasses import dataclass, field

RETRIES = (3, 30, 150)
"""Seconds after each failed try; after the last one the event is lost (Pipedrive, guide-for-webhooks-v2)."""


@dataclass(slots=True)
class Gate:
    """A bucket that fills at `rate` a second up to `burst`."""

    rate: float
    burst: float
    tokens: float = 0.0
    coming: defaultdict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    refused: int = 0
    lost: int = 0

    def __post_init__(self) -> None:
        self.tokens = self.burst

    def step(self, now: int, arrived: int) -> int:
        """How many are let in. First tries go first; each refusal of one counts towards Pipedrive's ban."""
        self.tokens = min(self.tokens + self.rate, max(self.burst, self.rate))
        accepted = 0
        for count, tries in [(arrived, 0), *self.coming.pop(now, [])]:
            part = min(count, int(self.tokens))
            self.tokens -= part
            accepted += part
            self._refuse(now, count - part, tries)
        return accepted

    @property
    def pending(self) -> int:
        return sum(count for bunch in self.coming.values() for count, _ in bunch)

    def _refuse(self, now: int, count: int, tries: int) -> None:
        if not count:
            return
        self.refused += count
        if tries == len(RETRIES):
            self.lost += count
        else:
            self.coming[now + RETRIES[tries]].append((count, tries + 1))
