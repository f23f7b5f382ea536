"""What is tried: a reader of the production code with a check of all that must hold behind it."""

from random import Random
from typing import Protocol


class Target(Protocol):
    """`make` draws an input, the same one each time; `run` reads it and says whether it was taken or refused.

    Whatever else `run` raises is a failure, and so is a check of its own (`Broke`).
    """

    name: str

    def seeds(self) -> list[bytes]: ...

    def make(self, source: Random) -> bytes: ...

    def run(self, data: bytes) -> bool: ...


class Broke(AssertionError):
    """Something that must hold did not; the text says what."""


def must(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Broke(otherwise)
