"""When the next poll, sweep or try comes: pure, in bounds, and with a little chance against herds."""

from bisect import bisect_right
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256

from tandem.domain.circuit import LONGEST_OPEN
from tandem.domain.ids import ConnectionId
from tandem.home import Ids
from tandem.usecases.world import Pace

FIRST_BACKOFF = timedelta(seconds=5)
LONGEST_BACKOFF = timedelta(minutes=30)
IDLE_PARTS = 12
"""The wait until the next poll is such a part of the time since something last happened: after an hour, 5 minutes."""
CHANCE_PART = 0.1
"""The part of a wait that is left to chance."""
LATEST_AFTER_LIMIT = timedelta(minutes=5)


def chance(ids: Ids) -> float:
    """From 0 up to 1, by the same source of randomness as ids."""
    return int(ids.new()[:8], 16) / 2**32


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


def after_circuit(told: timedelta, chance: float) -> timedelta:
    """Never before the circuit lets anybody ask; and spread over its longest wait, as everybody waits for the same."""
    return told + LONGEST_OPEN * chance


def whole_minute(at: datetime) -> datetime:
    """The next one: then the schedule comes, and what came together is looked at together."""
    begun = at.replace(second=0, microsecond=0)
    return begun if begun == at else begun + timedelta(minutes=1)


# --- polls ------------------------------------------------------------------------------------------------------------


SHORTEST = timedelta(seconds=1)


def is_due(connection: ConnectionId, first: datetime, after: datetime | None, until: datetime, pace: Pace) -> bool:
    """Whether one of the connection's polls, the first of them at `first`, falls between the two instants.

    Each connection goes a little faster than the pace says, by its id: so those that began together part in time.
    """
    quicker = _quicker(connection)
    before = polls_until((after - first) / quicker, pace) if after is not None else 0
    return polls_until((until - first) / quicker, pace) > before


def next_poll(connection: ConnectionId, first: datetime, after: datetime, pace: Pace) -> datetime:
    """The first of the connection's polls that comes later than `after`."""
    quicker = _quicker(connection)
    return first + _poll_after((after - first) / quicker, pace) * quicker


def _quicker(connection: ConnectionId) -> float:
    return 1 - CHANCE_PART * int.from_bytes(sha256(connection.encode()).digest()[:4]) / 2**32


def polls_until(elapsed: timedelta, pace: Pace) -> int:
    """How many polls there were, if the first one was so long ago: it counts. One comes `pace.poll` after something
    happened; the wait to the next is a twelfth of the time since then, at least `poll`, at most `slowest_poll`.
    """
    if elapsed < timedelta():
        return 0
    poll = max(pace.poll, SHORTEST)
    ever_slower, slowest = _ever_slower(poll, max(pace.slowest_poll, poll))
    beyond = elapsed - ever_slower[-1]
    if beyond < timedelta():
        return bisect_right(ever_slower, elapsed)
    return len(ever_slower) + beyond // slowest


def _poll_after(elapsed: timedelta, pace: Pace) -> timedelta:
    poll = max(pace.poll, SHORTEST)
    ever_slower, slowest = _ever_slower(poll, max(pace.slowest_poll, poll))
    if elapsed < ever_slower[-1]:
        return ever_slower[bisect_right(ever_slower, elapsed)]
    return ever_slower[-1] + ((elapsed - ever_slower[-1]) // slowest + 1) * slowest


@cache
def _ever_slower(poll: timedelta, slowest: timedelta) -> tuple[list[timedelta], timedelta]:
    """The polls, counted from the first one, until they come at the slowest pace; and that pace."""
    polls = [timedelta()]
    while (wait := (polls[-1] + poll) / IDLE_PARTS) < slowest:
        polls.append(polls[-1] + max(wait, poll))
    return polls, slowest
