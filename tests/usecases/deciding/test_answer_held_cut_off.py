"""One answer to all that is held, cut off at any call: it is carried out all the same, once."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.memory import CountedIds, ToldClock
from tests.usecases.cutting import Cut, Scissors, everything
from tests.usecases.deciding.emptied_books import SMALL, emptied
from tests.usecases.restarting import released
from tests.usecases.scene import Scene


@pytest.mark.parametrize("decision", ["restore", "release"])
def test_an_answer_survives_a_crash_before_and_after_every_write(tmp_path: Path, decision: str) -> None:
    whole = Scissors()
    answered(emptied(tmp_path / "whole", 7, whole), decision)
    assert whole.calls > 10

    for at in range(1, whole.calls + 1):
        for is_after in (False, True):
            check(emptied(tmp_path / f"{at}-{is_after}", 7, Scissors(at, is_after)), decision)


def test_an_answer_survives_a_crash_before_every_single_call(tmp_path: Path) -> None:
    whole = everything()
    answered(emptied(tmp_path / "whole", 6, whole), "restore")

    for at in range(1, whole.calls + 1):
        check(emptied(tmp_path / f"{at}", 6, everything(at)), "restore")


def answered(scene: Scene, decision: str) -> None:
    assert scene.scissors is not None
    scene.scissors.is_armed = True
    scene.app.decide_all(scene.connection, decision)
    scene.work()


def check(scene: Scene, decision: str) -> None:
    assert scene.scissors is not None
    scissors, held = scene.scissors, len(scene.crm.live())
    try:
        answered(scene, decision)
    except Cut:
        scene = restarted(scene)
    where = f"{decision} cut at {scissors.at} ({scissors.names[-1]}, after: {scissors.is_after})"
    if len(scene.waiting("held")) == held and scene.world.connections.get(scene.connection).answer is None:
        return  # cut off before the answer was noted
    expected = held if decision == "restore" else 0
    assert scene.waiting("held") == [], where
    assert (len(scene.crm.live()), len(scene.provider.live())) == (expected, expected), where
    scene.quiet()
    scene.refresh().sweep()
    assert (scene.crm.writes, scene.provider.writes) == ([], []), where
    assert scene.view().counts["linked"] == expected, where


def restarted(cut: Scene) -> Scene:
    for side in (cut.crm, cut.provider):
        released(side)
        side.__dict__.pop("_call", None)
    clock = ToldClock(cut.clock.now() + timedelta(minutes=10))
    scene = Scene(cut.folder, cut.crm, cut.provider, clock, ids=CountedIds(1000 + cut.ids.last), pace=SMALL)
    scene.connection = cut.connection
    scene.world.wakes.heal(timedelta())
    return scene.look_after()
