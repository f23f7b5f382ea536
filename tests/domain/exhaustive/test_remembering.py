"""What is remembered is what would be worked out anew; a function that goes by anything else is found out."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from tests.domain.exhaustive.choosing import Dimension, Draw, Space, Tally, explore
from tests.domain.exhaustive.remembering import SAMPLE, Remembered

SPACE = Space(
    {
        "colour": Dimension(("a", "b", "red")),
        "other": Dimension(("a", "b", "red")),
        "size": Dimension((1, 2, 3, 4)),
        "shade": Dimension(("light", "dark"), "colour", frozenset({"a", "b"})),
        **{f"{number}. idle": Dimension(tuple(range(5))) for number in range(4)},
    }
)


def _worked_out(draw: Draw) -> object:
    """Reads more of some than of others, and each in an order of its own."""
    if draw("size") > 2:
        return draw("colour") == draw("other"), draw("size")
    return (draw("colour"), draw("shade")) if draw("colour") in {"a", "b"} else draw("other")


def _walk(answer: Callable[[Draw], Any]) -> tuple[Tally, list[object]]:
    draw, heard = Draw(), []

    def run() -> None:
        idle = [draw(f"{number}. idle") for number in range(4)]
        found = answer(draw)
        heard.append((*idle, found, sorted(draw.chosen.items(), key=str)))

    return explore(SPACE, draw, run), heard


def test_the_walk_cannot_tell_what_is_remembered_from_what_is_worked_out() -> None:
    plain, heard = _walk(_worked_out)
    kept: dict[Draw, Remembered] = {}

    tally, also_heard = _walk(lambda draw: kept.setdefault(draw, Remembered(draw)).ask("it", lambda: _worked_out(draw)))

    assert (tally, also_heard) == (plain, heard)
    assert tally.combinations == SPACE.size == 5 * 3 * 4 * 5**4
    (remembered,) = kept.values()
    assert (remembered.asked, remembered.ran) == (tally.runs, tally.runs // 5**4)


def test_one_remembered_function_may_ask_another() -> None:
    kept: dict[Draw, Remembered] = {}

    def outer(draw: Draw) -> object:
        remembered = kept.setdefault(draw, Remembered(draw))
        return remembered.ask("outer", lambda: (draw("size"), remembered.ask("inner", lambda: _worked_out(draw))))

    plain, heard = _walk(lambda draw: (draw("size"), _worked_out(draw)))

    assert _walk(outer) == (plain, heard)


def test_an_answer_that_goes_by_something_undrawn_is_found_out() -> None:
    calls = count()
    kept: dict[Draw, Remembered] = {}

    with pytest.raises(AssertionError, match="it answers"):
        _walk(lambda draw: kept.setdefault(draw, Remembered(draw)).ask("it", lambda: (draw("size"), next(calls))))

    assert next(iter(kept.values())).asked == SAMPLE


@pytest.mark.parametrize("later", ["shade", "other"])
def test_reading_that_goes_by_something_undrawn_is_found_out(later: str) -> None:
    calls = count()
    kept: dict[Draw, Remembered] = {}

    def reads(draw: Draw) -> str:
        return str(draw("size") and draw("colour" if next(calls) < 1 else later))

    with pytest.raises((AssertionError, KeyError)):
        _walk(lambda draw: kept.setdefault(draw, Remembered(draw)).ask("it", lambda: reads(draw)))
