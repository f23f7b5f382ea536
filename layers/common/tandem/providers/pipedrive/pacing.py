"""Keeps requests under Pipedrive's burst limit, which counts per token over the last two seconds.

A pace counts what this process sent; what other processes send with the same token it learns from the answers.
"""

import threading
from collections import deque
from collections.abc import Mapping
from datetime import timedelta

from tandem.domain.rules import Plan
from tandem.ports import Clock

# A request counts when it arrives, so the window is taken a little wider than Pipedrive's two seconds.
_WINDOW = timedelta(seconds=2.1)
SEARCH_BURST = 10

_BURSTS = {
    False: {20: Plan.LITE, 40: Plan.GROWTH, 100: Plan.PREMIUM, 120: Plan.ULTIMATE},
    True: {80: Plan.LITE, 160: Plan.GROWTH, 400: Plan.PREMIUM, 480: Plan.ULTIMATE},
}


def plan_of(burst: int | None, *, is_oauth: bool) -> Plan | None:
    """The plan that has this burst limit (core-api-concepts-rate-limiting, 2026-11), None for an unknown number."""
    return _BURSTS[is_oauth].get(burst or 0)


class Pace:
    """Thread-safe. Until a limit is known, from an answer or given at the start, nothing waits."""

    def __init__(self, clock: Clock, burst: int | None = None) -> None:
        self.burst = burst
        self._clock = clock
        self._lock = threading.Lock()
        self._sent: deque[float] = deque()
        self._not_before = 0.0

    def wait(self) -> None:
        """Return when the next request may be sent; the request counts as sent then."""
        while (wait := self._reserve()) > 0:
            self._clock.sleep(timedelta(seconds=wait))

    def learn(self, headers: Mapping[str, str]) -> None:
        """Take the limit from an answer, and pause if somebody else used up the window."""
        burst, remaining = number(headers, "x-ratelimit-limit"), number(headers, "x-ratelimit-remaining")
        if burst:
            self.burst = burst
        if remaining == 0:
            self.pause(timedelta(seconds=number(headers, "x-ratelimit-reset") or 2))

    def pause(self, wait: timedelta) -> None:
        with self._lock:
            self._not_before = max(self._not_before, self._now() + min(wait, _WINDOW).total_seconds())

    def _reserve(self) -> float:
        with self._lock:
            now, window = self._now(), _WINDOW.total_seconds()
            while self._sent and self._sent[0] <= now - window:
                self._sent.popleft()
            if now < self._not_before:
                return self._not_before - now
            # One less than the limit, so that `remaining` 0 speaks of others.
            if self.burst and len(self._sent) >= max(1, self.burst - 1):
                return self._sent[0] + window - now
            self._sent.append(now)
            return 0.0

    def _now(self) -> float:
        return self._clock.now().timestamp()


def number(headers: Mapping[str, str], name: str) -> int | None:
    """A header that holds a whole number; None if it is absent or holds something else."""
    text = headers.get(name, "").strip()
    return int(text[:9]) if text.isdecimal() else None  # nine signs say more than any limit
