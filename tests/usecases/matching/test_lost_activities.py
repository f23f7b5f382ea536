"""Activities that were made and whose answer was lost: they bear no name of ours, and are known by what they say."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tandem.domain.event import Timed
from tandem.domain.ids import ConnectionId
from tandem.usecases.matching.newborns import PATIENCE
from tests.memory_events import MemoryCalendar
from tests.usecases.calendar_scene import NINE, TEN, CalendarScene, an_event, colleague

LATER = timedelta(minutes=1)


@pytest.fixture
def scene(tmp_path: Path) -> CalendarScene:
    return CalendarScene(tmp_path)


def with_lost(scene: CalendarScene) -> CalendarScene:
    """An event whose activity was made, without a word to us; nobody looked for it yet."""
    scene.start()
    scene.provider.add(an_event("Zahnarzt"))
    scene.crm.lost_answers = 1
    scene.app.refresh(scene.connection)
    scene.deliver()
    while not scene.crm.live():
        scene.deliver()
    return scene


def test_one_that_a_webhook_tells_of_before_it_was_found_has_one_event(scene: CalendarScene) -> None:
    with_lost(scene)
    (activity,) = scene.crm.live()

    scene.hear_of(activity)
    scene.work()
    scene.clock.pass_by(LATER)
    scene.refresh()

    assert scene.titles() == (["Zahnarzt"], ["Zahnarzt"])


def test_one_whose_event_was_edited_meanwhile_is_found_by_what_was_sent(scene: CalendarScene) -> None:
    with_lost(scene)

    scene.provider.edit(scene.contact(), title="Zahnarzt, mit Ben")
    scene.clock.pass_by(LATER)
    scene.refresh()

    assert scene.titles() == (["Zahnarzt, mit Ben"], ["Zahnarzt, mit Ben"])


def test_one_like_it_that_has_an_event_of_its_own_is_not_taken_for_it(scene: CalendarScene) -> None:
    scene.start()
    scene.crm.add(an_event("Zahnarzt", when=Timed(NINE.start, NINE.length)))
    scene.refresh()
    scene.provider.add(an_event("Zahnarzt"))
    scene.crm.lost_answers = 1
    scene.refresh()
    scene.clock.pass_by(LATER)
    scene.refresh()

    assert scene.titles() == (["Zahnarzt"] * 2, ["Zahnarzt"] * 2)
    assert scene.view().state == "up_to_date"


class TestAnotherCalendarOfTheUser:
    """It hears of the activity, too, and takes it for somebody's own."""

    def test_knows_it_first_and_a_person_edits_it_then(self, scene: CalendarScene) -> None:
        calendar, other = with_another(scene)
        look_into(scene, other)

        scene.crm.edit(scene.person(), location="Bad Tölz")
        go_on(scene, other)

        assert all_titles(scene, calendar) == [["Zahnarzt"]] * 3
        assert {one.location for one in (scene.activity(), scene.event(), *calendar.live().values())} == {"Bad Tölz"}

    def test_knows_it_first_and_brings_an_edit_over_then(self, scene: CalendarScene) -> None:
        calendar, other = with_another(scene)
        look_into(scene, other)

        calendar.edit(next(iter(calendar.live())), title="Zahnarzt, mit Ben", when=TEN)
        look_into(scene, other)
        go_on(scene, other)

        assert all_titles(scene, calendar) == [["Zahnarzt, mit Ben"]] * 3

    def test_has_the_same_from_the_start(self, scene: CalendarScene) -> None:
        make_without_a_word(scene)
        scene.clock.pass_by(LATER)
        calendar = MemoryCalendar()
        calendar.add(an_event("Zahnarzt"))
        other = colleague(scene, calendar)

        scene.crm.edit(scene.person(), location="Bad Tölz")
        go_on(scene, other)

        assert all_titles(scene, calendar) == [["Zahnarzt"]] * 3

    def test_is_invited_to_the_same(self, scene: CalendarScene) -> None:
        scene.start()
        calendar = MemoryCalendar()
        other = colleague(scene, calendar)
        same = ("meeting/0123456789abcdef",)
        make_without_a_word(scene, meeting=True, mentions=same)
        scene.clock.pass_by(PATIENCE)
        calendar.add(an_event("Zahnarzt"), meeting=True, mentions=same)
        look_into(scene, other)

        scene.crm.edit(scene.person(), location="Bad Tölz")
        go_on(scene, other)

        assert all_titles(scene, calendar) == [["Zahnarzt"]] * 3

    def test_waits_while_its_create_may_be_under_way(self, scene: CalendarScene) -> None:
        calendar, other = with_another(scene)
        made_at = scene.clock.now()
        look_into(scene, other)

        assert len(calendar.live()) == 1
        assert scene.clock.now() >= made_at + scene.pace.settle

    def test_tells_of_none_that_has_an_event_of_its_own(self, scene: CalendarScene) -> None:
        scene.start()
        calendar = MemoryCalendar()
        other = colleague(scene, calendar)
        first = scene.crm.add(an_event("Zahnarzt"))
        scene.refresh()
        make_without_a_word(scene)
        scene.clock.pass_by(LATER)
        look_into(scene, other)

        scene.crm.edit(first, location="Bad Tölz")
        go_on(scene, other)

        assert all_titles(scene, calendar) == [["Zahnarzt"] * 2] * 3
        assert sorted(one.location for one in calendar.live().values()) == ["", "Bad Tölz"]

    def test_asks_for_nothing_while_none_is_being_made(self, scene: CalendarScene) -> None:
        scene.start()
        calendar = MemoryCalendar()
        other = colleague(scene, calendar)
        scene.crm.add(an_event("Zahnarzt"))
        scene.crm.calls.clear()

        look_into(scene, other)

        assert len(calendar.live()) == 1
        assert "find_created" not in scene.crm.calls


@pytest.mark.parametrize("ours", [{"location": "Bad Tölz"}, {"title": "Zahnarzt, mit Ben"}, {"private": True}])
def test_one_that_two_calendars_bring_back_comes_back_once(scene: CalendarScene, ours: dict[str, Any]) -> None:
    """It was deleted while both calendars' events were edited; what the second one says is kept."""
    scene.start()
    calendar = MemoryCalendar()
    other = colleague(scene, calendar)
    activity = scene.crm.add(an_event("Zahnarzt"))
    scene.refresh()
    look_into(scene, other)
    assert all_titles(scene, calendar) == [["Zahnarzt"]] * 3

    scene.provider.edit(scene.contact(), **ours)
    calendar.edit(next(iter(calendar.live())), description="Karte mitnehmen")
    scene.crm.remove(activity)
    go_on(scene, other)

    assert len(scene.crm.live()) == 1
    assert "Karte mitnehmen" in {one.description for one in calendar.live().values()}
    kept = {one.field: one.lost for one in scene.waiting("conflicts")}
    assert all(value in {getattr(scene.event(), name), kept.get(name)} for name, value in ours.items())
    assert len(scene.provider.live()) == len(calendar.live()) == 1


def with_another(scene: CalendarScene) -> tuple[MemoryCalendar, ConnectionId]:
    """Two calendars of one user. The first one's worker ended before it noted the activity that it had made."""
    scene.start()
    calendar = MemoryCalendar()
    other = colleague(scene, calendar)
    make_without_a_word(scene)
    return calendar, other


def make_without_a_word(scene: CalendarScene, **fields: Any) -> None:
    """The worker ends before it noted that, and until the next sweep nobody goes on."""
    if not scene.replicas.others:
        scene.start()
    had = len(scene.crm.live())
    scene.provider.add(an_event("Zahnarzt"), **fields)
    scene.crm.lost_answers = 1
    scene.app.refresh(scene.connection)
    while len(scene.crm.live()) == had:
        scene.deliver()
    scene.wakeups.sent.clear()


def look_into(scene: CalendarScene, other: ConnectionId) -> None:
    scene.app.refresh(other)
    scene.work()


def go_on(scene: CalendarScene, other: ConnectionId) -> None:
    """With the sweep that finds what was left."""
    scene.sweep()
    for _ in range(2):
        scene.refresh()
        look_into(scene, other)


def all_titles(scene: CalendarScene, calendar: MemoryCalendar) -> list[list[str]]:
    """Of the activities, of the first calendar's events, and of the other's."""
    return [*scene.titles(), sorted(one.title for one in calendar.live().values())]
