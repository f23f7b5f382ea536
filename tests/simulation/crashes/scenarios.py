"""All golden scenarios, by name."""

from tests.simulation.crashes import commands, one_way, two_way, writes
from tests.simulation.crashes.scenario import Scenario

SCENARIOS: dict[str, Scenario] = {
    one.name: one for one in (*two_way.CELLS, *one_way.CELLS, *writes.WRITES, *commands.COMMANDS)
}
