"""What the loop makes of workers that go on for ever, and what its stores read of rows that are written anew."""

from datetime import timedelta

import pytest

from tests.simulation.judging.ledger import Ledger
from tests.simulation.story.choices import Choices, Recorded
from tests.simulation.story.engine import MANY_CALLS, Endless, Engine
from tests.simulation.story.faults import Weather
from tests.simulation.story.hub import Hub
from tests.simulation.town import Town, Traits
from tests.simulation.twins.office import ANNA


@pytest.fixture
def town() -> Town:
    made = Town(Hub(), Weather(Choices(Recorded([{}])), is_fair=True), Traits(), Ledger(), lambda _line: None)
    made.settle_in()
    made.connect(ANNA, "book0", {"direction": "two_way"})
    return made


def test_a_worker_that_goes_round_in_circles_ends_the_story(town: Town) -> None:
    engine = Engine(town, town.weather.choices)

    def circle() -> None:
        while True:
            town.table.query("links")

    engine.act("what never ends", circle)
    with pytest.raises(Endless):
        engine.finish_all()

    assert [one.invariant for one in town.oracle.violations] == ["L0"]
    assert town.hub.points >= MANY_CALLS


def test_a_worker_that_only_sleeps_for_long_does_not(town: Town) -> None:
    engine = Engine(town, town.weather.choices)
    engine.act("a long wait", lambda: town.clock.sleep(timedelta(hours=1)))

    engine.finish_all()

    assert not town.oracle.violations


def test_what_comes_late_comes_at_its_own_time_however_far_the_clock_is_moved(town: Town) -> None:
    """A card that came when the wait was over would be too young for lists that lag, and be given up for never made."""
    began, told = town.hub.now, []
    for seconds in (5, 3):
        at = began + timedelta(seconds=seconds)
        town.around.later.append((at, lambda: told.append(town.hub.now)))

    town.pass_by(timedelta(hours=8))

    assert told == [began + timedelta(seconds=3), began + timedelta(seconds=5)]
    assert town.hub.now == began + timedelta(hours=8)


def test_a_row_that_was_written_since_is_read_anew(town: Town) -> None:
    (connection,) = town.connections()
    town.app.start(connection.id)

    assert town.connections() != [connection]
    assert town.connections()[0] is town.connections()[0]
