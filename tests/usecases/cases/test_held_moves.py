"""A move of a meeting waits for a person; whatever else is said of the meeting goes on both ways meanwhile."""

from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from tandem.domain.event import Timed
from tandem.state.links import Agreement
from tests.usecases.calendar_scene import LINKS, NINE, TEN, CalendarScene, an_event
from tests.usecases.cutting import Cut, Scissors

ELEVEN = replace(TEN, start=TEN.start + TEN.length)


@pytest.fixture
def scene(tmp_path: Path) -> CalendarScene:
    return CalendarScene(tmp_path)


def move(scene: CalendarScene, when: Timed) -> None:
    """In Pipedrive."""
    scene.crm.edit(scene.person(), when=scene.crm.projection(an_event("", when=when)).when)


def with_held_move(scene: CalendarScene) -> CalendarScene:
    scene.start()
    scene.provider.add(an_event("Treffen", location="Saal 1"), meeting=True)
    scene.refresh()
    move(scene, TEN)
    return scene.refresh()


def times(scene: CalendarScene) -> tuple[object, object]:
    return scene.activity().when.start, scene.event().when.start


def held(scene: CalendarScene) -> list[str]:
    return [one.reason for one in scene.waiting("held")]


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


def test_a_later_answer_is_about_what_waited_when_it_was_given(scene: CalendarScene) -> None:
    """What goes on beside a hold makes it no newer."""
    with_held_move(scene)
    before = scene.waiting("held")[0].since
    scene.clock.pass_by(scene.world.pace.poll)

    scene.crm.edit(scene.person(), title="Abnahme")
    scene.refresh()

    assert scene.waiting("held")[0].since == before


def test_a_later_move_is_asked_about_anew(scene: CalendarScene) -> None:
    with_held_move(scene)
    before = scene.waiting("held")[0].since
    scene.clock.pass_by(scene.world.pace.poll)

    move(scene, ELEVEN)
    scene.refresh()

    assert [one.since > before for one in scene.waiting("held")] == [True]
    assert times(scene) == (ELEVEN.start, NINE.start)
    assert scene.is_calm()


@pytest.mark.parametrize("title", ["Treffen", "Abnahme"])
@pytest.mark.parametrize("decision", ["release", "restore"])
def test_an_answer_to_all_is_not_about_a_move_that_came_after_it(
    scene: CalendarScene, decision: str, title: str
) -> None:
    """It was given in the evening, and carried out in the morning, when somebody had moved it once more."""
    with_held_move(scene)
    scene.app.decide_all(scene.connection, decision)
    scene.clock.pass_by(scene.world.pace.poll)

    scene.crm.edit(scene.person(), title=title, when=ELEVEN)
    scene.work()
    scene.refresh()

    assert times(scene) == (ELEVEN.start, NINE.start)
    assert held(scene) == ["held_move"]
    assert scene.is_calm()
    scene.decide("held", decision).work()
    then = (ELEVEN if decision == "release" else NINE).start
    assert times(scene) == (then, then)
    assert held(scene) == []


@pytest.mark.parametrize("decision", ["release", "restore"])
def test_what_is_moved_once_more_after_the_answer_is_asked_about_anew(scene: CalendarScene, decision: str) -> None:
    with_held_move(scene)
    scene.app.pause(scene.connection)
    scene.decide("held", decision)

    move(scene, ELEVEN)
    scene.app.resume(scene.connection)
    scene.refresh()

    assert times(scene) == (ELEVEN.start, NINE.start)
    assert held(scene) == ["held_move"]
    move(scene, TEN)
    scene.refresh()
    assert times(scene) == (TEN.start, NINE.start)
    assert held(scene) == ["held_move"]


@pytest.mark.parametrize(("decision", "then"), [("release", ELEVEN), ("restore", NINE)])
def test_what_was_held_before_links_told_the_time_is_answered_whatever_it_is(
    scene: CalendarScene, decision: str, then: Timed
) -> None:
    with_held_move(scene)
    link = scene.link()
    scene.world.links.commit([Agreement(replace(link, asked=None), link)])
    move(scene, ELEVEN)

    scene.decide("held", decision).work()

    assert times(scene) == (then.start, then.start)
    assert held(scene) == []


@pytest.mark.parametrize("is_after", [False, True])
@pytest.mark.parametrize(("decision", "then"), [("release", TEN), ("restore", NINE)])
def test_an_answer_that_is_cut_off_anywhere_is_carried_out_and_not_asked_for_again(
    tmp_path: Path, decision: str, then: Timed, *, is_after: bool
) -> None:
    for at in count(1):
        scissors = Scissors(at, is_after=is_after)
        scene = with_held_move(CalendarScene(tmp_path / f"{at}", scissors=scissors))
        scene.app.decide_all(scene.connection, decision)
        was_cut = cut_off(scene, scissors)
        scene.work()

        assert times(scene) == (then.start, then.start), f"cut at {at}"
        assert held(scene) == []
        assert scene.waiting("conflicts") == []
        if not was_cut:
            return


def test_history_tells_what_went_on_and_nothing_of_the_time(scene: CalendarScene) -> None:
    with_held_move(scene)
    scene.crm.edit(scene.person(), title="Abnahme")
    scene.refresh()

    newest = scene.app.history(scene.connection).items[0]
    assert [(one.name, one.before, one.after) for one in newest.fields] == [("title", "Treffen", "Abnahme")]


@pytest.mark.parametrize("is_after", [False, True])
@pytest.mark.parametrize("decision", ["release", "restore"])
def test_a_crash_anywhere_neither_forgets_the_move_nor_makes_it(
    tmp_path: Path, decision: str, *, is_after: bool
) -> None:
    for at in count(1):
        scissors = Scissors(at, is_after=is_after)
        scene = CalendarScene(tmp_path / f"{at}", scissors=scissors)
        scene.start()
        scene.provider.add(an_event("Treffen", location="Saal 1"), meeting=True)
        scene.refresh()
        scene.crm.edit(scene.person(), title="Abnahme", when=scene.crm.projection(an_event("", when=TEN)).when)
        scene.provider.edit(scene.contact(), location="Saal 2")
        was_cut = cut_off(scene, scissors)

        assert times(scene) == (TEN.start, NINE.start)
        assert held(scene) == ["held_move"]
        scene.decide("held", decision).work()

        then = (TEN if decision == "release" else NINE).start
        assert times(scene) == (then, then), f"cut at {at}"
        assert (scene.activity().title, scene.event().title) == ("Abnahme", "Abnahme")
        assert (scene.activity().location, scene.event().location) == ("Saal 2", "Saal 2")
        assert sorted(told(scene)) == sorted(
            [("crm", "location"), ("provider", "title"), ("provider" if decision == "release" else "crm", "when")]
        )
        if not was_cut:
            return


def cut_off(scene: CalendarScene, scissors: Scissors) -> bool:
    """The slice that holds the move ends somewhere; then all goes on. False if it was over before."""
    scissors.is_armed = True
    try:
        scene.refresh()
    except Cut:
        scissors.is_armed = False
        scene.clock.pass_by(scene.world.pace.lease)
        scene.sweep()
        return True
    scissors.is_armed = False
    return False


def told(scene: CalendarScene) -> list[tuple[str, str]]:
    """What history says was written, but for the making."""
    entries = scene.app.history(scene.connection).items
    return [(str(one.side), field.name) for one in entries if one.action == "update" for field in one.fields]
