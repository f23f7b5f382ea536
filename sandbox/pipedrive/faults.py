"""Failures that a test ordered for the next requests: statuses, HTML, delays, and connections cut before or after."""

import re
from dataclasses import dataclass
from typing import Any

import orjson

from sandbox.pipedrive.answers import HTML, JSON, Answer


@dataclass(slots=True)
class Fault:
    """`path` is a regular expression over the path without its API prefix; `drop` is before, after or empty."""

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
        """Raises ValueError for a `drop` that is neither before nor after."""
        drop = body.get("drop") or ""
        if drop not in ("", "before", "after"):
            raise ValueError("drop is before or after")
        self.waiting.append(
            Fault(
                method=body.get("method", "*"),
                path=re.compile(body.get("path", ".*")),
                times=int(body.get("times", 1)),
                skip=int(body.get("skip", 0)),
                answer=_answer(body),
                delay=float(body.get("delay", 0)),
                drop=drop,
            )
        )

    def take(self, method: str, path: str) -> Fault | None:
        """The failure that this request gets, counted down."""
        for fault in self.waiting:
            if fault.method not in ("*", method) or not fault.path.fullmatch(path):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            fault.times -= 1
            if fault.times <= 0:
                self.waiting.remove(fault)
            return fault
        return None


def _answer(body: dict[str, Any]) -> Answer | None:
    if "status" not in body:
        return None
    if "html" in body:
        return Answer(body["status"], body["html"].encode(), HTML, body.get("headers", {}))
    told = body.get("body", {"success": False, "error": "ordered failure", "data": None})
    return Answer(body["status"], orjson.dumps(told), JSON, body.get("headers", {}))
