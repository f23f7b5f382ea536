"""Choices by Hypothesis, which looks for failures in its own way and makes what it finds small by itself."""

from collections.abc import Sequence

from hypothesis import strategies as st

from tests.simulation.story.choices import Chance

STEPS = 60


class Drawn(Chance):
    def __init__(self, data: st.DataObject, steps: int = STEPS) -> None:
        self._data, self._steps = data, steps

    def draw(self, label: str, size: int) -> int:
        return self._data.draw(st.integers(0, size - 1), label)

    def steps(self, options: Sequence[int]) -> int:
        return self._steps
