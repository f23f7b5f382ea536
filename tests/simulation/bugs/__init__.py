"""The test of the tests: known bugs of sync engines, each switched on for a run, and found by the invariants."""

from collections.abc import Mapping

from tests.simulation.bugs.bug import Bug as Bug
from tests.simulation.bugs.calendars import CALENDARS
from tests.simulation.bugs.decisions import DECISIONS
from tests.simulation.bugs.stores import STORES
from tests.simulation.bugs.ways import WAYS

BUGS: Mapping[str, Bug] = {bug.name: bug for bug in (*WAYS, *STORES, *DECISIONS, *CALENDARS)}
