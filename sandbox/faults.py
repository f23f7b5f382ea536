"""Failures that a test orders for the next requests of a stand-in: answers, delays, and connections cut."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sandbox.asgi import Scope, cut

A = TypeVar("A")
DROPS = ("", "before", "after")


@dataclass(slots=True)
class Fault(Generic[A]):
    """`path` is a regular expression over the whole path; `drop` is before, after or empty."""

    method: str
    path: re.Pattern[str]
    times: int
    skip: int
    answer: A | None
    delay: float
    drop: str


class Faults(Generic[A]):
    """Ordered failures, first come first served. `answer` makes what is answered of an order, or None."""

    def __init__(self, answer: Callable[[dict[str, Any]], A | None]) -> None:
        self.waiting: list[Fault[A]] = []
        self._answer = answer

    def order(self, body: dict[str, Any]) -> None:
        """Raises ValueError for an order that makes no sense."""
        drop = body.get("drop") or ""
        if drop not in DROPS:
            raise ValueError("drop is before or after")
        self.waiting.append(
            Fault(
                method=body.get("method", "*"),
                path=re.compile(body.get("path", ".*")),
                times=int(body.get("times", 1)),
                skip=int(body.get("skip", 0)),
                answer=self._answer(body),
                delay=float(body.get("delay", 0)),
                drop=drop,
            )
        )

    def clear(self) -> None:
        self.waiting = []

    def take(self, method: str, path: str) -> Fault[A] | None:
        """The failure that this request gets, counted down."""
        return next((each for each in self.waiting if self._fits(each, method, path)), None)

    def take_answer(self, method: str, path: str) -> A | None:
        """The same for a part of a batch, which can only be answered: it has no connection of its own."""
        found = (each for each in self.waiting if each.answer and not each.drop and self._fits(each, method, path))
        fault = next(found, None)
        return fault.answer if fault else None

    def _fits(self, fault: Fault[A], method: str, path: str) -> bool:
        if fault.method not in ("*", method) or not fault.path.fullmatch(path):
            return False
        if fault.skip > 0:
            fault.skip -= 1
            return False
        fault.times -= 1
        if fault.times <= 0:
            self.waiting = [each for each in self.waiting if each is not fault]
        return True


async def suffer(fault: Fault[A], scope: Scope) -> bool:
    """Wait, or lose the connection; False if there is nobody left to answer."""
    if fault.delay:
        await asyncio.sleep(fault.delay)
    if fault.drop == "before":
        await cut(scope)
    return fault.drop != "before"
