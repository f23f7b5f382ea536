"""The table of the planted bugs, written into the page about the simulator."""

from collections.abc import Iterator
from pathlib import Path

from tests.simulation.bugs import BUGS
from tests.simulation.bugs.search import path_of
from tests.simulation.story.replay import read

PAGE = Path(__file__).parents[3] / "docs" / "simulation.md"
BEGIN, END = "<!-- planted bugs: begin -->", "<!-- planted bugs: end -->"
HEAD = ("| planted bug | what it does wrong | caught by | seeds until caught |", "|---|---|---|---|")


def rows() -> Iterator[str]:
    """From the replays that were kept; the seed of each says how many it took."""
    yield from HEAD
    for bug in BUGS.values():
        path = path_of(bug.name)
        if not path.exists():
            yield f"| `{bug.name}` | {bug.sentence} | - | not caught |"
            continue
        replay = read(path)
        yield f"| `{bug.name}` | {bug.sentence} | {replay.invariant} | {(replay.seed or 0) + 1} |"


def write_table(page: Path = PAGE) -> None:
    """Between the two marks; everything else on the page stays as it is."""
    before, rest = page.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    table = "\n".join(rows())
    page.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8")
