"""A calendar's sync: what comes over, what stays out, and what a title is made of."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from tandem.domain.errors import Rejected
from tandem.domain.event import AllDay
from tandem.domain.ids import RemoteId
from tandem.usecases.listening.record_notification import Heard
from tests.usecases.calendar_scene import LINKS, NINE, TEN, CalendarScene, an_event
from tests.usecases.cutting import Cut, Scissors

WHOLE = "Neue Website > Muster Kontakt > Muster GmbH > Angebot besprechen"


@pytest.fixture
def scene(tmp_path: Path) -> CalendarScene:
    return CalendarScene(tmp_path)


def with_offer(scene: CalendarScene, **rules: object) -> CalendarScene:
    """An activity that was made after the start, and its event."""
    scene.start(**rules)
    scene.crm.add(an_event("Angebot besprechen", links=LINKS))
    scene.refresh()
    return scene


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


def test_a_done_activity_bears_its_mark(scene: CalendarScene) -> None:
    with_offer(scene)

    scene.crm.edit(scene.person(), done=True)
    scene.refresh()
    assert scene.event().title == f"✓ {WHOLE}"

    scene.provider.edit(scene.contact(), when=TEN)
    scene.refresh()
    assert (scene.activity().title, scene.activity().done) == ("Angebot besprechen", True)


def test_another_name_of_the_deal_reaches_the_title(scene: CalendarScene) -> None:
    with_offer(scene)
    scene.crm.edit(scene.person(), links=replace(LINKS, deal=replace(LINKS.deal, name="Relaunch")))
    scene.refresh()

    assert scene.event().title == WHOLE.replace("Neue Website", "Relaunch")


def test_a_name_in_a_title_is_none_of_the_subject_though_pipedrive_took_only_later_what_went_with_it(
    scene: CalendarScene,
) -> None:
    """The event got its title, its new time was refused; by the next try the deal was deleted, and has no name."""
    with_offer(scene)
    deal = replace(LINKS.deal, id="9", name="Relaunch")
    scene.crm.edit(scene.person(), links=replace(LINKS, deal=deal))
    scene.provider.edit(scene.contact(), when=TEN)
    scene.crm.refused[scene.person()] = Rejected("busy")
    scene.refresh()
    assert scene.event().title.startswith("Relaunch > ")

    scene.crm.refused.clear()
    scene.crm.edit(scene.person(), links=replace(LINKS, deal=replace(deal, name="")))
    scene.refresh().sweep()

    assert scene.activity().title == "Angebot besprechen"
    assert scene.activity().when.start == TEN.start
    assert scene.event().title == "Muster Kontakt > Muster GmbH > Angebot besprechen"
    assert scene.waiting("conflicts") == []


def test_nothing_is_written_again_however_often_both_are_looked_at(scene: CalendarScene) -> None:
    with_offer(scene)
    scene.provider.add(an_event("Zahnarzt", description="Bitte nüchtern\n"))
    scene.refresh()
    written = len(scene.crm.writes), len(scene.provider.writes)

    for _ in range(3):
        scene.clock.pass_by(timedelta(days=1))
        scene.sweep()

    assert (len(scene.crm.writes), len(scene.provider.writes)) == written == (1, 1)


def test_another_pattern_gives_the_events_their_new_titles(scene: CalendarScene) -> None:
    with_offer(scene)

    scene.app.set_rules(scene.connection, {"title": "{subject} | {organization}"})
    assert scene.view().rules["title"] == "{subject} | {organization}"
    assert "former_title" not in scene.view().rules
    scene.work()

    assert scene.event().title == "Angebot besprechen | Muster GmbH"
    assert scene.activity().title == "Angebot besprechen"


def retitled(folder: Path, scissors: Scissors) -> CalendarScene:
    scene = with_offer(CalendarScene(folder, scissors=scissors))
    scissors.is_armed = True
    with suppress(Cut):
        scene.app.set_rules(scene.connection, {"title": "{subject} | {organization}"})
        scene.work()
    scissors.is_armed = False
    return scene


def test_another_pattern_reaches_the_events_wherever_its_choice_was_cut_off(tmp_path: Path) -> None:
    whole = Scissors()
    retitled(tmp_path / "whole", whole)
    assert whole.calls > 5

    for at in range(1, whole.calls + 1):
        scene = retitled(tmp_path / f"{at}", Scissors(at))
        scene.clock.pass_by(timedelta(hours=2))
        scene.look_after().sweep()
        is_chosen = scene.view().rules["title"] == "{subject} | {organization}"
        assert scene.event().title == ("Angebot besprechen | Muster GmbH" if is_chosen else WHOLE), at


def test_an_activity_that_is_made_anew_belongs_to_what_it_belonged_to(scene: CalendarScene) -> None:
    """It was deleted, and its event was edited: the edit wins."""
    with_offer(scene)
    scene.crm.edit(scene.person(), done=True)
    scene.refresh()
    gone = scene.person()
    scene.crm.remove(gone)
    scene.provider.edit(scene.contact(), location="Berlin")
    scene.hear_of(gone, is_gone=True)

    assert (scene.activity().title, scene.activity().location) == ("Angebot besprechen", "Berlin")
    assert (scene.activity().links, scene.activity().done) == (LINKS, True)
    assert scene.event().title == f"✓ {WHOLE}"


def test_a_deleted_activity_does_not_come_back_because_somebody_cleared_the_lines_below_its_event(
    scene: CalendarScene,
) -> None:
    with_offer(scene)
    gone = scene.person()
    scene.provider.edit(scene.contact(), description="")
    scene.crm.remove(gone)
    scene.hear_of(gone, is_gone=True).refresh()

    assert scene.titles() == ([], [])


def test_an_activity_deleted_before_its_lost_event_was_found_is_made_anew_without_names_in_its_subject(
    scene: CalendarScene,
) -> None:
    """Somebody wrote over the description of that event, and with it the lines that say what it belongs to."""
    scene.start()
    activity = scene.crm.add(an_event("Angebot besprechen", links=LINKS))
    scene.provider.lost_answers = 1
    scene.listen(Heard("activity", RemoteId(activity.partition("/")[2]), False, None))
    while not scene.provider.live():
        scene.deliver()
    scene.provider.edit(next(iter(scene.provider.live())), description="Raum 3")
    scene.crm.remove(activity)
    scene.hear_of(activity, is_gone=True).sweep()

    assert scene.titles() == (["Angebot besprechen"], [WHOLE])
    assert scene.activity().links == LINKS


@pytest.mark.parametrize(("name", "value"), [("location", "Berlin"), ("title", WHOLE.replace("Angebot", "Auftrag"))])
def test_an_activity_made_anew_before_its_event_was_retitled_has_no_names_in_its_subject(
    scene: CalendarScene, name: str, value: str
) -> None:
    with_offer(scene)
    gone = scene.person()
    scene.app.set_rules(scene.connection, {"title": "{subject} - {person}"})
    scene.crm.remove(gone)
    scene.provider.edit(scene.contact(), **{name: value})
    scene.hear_of(gone, is_gone=True)

    subject = "Auftrag besprechen" if name == "title" else "Angebot besprechen"
    assert (scene.activity().title, scene.activity().links) == (subject, LINKS)
    assert scene.event().title == f"{subject} - Muster Kontakt"


def test_an_event_that_was_renamed_outright_bears_what_its_activity_belongs_to_once_that_is_made_anew(
    scene: CalendarScene,
) -> None:
    with_offer(scene)
    (old,), (event,) = scene.crm.live(), scene.provider.live()
    scene.provider.edit(event, title="Nur Kaffee")
    scene.crm.remove(old)

    scene.hear_of(old, is_gone=True).refresh()

    assert scene.activity().title == "Nur Kaffee"
    assert scene.event().title == "Neue Website > Muster Kontakt > Muster GmbH > Nur Kaffee"
    assert scene.is_calm()


def test_a_title_that_lost_a_conflict_is_taken_after_all_on_both_sides(scene: CalendarScene) -> None:
    with_offer(scene)
    scene.crm.edit(scene.person(), title="Vertrag")
    scene.provider.edit(scene.contact(), title=WHOLE.replace("Angebot", "Auftrag"))
    scene.refresh()
    assert scene.activity().title == "Vertrag"

    scene.decide("conflicts", "swap")

    assert scene.activity().title == "Auftrag besprechen"
    assert scene.event().title == WHOLE.replace("Angebot", "Auftrag")
    assert scene.waiting("conflicts") == []
