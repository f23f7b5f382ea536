"""Changes per day as bars: where each begins and how high it is, out of a hundred. The template draws them as SVG.

Nothing here has a colour or a width: the style sheet has the first, the page the second.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tandem.usecases.seeing.by_day import DayView

KINDS = ("create", "update", "delete")
"""From the bottom of a bar to its top."""
FULL = 94.0
LEAST = 2.0
"""What is there is seen, however little it is."""
STANDS_OUT = 4
"""A day with so many times more than any other would leave nothing of the others: its bar is cut."""
STEP, BAR_WIDTH = 10, 8
"""How far the days are apart, and how wide each bar is."""


@dataclass(frozen=True, slots=True)
class Part:
    """`y` is its upper edge, from the top."""

    kind: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    day: date
    counts: DayView
    x: int
    parts: tuple[Part, ...]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """`top` is how many changes the highest line stands for, `y` where it is."""

    bars: tuple[Bar, ...]
    top: int
    y: float = 100 - FULL

    @property
    def width(self) -> int:
        return len(self.bars) * STEP

    @property
    def days(self) -> Sequence[Bar]:
        """Those on which something was done, newest first."""
        return [bar for bar in reversed(self.bars) if bar.counts.total]

    @property
    def cut(self) -> Bar | None:
        return next((bar for bar in self.bars if bar.is_cut), None)

    def sum(self, kind: str) -> int:
        return sum(getattr(bar.counts, kind) for bar in self.bars)


def chart(days: Sequence[DayView]) -> Chart:
    """Of days in their order; at least one of them."""
    highest, second, *_ = sorted([0, *(one.total for one in days)], reverse=True)
    is_cut = bool(second) and highest > second * STANDS_OUT
    top = _round(second if is_cut else highest)
    bars = [
        _bar(one, number * STEP + (STEP - BAR_WIDTH) // 2, top, is_cut and one.total == highest)
        for number, one in enumerate(days)
    ]
    return Chart(tuple(bars), top)


def _bar(one: DayView, x: int, top: int, is_cut: bool) -> Bar:
    shown = [(kind, count) for kind in KINDS if (count := getattr(one, kind))]
    whole, scale = (100.0, one.total) if is_cut else (FULL, top)
    heights = [max(count / scale * whole, LEAST) for _, count in shown]
    excess = max(sum(heights), 100.0) / 100
    parts: list[Part] = []
    under = 100.0
    for (kind, _), height in zip(shown, heights, strict=True):
        under -= height / excess
        parts.append(Part(kind, round(under, 1), round(height / excess, 1)))
    return Bar(date.fromisoformat(one.day), one, x, tuple(parts), is_cut)


def _round(count: int) -> int:
    """The next of 2, 4, 10, 20, 40, 100 and so on, which have halves."""
    step = 1
    while True:
        for of_step in (2, 4, 10):
            if of_step * step >= count:
                return of_step * step
        step *= 10
