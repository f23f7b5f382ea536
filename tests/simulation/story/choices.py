"""The one source of everything that is left to chance: by seed, as it was recorded, or by Hypothesis.

0 is always the calm choice. What is drawn is recorded step by step, so that a step that is left out takes its own
choices with it. An option that has a name is recorded by its name, so that a record still says the same when options
are added.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from random import Random
from typing import Protocol, TypeVar

T = TypeVar("T")

Choice = int | str
Frame = dict[str, list[Choice]]
"""What one step drew, by label; and for each fault at which of the step's calls it struck, from 1."""

Record = list[Frame]
"""The town, then each step."""


class Source(Protocol):
    def draw(self, label: str, size: int) -> Choice:
        """A number from 0 up to `size`, without it; or the name of an option."""
        ...

    def happens(self, label: str, permille: int) -> bool: ...

    def gap(self, label: str, mean: int) -> int:
        """How many calls there are until it happens, `mean` on average; 0: not again."""
        ...

    def begin(self) -> bool:
        """The next step begins. Whether all gaps are to be asked for anew."""
        ...

    def steps(self, options: Sequence[int]) -> int: ...


class Chance:
    """What draws numbers one after the other has no plan: gaps reach over the steps."""

    def draw(self, label: str, size: int) -> int:
        raise NotImplementedError

    def happens(self, label: str, permille: int) -> bool:
        return self.draw(label, 1000) >= 1000 - permille

    def gap(self, label: str, mean: int) -> int:
        return self.draw(f"next/{label}", 2 * mean + 1) if mean else 0

    def begin(self) -> bool:
        return False

    def steps(self, options: Sequence[int]) -> int:
        return options[self.draw("steps", len(options))]


class Seeded(Chance):
    """Each label has a stream of its own, so that one choice more here moves nothing there."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._streams: dict[str, Random] = {}

    def draw(self, label: str, size: int) -> int:
        stream = self._streams.get(label)
        if stream is None:
            stream = self._streams[label] = Random(f"{self._seed}/{label}")  # chance, no secret
        return int(stream.random() * size)


class Recorded:
    """What was drawn before, step by step; calm where the record ends or doesn't fit any more."""

    def __init__(self, record: Sequence[Mapping[str, Sequence[Choice]]]) -> None:
        self._record = record
        self._step = 0
        self._frame: Mapping[str, Sequence[Choice]] = record[0]
        self._places: dict[str, int] = {}
        self._struck: dict[str, int] = {}

    def draw(self, label: str, size: int) -> Choice:
        return self._next(label)

    def _next(self, label: str) -> Choice:
        place = self._places.get(label, 0)
        self._places[label] = place + 1
        drawn = self._frame.get(label, ())
        return drawn[place] if place < len(drawn) else 0

    def happens(self, label: str, permille: int) -> bool:
        return self._next(label) == 1

    def gap(self, label: str, mean: int) -> int:
        """From where it struck last in this step, or from the step's beginning."""
        before, self._struck[label] = self._struck.get(label, 0), int(self._next(label))
        return max(self._struck[label] - before, 0)

    def begin(self) -> bool:
        self._step += 1
        self._frame = self._record[self._step] if self._step < len(self._record) else {}
        self._places, self._struck = {}, {}
        return True

    def steps(self, options: Sequence[int]) -> int:
        return len(self._record) - 1


@dataclass(slots=True)
class Choices:
    """Draws, and keeps what was drawn: a run can be told again, and made shorter."""

    source: Source
    record: Record = field(default_factory=lambda: [{}])

    def begin(self) -> bool:
        self.record.append({})
        return self.source.begin()

    def note(self, label: str, drawn: Choice) -> None:
        self.record[-1].setdefault(label, []).append(drawn)

    def pick(self, label: str, size: int) -> int:
        if size < 2:
            return 0
        drawn = self.source.draw(label, size)
        place = min(drawn, size - 1) if isinstance(drawn, int) else 0
        self.note(label, place)
        return place

    def one_of(self, label: str, options: Sequence[T]) -> T:
        if len(options) < 2:
            return options[0]
        if not isinstance(options[0], str):
            return options[self.pick(label, len(options))]
        drawn = self.source.draw(label, len(options))
        if isinstance(drawn, int):
            option = options[min(drawn, len(options) - 1)]
        else:
            option = next((one for one in options if _name(one) == drawn), options[0])
        self.note(label, _name(option))
        return option

    def happens(self, label: str, permille: int) -> bool:
        is_so = self.source.happens(label, permille)
        self.note(label, int(is_so))
        return is_so

    def weighted(self, label: str, weights: Mapping[str, int]) -> str:
        """The first with a weight is the calm one."""
        drawn = self.source.draw(label, sum(weights.values()))
        option = _by_weight(weights, drawn) if isinstance(drawn, int) else drawn
        if option not in weights:
            option = next(iter(weights))
        self.note(label, option)
        return option


def _name(option: object) -> str:
    """Of a member of an enum its name in the code, since the words that it stands for are prose."""
    return option.name if isinstance(option, Enum) else str(option)


def _by_weight(weights: Mapping[str, int], place: int) -> str:
    for option, weight in weights.items():
        if place < weight:
            return option
        place -= weight
    raise ValueError("no weights")
