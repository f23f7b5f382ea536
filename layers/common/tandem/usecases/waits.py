"""How long until the next poll, sweep or try: pure, in bounds, and with a little chance against herds."""

from datetime import timedelta

from tandem.ports import Ids
from tandem.usecases.world import Pace

FIRST_BACKOFF = timedelta(seconds=5)
LONGEST_BACKOFF = timedelta(minutes=30)
IDLE_PARTS = 12
"""A connection is polled so often in the time since something last happened on it: after an hour, each 5 minutes."""
CHANCE_PART = 0.1
"""The part of a wait that is left to chance."""
LATEST_AFTER_LIMIT = timedelta(minutes=5)


def chance(ids: Ids) -> float:
    """From 0 up to 1, by the same source of randomness as ids."""
    return int(ids.new()[:8], 16) / 2**32


def until_poll(idle: timedelta, pace: Pace, chance: float) -> timedelta:
    """`idle` is the time since something last happened on the connection."""
    slowest = max(pace.slowest_poll, pace.poll)
    return sooner(min(max(idle / IDLE_PARTS, pace.poll), slowest), chance)


def sooner(wait: timedelta, chance: float) -> timedelta:
    """A little less than the wait, so that what came together doesn't stay together."""
    return wait * (1 - CHANCE_PART * chance)


def until_retry(tries: int, chance: float) -> timedelta:
    """After so many failures in a row: anywhere between the first backoff and a bound that doubles each time."""
    bound = min(FIRST_BACKOFF * 2.0 ** min(tries, 16), LONGEST_BACKOFF)
    return bound - (bound - FIRST_BACKOFF) * chance


def after_limit(told: timedelta, chance: float) -> timedelta:
    """Never before the instant that we were told; and not everybody at that instant."""
    return told + min(told * CHANCE_PART, LATEST_AFTER_LIMIT) * chance
