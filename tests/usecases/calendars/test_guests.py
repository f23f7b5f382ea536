"""A meeting with guests is neither moved nor deleted for them before a person says so."""

from dataclasses import replace
from datetime import timedelta

from tests.usecases.calendar_scene import NINE, TEN, CalendarScene, an_event
from tests.usecases.calendars.chosen import is_calm


def test_a_meeting_that_the_crm_moved_waits_for_a_person(scene: CalendarScene) -> None:
    scene.start()
    scene.provider.add(an_event("Treffen"), meeting=True)
    scene.refresh()
    scene.crm.edit(scene.person(), when=scene.crm.projection(an_event("", when=TEN)).when)
    scene.refresh()
    scene.sweep()
    assert scene.event().when == NINE
    assert [one.reason for one in scene.waiting("held")] == ["held_move"]

    scene.decide("held", "release").work()

    assert scene.event().when == TEN
    assert scene.waiting("held") == []


def test_a_meeting_whose_move_is_not_wanted_takes_the_activity_back(scene: CalendarScene) -> None:
    scene.start()
    scene.provider.add(an_event("Treffen"), meeting=True)
    scene.refresh()
    scene.crm.edit(scene.person(), when=scene.crm.projection(an_event("", when=TEN)).when)
    scene.refresh()

    scene.decide("held", "restore").work()

    assert scene.event().when == NINE
    assert scene.activity().when.start == NINE.start
    assert scene.waiting("held") == []


def test_a_meeting_whose_activity_was_deleted_waits_for_a_person(scene: CalendarScene) -> None:
    scene.start()
    scene.provider.add(an_event("Treffen"), meeting=True)
    scene.refresh()
    scene.crm.remove(scene.person())
    scene.poll()
    scene.sweep()

    assert [one.reason for one in scene.waiting("held")] == ["held_meeting"]
    assert len(scene.provider.live()) == 1


def with_meeting(scene: CalendarScene) -> CalendarScene:
    scene.start()
    scene.provider.add(an_event("Treffen"), meeting=True)
    scene.refresh()
    return scene


def test_the_subject_of_a_meeting_may_change_but_not_its_time(scene: CalendarScene) -> None:
    with_meeting(scene)

    scene.crm.edit(scene.person(), title="Treffen mit Eva")
    scene.refresh()
    assert (scene.event().title, scene.waiting("held")) == ("Treffen mit Eva", [])

    scene.crm.edit(scene.person(), when=scene.crm.projection(an_event("", when=TEN)).when)
    scene.refresh()
    assert (scene.event().when, [one.reason for one in scene.waiting("held")]) == (NINE, ["held_move"])
    assert is_calm(scene)


def test_a_meeting_that_the_calendar_moves_while_a_move_is_held_takes_the_activity_along(scene: CalendarScene) -> None:
    with_meeting(scene)
    scene.crm.edit(scene.person(), when=scene.crm.projection(an_event("", when=TEN)).when)
    scene.refresh()

    later = replace(NINE, start=NINE.start + timedelta(days=1))
    scene.provider.edit(scene.contact(), when=scene.activity().when)
    scene.refresh()
    assert scene.waiting("held") == [], "both say the same by now"

    scene.provider.edit(scene.contact(), when=later)
    scene.refresh()
    assert scene.activity().when.start == later.start
    assert is_calm(scene)


def test_other_changes_of_a_meeting_arrive_while_its_move_is_held(scene: CalendarScene) -> None:
    with_meeting(scene)
    scene.crm.edit(scene.person(), when=scene.crm.projection(an_event("", when=TEN)).when)
    scene.refresh()

    scene.provider.edit(scene.contact(), location="Raum 5")
    scene.decide("held", "restore")

    assert (scene.activity().location, scene.activity().when.start) == ("Raum 5", NINE.start)
    assert is_calm(scene)


def test_a_meeting_that_is_held_and_then_deleted_at_the_calendar_lets_the_activity_go(scene: CalendarScene) -> None:
    with_meeting(scene)
    activity = scene.person()
    scene.crm.remove(activity)
    scene.hear_of(activity, is_gone=True)
    assert [one.reason for one in scene.waiting("held")] == ["held_meeting"]

    scene.provider.remove(scene.contact())
    scene.refresh()

    assert scene.waiting("held") == []
    assert is_calm(scene)


def test_a_held_deletion_that_is_released_removes_the_meeting(scene: CalendarScene) -> None:
    with_meeting(scene)
    activity = scene.person()
    scene.crm.remove(activity)
    scene.hear_of(activity, is_gone=True)

    scene.decide("held", "release")

    assert scene.titles() == ([], [])
    assert is_calm(scene)
