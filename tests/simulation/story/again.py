"""Plays a record again, and makes it shorter."""

import time
from collections.abc import Callable
from dataclasses import replace

from tests.simulation.story.choices import Record, Recorded
from tests.simulation.story.planted import prepared
from tests.simulation.story.replay import Replay
from tests.simulation.story.run import Outcome, run
from tests.simulation.story.shrinking import shrink

SECONDS = 120


def play(replay: Replay, listen: Callable[[str], None] | None = None) -> Outcome:
    return run(Recorded(replay.record), listen, prepared(replay.bug))


def shortest(replay: Replay, seconds: float = SECONDS) -> Replay:
    """The same failure in fewer steps, as far as it gets in this time."""
    end = time.monotonic() + seconds

    def fails(record: Record) -> Record | None:
        outcome = play(replace(replay, record=record))
        is_same = any(one.invariant == replay.invariant for one in outcome.violations)
        return outcome.record if is_same else None

    return replace(replay, record=shrink(replay.record, fails, lambda: time.monotonic() > end))
