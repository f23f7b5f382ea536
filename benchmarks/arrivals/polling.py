"""The schedule of polls: what falls due, the walk of each minute that wakes it, and the next instant of each."""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from benchmarks.arrivals.design import Design
from benchmarks.arrivals.line import Bunch, Waits

GRAIN = 10
"""Seconds between the places over which many are spread; the schedule looks once a minute."""


class Kind(NamedTuple):
    """Connections of a provider whose polls failed so often in a row."""

    provider: str
    tries: int = 0


@dataclass(slots=True)
class Schedule:
    """Connections by the second at which they fall due. Each connection is in one place: due, overdue, or away."""

    design: Design
    random: Random
    due: defaultdict[int, dict[Kind, int]] = field(default_factory=lambda: defaultdict(dict))
    overdue: deque[tuple[Kind, Bunch]] = field(default_factory=deque)
    waiting: int = 0
    waits: Waits = field(default_factory=Waits)
    budget: float = 0.0
    left: int = 0

    def put(self, second: int, kind: Kind, count: int) -> None:
        bunch = self.due[second]
        bunch[kind] = bunch.get(kind, 0) + count

    def spread(self, first: int, span: int, kind: Kind, count: int) -> None:
        """Over `span` seconds, in steps of ten, evenly but for chance."""
        places = range(first, first + span, GRAIN)
        each, rest = divmod(count, len(places))
        for second in places if each else ():
            self.put(second, kind, each)
        for second in self.random.choices(places, k=rest):
            self.put(second, kind, 1)

    def again(self, now: int, kind: Kind, bunch: Bunch) -> None:
        """After a poll: an interval from its end, moved by chance; or from the instant at which it was due."""
        poll, design = int(self.design.poll), self.design
        if not design.is_drifting:
            self.put(max(bunch.due + poll, now + 1), kind, bunch.size)
            return
        jitter = int(poll * design.jitter)
        self.spread(now + poll - jitter, 2 * jitter + 1, kind, bunch.size)

    def step(self, now: int) -> list[tuple[Kind, Bunch]]:
        """Who is woken in this second, each with the instant at which it was due."""
        for kind, count in self.due.pop(now, {}).items():
            self.overdue.append((kind, Bunch(now, count, kind.tries, now)))
            self.waiting += count
        if now % 60 == 0:
            # a new invocation: what it can't do in its time, or within its limit, waits for the next one
            self.left, self.budget = min(int(self.design.wakes_a_minute), self.waiting), 0.0
        return self._walk(now)

    @property
    def standing(self) -> int:
        return self.waiting + sum(sum(bunch.values()) for bunch in self.due.values())

    @property
    def troubled(self) -> int:
        """Connections whose last poll failed."""
        due = sum(count for bunch in self.due.values() for kind, count in bunch.items() if kind.tries)
        return due + sum(bunch.size for kind, bunch in self.overdue if kind.tries)

    def _walk(self, now: int) -> list[tuple[Kind, Bunch]]:
        """The oldest first, as many as were due at the tick and as there was time for."""
        self.budget = min(self.budget + self.design.walkers / self.design.waking.seconds, self.left)
        able, woken = int(self.budget), []
        while able > 0 and self.overdue:
            kind, bunch = self.overdue.popleft()
            part = min(bunch.size, able)
            if part < bunch.size:
                self.overdue.appendleft((kind, bunch._replace(size=bunch.size - part)))
            woken.append((kind, bunch._replace(size=part)))
            able -= part
        done = sum(bunch.size for _, bunch in woken)
        self.waits.add(now, [bunch for _, bunch in woken])
        self.waiting, self.left, self.budget = self.waiting - done, self.left - done, self.budget - done
        return woken
