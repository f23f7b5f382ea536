"""The one source of everything that is left to chance: by seed, or as it was recorded. 0 is always the calm choice."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Source(Protocol):
    def draw(self, label: str, size: int) -> int:
        """A number from 0 up to `size`, without it."""
        ...


class Seeded:
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
    """What was drawn before, by label; calm where the record ends or doesn't fit any more."""

    def __init__(self, record: Mapping[str, Sequence[int]]) -> None:
        self._record = record
        self._places: dict[str, int] = {}

    def draw(self, label: str, size: int) -> int:
        place = self._places.get(label, 0)
        self._places[label] = place + 1
        drawn = self._record.get(label, ())
        return min(drawn[place], size - 1) if place < len(drawn) else 0


@dataclass(slots=True)
class Choices:
    """Draws, and keeps what was drawn: a run can be told again, and made shorter."""

    source: Source
    record: dict[str, list[int]] = field(default_factory=dict)

    def pick(self, label: str, size: int) -> int:
        drawn = self.source.draw(label, size) if size > 1 else 0
        self.record.setdefault(label, []).append(drawn)
        return drawn

    def one_of(self, label: str, options: Sequence[T]) -> T:
        return options[self.pick(label, len(options))]

    def happens(self, label: str, permille: int) -> bool:
        return self.pick(label, 1000) >= 1000 - permille

    def weighted(self, label: str, weights: Mapping[T, int]) -> T:
        """The first with a weight is the calm one."""
        place = self.pick(label, sum(weights.values()))
        for option, weight in weights.items():
            if place < weight:
                return option
            place -= weight
        raise ValueError("no weights")


def to_text(record: Mapping[str, Sequence[int]], about: Mapping[str, Any]) -> str:
    """A replay file: one line for each label, so that a change of it can be read."""
    lines = [f"  {json.dumps(label)}: {json.dumps(drawn)}" for label, drawn in sorted(record.items()) if any(drawn)]
    head = "".join(f" {json.dumps(name)}: {json.dumps(value)},\n" for name, value in about.items())
    return "{\n" + head + ' "choices": {\n' + ",\n".join(lines) + "\n }\n}\n"


def from_text(text: str) -> tuple[dict[str, list[int]], dict[str, Any]]:
    about = json.loads(text)
    return about.pop("choices"), about
