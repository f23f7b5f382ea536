"""Tells the workers of one machine when pushes pour in: all share one interpreter, and a push is waited for."""

from collections.abc import Iterator
from contextlib import contextmanager

_CROWD = 8
"""So many pushes at once wait for each other, and for whoever else computes."""


class Rush:
    """To be entered from one thread; any may ask."""

    def __init__(self) -> None:
        self._under_way = 0

    @contextmanager
    def push(self) -> Iterator[None]:
        """Around a push, from its arrival to its answer."""
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1

    def is_on(self) -> bool:
        return self._under_way >= _CROWD
