"""The count of deletions: whatever happens between deciding on one and noting it."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from tandem.domain.contact import Side
from tandem.domain.errors import Unavailable
from tandem.usecases.world import Pace
from tests.memory import CountedIds, ToldClock
from tests.usecases.cases.emptying import empty, filled
from tests.usecases.cutting import Cut, Scissors
from tests.usecases.restarting import released
from tests.usecases.scene import Scene, someone

TINY = Pace(batch=3)
"""Less in a slice than the brake lets through, so that each slice alone looks harmless."""


def deleted(scene: Scene) -> int:
    return 30 - len(scene.crm.live())


def test_a_worker_that_dies_again_and_again_deletes_no_more_than_one_that_lives(tmp_path: Path) -> None:
    """It ends right after its first deletion, ten times in a row; no commit ever tells of what was done."""
    scene, died = filled(tmp_path, 30, pace=TINY), 0
    empty(scene, 30)

    for _ in range(10):
        scissors = Scissors(at=1, is_after=True, of_sides=("_write",), is_armed=True)
        vars(scene.crm).update(scissors.cut(scene.crm, scissors.of_sides))
        with suppress(Cut):
            scene.world.wakes.heal(timedelta())
            scene.refresh()
        died += scissors.calls > 0
        vars(scene.crm).pop("_write")
        scene = restarted(scene)

    assert deleted(scene) == died == 4
    scene.work().sweep()
    assert deleted(scene) <= 4
    assert scene.view().counts["held"] == 30 - deleted(scene)


def restarted(cut: Scene) -> Scene:
    ids = CountedIds(1000 + cut.ids.last)
    scene = Scene(cut.folder, cut.crm, cut.provider, ToldClock(cut.clock.now()), ids=ids, pace=cut.pace)
    scene.connection = cut.connection
    scene.clock.pass_by(timedelta(minutes=3))  # the lease of the dead falls
    return scene


def test_deletions_survive_a_crash_before_and_after_every_write(tmp_path: Path) -> None:
    whole = Scissors()
    emptied(cut_scene(tmp_path / "whole", whole))
    assert whole.calls > 20

    for at in range(1, whole.calls + 1):
        for is_after in (False, True):
            scissors = Scissors(at, is_after)
            scene = cut_scene(tmp_path / f"{at}-{is_after}", scissors)
            try:
                emptied(scene)
            except Cut:
                released(scene.crm)
                released(scene.provider)
                scene = restarted(scene)
                scene.world.wakes.heal(timedelta())
                scene.work().refresh()
            where = f"cut at {at} ({scissors.names[at - 1]}, after: {is_after})"
            assert 9 - len(scene.crm.live()) <= 4, where
            assert len(scene.waiting("held")) == len(scene.crm.live()), where
            assert len(scene.crm.live()) >= 5, where


def cut_scene(folder: Path, scissors: Scissors) -> Scene:
    folder.mkdir()
    scene = Scene(folder, scissors=scissors)
    for number in range(9):
        scene.provider.add(someone(f"Eva{number}"))
    scene.start()
    return scene


def emptied(scene: Scene) -> None:
    empty(scene, 9)
    assert scene.scissors is not None
    scene.scissors.is_armed = True
    scene.refresh()


def test_a_deletion_whose_answer_was_lost_is_done_when_the_side_is_back(tmp_path: Path) -> None:
    scene = filled(tmp_path, 3)
    empty(scene, 1)

    scene.crm.failing.append(Unavailable("timeout"))
    scene.refresh()

    assert deleted(scene) == 28
    assert scene.waiting("held") == []
    assert len(scene.world.brakes.weigh(scene.connection, Side.CRM).counted) == 1


def test_a_contact_that_is_undone_and_deleted_again_counts_each_time(tmp_path: Path) -> None:
    scene = filled(tmp_path, 3)
    contact = max(scene.provider.live())

    for _ in range(2):
        scene.provider.remove(contact)
        scene.refresh()
        (person,) = [one for one in scene.crm.items if scene.crm.items[one].is_deleted][-1:]
        scene.crm.restore(person)
        scene.hear(person)
        contact = max(scene.provider.live())

    assert len(scene.world.brakes.weigh(scene.connection, Side.CRM).counted) == 2


def test_what_a_person_releases_does_not_count(tmp_path: Path) -> None:
    """Somebody looked at it: it is no sign of an accident, and it must not hold up what comes after."""
    scene = filled(tmp_path, 30)
    empty(scene, 10)
    scene.refresh()
    before = scene.world.brakes.weigh(scene.connection, Side.CRM).counted

    scene.decide("held", "release")

    assert deleted(scene) == 10
    assert scene.world.brakes.weigh(scene.connection, Side.CRM).counted == before
