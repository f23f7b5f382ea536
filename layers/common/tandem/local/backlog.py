"""The messages that wait, in order within their group. Knows no threads and no clock: instants are told in seconds."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import count
from math import ceil
from typing import NamedTuple

from tandem.home import Queue

_GRAIN = 0.25
"""Delayed messages fall due at multiples of so many seconds: equal ones within it become one."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message on its way to a handler; `attempt` counts from 1."""

    id: str
    queue: Queue
    group: str
    body: Mapping[str, str]
    attempt: int = 1


class _Group(NamedTuple):
    queue: Queue
    name: str


_Identity = tuple[_Group, frozenset[tuple[str, str]]]


class Backlog:
    """A group whose message was taken yields no other one until that one was settled.

    A message that equals one still waiting is left out: the waiting one is taken after both were added.
    """

    def __init__(self) -> None:
        self._groups: dict[_Group, deque[Delivery]] = {}
        self._ready: deque[_Group] = deque()
        self._waiting: set[_Identity] = set()
        self._delayed: set[tuple[_Identity, float]] = set()
        self._timers: list[tuple[float, int, Delivery | _Group]] = []
        self._order = count()

    def add(self, message: Delivery) -> None:
        identity = _identity(message)
        if identity in self._waiting:
            return
        self._waiting.add(identity)
        group = identity[0]
        if group in self._groups:
            self._groups[group].append(message)
        else:
            self._groups[group] = deque((message,))
            self._ready.append(group)

    def add_later(self, message: Delivery, due: float) -> None:
        due = ceil(due / _GRAIN) * _GRAIN
        twin = (_identity(message), due)
        if twin not in self._delayed:
            self._delayed.add(twin)
            self._set_timer(due, message)

    def take(self, now: float) -> Delivery | None:
        """The next message; groups take turns."""
        self._wake_due(now)
        if not self._ready:
            return None
        message = self._groups[self._ready.popleft()].popleft()
        self._waiting.discard(_identity(message))
        return message

    def settle(self, message: Delivery) -> None:
        """The message that was taken is done with, for good or ill."""
        group = _identity(message)[0]
        if self._groups[group]:
            self._ready.append(group)
        else:
            del self._groups[group]

    def retry(self, message: Delivery, due: float) -> None:
        """The message that was taken comes again, before all others of its group."""
        group = _identity(message)[0]
        self._groups[group].appendleft(replace(message, attempt=message.attempt + 1))
        self._set_timer(due, group)

    def next_due(self) -> float | None:
        """When there may be something to take; None: nothing waits but behind what was taken."""
        if self._ready:
            return 0.0
        return self._timers[0][0] if self._timers else None

    def is_empty(self) -> bool:
        """Nothing is under way, waits for its turn or for its retry; delayed messages don't count."""
        return not self._groups

    def _wake_due(self, now: float) -> None:
        while self._timers and self._timers[0][0] <= now:
            due, _, sleeper = heappop(self._timers)
            if isinstance(sleeper, Delivery):
                self._delayed.discard((_identity(sleeper), due))
                self.add(sleeper)
            else:
                self._ready.append(sleeper)

    def _set_timer(self, due: float, sleeper: Delivery | _Group) -> None:
        heappush(self._timers, (due, next(self._order), sleeper))


def _identity(message: Delivery) -> _Identity:
    return _Group(message.queue, message.group), frozenset(message.body.items())
