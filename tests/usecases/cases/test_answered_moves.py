"""An answer to a move that waits is about what waited when it was given, and is safe to cut off."""

from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from tandem.domain.event import Timed
from tandem.state.links import Agreement
from tests.usecases.calendar_scene import NINE, TEN, CalendarScene, an_event
from tests.usecases.cases.moves import ELEVEN, held, move, times, told, with_held_move
from tests.usecases.cutting import Cut, Scissors


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
