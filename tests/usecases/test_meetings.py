"""One meeting that several users of a company have in their calendars is one activity."""

from pathlib import Path

import pytest

from tandem.domain.ids import ConnectionId
from tests.memory_events import MemoryCalendar
from tests.usecases.calendar_scene import TEN, CalendarScene, an_event, colleague
from tests.usecases.cutting import Scissors

SAME = ("meeting/0123456789abcdef",)


@pytest.fixture
def scene(tmp_path: Path) -> CalendarScene:
    return CalendarScene(tmp_path)


def both_have(scene: CalendarScene) -> tuple[MemoryCalendar, ConnectionId]:
    scene.start()
    calendar = MemoryCalendar()
    other = colleague(scene, calendar)
    scene.provider.add(an_event("Treffen"), meeting=True, mentions=SAME)
    calendar.add(an_event("Treffen"), meeting=True, mentions=SAME)
    return calendar, other


def test_whoever_hears_of_it_second_links_to_the_activity_of_the_first(scene: CalendarScene) -> None:
    _, other = both_have(scene)

    scene.refresh()
    scene.app.refresh(other)
    scene.work()

    assert len(scene.crm.live()) == 1
    assert len(list(scene.world.links.all(other))) == 1


def test_both_hear_of_it_at_once_and_there_is_one(scene: CalendarScene) -> None:
    _, other = both_have(scene)

    scene.app.refresh(scene.connection)
    scene.app.refresh(other)
    scene.work()

    assert len(scene.crm.live()) == 1


def test_long_after_the_first_a_second_calendar_that_changes_links_to_it(scene: CalendarScene) -> None:
    scene.start()
    scene.provider.add(an_event("Treffen"), meeting=True, mentions=SAME)
    scene.refresh()
    calendar = MemoryCalendar()
    event = calendar.add(an_event("Treffen"), meeting=True, mentions=SAME)
    other = colleague(scene, calendar)
    for _ in range(5):
        scene.sweep()

    calendar.edit(event, when=TEN)
    scene.app.refresh(other)
    scene.work()

    assert len(scene.crm.live()) == 1
    assert scene.world.baseline.count(other, next(iter(scene.world.links.all(other))).made or "provider") == 0


def test_two_meetings_stay_two(scene: CalendarScene) -> None:
    calendar, other = both_have(scene)
    calendar.add(an_event("Anderes"), meeting=True, mentions=("meeting/another",))

    scene.refresh()
    scene.app.refresh(other)
    scene.work()

    assert sorted(one.title for one in scene.crm.live().values()) == ["Anderes", "Treffen"]


@pytest.mark.parametrize("count", [2, 40])
def test_all_new_meetings_of_a_slice_are_looked_up_at_once(tmp_path: Path, count: int) -> None:
    scissors = Scissors(of_table=("query", "query_each"))
    scene = CalendarScene(tmp_path, scissors=scissors)
    calendar, other = both_have(scene)
    for number in range(count):
        names = (f"meeting/{number:032x}",)
        scene.provider.add(an_event(f"Treffen {number}"), meeting=True, mentions=names)
        calendar.add(an_event(f"Treffen {number}"), meeting=True, mentions=names)
    scene.refresh()

    scissors.is_armed = True
    scene.app.refresh(other)
    scene.work()

    assert len(scene.crm.live()) == count + 1
    assert scissors.names.count("query_each") == 1
    assert scissors.names.count("query") < 40, "none of them for a single meeting"


def test_who_takes_it_out_of_their_own_calendar_takes_it_from_nobody_else(scene: CalendarScene) -> None:
    calendar, other = both_have(scene)
    scene.refresh()
    scene.app.refresh(other)
    scene.work()
    (activity,) = scene.crm.items
    scene.crm.items[activity].owner = None

    calendar.remove(next(iter(calendar.live())))
    scene.app.refresh(other)
    scene.work()

    assert len(scene.crm.live()) == len(scene.provider.live()) == 1
    assert [one.state for one in scene.world.links.all(other)] == ["tombstone"]
