"""How often a connection is polled in a day: polls slow down while nothing happens on it, as the product says."""

from datetime import timedelta
from functools import cache
from random import Random

from benchmarks.arrivals.workload import DAY, Workload
from tandem.usecases.runs.waits import CHANCE_PART, polls_until
from tandem.usecases.world import Pace

TICK = 60
"""Seconds between two looks of the schedule."""


@cache
def polls_a_day(workload: Workload, pace: Pace, seed: int = 1, days: int = 100) -> float:
    """Of one connection, in the mean of so many days like the workload's; each with its sweep, which is a run, too."""
    random, one = Random(seed), Workload(1, workload.changes_a_day, workload.from_provider)
    first, unseen, polls = 0, False, 0
    for now in range(0, days * DAY, TICK):
        is_changed = random.random() < one.changes(now) * TICK
        is_heard = is_changed and random.random() >= one.from_provider
        unseen |= is_changed and not is_heard
        is_polled = _polls(now - first, pace) > _polls(now - TICK - first, pace)
        polls += is_polled
        if is_heard or now % DAY == 0 or (is_polled and unseen):
            first = _moved(first, now, pace)
        unseen &= not is_polled
    return polls / days


def minutes_between_polls(workload: Workload, pace: Pace) -> float:
    return DAY / 60 / polls_a_day(workload, pace)


def _polls(elapsed: int, pace: Pace) -> int:
    """Of a connection that is as much quicker than the pace as they are in the mean."""
    return polls_until(timedelta(seconds=elapsed) / (1 - CHANCE_PART / 2), pace)


def _moved(first: int, now: int, pace: Pace) -> int:
    """As `passes.begin` does it."""
    poll = int(pace.poll.total_seconds())
    return first if now - poll <= first <= now + poll else now + poll
