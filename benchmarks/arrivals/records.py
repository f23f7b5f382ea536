"""People's changes from when they happen until they are on the other side: nothing is lost, what waits is counted."""

from dataclasses import dataclass, field
from math import ceil, exp
from random import Random

from benchmarks.arrivals.line import Bunch, Line
from benchmarks.arrivals.workload import Workload, poisson

STEADY, SHAKY = "steady", "shaky"
"""Providers: those that work all the time, and the one that may be down."""


@dataclass(slots=True)
class Records:
    """`connections` by provider. `unseen`: changed at the provider, no poll has told yet. `held`: heard of while the
    provider was down. `lines`: noted, with a wake-up on its way."""

    workload: Workload
    connections: dict[str, int]
    random: Random
    unseen: dict[str, int] = field(default_factory=lambda: dict.fromkeys((STEADY, SHAKY), 0))
    held: dict[str, int] = field(default_factory=lambda: dict.fromkeys((STEADY, SHAKY), 0))
    lines: dict[str, Line] = field(default_factory=lambda: {STEADY: Line(), SHAKY: Line()})
    happened: int = 0
    done: int = 0

    def happen(self, second: int) -> int:
        """One second of people's work. Answer the changes at the CRM: they knock as webhooks."""
        expected, back = self.workload.changes(second), self.workload.from_provider
        for provider, part in self._parts(poisson(self.random, expected * back)).items():
            self.unseen[provider] += part
            self.happened += part
        ours = poisson(self.random, expected * (1 - back))
        self.happened += ours
        return ours

    def note(self, now: int, records: int) -> None:
        """Webhooks that were let in: a record each, and a message for each connection that has none waiting."""
        for provider, part in self._parts(records).items():
            self._wake(now, provider, part, part)

    def find(self, now: int, provider: str, polls: int) -> int:
        """What so many polls tell; answer how much of it began at the provider and will come back as an echo."""
        everybody = max(self.connections[provider], 1)
        found = self.unseen[provider] * polls // everybody
        held = self.held[provider] * polls // everybody
        self.unseen[provider] -= found
        self.held[provider] -= held
        both = found + held
        self._wake(now, provider, both, polls * (1 - exp(-both / polls)))
        return found

    def stand_down(self, provider: str, messages: int) -> None:
        """Wake-ups of connections that are told to wait: their records stay, and the next poll wakes for them."""
        line = self.lines[provider]
        self.held[provider] += line.take_records(messages)
        line.take(messages)

    def settle(self, provider: str, messages: int) -> list[Bunch]:
        line = self.lines[provider]
        self.done += line.take_records(messages)
        return line.take(messages)

    @property
    def waiting(self) -> int:
        noted = sum(line.records for line in self.lines.values())
        return noted + sum(self.unseen.values()) + sum(self.held.values())

    def _wake(self, now: int, provider: str, records: int, messages: float) -> None:
        line = self.lines[provider]
        free = max(1 - line.waiting / max(self.connections[provider], 1), 0.0)
        new = min(ceil(messages * free), records)
        line.add(Bunch(now, max(new, 1) if records and not line.waiting else new), records)

    def _parts(self, count: int) -> dict[str, int]:
        shaky = count * self.connections[SHAKY] // self.workload.connections
        if (
            self.connections[SHAKY]
            and self.random.random() < count * self.connections[SHAKY] / self.workload.connections % 1
        ):
            shaky += 1
        return {STEADY: count - shaky, SHAKY: shaky}
