"""The test of the tests: each planted bug is caught by the run that once found it, which is clean without the bug."""

import pytest

from tandem.usecases.writing import carry_out
from tests.simulation.bugs import BUGS
from tests.simulation.bugs.search import path_of
from tests.simulation.story.choices import Recorded
from tests.simulation.story.replay import read
from tests.simulation.story.run import run
from tests.simulation.town import Town


@pytest.mark.parametrize("name", BUGS)
def test_a_planted_bug_is_caught_and_nothing_else_is(name: str) -> None:
    bug, record = BUGS[name], read(path_of(name)).record

    with_bug = run(Recorded(record), prepare=bug.prepare)
    without = run(Recorded(record))

    assert bug.caught(with_bug) is not None, with_bug.violations
    assert without.violations == []


def test_what_a_bug_replaced_is_back_after_the_run_even_if_that_broke() -> None:
    honest = carry_out.under_brake

    def breaks(town: Town) -> None:
        BUGS["no_brake"].prepare(town)
        assert carry_out.under_brake is not honest
        raise RuntimeError("the run broke")

    with pytest.raises(RuntimeError):
        run(Recorded([{}]), prepare=breaks)

    assert carry_out.under_brake is honest
