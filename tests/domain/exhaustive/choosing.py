"""Every combination of some dimensions, at the cost of those that matter.

An input is chosen only when the code under test reads it (Runciman, Naylor, Lindblad: Lazy SmallCheck, 2008). What a
run never read can't have changed what it did, so one run stands for all values of all that it left unread; `Tally`
counts them, and the sum over all runs must be the whole product.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from math import prod
from typing import Any


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
        """The combinations of all that was left unread."""
        chosen = draw.chosen
        key = (*draw.names, *[chosen.get(name, self) for name in self._parents])
        if key not in self._known:
            self._known[key] = prod(self._left(name, chosen) for name in self._roots)
        return self._known[key]

    def _left(self, name: str, chosen: Mapping[str, Any]) -> int:
        if name not in chosen:
            return self._unread[name]
        return prod(self._left(child, chosen) for child, where in self._under[name] if chosen[name] in where)


class Draw:
    """The choices of the run that goes on. The same name gives the same value throughout."""

    __slots__ = ("_script", "_values", "chosen", "names")

    def begin(self, space: Space, script: list[int]) -> None:
        self._values, self._script = space.values, script
        self.chosen: dict[str, Any] = {}
        self.names: list[str] = []

    def __call__(self, name: str) -> Any:
        chosen = self.chosen
        if name in chosen:
            return chosen[name]
        depth = len(self.names)
        if depth == len(self._script):
            self._script.append(0)
        value = chosen[name] = self._values[name][self._script[depth]]
        self.names.append(name)
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
        while script and script[-1] + 1 == len(space.values[draw.names[len(script) - 1]]):
            script.pop()
        if not script:
            return Tally(runs, combinations)
        script[-1] += 1
