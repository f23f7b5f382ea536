"""Every combination of some dimensions, at the cost of those that matter.

An input is chosen only when the code under test reads it (Runciman, Naylor, Lindblad: Lazy SmallCheck, 2008). What a
run never read can't have changed what it did, so one run stands for all values of all that it left unread; `Tally`
counts them, and the sum over all runs must be the whole product.

Two values that nothing tells apart but whether they are equal are `TWINS`: what is chosen with one of them first has a
mirror image with the other one, which takes the same way (data independence, as Wolper used it in 1986). That one isn't
run, and counted all the same.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

TWINS = ("a", "b")


@dataclass(frozen=True, slots=True)
class Dimension:
    """The values of one input. It exists only where `of` was chosen as one of `where`."""

    values: tuple[Any, ...]
    of: str = ""
    where: frozenset[Hashable] = frozenset()


@dataclass(frozen=True, slots=True)
class Tally:
    """How many runs there were, and how many combinations they stood for."""

    runs: int
    combinations: int


class Space:
    """The dimensions, and how many combinations each of them stands for while it is unread."""

    def __init__(self, dimensions: Mapping[str, Dimension]) -> None:
        self.values = {name: one.values for name, one in dimensions.items()}
        self.first = {name: _without_the_second(one.values) for name, one in dimensions.items()}
        self._under = {
            name: [(child, one.where) for child, one in dimensions.items() if one.of == name] for name in dimensions
        }
        self._roots = [name for name, one in dimensions.items() if not one.of]
        self._unread = {name: self._count(name) for name in dimensions}
        self._parents = [name for name in dimensions if self._under[name]]
        self._known: dict[Hashable, int] = {}
        self.size = prod(self._unread[name] for name in self._roots)

    def _count(self, name: str) -> int:
        under = self._under[name]
        return sum(prod(self._count(child) for child, where in under if value in where) for value in self.values[name])

    def stands_for(self, draw: "Draw") -> int:
        """The combinations of all that was left unread, and of the mirror image."""
        return self._unread_by(draw) * (2 if draw.has_twin else 1)

    def _unread_by(self, draw: "Draw") -> int:
        chosen = draw.chosen
        key = (*draw.names, *[chosen.get(name, self) for name in self._parents])
        if key not in self._known:
            self._known[key] = prod(self._left(name, chosen) for name in self._roots)
        return self._known[key]

    def _left(self, name: str, chosen: Mapping[str, Any]) -> int:
        if name not in chosen:
            return self._unread[name]
        return prod(self._left(child, chosen) for child, where in self._under[name] if chosen[name] in where)


def _without_the_second(values: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(one for one in values if one != TWINS[1]) if set(TWINS) <= set(values) else values


class Draw:
    """The choices of the run that goes on. The same name gives the same value throughout."""

    __slots__ = ("_first", "_heard", "_last", "_places", "_twins", "_values", "chosen", "has_twin", "names")

    def begin(self, space: Space) -> None:
        self._values, self._first = space.values, space.first
        self.chosen: dict[str, Any] = {}
        self.names: list[str] = []
        self._places: list[int] = []
        self._last: list[bool] = []
        """Whether there is no further value, for each of the names."""
        self._twins: list[bool] = []
        self.has_twin = False
        self._heard: dict[str, Any] | None = None

    def listen(self, function: Callable[[], Any]) -> tuple[Any, dict[str, Any]]:
        """What it answers, and which choices it read for that, in the order of their first reading."""
        outer, self._heard = self._heard, {}
        answer, heard = function(), self._heard
        self._heard = outer
        if outer is not None:
            outer.update(heard)
        return answer, heard

    def __call__(self, name: str) -> Any:
        value = self.chosen[name] if name in self.chosen else self._choose(name)
        if self._heard is not None:
            self._heard[name] = value
        return value

    def _choose(self, name: str) -> Any:
        self.names.append(name)
        self._places.append(0)
        self._twins.append(self.has_twin)
        self._last.append(False)
        return self._take(name, 0)

    def _take(self, name: str, place: int) -> Any:
        had_twin = self._twins[-1]
        values = (self._values if had_twin else self._first)[name]
        value = self.chosen[name] = values[place]
        self._places[-1], self._last[-1] = place, place + 1 == len(values)
        self.has_twin = had_twin or (len(values) < len(self._values[name]) and value == TWINS[0])
        return value

    def go_on(self) -> bool:
        """To the next value of what was chosen last, and, where there is none, of what was chosen before it.

        What was chosen before that is chosen for the next run as well: it reads the same until it comes there.
        """
        while self.names and self._last[-1]:
            del self.chosen[self.names.pop()]
            for past in (self._places, self._last, self._twins):
                past.pop()
        if self.names:
            self._take(self.names[-1], self._places[-1] + 1)
        return bool(self.names)


def explore(space: Space, draw: Draw, run: Callable[[], None]) -> Tally:
    """Run with every combination: depth first, each run repeats its forerunner's choices but for the last."""
    runs = combinations = 0
    draw.begin(space)
    goes_on = True
    while goes_on:
        try:
            run()
        except BaseException as error:
            error.add_note(f"with {draw.chosen}")
            raise
        runs += 1
        combinations += space.stands_for(draw)
        goes_on = draw.go_on()
    return Tally(runs, combinations)
