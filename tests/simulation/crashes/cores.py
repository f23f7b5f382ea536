"""Spreads the scenarios over all cores."""

import os
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

from tests.simulation.crashes.enumeration import Outcome, enumerate_crashes
from tests.simulation.crashes.scenarios import SCENARIOS


def enumerate_all(names: Iterable[str] = tuple(SCENARIOS)) -> dict[str, Outcome]:
    """By name, in the order that was asked for."""
    wanted = list(names)
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        futures = [pool.submit(_enumerate, name) for name in wanted]
        found = {one.name: one for one in (future.result() for future in as_completed(futures))}
    return {name: found[name] for name in wanted}


def _enumerate(name: str) -> Outcome:
    try:
        return enumerate_crashes(SCENARIOS[name])
    except AssertionError as error:
        return Outcome(name, failures=[str(error)])
