"""docs/scale.md shows what the program prints today. `python -m benchmarks.arrivals --write` brings it up to date."""

from pathlib import Path

from benchmarks.arrivals.design import as_built
from benchmarks.arrivals.paper import read, written
from benchmarks.arrivals.report import run_row, runs, static_blocks
from benchmarks.arrivals.scenarios import IMPORTING, ORDINARY

PAPER = Path(__file__).resolve().parents[2] / "docs" / "scale.md"


def cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip("|").split("|"))


def test_the_tables_are_those_of_the_program() -> None:
    shown = read(PAPER.read_text(encoding="utf-8"))

    assert {name: shown[name] for name in static_blocks()} == static_blocks()


def test_the_runs_are_those_of_the_program() -> None:
    """Two of them are run again; the others would take a minute."""
    shown = list(map(cells, read(PAPER.read_text(encoding="utf-8"))["runs"].splitlines()))

    assert len(shown) == 2 + len(list(runs()))
    for design, scale, scenario in runs():
        if scenario is IMPORTING or (scenario is ORDINARY and scale == 1_000 and design == as_built()):
            assert run_row(design, scale, scenario) in shown


def test_a_table_is_put_in_its_place_and_the_rest_stays() -> None:
    paper = "before\n\n<!-- a -->\n\nold\n\n<!-- end -->\n\nbetween\n\n<!-- b -->\n\nkept\n\n<!-- end -->\n"

    found = written(paper, {"a": "new\n\nlines"})

    assert read(found) == {"a": "new\n\nlines", "b": "kept"}
    assert found == paper.replace("old", "new\n\nlines")
