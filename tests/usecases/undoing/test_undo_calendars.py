"""An undo of a calendar's sync: events and activities come back as they were, and nobody is told of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from tandem.domain.event import Thing
from tandem.domain.ids import EntryId, RunId
from tandem.ports import Creation
from tests.usecases.calendar_scene import LINKS, NINE, TEN, CalendarScene, an_event
from tests.usecases.calendars.offer import WHOLE, with_offer
from tests.usecases.undoing.test_undo import assert_at_rest, last_run, left, newest, undone


@pytest.fixture
def scene(tmp_path: Path) -> CalendarScene:
    return CalendarScene(tmp_path)


def with_dentist(scene: CalendarScene, **stored: object) -> CalendarScene:
    """An event that was made after the start, and its activity."""
    scene.start()
    scene.provider.add(an_event("Zahnarzt", location="Praxis"), **stored)
    scene.refresh()
    return scene


# --- what was written ----------------------------------------------------------------------------------------------


def test_what_a_run_wrote_into_an_activity_is_put_back_and_what_a_person_typed_stays(scene: CalendarScene) -> None:
    with_offer(scene)
    scene.provider.edit(scene.contact(), title="Vertrag", location="Berlin", when=TEN)
    scene.refresh()

    undone(scene)

    activity, event = scene.activity(), scene.event()
    assert (activity.title, activity.location, activity.when.start) == ("Angebot besprechen", "", NINE.start)
    assert (event.title, event.location, event.when) == (WHOLE.replace("Angebot besprechen", "Vertrag"), "Berlin", TEN)
    assert_at_rest(scene)


def test_what_a_run_wrote_into_an_event_is_put_back(scene: CalendarScene) -> None:
    with_offer(scene)
    moved = scene.crm.projection(an_event("", when=TEN)).when
    scene.crm.edit(scene.person(), title="Vertrag", location="Berlin", description="Neu", when=moved)
    scene.refresh()
    before = scene.event()

    undone(scene)

    event = scene.event()
    assert before.title == WHOLE.replace("Angebot besprechen", "Vertrag")
    assert (event.title, event.location, event.when) == (WHOLE, "", NINE)
    assert event.description.startswith("── Pipedrive")
    assert (scene.activity().title, scene.activity().location) == ("Vertrag", "Berlin")
    assert_at_rest(scene)


def test_an_undo_can_be_undone_and_that_again(scene: CalendarScene) -> None:
    with_offer(scene)
    scene.crm.edit(scene.person(), title="Vertrag", location="Berlin")
    scene.refresh()
    shown = []

    run = last_run(scene)
    for _ in range(3):
        run = undone(scene, run)
        shown.append((scene.event().title.rpartition(" > ")[2], scene.event().location))

    assert shown == [("Angebot besprechen", ""), ("Vertrag", "Berlin"), ("Angebot besprechen", "")]


def test_what_was_edited_since_is_left_alone_and_told(scene: CalendarScene) -> None:
    with_offer(scene)
    scene.crm.edit(scene.person(), title="Vertrag", location="Berlin")
    scene.refresh()
    run = last_run(scene)
    scene.provider.edit(scene.contact(), location="Hamburg")
    scene.refresh()

    undone(scene, run)

    assert (scene.event().title, scene.event().location) == (WHOLE, "Hamburg")
    assert left(scene) == [("provider", "location", "undo_edited")]
    (told,) = scene.waiting("conflicts")
    assert (told.won, told.lost) == ("Hamburg", None)
    assert_at_rest(scene)


def test_what_an_undo_left_alone_can_be_taken_after_all(scene: CalendarScene) -> None:
    with_offer(scene)
    scene.crm.edit(scene.person(), location="Berlin")
    scene.refresh()
    run = last_run(scene)
    scene.provider.edit(scene.contact(), location="Hamburg")
    scene.refresh()
    undone(scene, run)

    scene.decide("conflicts", "swap")

    assert scene.event().location == ""
    assert scene.waiting("conflicts") == []


# --- titles --------------------------------------------------------------------------------------------------------


def test_the_subject_comes_back_under_the_name_that_the_deal_has_today(scene: CalendarScene) -> None:
    with_offer(scene)
    scene.crm.edit(scene.person(), title="Vertrag")
    scene.refresh()
    run = last_run(scene)
    scene.crm.edit(scene.person(), links=replace(LINKS, deal=Thing("1", "Relaunch")))
    scene.refresh()

    undone(scene, run)

    assert scene.event().title == WHOLE.replace("Neue Website", "Relaunch")
    assert left(scene) == []
    assert_at_rest(scene)


def test_a_title_that_only_followed_a_deals_new_name_is_left_alone_without_a_conflict(scene: CalendarScene) -> None:
    with_offer(scene)
    scene.crm.edit(scene.person(), links=replace(LINKS, deal=Thing("1", "Relaunch")))
    scene.refresh()
    scene.quiet()

    said = scene.app.preview_undo_of_run(last_run(scene))
    undone(scene)

    assert {(one.action, one.why) for one in said.items} == {("leave", "undo_composed")}
    assert (scene.provider.writes, scene.waiting("conflicts")) == ([], [])
    assert scene.event().title == WHOLE.replace("Neue Website", "Relaunch")


def renamed(scene: CalendarScene, *patterns: str) -> str:
    """The run that brought a new subject, before the pattern of titles was changed."""
    with_offer(scene)
    scene.crm.edit(scene.person(), title="Vertrag")
    scene.refresh()
    run = last_run(scene)
    for pattern in patterns:
        scene.app.set_rules(scene.connection, {"title": pattern})
        scene.work()
    return run


def test_a_subject_that_stood_in_a_title_of_the_pattern_before_is_put_back_under_todays(scene: CalendarScene) -> None:
    undone(scene, renamed(scene, "{subject} | {organization}"))

    assert scene.event().title == "Angebot besprechen | Muster GmbH"
    assert left(scene) == []


def test_a_subject_that_stood_in_a_title_of_an_older_pattern_is_told_and_left_to_a_person(scene: CalendarScene) -> None:
    """Where the subject was in that title nobody can tell any more."""
    undone(scene, renamed(scene, "{subject} | {organization}", "{subject} - {person}"))

    assert scene.event().title == "Vertrag - Muster Kontakt"
    assert ("provider", "title", "undo_edited") in left(scene)


def test_the_mark_of_what_is_done_stays_as_long_as_it_is_done(scene: CalendarScene) -> None:
    with_offer(scene)
    scene.crm.edit(scene.person(), title="Vertrag")
    scene.refresh()
    run = last_run(scene)
    scene.crm.edit(scene.person(), done=True)
    scene.refresh()

    undone(scene, run)

    assert scene.event().title == f"✓ {WHOLE}"


# --- what was made -------------------------------------------------------------------------------------------------


def test_an_event_that_was_made_goes_and_its_activity_stays(scene: CalendarScene) -> None:
    with_offer(scene)

    undone(scene)

    assert scene.titles() == (["Angebot besprechen"], [])
    assert_at_rest(scene)


def test_an_activity_that_was_made_goes_and_its_event_stays(scene: CalendarScene) -> None:
    with_dentist(scene)

    undone(scene)

    assert scene.titles() == ([], ["Zahnarzt"])
    assert_at_rest(scene)


def test_an_upload_is_taken_back_also_after_a_deal_got_another_name(scene: CalendarScene) -> None:
    activities = [scene.crm.add(an_event(f"Alt {number}", links=LINKS)) for number in range(3)]
    scene.start()
    run = scene.app.upload_unsynced(scene.connection, False)
    scene.work()
    scene.crm.edit(activities[0], links=replace(LINKS, deal=Thing("1", "Relaunch")))
    edited = next(remote for remote, one in scene.provider.live().items() if one.title.endswith("Alt 2"))
    scene.provider.edit(edited, location="Berlin")
    scene.refresh()

    undone(scene, run)

    assert scene.titles()[1] == ["Neue Website > Muster Kontakt > Muster GmbH > Alt 2"]
    assert left(scene) == [("provider", None, "undo_edited")]
    assert len(scene.titles()[0]) == 3


def test_an_upload_is_taken_back_also_after_another_pattern_was_chosen(scene: CalendarScene) -> None:
    for number in range(3):
        scene.crm.add(an_event(f"Alt {number}", links=LINKS))
    scene.start()
    run = scene.app.upload_unsynced(scene.connection, False)
    scene.work()
    scene.app.set_rules(scene.connection, {"title": "{subject} | {organization}"})
    scene.work()

    undone(scene, run)
    assert {one.reason for one in scene.waiting("held")} == {"brake"}
    scene.decide("held", "release")

    assert (len(scene.titles()[0]), scene.titles()[1]) == (3, [])


def test_an_event_that_others_are_invited_to_by_now_waits_for_a_person(scene: CalendarScene) -> None:
    with_offer(scene)
    scene.provider.items[scene.contact()].meeting = True

    undone(scene)
    assert [(one.reason, one.side) for one in scene.waiting("held")] == [("held_meeting", "provider")]
    assert len(scene.provider.live()) == 1

    scene.decide("held", "release")
    assert scene.titles() == (["Angebot besprechen"], [])
    assert_at_rest(scene)


def test_an_activity_that_was_linked_since_is_not_deleted(scene: CalendarScene) -> None:
    with_dentist(scene)
    run = last_run(scene)
    scene.crm.edit(scene.person(), links=LINKS)
    scene.refresh()

    undone(scene, run)

    assert scene.activity().links == LINKS
    assert left(scene) == [("crm", None, "undo_edited")]


# --- what was deleted ----------------------------------------------------------------------------------------------


def test_a_deleted_activity_comes_back_with_what_it_belonged_to_and_so_does_its_event(scene: CalendarScene) -> None:
    with_offer(scene)
    event = scene.contact()
    scene.provider.remove(event)
    scene.refresh()
    assert scene.titles() == ([], [])

    undone(scene)

    assert scene.activity() == scene.crm.projection(
        an_event("Angebot besprechen", links=LINKS, when=scene.activity().when)
    )
    assert scene.activity().links == LINKS
    assert scene.event(event).title == WHOLE
    assert_at_rest(scene)


def test_a_deleted_event_comes_back_under_its_id_and_its_activity_with_what_it_belonged_to(
    scene: CalendarScene,
) -> None:
    with_dentist(scene)
    event = scene.contact()
    scene.crm.edit(scene.person(), links=LINKS, done=True)
    scene.refresh()
    scene.crm.remove(gone := scene.person())
    scene.hear_of(gone, is_gone=True)
    assert scene.titles() == ([], [])

    undone(scene)

    assert list(scene.provider.live()) == [event]
    assert scene.event().title == f"✓ {WHOLE}".replace("Angebot besprechen", "Zahnarzt")
    assert (scene.activity().title, scene.activity().links, scene.activity().done) == ("Zahnarzt", LINKS, True)
    assert_at_rest(scene)


def test_an_occurrence_comes_back_into_its_series(scene: CalendarScene) -> None:
    """Its id is made of its series' and its start; nothing else of the series is touched."""
    scene.start()
    kept, occurrence = [
        scene.provider.add(an_event("Jour fixe", location=one), mentions=("series/abc",)) for one in "ab"
    ]
    scene.refresh()
    activity = next(remote for remote, one in scene.crm.live().items() if one.location == "b")
    scene.crm.remove(activity)
    scene.hear_of(activity, is_gone=True)
    assert list(scene.provider.live()) == [kept]
    scene.quiet()

    undone(scene)

    assert list(scene.provider.live()) == [kept, occurrence]
    assert [one.instead for one in scene.provider.writes if isinstance(one, Creation)] == [occurrence]
    assert scene.titles()[0] == ["Jour fixe", "Jour fixe"]
    assert_at_rest(scene)


def test_an_event_that_was_put_back_by_hand_is_not_made_a_second_time(scene: CalendarScene) -> None:
    with_offer(scene)
    event = scene.contact()
    scene.crm.remove(gone := scene.person())
    scene.hear_of(gone, is_gone=True)
    run = last_run(scene)
    scene.provider.restore(event)
    scene.refresh()
    before = scene.titles()

    undone(scene, run)

    assert scene.titles() == before
    assert len(scene.provider.live()) == 1


def test_a_single_deletion_is_taken_back_by_its_entry(scene: CalendarScene) -> None:
    with_offer(scene)
    scene.provider.remove(scene.contact())
    scene.refresh()

    scene.app.undo_entry(EntryId(newest(scene, "delete").id), record=False)
    scene.work()

    assert scene.titles() == (["Angebot besprechen"], [WHOLE])


def test_the_deletion_of_what_came_back_can_be_taken_back_again(scene: CalendarScene) -> None:
    with_offer(scene)
    scene.provider.remove(scene.contact())
    scene.refresh()
    run: RunId = last_run(scene)

    for _ in range(2):
        run = undone(scene, run)
        assert scene.titles() == (["Angebot besprechen"], [WHOLE])
        run = undone(scene, run)
        assert scene.titles() == ([], [])


# --- what is private, and whom others meet -------------------------------------------------------------------------


def test_what_became_private_is_not_shown_again_by_an_undo(scene: CalendarScene) -> None:
    with_dentist(scene)
    scene.provider.edit(scene.contact(), private=True)
    scene.refresh()
    assert scene.activity().title == "Busy"

    undone(scene)

    assert (scene.activity().title, scene.activity().location) == ("Busy", "")
    assert {one.reason for one in scene.waiting("conflicts")} == {"undo_private"}


def test_a_private_event_comes_back_with_what_nobody_was_told(scene: CalendarScene) -> None:
    scene.start()
    event = scene.provider.add(an_event("Arzt", private=True, description="Knie", location="Klinik"))
    scene.refresh()
    scene.crm.remove(gone := scene.person())
    scene.hear_of(gone, is_gone=True)
    assert scene.provider.live() == {}

    undone(scene)

    kept = scene.provider.items[event].contact
    assert (kept.title, kept.description, kept.location, kept.private) == ("Arzt", "Knie", "Klinik", True)
    assert scene.activity().title == "Busy"
    assert_at_rest(scene)


def test_a_meeting_is_not_moved_back_for_all_who_are_invited(scene: CalendarScene) -> None:
    with_dentist(scene, meeting=True)
    scene.crm.edit(scene.person(), when=scene.crm.projection(an_event("", when=TEN)).when)
    scene.refresh()
    scene.decide("held", "release").work()
    assert scene.event().when == TEN

    undone(scene)

    assert scene.event().when == TEN
    assert left(scene) == [("provider", "when", "undo_meeting")]


def test_a_meeting_that_was_cancelled_comes_back_with_its_guests(scene: CalendarScene) -> None:
    with_dentist(scene, meeting=True)
    event = scene.contact()
    scene.crm.remove(gone := scene.person())
    scene.hear_of(gone, is_gone=True)
    run = scene.app.decide_all(scene.connection, "release")
    scene.work()
    assert scene.provider.live() == {}

    undone(scene, run)

    assert list(scene.provider.live()) == [event]
    assert scene.provider.items[event].meeting
