"""A move of a meeting waits for a person; whatever else is said of the meeting goes on both ways meanwhile."""

import pytest

from tandem.domain.event import Timed
from tests.usecases.calendar_scene import LINKS, NINE, TEN, CalendarScene, an_event
from tests.usecases.cases.moves import ELEVEN, held, move, times, with_held_move


def test_what_is_said_at_either_side_goes_on_while_the_move_waits(scene: CalendarScene) -> None:
    with_held_move(scene)

    scene.crm.edit(scene.person(), title="Abnahme")
    scene.provider.edit(scene.contact(), location="Saal 2")
    scene.refresh()

    assert scene.titles() == (["Abnahme"], ["Abnahme"])
    assert (scene.activity().location, scene.event().location) == ("Saal 2", "Saal 2")
    assert times(scene) == (TEN.start, NINE.start)
    assert held(scene) == ["held_move"]
    assert scene.is_calm()


def test_what_is_changed_together_with_the_time_goes_at_once_but_for_the_time(scene: CalendarScene) -> None:
    scene.start()
    scene.provider.add(an_event("Treffen"), meeting=True)
    scene.refresh()

    scene.crm.edit(scene.person(), title="Abnahme", when=scene.crm.projection(an_event("", when=TEN)).when)
    scene.refresh()

    assert scene.titles() == (["Abnahme"], ["Abnahme"])
    assert times(scene) == (TEN.start, NINE.start)
    assert held(scene) == ["held_move"]
    run = scene.view().last_run
    assert run is not None
    assert run.counts["held"] == 1
    assert scene.is_calm()


def test_a_new_deal_reaches_the_title_of_a_meeting_that_waits(scene: CalendarScene) -> None:
    with_held_move(scene)

    scene.crm.edit(scene.person(), links=LINKS)
    scene.refresh()

    assert scene.event().title == "Neue Website > Muster Kontakt > Muster GmbH > Treffen"
    assert times(scene) == (TEN.start, NINE.start)


@pytest.mark.parametrize(("decision", "then"), [("release", TEN), ("restore", NINE)])
def test_a_person_decides_on_the_time_after_the_rest_went_on(scene: CalendarScene, decision: str, then: Timed) -> None:
    with_held_move(scene)
    scene.crm.edit(scene.person(), title="Abnahme")
    scene.refresh()
    scene.provider.edit(scene.contact(), location="Saal 2")
    scene.refresh()

    scene.decide("held", decision).work()

    assert times(scene) == (then.start, then.start)
    assert (scene.event().title, scene.activity().title) == ("Abnahme", "Abnahme")
    assert (scene.event().location, scene.activity().location) == ("Saal 2", "Saal 2")
    assert held(scene) == []
    assert scene.waiting("conflicts") == []
    assert scene.is_calm()


@pytest.mark.parametrize(("decision", "then"), [("release", TEN), ("restore", ELEVEN)])
def test_the_organiser_moves_it_as_well_while_the_move_waits(scene: CalendarScene, decision: str, then: Timed) -> None:
    with_held_move(scene)
    scene.provider.edit(scene.contact(), when=ELEVEN, title="Abnahme")
    scene.refresh()
    assert scene.activity().title == "Abnahme"
    assert held(scene) == ["held_move"]
    assert scene.waiting("conflicts") == [], "nothing was overruled yet"

    scene.decide("held", decision).work()

    assert times(scene) == (then.start, then.start)
    assert held(scene) == []
    lost = [one.field for one in scene.waiting("conflicts")]
    assert lost == (["when"] if decision == "release" else [])
    assert scene.is_calm()


def test_who_takes_the_move_back_ends_the_hold(scene: CalendarScene) -> None:
    with_held_move(scene)
    scene.crm.edit(scene.person(), title="Abnahme")
    scene.refresh()

    move(scene, NINE)
    scene.refresh()

    assert held(scene) == []
    assert scene.link().state == "live"
    assert scene.is_calm()


def test_history_tells_what_went_on_and_nothing_of_the_time(scene: CalendarScene) -> None:
    with_held_move(scene)
    scene.crm.edit(scene.person(), title="Abnahme")
    scene.refresh()

    newest = scene.app.history(scene.connection).items[0]
    assert [(one.name, one.before, one.after) for one in newest.fields] == [("title", "Treffen", "Abnahme")]
