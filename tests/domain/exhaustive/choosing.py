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

    __slots__ = ("_first", "_script", "_values", "chosen", "has_twin", "last", "names")

    def begin(self, space: Space, script: list[int]) -> None:
        self._values, self._first, self._script = space.values, space.first, script
        self.chosen: dict[str, Any] = {}
        self.names: list[str] = []
        self.last: list[bool] = []
        """Whether there is no further value, at each place of the script."""
        self.has_twin = False

    def __call__(self, name: str) -> Any:
        chosen = self.chosen
        if name in chosen:
            return chosen[name]
        depth = len(self.names)
        if depth == len(self._script):
            self._script.append(0)
        values = (self._values if self.has_twin else self._first)[name]
        place = self._script[depth]
        value = chosen[name] = values[place]
        self.names.append(name)
        self.last.append(place + 1 == len(values))
        self.has_twin = self.has_twin or (len(values) < len(self._values[name]) and value == TWINS[0])
        return value


def explore(space: Space, draw: Draw, run: Callable[[], None]) -> Tally:
    """Run with every combination: depth first, each run repeats its forerunner's choices but for the last."""
    script: list[int] = []
    runs = combinations = 0
    while True:
        draw.begin(space, script)
        try:
            run()
        except BaseException as error:
            error.add_note(f"with {draw.chosen}")
            raise
        runs += 1
        combinations += space.stands_for(draw)
        while script and draw.last[len(script) - 1]:
            script.pop()
        if not script:
            return Tally(runs, combinations)
        script[-1] += 1
