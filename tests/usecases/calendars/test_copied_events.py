"""An event that a person duplicates in the calendar: what its title was composed of stays, until that changes."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tandem.domain.event import Event, Links, Thing
from tandem.domain.ids import RemoteId
from tests.usecases.calendar_scene import LINKS, NINE, TEN, CalendarScene, an_event

WHOLE = "Neue Website > Muster Kontakt > Muster GmbH > Angebot besprechen"


@pytest.fixture
def scene(tmp_path: Path) -> CalendarScene:
    scene = CalendarScene(tmp_path)
    scene.start()
    scene.crm.add(an_event("Angebot besprechen", description="Mit Plan", links=LINKS))
    scene.refresh()
    return scene


def copied(scene: CalendarScene, **changes: Any) -> tuple[RemoteId, RemoteId]:
    """The copy and its activity; a copy may bear Tandem's name for the original."""
    (original,) = scene.provider.live()
    before = set(scene.crm.live())
    copy = scene.provider.add(replace(scene.event(original), **changes), marker=scene.link().id)
    scene.refresh()
    (activity,) = set(scene.crm.live()) - before
    return copy, activity


def test_a_copy_becomes_an_activity_of_its_own_under_the_bare_subject(scene: CalendarScene) -> None:
    copy, activity = copied(scene)

    assert scene.activity(activity).title == "Angebot besprechen"
    assert scene.activity(activity).links == Links()
    assert scene.event(copy).title == WHOLE


@pytest.mark.parametrize("side", ["crm", "provider"])
def test_a_copy_that_is_moved_keeps_the_title_and_the_links_that_it_was_copied_with(
    scene: CalendarScene, side: str
) -> None:
    copy, activity = copied(scene)
    before: Event = scene.event(copy)

    if side == "provider":
        scene.provider.edit(copy, when=TEN)
    else:
        scene.crm.edit(activity, when=scene.crm.projection(an_event("", when=TEN)).when)
    scene.refresh()

    assert scene.event(copy) == replace(before, when=TEN)
    assert (scene.activity(activity).title, scene.activity(activity).when.start) == ("Angebot besprechen", TEN.start)


def test_a_new_place_leaves_its_title_alone_too(scene: CalendarScene) -> None:
    copy, activity = copied(scene)

    scene.crm.edit(activity, location="Saal 1")
    scene.refresh()

    assert (scene.event(copy).title, scene.event(copy).location) == (WHOLE, "Saal 1")


def test_once_its_activity_is_linked_the_title_follows_that(scene: CalendarScene) -> None:
    copy, activity = copied(scene)

    scene.crm.edit(activity, links=Links(deal=Thing("9", "Anderes Geschäft")))
    scene.refresh()

    assert scene.event(copy).title == "Anderes Geschäft > Angebot besprechen"
    assert "Muster GmbH" not in scene.event(copy).description


def test_a_rename_in_either_place_is_one(scene: CalendarScene) -> None:
    copy, activity = copied(scene)

    scene.crm.edit(activity, title="Vertrag")
    scene.refresh()
    assert scene.event(copy).title == "Vertrag"

    scene.provider.edit(copy, title="Abnahme")
    scene.refresh()
    assert scene.activity(activity).title == "Abnahme"


def test_another_pattern_reaches_copies_as_well(scene: CalendarScene) -> None:
    copy, _ = copied(scene)

    scene.app.set_rules(scene.connection, {"title": "{subject} | {organization}"})
    scene.work()

    assert scene.event(copy).title == "Angebot besprechen"


def test_the_original_goes_on_as_ever(scene: CalendarScene) -> None:
    (original,) = scene.provider.live()
    copied(scene, when=TEN)

    scene.provider.edit(original, title="Vertrag")
    scene.refresh()

    assert scene.event(original).title == "Neue Website > Muster Kontakt > Muster GmbH > Vertrag"
    assert scene.event(original).when == NINE
