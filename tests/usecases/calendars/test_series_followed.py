"""An activity keeps what it belongs to when its occurrence gets another id: a series split, moved, or just begun."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.event import Event, Timed
from tandem.domain.ids import RemoteId
from tests.memory_events import MemoryCalendar
from tests.usecases.calendar_scene import LINKS, NINE, CalendarScene, an_event

DAY = timedelta(days=1)
OF_SERIES = ("series/weekly",)


@pytest.fixture
def scene(tmp_path: Path) -> CalendarScene:
    scene = CalendarScene(tmp_path)
    scene.start()
    return scene


def calendar(scene: CalendarScene) -> MemoryCalendar:
    assert isinstance(scene.provider, MemoryCalendar)
    return scene.provider


def on(day: int, hours: int = 0) -> Timed:
    return replace(NINE, start=NINE.start + day * DAY + timedelta(hours=hours))


def with_series(scene: CalendarScene, days: int = 4) -> list[RemoteId]:
    """Each occurrence has an activity that belongs to a deal."""
    found = [scene.provider.add(an_event("Jour fixe", when=on(day)), mentions=OF_SERIES) for day in range(days)]
    scene.refresh()
    for activity in scene.crm.live():
        scene.crm.edit(activity, links=LINKS)
    scene.refresh()
    return found


def split(scene: CalendarScene, gone: list[RemoteId], title: str = "Jour fixe", hours: int = 0) -> list[RemoteId]:
    """As Google does it: the occurrences from there on are others, of a series that is named after the first."""
    calendar(scene).cut |= set(gone)
    events: list[Event] = [scene.provider.items[one].contact for one in gone]
    new = [
        scene.provider.add(
            replace(one, title=title, when=replace(one.when, start=one.when.start + timedelta(hours=hours))),
            mentions=OF_SERIES,
        )
        for one in events
        if isinstance(one.when, Timed)
    ]
    for one in gone:
        scene.provider.remove(one)
    return new


@pytest.mark.parametrize("hours", [0, 2, -1])
def test_this_and_following_keeps_the_activities_with_all_they_belong_to(scene: CalendarScene, hours: int) -> None:
    occurrences = with_series(scene)
    before = set(scene.crm.live())

    new = split(scene, occurrences[2:], "Großer Jour fixe", hours)
    scene.refresh()

    activities = scene.crm.live()
    assert set(activities) == before
    assert {one.links for one in activities.values()} == {LINKS}
    titles = sorted((one.when.start, one.title) for one in activities.values())
    names = ["Jour fixe", "Jour fixe", "Großer Jour fixe", "Großer Jour fixe"]
    starts = [on(0).start, on(1).start, on(2, hours).start, on(3, hours).start]
    assert titles == list(zip(starts, names, strict=True))
    assert {one.provider.remote_id for one in scene.links()} == {*occurrences[:2], *new}
    assert scene.is_calm()


def test_the_names_stay_on_the_titles_of_those_that_were_followed(scene: CalendarScene) -> None:
    occurrences = with_series(scene)

    split(scene, occurrences[2:], "Neue Website > Muster Kontakt > Muster GmbH > Großer Jour fixe")
    scene.refresh()

    assert scene.titles()[0] == ["Großer Jour fixe"] * 2 + ["Jour fixe"] * 2


def test_history_tells_under_which_id_each_is_known_from_then_on(scene: CalendarScene) -> None:
    occurrences = with_series(scene, 1)

    split(scene, occurrences)
    scene.refresh()

    assert "relink" in [one.action for one in scene.app.history(scene.connection).items]


def test_nobody_is_followed_twice_and_the_rest_goes_as_it_went(scene: CalendarScene) -> None:
    """The new series has fewer days than the old one had."""
    occurrences = with_series(scene)

    new = split(scene, occurrences[2:])
    scene.provider.remove(new[1])
    scene.refresh()

    assert len(scene.crm.live()) == 3
    assert scene.waiting("held") == []


def test_what_a_person_deletes_by_itself_takes_its_activity_along(scene: CalendarScene) -> None:
    occurrences = with_series(scene)

    scene.provider.remove(occurrences[2])
    scene.refresh()

    assert sorted(one.when.start for one in scene.crm.live().values()) == [on(day).start for day in (0, 1, 3)]
    assert scene.links()[2].state == "tombstone"


def test_one_that_was_edited_is_followed_though_it_looks_deleted_by_itself(scene: CalendarScene) -> None:
    occurrences = with_series(scene)
    before = set(scene.crm.live())

    split(scene, occurrences[2:])
    calendar(scene).cut.clear()
    scene.refresh()

    assert set(scene.crm.live()) == before


def test_one_event_that_becomes_a_series_leaves_its_activity_with_the_first_occurrence(scene: CalendarScene) -> None:
    event = scene.provider.add(an_event("Jour fixe"))
    scene.refresh()
    activity = scene.person()
    scene.crm.edit(activity, links=LINKS)
    scene.refresh()

    stored = scene.provider.items[event]
    scene.provider.items[event] = replace(stored, mentions=(f"series/{event}",), in_scope=False)
    scene.provider.edit(event)
    first, *_ = [
        scene.provider.add(an_event(scene.event(event).title, when=on(day)), mentions=(f"series/{event}",))
        for day in range(3)
    ]
    scene.refresh()

    assert len(scene.crm.live()) == 3
    assert scene.activity(activity).links == LINKS
    link = next(one for one in scene.links() if one.crm.remote_id == activity)
    assert (link.provider.remote_id, link.state) == (first, "live")
    assert scene.is_calm()


def test_a_contact_or_an_event_that_is_just_gone_costs_no_search_for_heirs(scene: CalendarScene) -> None:
    event = scene.provider.add(an_event("Zahnarzt"))
    scene.refresh()

    scene.provider.remove(event)
    scene.refresh()

    assert "in_place_of" not in scene.provider.calls
    assert scene.crm.live() == {}


def test_all_that_a_split_moved_is_asked_for_at_once(scene: CalendarScene) -> None:
    occurrences = with_series(scene, 20)
    scene.provider.calls.clear()

    split(scene, occurrences[2:])
    scene.refresh()

    assert scene.provider.calls.count("in_place_of") == 1
