"""What is told of a private event, before and after it became private, and what is kept of it."""

from pathlib import Path

import pytest

from tests.memory_events import MemoryCalendar
from tests.usecases.calendar_scene import NINE, TEN, CalendarScene, an_event
from tests.usecases.calendars.chosen import is_calm, with_offer
from tests.usecases.calendars.offer import WHOLE


def test_a_private_event_tells_only_that_one_is_busy(scene: CalendarScene) -> None:
    scene.start()
    event = scene.provider.add(an_event("Arzt", private=True, description="Knie", location="Klinik"))
    scene.refresh()
    activity = scene.activity()
    assert (activity.title, activity.description, activity.location) == ("Busy", "", "")

    scene.crm.edit(scene.person(), title="Neugierig", when=scene.crm.projection(an_event("", when=TEN)).when)
    scene.refresh()

    assert scene.provider.items[event].contact.title == "Arzt"
    assert scene.provider.items[event].contact.when == TEN


def test_an_event_that_becomes_private_is_hidden_and_shown_again(scene: CalendarScene) -> None:
    scene.start()
    event = scene.provider.add(an_event("Arzt", location="Klinik"))
    scene.refresh()

    scene.provider.edit(event, private=True)
    scene.refresh()
    assert (scene.activity().title, scene.activity().location) == ("Busy", "")

    scene.provider.edit(event, private=False)
    scene.refresh()
    assert (scene.activity().title, scene.activity().location) == ("Arzt", "Klinik")


SECRET = {"title": "Knie", "location": "Klinik Süd", "description": "Dr. Geheim"}


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
