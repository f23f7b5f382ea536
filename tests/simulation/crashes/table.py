"""The numbers by scenario, for the page about the simulation."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.simulation.crashes.enumeration import Outcome, summary

PAGE = Path(__file__).parents[3] / "docs" / "simulation.md"
BEGIN = "<!-- crashes: begin; written by python -m tests.simulation.crashes --table -->"
END = "<!-- crashes: end -->"


def put_into_page(outcomes: Sequence[Outcome], page: Path = PAGE) -> None:
    """Between the two marks; raise ValueError where they are not in the page."""
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        raise ValueError(f"{page.name} has no place for the table")
    table = "\n".join(lines(outcomes))
    page.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8")


def lines(outcomes: Sequence[Outcome]) -> Iterator[str]:
    yield from (f"{line}." for line in summary(outcomes))
    yield ""
    yield "| scenario | calls | crash points survived | pairs survived |"
    yield "|---|--:|--:|--:|"
    for one in outcomes:
        pairs = f"{one.pairs_survived:,} of {one.pairs:,}" if one.pairs else ""
        yield f"| {one.name} | {one.calls} | {one.survived} of {one.crashes} | {pairs} |"
