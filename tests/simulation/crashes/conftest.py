"""Says at the end of a test run how many crashes were survived."""

import pytest

from tests.simulation.crashes.enumeration import Outcome, summary
from tests.simulation.crashes.spread import enumerate_all

KEY = pytest.StashKey[dict[str, Outcome]]()


@pytest.fixture(scope="session")
def outcomes(pytestconfig: pytest.Config) -> dict[str, Outcome]:
    """All scenarios, each dying everywhere."""
    pytestconfig.stash[KEY] = enumerate_all()
    return pytestconfig.stash[KEY]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    found = config.stash.get(KEY, {})
    if found:
        terminalreporter.section("crashes")
        for line in summary(list(found.values())):
            terminalreporter.line(line)
