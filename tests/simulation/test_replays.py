"""Each run that ever failed for a fault of ours is kept, as short as it could be made, and must not fail again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulation.story.again import play
from tests.simulation.story.cores import Cores, cores
from tests.simulation.story.replay import kept, read


@pytest.fixture(scope="module")
def one_core() -> Iterator[Cores]:
    """Its process has the same hash seed each time, whatever ours has."""
    with cores(1) as found:
        yield found


def violated_by(path: Path) -> list[str]:
    return [str(one) for one in play(read(path)).violations]


@pytest.mark.parametrize("path", kept(), ids=lambda path: path.stem)
def test_what_failed_once_does_not_fail_again(one_core: Cores, path: Path) -> None:
    violated = one_core.pool.submit(violated_by, path).result()

    assert violated == [], read(path).about


@pytest.mark.parametrize("path", kept(), ids=lambda path: path.stem)
def test_a_kept_run_says_in_a_sentence_what_went_wrong(path: Path) -> None:
    replay = read(path)

    assert replay.about.endswith(".")
    assert len(replay.record) <= 60, "shrink it first"


def test_every_kept_run_is_told_in_the_documentation() -> None:
    told = (Path(__file__).parents[2] / "docs" / "simulation.md").read_text("utf-8")

    assert [path.stem for path in kept() if f"| `{path.stem}` |" not in told] == []
