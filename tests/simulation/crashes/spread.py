"""Spreads the scenarios over all cores."""

import traceback
from collections.abc import Iterable
from concurrent.futures import as_completed

from tests.simulation.crashes.enumeration import Outcome, enumerate_crashes
from tests.simulation.crashes.scenarios import SCENARIOS
from tests.simulation.story.cores import cores


def enumerate_all(names: Iterable[str] = tuple(SCENARIOS)) -> dict[str, Outcome]:
    """By name, in the order that was asked for."""
    wanted = list(names)
    with cores() as found:
        futures = [found.pool.submit(enumerate_one, name) for name in wanted]
        outcomes = {one.name: one for one in (future.result() for future in as_completed(futures))}
    return {name: outcomes[name] for name in wanted}


def enumerate_one(name: str) -> Outcome:
    """A scenario that fails without any crash, or breaks, is a failure, too."""
    try:
        return enumerate_crashes(SCENARIOS[name])
    except Exception:
        return Outcome(name, failures=[traceback.format_exc(limit=-4)])
