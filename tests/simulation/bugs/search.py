"""Looks for the seed that catches a planted bug: it violates with the bug, not without. Keeps it, made short."""

import time
from collections.abc import Iterable, Iterator
from concurrent.futures import as_completed
from dataclasses import dataclass
from pathlib import Path

from tests.simulation.bugs import BUGS
from tests.simulation.bugs.bug import Bug
from tests.simulation.story.choices import Record, Recorded, Seeded, Source
from tests.simulation.story.cores import cores
from tests.simulation.story.replay import Replay, write
from tests.simulation.story.run import Outcome, run
from tests.simulation.story.shrinking import shrink

SEEDS = 2000
SECONDS = 30
FOUND = Path(__file__).parent / "found"


@dataclass(frozen=True, slots=True)
class Search:
    """`replay` is None where none of so many seeds caught it."""

    bug: str
    replay: Replay | None


def search_all(names: Iterable[str], seeds: int = SEEDS, seconds: float = SECONDS) -> Iterator[Search]:
    """Side by side on the cores there are, as they come."""
    with cores() as ours:
        waiting = [ours.pool.submit(search, name, seeds, seconds) for name in names]
        for one in as_completed(waiting):
            yield one.result()


def search(name: str, seeds: int = SEEDS, seconds: float = SECONDS) -> Search:
    bug = BUGS[name]
    replay = next((one for seed in range(seeds) if (one := _caught(bug, seed)) is not None), None)
    if replay is not None:
        replay = _shortest(bug, replay, seconds)
        write(path_of(name), replay)
    return Search(name, replay)


def path_of(name: str) -> Path:
    return FOUND / f"{name}.json"


def play(bug: Bug, source: Source) -> Outcome | None:
    """What comes of it with the bug, if one of its invariants fails, and nothing does without the bug."""
    outcome = run(source, prepare=bug.prepare)
    return outcome if bug.caught(outcome) is not None else None


def _caught(bug: Bug, seed: int) -> Replay | None:
    outcome = play(bug, Seeded(seed))
    if outcome is None or run(Seeded(seed)).violations or fails(bug, outcome.record) is None:
        return None
    violation = outcome.violations[0]
    return Replay(violation.invariant, violation.what, outcome.record, seed, bug.name)


def fails(bug: Bug, record: Record) -> Outcome | None:
    """The same for what was recorded."""
    outcome = play(bug, Recorded(record))
    return None if outcome is None or run(Recorded(record)).violations else outcome


def _shortest(bug: Bug, replay: Replay, seconds: float) -> Replay:
    end = time.monotonic() + seconds

    def still(record: Record) -> Record | None:
        outcome = fails(bug, record)
        return outcome.record if outcome is not None else None

    record = shrink(replay.record, still, lambda: time.monotonic() > end)
    violation = run(Recorded(record), prepare=bug.prepare).violations[0]
    return Replay(violation.invariant, violation.what, record, replay.seed, bug.name)
