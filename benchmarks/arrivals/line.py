"""What waits, oldest first, in bunches of one second; and how long it waited."""

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import NamedTuple


class Bunch(NamedTuple):
    """So many that began to wait in the same second. `tries`: how often each failed before. `due`: its place."""

    since: int
    size: int
    tries: int = 0
    due: int = 0


@dataclass(slots=True)
class Line:
    """A line of messages. `records` is what they stand for: a message that waits takes in what is heard meanwhile."""

    bunches: deque[Bunch] = field(default_factory=deque)
    waiting: int = 0
    records: int = 0

    def add(self, bunch: Bunch, records: int = 0) -> None:
        self.records += records
        if bunch.size:
            self.bunches.append(bunch)
            self.waiting += bunch.size

    def take(self, most: int) -> list[Bunch]:
        """The oldest, at most so many; their records are taken before, by `take_records`."""
        taken = []
        while most > 0 and self.bunches:
            oldest = self.bunches.popleft()
            part = min(oldest.size, most)
            if part < oldest.size:
                self.bunches.appendleft(oldest._replace(size=oldest.size - part))
            taken.append(oldest._replace(size=part))
            most -= part
            self.waiting -= part
        return taken

    def take_records(self, messages: int) -> int:
        """The share of the records that so many of the messages carry."""
        share = self.records if messages >= self.waiting else self.records * messages // self.waiting
        self.records -= share
        return share


@dataclass(slots=True)
class Waits:
    """Seconds, each with how often it was waited."""

    seen: Counter[int] = field(default_factory=Counter)

    def add(self, now: int, taken: list[Bunch]) -> None:
        for bunch in taken:
            self.seen[now - bunch.since] += bunch.size

    @property
    def count(self) -> int:
        return sum(self.seen.values())

    def percentile(self, part: float) -> int:
        """Seconds; 0 where nothing was waited for."""
        left = self.count * part
        for wait in sorted(self.seen):
            left -= self.seen[wait]
            if left <= 0:
                return wait
        return 0
