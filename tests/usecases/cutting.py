"""Cuts a scene off at the k-th call of a port, as a crash would: whatever was acknowledged before stays."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


class Cut(BaseException):
    """The process ended here. No production code catches it."""


@dataclass
class Scissors:
    """Once armed, counts the calls of everything it wraps; the `at`-th raises, before it is done or right after.

    From then on every call raises, as nothing more is done by a process that was killed.
    """

    at: int = 0
    is_after: bool = False
    is_armed: bool = False
    calls: int = 0
    names: list[str] = field(default_factory=list)
    of_table: tuple[str, ...] = ("transact", "upsert")
    of_sides: tuple[str, ...] = ("_write",)

    def wrap(self, port: Any, names: tuple[str, ...]) -> Any:
        return _Wrapped(port, self.cut(port, names))

    def cut(self, port: Any, names: tuple[str, ...]) -> dict[str, Callable[..., Any]]:
        return {name: self._cutting(getattr(port, name), name) for name in names}

    def _cutting(self, work: Callable[..., Any], name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            if not self.is_armed:
                return work(*arguments, **named)
            self.calls += 1
            self.names.append(name)
            is_over = 0 < self.at < self.calls
            is_now = self.calls == self.at
            if is_over or (is_now and not self.is_after):
                raise Cut(name)
            answer = work(*arguments, **named)
            if is_now:
                raise Cut(name)
            return answer

        return call


def everything(at: int = 0) -> Scissors:
    """Cuts before each call, be it a read or a write: of the table and of both sides."""
    of_table = ("get", "query", "query_each", "query_newest", "sorts_newest", "sorts_each", "transact", "upsert")
    return Scissors(at, of_table=of_table, of_sides=("_call", "_write"))


class _Wrapped:
    def __init__(self, port: Any, calls: dict[str, Callable[..., Any]]) -> None:
        self._port = port
        self.__dict__.update(calls)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._port, name)
