"""The same stories with Hypothesis as the source of chance: fewer of them, and what fails becomes small by itself."""

import os

import pytest
from hypothesis import HealthCheck, Phase, given, settings, strategies as st

from tests.simulation.drawn import Drawn
from tests.simulation.run import run
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


def without_conditions(town: Town) -> None:
    """A table that lets every condition hold."""
    town.table._holds = lambda _operation: True


def test_a_table_without_conditions_is_found_out() -> None:
    @settings(BOUNDED, max_examples=200, phases=[Phase.generate])
    @given(st.data())
    def tells_stories(data: st.DataObject) -> None:
        assert run(Drawn(data), prepare=without_conditions).violations == []

    with pytest.raises(AssertionError):
        tells_stories()
