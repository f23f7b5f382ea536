"""Says at the end of a test run how many crashes were survived."""

import pytest

from tests.simulation.crashes.enumeration import Outcome, summary
from tests.simulation.crashes.spread import enumerate_all
from tests.spreading import say_at_the_end


@pytest.fixture(scope="session")
def outcomes(pytestconfig: pytest.Config) -> dict[str, Outcome]:
    """All scenarios, each dying everywhere."""
    found = enumerate_all()
    say_at_the_end(pytestconfig, "crashes", summary(list(found.values())))
    return found
