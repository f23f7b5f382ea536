"""One meeting that several users of a company have in their calendars is one activity."""

from pathlib import Path
from typing import Any

import pytest

from tandem.domain.errors import GrantRevoked
from tandem.domain.ids import ConnectionId, UserId
from tandem.ports import CrmUser
from tandem.state.connections import ConnectionState
from tandem.usecases.matching.newborns import PATIENCE
from tests.memory_events import MemoryActivities, MemoryCalendar
from tests.usecases.calendar_scene import TEN, CalendarScene, an_event, colleague
from tests.usecases.cutting import Scissors

BEN = UserId("2")
SAME = ("meeting/0123456789abcdef",)


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


def test_one_that_a_paused_calendar_was_making_is_not_made_once_more(scene: CalendarScene) -> None:
    """The first made it, never heard so, and was paused; to the colleague's calendar nobody else is at work."""
    _, other = both_have(scene)
    scene.crm.lost_answers = 1
    scene.app.refresh(scene.connection)
    while not scene.crm.live():
        scene.deliver()
    scene.app.pause(scene.connection)
    scene.clock.pass_by(PATIENCE)

    scene.app.refresh(other)
    scene.work()
    scene.app.resume(scene.connection)
    scene.clock.pass_by(PATIENCE)
    scene.refresh()

    assert len(scene.crm.live()) == 1
    assert len(list(scene.world.links.all(other))) == 1


class SeenByBen(MemoryActivities):
    """Anna's activities as her colleague sees them: he can read them, and none of them is his."""

    def find_created(self, wanted: Any, since: Any, held: Any = None) -> dict[Any, Any]:
        return {}


def with_ben(scene: CalendarScene) -> None:
    """A second user of the company, who has given his own grant."""
    desk, first = scene.replicas.desk_of_all, scene.replicas.desk_of_all.me
    desk.colleagues, desk.me = (CrmUser(BEN, "Ben Muster", "ben@example.com"),), BEN
    scene.app.add_company("https://beispiel.pipedrive.example", "token of Ben")
    desk.me = first
    scene.replicas.crms[BEN] = SeenByBen(items=scene.crm.items)


def with_one_that_died(scene: CalendarScene) -> ConnectionId:
    """Anna's worker made the activity and died in it; Ben's calendar, whose connection is returned, has waited."""
    with_ben(scene)
    scene.start()
    calendar = MemoryCalendar()
    other = colleague(scene, calendar, user=BEN)
    scene.provider.add(an_event("Treffen"), meeting=True, mentions=SAME)
    calendar.add(an_event("Treffen"), meeting=True, mentions=SAME)
    scene.crm.lost_answers = 1
    scene.app.refresh(scene.connection)
    while not scene.crm.live():
        scene.deliver()
    scene.app.pause(scene.connection)
    scene.clock.pass_by(PATIENCE)
    return other


def test_one_that_another_user_made_and_never_noted_is_looked_for_among_theirs(scene: CalendarScene) -> None:
    other = with_one_that_died(scene)

    scene.app.refresh(other)
    scene.work()

    assert len(scene.crm.live()) == 1
    assert [one.crm.remote_id for one in scene.world.links.all(other)] == list(scene.crm.live())


def test_a_dead_grant_of_the_user_who_made_it_is_no_trouble_of_a_colleague(scene: CalendarScene) -> None:
    """It can't be found then, so it is made once more."""
    other = with_one_that_died(scene)
    scene.crm.down = GrantRevoked("unauthorized")

    scene.app.refresh(other)
    scene.work()

    assert scene.world.connections.get(other).state == ConnectionState.UP_TO_DATE
    assert len(list(scene.world.links.all(other))) == 1
