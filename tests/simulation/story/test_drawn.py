"""The same stories with Hypothesis as the source of chance: fewer of them, and what fails becomes small by itself."""

import os

import pytest
from hypothesis import HealthCheck, Phase, given, settings, strategies as st

from tandem.ports import Add
from tests.simulation.story.drawn import Drawn
from tests.simulation.story.run import run
from tests.simulation.town import Town

BOUNDED = settings(
    derandomize=True,
    max_examples=int(os.environ.get("TANDEM_EXAMPLES", "200")),
    deadline=None,
    print_blob=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)


@BOUNDED
@given(st.data())
def test_no_story_that_hypothesis_thinks_of_violates_an_invariant(data: st.DataObject) -> None:
    outcome = run(Drawn(data))

    assert outcome.violations == []


def that_cannot_add(town: Town) -> None:
    """A table that forgets what is added to a count."""
    apply = town.table._apply
    town.table._apply = lambda operation: None if isinstance(operation, Add) else apply(operation)


def test_a_table_that_cannot_add_is_found_out() -> None:
    @settings(BOUNDED, phases=[Phase.generate])
    @given(st.data())
    def tells_stories(data: st.DataObject) -> None:
        assert run(Drawn(data), prepare=that_cannot_add).violations == []

    with pytest.raises(AssertionError):
        tells_stories()
