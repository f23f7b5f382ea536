"""Many seeds on all cores, each in a process that is the same every time."""

import gc
import os
import signal
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context

from tests.simulation.judging.oracle import Violation
from tests.simulation.story.choices import Seeded
from tests.simulation.story.failure import Failure, failure_of
from tests.simulation.story.faults import Fault
from tests.simulation.story.planted import prepared
from tests.simulation.story.run import run

GARBAGE = 200_000
"""So many objects may pile up before garbage is looked for: that costs a fifth of the time else."""
CHUNK = 4
"""Seeds that a process is given at once."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What is left of a run. `failure` is None where nothing was violated."""

    seed: int
    trace: str
    struck: Counter[Fault]
    failure: Failure | None = None


def try_seed(seed: int, bug: str | None = None) -> Tried:
    """Never raises: where the simulator itself breaks that is a failure, too."""
    where = f"--seed {seed}" + (f" --bug {bug}" if bug else "")
    try:
        outcome = run(Seeded(seed), prepare=prepared(bug))
    except Exception:
        broken = Violation("simulator", traceback.format_exc(limit=-4))
        return Tried(seed, "", Counter(), Failure(where, (broken,), 0, "", ""))
    failure = failure_of(where, outcome) if outcome.violations else None
    return Tried(seed, outcome.trace, outcome.struck, failure)


def try_seeds(seeds: Iterable[int], bug: str | None = None) -> list[Tried]:
    tried = [try_seed(seed, bug) for seed in seeds]
    gc.collect()
    return tried


@dataclass(frozen=True, slots=True)
class Cores:
    """A process for each core."""

    pool: ProcessPoolExecutor
    count: int

    def try_all(self, seeds: Iterable[int], bug: str | None = None) -> Iterator[Tried]:
        """As they come, in no order; no more is begun than there is room for, so `seeds` may have no end."""
        left = iter(seeds)
        pending: set[Future[list[Tried]]] = set()
        while True:
            while len(pending) < 2 * self.count and (chunk := list(islice(left, CHUNK))):
                pending.add(self.pool.submit(try_seeds, chunk, bug))
            if not pending:
                return
            done, pending = wait(pending, return_when=FIRST_COMPLETED)
            for one in done:
                yield from one.result()


@contextmanager
def cores(most: int | None = None) -> Iterator[Cores]:
    """New processes, begun with `PYTHONHASHSEED=0` whatever this one has; one for each core, or `most`."""
    before = os.environ.get("PYTHONHASHSEED")
    os.environ["PYTHONHASHSEED"] = "0"
    count = min(most or 1_000, len(os.sched_getaffinity(0)))
    pool = ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_settle)
    try:
        yield Cores(pool, count)
    finally:
        pool.shutdown(cancel_futures=True)
        if before is None:
            del os.environ["PYTHONHASHSEED"]
        else:
            os.environ["PYTHONHASHSEED"] = before


def _settle() -> None:
    """Ctrl-C is for the process that began these; garbage is gathered seldom."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    gc.set_threshold(GARBAGE)
