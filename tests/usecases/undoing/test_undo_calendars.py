"""An undo of a calendar's sync: what was written comes back as it was, under the titles of today."""

from dataclasses import replace

from tandem.domain.event import Thing
from tests.usecases.calendar_scene import LINKS, NINE, TEN, CalendarScene, an_event
from tests.usecases.calendars.offer import WHOLE, with_offer
from tests.usecases.undoing.undos import assert_at_rest, last_run, left, undone

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
