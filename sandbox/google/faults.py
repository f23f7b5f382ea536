"""Failures that a test ordered for the next requests: throttles, statuses, delays, and connections cut."""

import re
from dataclasses import dataclass
from typing import Any

import orjson

from sandbox.google.answers import JSON, Answer, Refused

DROPS = ("", "before", "after")
# reason: status, domain, message
REASONS = {
    "rateLimitExceeded": (403, "usageLimits", "Rate Limit Exceeded"),
    "userRateLimitExceeded": (403, "usageLimits", "User Rate Limit Exceeded"),
    "quotaExceeded": (403, "usageLimits", "Calendar usage limits exceeded."),
    "backendError": (500, "global", "Backend Error"),
    "conflict": (409, "global", "Conflict"),
}


@dataclass(slots=True)
class Fault:
    """`path` is a regular expression over the whole path as it came; `drop` is before, after or empty."""

    method: str
    path: re.Pattern[str]
    times: int
    skip: int
    answer: Answer | None
    delay: float
    drop: str


class Faults:
    """Ordered failures, first come first served."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def order(self, body: dict[str, Any]) -> None:
        """Raises ValueError for a `drop` or a `reason` that is not known."""
        drop = body.get("drop") or ""
        if drop not in DROPS:
            raise ValueError("drop is before or after")
        path, times, skip = re.compile(body.get("path", ".*")), int(body.get("times", 1)), int(body.get("skip", 0))
        wait = float(body.get("delay", 0))
        self.waiting.append(Fault(body.get("method", "*"), path, times, skip, _answer(body), wait, drop))

    def take(self, method: str, path: str) -> Fault | None:
        """The failure that this request gets, counted down."""
        return next((each for each in self.waiting if self._fits(each, method, path)), None)

    def take_answer(self, method: str, path: str) -> Answer | None:
        """The same for a part of a batch, which can only be answered: it has no connection of its own."""
        found = (each for each in self.waiting if each.answer and not each.drop and self._fits(each, method, path))
        fault = next(found, None)
        return fault.answer if fault else None

    def _fits(self, fault: Fault, method: str, path: str) -> bool:
        if fault.method not in ("*", method) or not fault.path.fullmatch(path):
            return False
        if fault.skip > 0:
            fault.skip -= 1
            return False
        fault.times -= 1
        if fault.times <= 0:
            self.waiting = [each for each in self.waiting if each is not fault]
        return True


def _answer(body: dict[str, Any]) -> Answer | None:
    headers = dict(body.get("headers", {}))
    if "retry_after" in body:
        headers["retry-after"] = str(body["retry_after"])
    if "reason" in body:
        status, domain, message = REASONS.get(body["reason"]) or _unknown(body["reason"])
        return Refused(body.get("status", status), body["reason"], message, domain=domain, headers=headers).answer()
    if "status" not in body:
        return None
    return Answer(body["status"], orjson.dumps(body.get("body", {})), JSON, headers)


def _unknown(reason: str) -> tuple[int, str, str]:
    raise ValueError(f"reason is one of {sorted(REASONS)}, not {reason!r}")
