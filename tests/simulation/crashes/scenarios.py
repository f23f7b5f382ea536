"""All golden scenarios, by name."""

from tests.simulation.crashes import one_way, two_way
from tests.simulation.crashes.scenario import Scenario

SCENARIOS: dict[str, Scenario] = {one.name: one for one in (*two_way.CELLS, *one_way.CELLS)}
