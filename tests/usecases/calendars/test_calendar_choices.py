"""What a person chooses for a calendar, and what that means for an appointment in the end."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tandem.domain.event import Links, Thing
from tests.memory import BEN
from tests.memory_events import MemoryCalendar
from tests.usecases.calendar_scene import LINKS, NINE, TEN, CalendarScene, an_event

WHOLE = "Neue Website > Muster Kontakt > Muster GmbH > Angebot besprechen"
SECRET = {"title": "Knie", "location": "Klinik Süd", "description": "Dr. Geheim"}


@pytest.fixture
def scene(tmp_path: Path) -> CalendarScene:
    return CalendarScene(tmp_path)


def is_calm(scene: CalendarScene) -> bool:
    """However often both sides are looked at, nothing is written."""
    scene.quiet()
    scene.refresh().refresh().sweep()
    scene.provider.expired = True
    scene.refresh()
    return (scene.crm.writes, scene.provider.writes) == ([], [])


def with_offer(scene: CalendarScene, **rules: object) -> CalendarScene:
    scene.start(**rules)
    scene.crm.add(scene.crm.projection(an_event("Angebot besprechen", links=LINKS)))
    scene.refresh()
    return scene


# --- types -----------------------------------------------------------------------------------------------------


def test_who_chooses_types_is_offered_those_in_use(scene: CalendarScene) -> None:
    account = scene.world.connections.get(scene.connect()).account

    assert [one.key for one in scene.app.activity_types(account)] == ["call", "task"]


# --- deletions are kept ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("origin", ["crm", "provider"])
@pytest.mark.parametrize("deleted_at", ["crm", "provider"])
def test_where_deletions_are_kept_the_other_side_keeps_its_own(
    scene: CalendarScene, origin: str, deleted_at: str
) -> None:
    scene.start(deletes="keep")
    side = getattr(scene, origin)
    side.add(side.projection(an_event("Abnahme")))
    scene.refresh()

    if deleted_at == "crm":
        activity = scene.person()
        scene.crm.remove(activity)
        scene.hear_of(activity, is_gone=True)
    else:
        scene.provider.remove(scene.contact())
    scene.refresh().sweep()

    assert scene.titles() == (([], ["Abnahme"]) if deleted_at == "crm" else (["Abnahme"], []))
    assert is_calm(scene)
    left = scene.provider if deleted_at == "crm" else scene.crm
    (item,) = left.live()
    left.edit(item, title="Übergabe")
    assert is_calm(scene), "what was let go is no business of ours, edited or not"


# --- private events --------------------------------------------------------------------------------------------


def private_scene(folder: Path, private: str) -> CalendarScene:
    scene = CalendarScene(folder)
    scene.provider = MemoryCalendar(hides=private == "busy_only")
    scene.replicas.provider = scene.provider
    scene.start(private=private)
    return scene


@pytest.mark.parametrize(
    ("private", "told"),
    [("busy_only", [("Busy", "", "")]), ("skip", []), ("full", [tuple(SECRET.values())])],
)
def test_what_is_told_of_a_private_event_is_what_was_chosen(
    tmp_path: Path, private: str, told: list[tuple[str, str, str]]
) -> None:
    scene = private_scene(tmp_path, private)
    event = scene.provider.add(an_event(**SECRET, private=True), in_scope=private != "skip")
    scene.refresh()

    shown = [(one.title, one.location, one.description) for one in scene.crm.live().values()]
    assert shown == told
    assert is_calm(scene)
    assert scene.provider.items[event].contact == an_event(**SECRET, private=True)


def test_a_private_event_of_ones_own_offer_hides_it_and_gives_the_subject_back(scene: CalendarScene) -> None:
    """The title in the calendar is a composed one: not all of it is the subject."""
    with_offer(scene)
    before = scene.activity()

    scene.provider.edit(scene.contact(), private=True)
    scene.refresh()
    assert (scene.activity().title, scene.activity().description) == ("Busy", "")
    assert scene.event().title == WHOLE, "its owner still sees what it is"
    assert is_calm(scene)

    scene.provider.edit(scene.contact(), private=False)
    scene.refresh()
    assert scene.activity() == before
    assert scene.event().title == WHOLE
    assert is_calm(scene)


def test_what_was_typed_into_an_activity_while_its_event_became_private_is_kept_as_a_conflict(
    scene: CalendarScene,
) -> None:
    scene.start()
    scene.provider.add(an_event("Termin", location="Praxis"))
    scene.refresh()

    scene.crm.edit(scene.person(), title="Termin mit Frau Beispiel")
    scene.provider.edit(scene.contact(), private=True)
    scene.refresh()

    assert scene.activity().title == "Busy"
    assert [one.field for one in scene.waiting("conflicts")] == ["title"]
    assert is_calm(scene)


def skipping(folder: Path) -> CalendarScene:
    scene = CalendarScene(folder)
    scene.provider = MemoryCalendar(skips=True)
    scene.replicas.provider = scene.provider
    scene.start(private="skip")
    return scene


def shown(scene: CalendarScene) -> tuple[str, str, str]:
    activity = scene.activity()
    return activity.title, activity.location, activity.description


def test_where_private_events_are_skipped_one_that_becomes_private_takes_back_what_it_told(tmp_path: Path) -> None:
    """F36."""
    scene = skipping(tmp_path)
    event = scene.provider.add(an_event(**SECRET))
    scene.refresh()
    assert shown(scene) == tuple(SECRET.values())

    scene.provider.edit(event, private=True)
    scene.refresh()

    assert shown(scene) == ("Busy", "", "")
    scene.sweep()
    assert scene.link().state == "out_of_scope"
    scene.provider.edit(event, when=TEN, title="Anderes Knie")
    scene.refresh()
    assert shown(scene) == ("Busy", "", "")
    assert scene.activity().when.start == NINE.start, "nothing is told of it any more"
    assert is_calm(scene)
    assert scene.provider.items[event].contact.title == "Anderes Knie"


def test_what_was_taken_back_is_told_again_once_the_event_is_public_again(tmp_path: Path) -> None:
    scene = skipping(tmp_path)
    event = scene.provider.add(an_event(**SECRET))
    scene.refresh()
    scene.provider.edit(event, private=True)
    scene.refresh()
    scene.provider.edit(event, when=TEN)
    scene.refresh()

    scene.provider.edit(event, private=False)
    scene.refresh()

    assert shown(scene) == tuple(SECRET.values())
    assert scene.activity().when.start == TEN.start
    assert is_calm(scene)


def test_what_was_typed_meanwhile_is_kept_as_a_conflict_and_reaches_no_skipped_event(tmp_path: Path) -> None:
    scene = skipping(tmp_path)
    event = scene.provider.add(an_event(**SECRET))
    scene.refresh()

    scene.crm.edit(scene.person(), title="Termin mit Frau Beispiel")
    scene.provider.edit(event, private=True)
    scene.refresh()

    assert shown(scene) == ("Busy", "", "")
    assert [one.field for one in scene.waiting("conflicts")] == ["title"]
    scene.crm.edit(scene.person(), title="Neugierig")
    scene.refresh()
    assert scene.provider.items[event].contact.title == SECRET["title"]


def test_a_colleagues_activity_is_not_hidden_by_whoever_hides_the_meeting_in_their_own_calendar(
    tmp_path: Path,
) -> None:
    scene = skipping(tmp_path)
    event = scene.provider.add(an_event(**SECRET))
    scene.refresh()
    scene.crm.put_in(scene.person(), in_scope=False)

    scene.provider.edit(event, private=True)
    scene.refresh()

    assert shown(scene) == tuple(SECRET.values())


@pytest.mark.parametrize(("private", "told"), [("busy_only", "Busy"), ("full", "Knie")])
def test_another_choice_about_private_events_reaches_those_that_are_there(
    tmp_path: Path, private: str, told: str
) -> None:
    scene = private_scene(tmp_path, "full" if private == "busy_only" else "busy_only")
    scene.provider.add(an_event(**SECRET, private=True))
    scene.refresh()

    scene.provider.hides = private == "busy_only"
    scene.app.set_rules(scene.connection, {"private": private})
    scene.work()

    assert scene.activity().title == told
    assert is_calm(scene)


def test_no_word_of_a_private_event_is_kept_anywhere(scene: CalendarScene) -> None:
    """Neither in a link, nor in the history, nor where something waits; the move of it is told without its title."""
    scene.start()
    event = scene.provider.add(an_event(**SECRET, private=True))
    scene.refresh()
    scene.provider.edit(event, when=TEN)
    scene.refresh()
    scene.crm.edit(scene.person(), when=scene.crm.projection(an_event("", when=NINE)).when, title="Was ist das?")
    scene.refresh().sweep()
    scene.provider.remove(event)
    scene.refresh()

    told = [repr(scene.links()), repr(scene.world.history.newest(scene.connection))]
    told += [repr(scene.waiting(kind)) for kind in ("conflicts", "review", "held", "parked")]
    told += [repr(scene.app.links(scene.connection))]
    assert [word for word in SECRET.values() for text in told if word in text] == []


# --- which activities go out -----------------------------------------------------------------------------------


def test_an_activity_that_is_given_to_a_colleague_stays_in_the_calendar(scene: CalendarScene) -> None:
    with_offer(scene)
    activity = scene.person()

    scene.crm.items[activity].owner = BEN
    scene.crm.put_in(activity, in_scope=False)
    scene.hear_of(activity)
    scene.refresh().sweep()

    assert scene.event().title == WHOLE
    assert is_calm(scene)
    scene.provider.edit(scene.contact(), when=TEN)
    scene.crm.edit(activity, title="Nun von Ben")
    assert is_calm(scene), "it is Ben's business now"


def test_an_activity_that_comes_back_is_followed_again(scene: CalendarScene) -> None:
    with_offer(scene)
    activity = scene.person()
    scene.crm.put_in(activity, in_scope=False)
    scene.refresh()

    scene.crm.put_in(activity, in_scope=True)
    scene.crm.edit(activity, title="Wieder meine")
    scene.refresh()

    assert scene.event().title == WHOLE.replace("Angebot besprechen", "Wieder meine")
    assert is_calm(scene)


def test_the_deletion_of_an_activity_that_belongs_to_a_colleague_deletes_no_event(scene: CalendarScene) -> None:
    with_offer(scene)
    activity = scene.person()
    scene.crm.put_in(activity, in_scope=False)
    scene.refresh()

    scene.provider.remove(scene.contact())
    scene.refresh().sweep()

    assert scene.titles() == (["Angebot besprechen"], [])
    assert is_calm(scene)


def test_an_activity_of_a_type_that_does_not_go_out_stays(scene: CalendarScene) -> None:
    """The type is judged where activities are read; what is out of scope there never becomes an event."""
    scene.start(types="call,meeting")
    lunch = scene.crm.add(an_event("Mittagessen"), in_scope=False)
    scene.crm.add(an_event("Anruf"))
    scene.refresh()
    assert scene.titles()[1] == ["Anruf"]

    scene.crm.put_in(lunch, in_scope=True)
    scene.refresh()

    assert scene.titles()[1] == ["Anruf", "Mittagessen"]
    assert is_calm(scene)


def test_further_types_bring_no_old_activities_over(scene: CalendarScene) -> None:
    """What was there at the start stays out until it is uploaded, whatever is chosen later."""
    old = scene.crm.add(an_event("Altes Mittagessen"), in_scope=False)
    scene.start(types="call")

    scene.crm.put_in(old, in_scope=True)
    scene.app.set_rules(scene.connection, {"types": "all"})
    scene.work()

    assert scene.titles() == (["Altes Mittagessen"], [])
    assert is_calm(scene)


# --- meetings with guests --------------------------------------------------------------------------------------


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


# --- done, and what is linked ----------------------------------------------------------------------------------


def test_a_mark_that_is_taken_off_in_the_calendar_comes_back_and_undoes_nothing(scene: CalendarScene) -> None:
    with_offer(scene)
    scene.crm.edit(scene.person(), done=True)
    scene.refresh()

    scene.provider.edit(scene.contact(), title=WHOLE)
    scene.refresh()

    assert (scene.activity().title, scene.activity().done) == ("Angebot besprechen", True)
    assert scene.event().title == f"✓ {WHOLE}"
    assert is_calm(scene)


def test_not_done_after_all_takes_the_mark_off(scene: CalendarScene) -> None:
    with_offer(scene)
    scene.crm.edit(scene.person(), done=True)
    scene.refresh()
    scene.crm.edit(scene.person(), done=False)
    scene.refresh()

    assert scene.event().title == WHOLE
    assert is_calm(scene)


def test_a_task_that_came_from_the_calendar_gets_its_title_when_it_is_linked(scene: CalendarScene) -> None:
    scene.start()
    scene.provider.add(an_event("Zahnarzt", description="Bitte nüchtern\n"))
    scene.refresh()

    scene.crm.edit(scene.person(), links=Links(person=Thing("2", "Muster Kontakt", "https://x.example/person/2")))
    scene.refresh()

    assert scene.event().title == "Muster Kontakt > Zahnarzt"
    assert scene.event().description.startswith("Bitte nüchtern")
    assert "https://x.example/person/2" in scene.event().description
    assert is_calm(scene)

    scene.crm.edit(scene.person(), links=Links())
    scene.refresh()
    assert (scene.event().title, scene.event().description) == ("Zahnarzt", "Bitte nüchtern")
    assert is_calm(scene)


def test_what_both_type_at_once_is_kept_and_shown(scene: CalendarScene) -> None:
    with_offer(scene)

    scene.crm.edit(scene.person(), title="Vertrag")
    scene.provider.edit(scene.contact(), title=WHOLE.replace("Angebot besprechen", "Rechnung"))
    scene.refresh()

    assert (scene.activity().title, scene.event().title) == ("Vertrag", WHOLE.replace("Angebot besprechen", "Vertrag"))
    assert [one.field for one in scene.waiting("conflicts")] == ["title"]
    assert is_calm(scene)


@pytest.mark.parametrize(
    ("edit", "lost", "then"),
    [
        ({"title": WHOLE.replace("Angebot besprechen", "Rechnung")}, "Rechnung", {"title": "Rechnung"}),
        ({"description": "Neu\n\n── Pipedrive ──\nMuster GmbH"}, "Neu", {"description": "Neu"}),
        ({"when": TEN}, None, {"when": TEN}),
    ],
    ids=["title", "description", "time"],
)
def test_a_conflict_that_is_turned_round_gives_the_activity_what_was_typed_and_no_more(
    scene: CalendarScene, edit: dict[str, Any], lost: str | None, then: dict[str, Any]
) -> None:
    """Not the names that were composed into the title, nor the links below the description."""
    with_offer(scene)
    mine = {"title": "Vertrag", "description": "Alt", "when": replace(NINE, start=NINE.start - timedelta(days=1))}
    (name,) = edit
    scene.crm.edit(scene.person(), **{name: mine[name]})
    scene.provider.edit(scene.contact(), **edit)
    scene.refresh()
    (conflict,) = scene.waiting("conflicts")
    assert lost is None or conflict.lost == lost

    scene.decide("conflicts", "swap")

    wanted = scene.crm.projection(replace(an_event("Angebot besprechen"), **then))
    assert getattr(scene.activity(), name) == getattr(wanted, name)
    assert scene.event().title == WHOLE.replace("Angebot besprechen", scene.activity().title)
    assert "Neue Website: https" in scene.event().description
    assert is_calm(scene)


# --- ended, and begun again ---------------------------------------------------------------------------------------


def test_whoever_ends_the_sync_and_begins_again_finds_nothing_doubled(scene: CalendarScene) -> None:
    """F1, F39: what is the same on both sides is linked again, and nothing is written."""
    with_offer(scene)
    scene.provider.add(an_event("Zahnarzt"))
    scene.refresh()
    scene.app.stop(scene.connection, remove=False)
    scene.work()

    scene.app.start(scene.connection)
    scene.work()
    assert is_calm(scene)
    for event in scene.provider.live():
        scene.provider.edit(event, when=TEN)
    scene.refresh()

    assert scene.titles()[0] == ["Angebot besprechen", "Zahnarzt"]


# --- activities that are made anew, and copies ------------------------------------------------------------------


def test_an_activity_that_is_made_anew_of_its_edited_event_bears_the_subject_alone(scene: CalendarScene) -> None:
    with_offer(scene)
    activity = scene.person()
    scene.crm.remove(activity)
    scene.provider.edit(scene.contact(), title=WHOLE.replace("Angebot besprechen", "Rechnung"))
    scene.hear_of(activity, is_gone=True)
    scene.refresh()

    assert (scene.activity().title, scene.activity().description) == ("Rechnung", "")
    assert is_calm(scene)


def test_a_copy_that_a_person_makes_of_an_event_is_an_activity_of_that_subject(scene: CalendarScene) -> None:
    """Title and links are copied along; all that was composed stays out of the CRM."""
    with_offer(scene)
    original = scene.event()
    scene.provider.add(replace(original, when=TEN))
    scene.refresh()

    assert scene.titles()[0] == ["Angebot besprechen", "Angebot besprechen"]
    assert [one.description for one in scene.crm.live().values()] == ["", ""]
    assert scene.titles()[1] == [WHOLE, WHOLE]
    assert is_calm(scene)


def test_a_meeting_whose_deleted_activity_is_wanted_back_gets_one_of_its_subject(scene: CalendarScene) -> None:
    with_offer(scene)
    scene.provider.items[scene.contact()].meeting = True
    activity = scene.person()
    scene.crm.remove(activity)
    scene.hear_of(activity, is_gone=True)
    assert [one.reason for one in scene.waiting("held")] == ["held_meeting"]

    scene.decide("held", "restore")

    assert (scene.activity().title, scene.activity().description) == ("Angebot besprechen", "")
    assert is_calm(scene)


@pytest.mark.parametrize("title", ["", "  Zahnarzt   um zehn ", "✓ Steuer"])
def test_how_a_person_spelled_an_event_stays_when_they_move_it(scene: CalendarScene, title: str) -> None:
    scene.start()
    scene.provider.add(an_event(title, description="  Zeile\n\n"))
    scene.refresh()
    scene.quiet()

    scene.provider.edit(scene.contact(), when=TEN)
    scene.refresh()

    assert scene.activity().when.start == TEN.start
    assert scene.provider.writes == []
    assert (scene.event().title, scene.event().description) == (title, "  Zeile\n\n")
