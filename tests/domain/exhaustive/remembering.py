"""What a pure function answered, kept by the choices it made: it runs once for each way through what it reads.

A run of `explore` repeats most choices of its forerunner, and with them most of its work. The choices of a function lie
in a tree here: which input it read first, for each value of it which one next, and at the end what it answered. Who
asks the tree makes the same choices in the same order as the function itself would, so the walk over all combinations
can't tell the two apart, and each one is judged as before.

It rests upon what `explore` rests upon: that an answer depends on nothing but the key and the choices that were read
for it. One answer of `SAMPLE` is worked out anew, and must come out the same by the same choices.
"""

from collections.abc import Callable, Hashable
from typing import Any

from tests.domain.exhaustive.choosing import Draw

SAMPLE = 499
NEW = object()


class Choice:
    """The next input that is read, and where each of its values leads: to a choice, or to an answer."""

    __slots__ = ("name", "ways")

    def __init__(self, name: str) -> None:
        self.name = name
        self.ways: dict[Hashable, Any] = {}


class Remembered:
    """Answers of any number of functions. A key says which function it is, and all that it is given undrawn."""

    def __init__(self, draw: Draw, form: Callable[[Any], object] = lambda answer: answer) -> None:
        """`form` is what of two answers must be equal; to compare them may read nothing."""
        self.asked = self.ran = 0
        self._draw, self._form = draw, form
        self._trees: dict[Hashable, Any] = {}

    def ask(self, key: Hashable, function: Callable[[], Any]) -> Any:
        self.asked += 1
        draw, found = self._draw, self._trees.get(key, NEW)
        while type(found) is Choice:
            found = found.ways.get(draw(found.name), NEW)
        if found is NEW:
            return self._learn(key, function)
        if self.asked % SAMPLE == 0:
            self._try_again(key, function, found)
        return found

    def _learn(self, key: Hashable, function: Callable[[], Any]) -> Any:
        answer, read = self._draw.listen(function)
        ways, way = self._trees, key
        for name, value in read.items():
            choice = ways.setdefault(way, Choice(name))
            assert choice.name == name, f"{key} reads {name} now, and {choice.name} before"
            ways, way = choice.ways, value
        ways[way] = answer
        self.ran += 1
        return answer

    def _try_again(self, key: Hashable, function: Callable[[], Any], found: Any) -> None:
        answer, read = self._draw.listen(function)
        place = self._trees[key]
        for name, value in read.items():
            assert place.name == name, f"{key} reads {name} now, and {place.name} before"
            place = place.ways[value]
        assert place is found, f"{key} reads less than before"
        assert self._form(answer) == self._form(found), f"{key} answers {answer} now, and {found} before"
