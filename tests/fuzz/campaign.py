"""A target tried with many inputs, each drawn from the seed and its number alone: whichever process draws it.

Each process may take 256 MiB more than it had after the seeds; what wants more gets a MemoryError, which is a failure.
"""

import logging
import multiprocessing
import resource
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path
from random import Random

from tests.fuzz.target import Target
from tests.fuzz.trial import tried

MOST_MEMORY = 256 * 1024 * 1024
_PORTION = 500
_STATUS = Path("/proc/self/status")
_KEPT = 5
"""Failing inputs that are kept for each cause, the shortest."""


@dataclass(frozen=True, slots=True)
class Tally:
    """`failed` are inputs by what failed, `peak` the bytes by which a process grew at most."""

    inputs: int = 0
    taken: int = 0
    slowest: float = 0.0
    peak: int = 0
    failures: int = 0
    failed: dict[str, list[bytes]] = field(default_factory=dict)

    def __add__(self, other: "Tally") -> "Tally":
        failed = dict(self.failed)
        for cause, inputs in other.failed.items():
            failed[cause] = sorted([*failed.get(cause, []), *inputs], key=len)[:_KEPT]
        return Tally(
            self.inputs + other.inputs,
            self.taken + other.taken,
            max(self.slowest, other.slowest),
            max(self.peak, other.peak),
            self.failures + other.failures,
            failed,
        )

    def line(self, name: str) -> str:
        refused = self.inputs - self.taken - self.failures
        counts = f"{self.inputs:,} inputs, {refused:,} refused, {self.taken:,} taken"
        spent = f"slowest {self.slowest:.3f} s of CPU, peak {self.peak / 2**20:.0f} MiB"
        return f"{name}: {counts}, {spent}, {self.failures:,} failures"


def drawn(target: Target, seed: int, number: int) -> bytes:
    return target.make(Random(f"{seed}/{target.name}/{number}"))


def one(target: Target, data: bytes) -> Tally:
    trial = tried(target, data)
    failed = {trial.failure: [data]} if trial.failure else {}
    return Tally(1, int(trial.taken), trial.seconds, 0, len(failed), failed)


def some(target: Target, seed: int, numbers: Iterable[int]) -> Tally:
    return reduce(Tally.__add__, (one(target, drawn(target, seed, number)) for number in numbers), Tally())


def everywhere(make: Callable[[], Target], seed: int, count: int, processes: int) -> Tally:
    """In several processes; one portion after the other, so that a slow one keeps nobody waiting."""
    portions = [range(start, min(start + _PORTION, count)) for start in range(0, count, _PORTION)]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, _begin, (make,)) as pool:
        return reduce(Tally.__add__, pool.map(_portion, [seed] * len(portions), portions), Tally())


_ours: list[tuple[Target, int]] = []
"""This process's target, and how large the process was before."""


def _begin(make: Callable[[], Target]) -> None:
    logging.disable(logging.CRITICAL)
    target = make()
    for seed in target.seeds():
        tried(target, seed)  # what is imported late is in memory then
    limit_memory()
    _ours.append((target, _peak()))


def limit_memory() -> None:
    """Where the system tells how much data a process holds; elsewhere memory has no limit."""
    if not _STATUS.exists():
        return
    held = next(int(line.split()[1]) for line in _STATUS.read_text().splitlines() if line.startswith("VmData"))
    resource.setrlimit(resource.RLIMIT_DATA, (held * 1024 + MOST_MEMORY, resource.RLIM_INFINITY))


def _portion(seed: int, numbers: range) -> Tally:
    target, before = _ours[0]
    return some(target, seed, numbers) + Tally(peak=_peak() - before)


def _peak() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
