"""What a title is made of: the names of today under the pattern of today, around the subject."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from tandem.domain.errors import Rejected
from tests.usecases.calendar_scene import LINKS, TEN, CalendarScene
from tests.usecases.calendars.offer import WHOLE, with_offer
from tests.usecases.cutting import Cut, Scissors


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


def test_another_pattern_gives_the_events_their_new_titles(scene: CalendarScene) -> None:
    with_offer(scene)

    scene.app.set_rules(scene.connection, {"title": "{subject} | {organization}"})
    assert scene.view().rules["title"] == "{subject} | {organization}"
    assert "former_title" not in scene.view().rules
    scene.work()

    assert scene.event().title == "Angebot besprechen | Muster GmbH"
    assert scene.activity().title == "Angebot besprechen"


@pytest.mark.parametrize("is_chosen_first", [True, False])
def test_another_pattern_is_not_forgotten_over_a_backup_that_was_put_back(
    scene: CalendarScene, is_chosen_first: bool
) -> None:
    """Nothing is written until all is compared, and a title that is due is no reason to ask anybody."""
    with_offer(scene)
    steps = [partial(scene.app.set_rules, scene.connection, {"title": "{subject} | {organization}"})]
    steps.insert(int(is_chosen_first), scene.app.mark_restored)

    for step in steps:
        step()
    scene.work()
    assert scene.waiting("held") == []
    scene.sweep()

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
