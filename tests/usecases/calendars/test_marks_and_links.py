"""The mark of what is done, what is linked, made anew or copied, and what both type at once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tandem.domain.event import Links, Thing
from tests.usecases.calendar_scene import NINE, TEN, CalendarScene, an_event
from tests.usecases.calendars.chosen import is_calm, with_offer
from tests.usecases.calendars.offer import WHOLE

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
