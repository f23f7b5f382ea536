"""An undo of what a calendar's sync made or deleted, and what it doesn't show or tell to others."""

from dataclasses import replace

from tandem.domain.event import Thing
from tandem.domain.ids import EntryId, RunId
from tandem.ports import Creation
from tests.usecases.calendar_scene import LINKS, TEN, CalendarScene, an_event
from tests.usecases.calendars.offer import WHOLE, with_offer
from tests.usecases.undoing.dentist import with_dentist
from tests.usecases.undoing.undos import assert_at_rest, last_run, left, newest, undone

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
