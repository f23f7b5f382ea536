"""The order of changes in one collection, as sync tokens count them."""

from bisect import bisect_right
from collections.abc import Iterator


class Log:
    """Each change has the next number; of several changes of one identifier only the last counts."""

    def __init__(self) -> None:
        self._numbers: list[int] = []
        self._ids: list[str] = []
        self._times: list[float] = []
        self._latest: dict[str, int] = {}

    @property
    def last(self) -> int:
        return self._numbers[-1] if self._numbers else 0

    def note(self, identifier: str, number: int, at: float) -> None:
        """Numbers and times never go down."""
        self._numbers.append(number)
        self._ids.append(identifier)
        self._times.append(at)
        self._latest[identifier] = number

    def until(self, at: float) -> int:
        """The number of the last change that was not later than `at`."""
        count = bisect_right(self._times, at)
        return self._numbers[count - 1] if count else 0

    def between(self, low: int, high: int) -> Iterator[tuple[int, str]]:
        """Changes with low < number <= high, oldest first, without those that a later one replaced."""
        for at in range(bisect_right(self._numbers, low), bisect_right(self._numbers, high)):
            number, identifier = self._numbers[at], self._ids[at]
            if self._latest[identifier] == number:
                yield number, identifier

    def last_of_each(self, low: int, high: int) -> Iterator[tuple[int, str]]:
        """Changes with low < number <= high, of each identifier the last of these, oldest first."""
        found: dict[str, int] = {}
        for at in range(bisect_right(self._numbers, low), bisect_right(self._numbers, high)):
            found.pop(self._ids[at], None)
            found[self._ids[at]] = self._numbers[at]
        yield from ((number, identifier) for identifier, number in found.items())
