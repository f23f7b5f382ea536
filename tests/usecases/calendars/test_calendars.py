"""A calendar's sync: what comes over, what stays out, and what follows either way."""

from datetime import date, timedelta

import pytest

from tandem.domain.event import AllDay
from tests.usecases.calendar_scene import LINKS, NINE, TEN, CalendarScene, an_event
from tests.usecases.calendars.offer import WHOLE, with_offer


def test_an_activity_becomes_an_event_under_its_title(scene: CalendarScene) -> None:
    with_offer(scene)

    assert scene.event().title == WHOLE
    assert scene.event().when == NINE
    assert "https://beispiel.pipedrive.example/deal/1" in scene.event().description


def test_an_event_becomes_an_activity_that_is_linked_to_nothing(scene: CalendarScene) -> None:
    scene.start()
    scene.provider.add(an_event("Zahnarzt", location="Praxis"))
    scene.refresh()

    assert scene.activity().title == "Zahnarzt"
    assert scene.activity().location == "Praxis"
    assert scene.activity().when.start == NINE.start


def test_a_move_in_the_calendar_moves_the_activity(scene: CalendarScene) -> None:
    with_offer(scene)

    scene.provider.edit(scene.contact(), when=TEN)
    scene.refresh()

    assert scene.activity().when.start == TEN.start
    assert scene.activity().title == "Angebot besprechen"


def test_a_move_in_the_crm_moves_the_event_and_keeps_its_zone(scene: CalendarScene) -> None:
    scene.start()
    scene.provider.add(an_event("Zahnarzt"))
    scene.refresh()

    scene.crm.edit(scene.person(), when=scene.crm.projection(an_event("", when=TEN)).when)
    scene.refresh()

    assert scene.event().when == TEN


def test_a_rename_in_the_calendar_changes_the_subject_and_nothing_else(scene: CalendarScene) -> None:
    with_offer(scene)

    scene.provider.edit(scene.contact(), title="Vertrag unterschreiben")
    scene.refresh()

    assert scene.activity().title == "Vertrag unterschreiben"
    assert scene.activity().links == LINKS
    assert scene.event().title == "Neue Website > Muster Kontakt > Muster GmbH > Vertrag unterschreiben"


def test_what_was_there_before_is_left_alone_until_it_changes(scene: CalendarScene) -> None:
    old = scene.provider.add(an_event("Alter Termin"))
    scene.provider.add(an_event("Noch einer"))
    scene.crm.add(an_event("Alte Aktivität"))
    scene.start()
    scene.refresh()
    scene.provider.expired = True
    scene.refresh()
    scene.sweep()
    assert (scene.crm.writes, scene.provider.writes) == ([], [])

    scene.provider.edit(old, title="Alter Termin, verschoben")
    scene.refresh()

    assert scene.titles()[0] == ["Alte Aktivität", "Alter Termin, verschoben"]
    assert scene.provider.writes == []


@pytest.mark.parametrize("side", ["crm", "provider"])
def test_what_was_there_and_could_not_be_read_is_left_alone_too(scene: CalendarScene, side: str) -> None:
    """Nobody changed it: a later version of ours may read what this one can't."""
    old = getattr(scene, side).add(an_event("Alt"))
    getattr(scene, side).items[old].is_broken = True

    scene.start()
    getattr(scene, side).items[old].is_broken = False

    assert scene.is_calm()
    assert scene.view().counts.get("parked", 0) == 0


def test_an_old_activity_stays_out_also_when_it_is_edited(scene: CalendarScene) -> None:
    old = scene.crm.add(an_event("Alte Aktivität"))
    scene.start()

    scene.crm.edit(old, title="Alte Aktivität, neu")
    scene.refresh()
    scene.sweep()

    assert scene.provider.live() == {}


def test_an_event_that_came_while_nobody_heard_of_it_is_found_by_the_next_listing(scene: CalendarScene) -> None:
    scene.start()
    scene.provider.add(an_event("Neu"))
    scene.provider.expired = True

    scene.refresh()

    assert scene.titles() == (["Neu"], ["Neu"])


def test_in_the_mode_of_the_crm_only_a_new_event_stays_where_it_is(scene: CalendarScene) -> None:
    with_offer(scene, mode="crm_only")
    scene.provider.add(an_event("Zahnarzt"))
    scene.provider.edit(scene.link().provider.remote_id, when=TEN)
    scene.refresh()
    scene.sweep()

    assert scene.titles()[0] == ["Angebot besprechen"]
    assert scene.activity().when.start == TEN.start


def test_a_deletion_follows_either_way(scene: CalendarScene) -> None:
    scene.start()
    event = scene.provider.add(an_event("Zahnarzt"))
    activity = scene.crm.add(an_event("Angebot"))
    scene.crm.add(an_event("Vertrag"))
    scene.refresh()

    scene.provider.remove(event)
    scene.crm.remove(activity)
    scene.refresh()
    scene.sweep()

    assert scene.titles() == (["Vertrag"], ["Vertrag"])


def test_days_that_the_crm_has_no_place_for_stay_with_the_event(scene: CalendarScene) -> None:
    scene.start()
    event = scene.provider.add(an_event("Urlaub", when=AllDay(date(2026, 12, 21), 5)))
    scene.refresh()
    assert scene.activity().when == AllDay(date(2026, 12, 21))

    scene.crm.edit(scene.person(), when=AllDay(date(2026, 12, 22)))
    scene.refresh()
    scene.refresh()

    assert scene.event(event).when == AllDay(date(2026, 12, 22), 5)


def test_from_a_time_to_a_whole_day_and_back(scene: CalendarScene) -> None:
    with_offer(scene)

    scene.provider.edit(scene.contact(), when=AllDay(date(2026, 12, 1)))
    scene.refresh()
    assert scene.activity().when == AllDay(date(2026, 12, 1))

    scene.crm.edit(scene.person(), when=scene.crm.projection(an_event("", when=TEN)).when)
    scene.refresh()
    assert scene.event().when.start == TEN.start


def test_a_done_activity_bears_its_mark(scene: CalendarScene) -> None:
    with_offer(scene)

    scene.crm.edit(scene.person(), done=True)
    scene.refresh()
    assert scene.event().title == f"✓ {WHOLE}"

    scene.provider.edit(scene.contact(), when=TEN)
    scene.refresh()
    assert (scene.activity().title, scene.activity().done) == ("Angebot besprechen", True)


def test_nothing_is_written_again_however_often_both_are_looked_at(scene: CalendarScene) -> None:
    with_offer(scene)
    scene.provider.add(an_event("Zahnarzt", description="Bitte nüchtern\n"))
    scene.refresh()
    written = len(scene.crm.writes), len(scene.provider.writes)

    for _ in range(3):
        scene.clock.pass_by(timedelta(days=1))
        scene.sweep()

    assert (len(scene.crm.writes), len(scene.provider.writes)) == written == (1, 1)
