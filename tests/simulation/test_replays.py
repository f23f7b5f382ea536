"""Each run that ever failed for a fault of ours is kept, as short as it could be made, and must not fail again."""

from pathlib import Path

import pytest

from tests.simulation.again import play
from tests.simulation.replay import kept, read


@pytest.mark.parametrize("path", kept(), ids=lambda path: path.stem)
def test_what_failed_once_does_not_fail_again(path: Path) -> None:
    replay = read(path)

    outcome = play(replay)

    assert outcome.violations == [], replay.about
