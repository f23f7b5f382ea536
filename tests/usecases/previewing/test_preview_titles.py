"""The preview of titles: before and after, in pages, and what a person typed into them."""

from dataclasses import replace

import pytest

from tandem.domain.errors import Refused
from tandem.domain.event import Thing
from tests.usecases.calendar_scene import LINKS, CalendarScene, an_event
from tests.usecases.calendars.offer import WHOLE, with_offer
from tests.usecases.listing.uploads import LAST_YEAR
from tests.usecases.previewing.appointments import OTHER, filled


def test_titles_are_shown_before_and_after_and_those_that_stay_are_only_counted(scene: CalendarScene) -> None:
    with_offer(scene)
    scene.provider.add(an_event("Zahnarzt"))
    scene.crm.add(an_event("Vorbei", when=LAST_YEAR, links=LINKS))
    scene.refresh()

    said = scene.app.preview_titles(scene.connection, OTHER)

    assert (said.title, said.coming, said.retitled) == (OTHER, 2, 1)
    (example,) = said.items
    assert (example.start, example.before) == ("2026-12-01T08:00:00+00:00", WHOLE)
    scene.app.set_rules(scene.connection, {"title": OTHER})
    scene.work()
    assert scene.event(scene.links()[0].provider.remote_id).title == example.after == "Angebot besprechen | Muster GmbH"


def test_before_the_start_titles_are_those_that_activities_would_get(scene: CalendarScene) -> None:
    filled(scene)

    said = scene.app.preview_titles(scene.connection, OTHER)

    assert (said.coming, said.retitled) == (0, 0)
    assert ("Neue Website > Muster Kontakt > Muster GmbH > Alt 0", "Alt 0 | Muster GmbH") in {
        (one.before, one.after) for one in said.items
    }
    assert len(said.items) == 4


def test_what_a_person_typed_into_a_title_is_part_of_the_new_one(scene: CalendarScene) -> None:
    with_offer(scene)
    scene.provider.edit(scene.contact(), title=f"{WHOLE}!")
    scene.refresh()

    (example,) = scene.app.preview_titles(scene.connection, OTHER).items

    assert (example.before, example.after) == (f"{WHOLE}!", "Angebot besprechen! | Muster GmbH")


def test_many_titles_come_in_pages_that_add_up(scene: CalendarScene) -> None:
    for number in range(130):
        scene.crm.add(an_event(f"Alt {number}", links=replace(LINKS, deal=Thing("1", f"Deal {number}"))))
    scene.start()
    scene.app.upload_unsynced(scene.connection, False)
    scene.work()

    first = scene.app.preview_titles(scene.connection, OTHER)
    second = scene.app.preview_titles(scene.connection, OTHER, first.next)

    assert (first.retitled, len(first.items), len(second.items), second.next) == (130, 100, 30, "")
    assert len({one.before for one in (*first.items, *second.items)}) == 130


def test_what_is_no_pattern_is_refused(scene: CalendarScene) -> None:
    with_offer(scene)

    with pytest.raises(Refused, match="bad_pattern"):
        scene.app.preview_titles(scene.connection, "{deal} > {organization}")
