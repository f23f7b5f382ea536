"""Seeds without end on all cores: `make soak`. Says how far it is, and what was found, while it goes on."""

import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count

from tests.simulation.story.cores import Tried, cores
from tests.simulation.story.failure import lines
from tests.simulation.story.faults import Fault

LISTED = 20
EVERY = 10.0
"""Seconds between two lines that say how far it is."""
KINDS_EVERY = 6
"""Every so many of these lines the faults are told by kind."""


@dataclass(slots=True)
class Soak:
    first: int
    asked: int
    began: float = field(default_factory=time.monotonic)
    told: int = 0
    seeds: int = 0
    struck: Counter[Fault] = field(default_factory=Counter)
    failed: list[Tried] = field(default_factory=list)

    def heard(self, tried: Tried) -> None:
        self.seeds += 1
        self.struck += tried.struck
        if tried.failure is not None:
            self.failed.append(tried)
            if len(self.failed) <= LISTED:
                print(*lines(tried.failure), sep="\n", flush=True)
        if time.monotonic() - self.began > (self.told + 1) * EVERY:
            self.told = int((time.monotonic() - self.began) / EVERY)
            self._tell()

    def _tell(self) -> None:
        asked = f" of {self.asked:,}" if self.asked else ""
        faults = f"{self.struck.total():,} faults, {len(self.struck)} of {len(Fault)} kinds"
        print(f"{self.seeds:,}{asked} seeds, {self.pace:.1f} a second, {faults}, {self._verdict}", flush=True)
        if self.told % KINDS_EVERY == 0:
            self.tell_kinds()

    def tell_kinds(self) -> None:
        for fault in sorted(Fault, key=lambda one: -self.struck[one]):
            print(f"    {self.struck[fault]:>10,}  {fault}", flush=True)

    @property
    def pace(self) -> float:
        return self.seeds / max(time.monotonic() - self.began, 0.001)

    @property
    def _verdict(self) -> str:
        return f"{len(self.failed)} violation{'' if len(self.failed) == 1 else 's'}"

    def summary(self) -> str:
        faults = f"{self.struck.total():,} faults of {len(self.struck)} kinds"
        return f"{self.seeds:,} seeds from {self.first:,}, {self.pace:.1f} a second, {faults}, {self._verdict}"


def soak(first: int, asked: int, bug: str | None = None) -> Soak:
    """Try so many seeds, 0: until Ctrl-C."""
    soaking = Soak(first, asked)
    seeds: Iterable[int] = range(first, first + asked) if asked else count(first)
    with cores() as all_cores:
        print(f"from seed {first:,} on {all_cores.count} cores; Ctrl-C ends it", flush=True)
        try:
            for tried in all_cores.try_all(seeds, bug):
                soaking.heard(tried)
        except KeyboardInterrupt:
            print("ended before its time", file=sys.stderr)
    return soaking
