"""A comparison after a backup that is cut off before or after any of its writes ends like one that is not."""

from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.contact import Entry
from tandem.usecases.listening.keep_up import refresh_connections
from tests.memory import CountedIds, ToldClock
from tests.usecases.cutting import Cut, Scissors
from tests.usecases.restarting import released
from tests.usecases.restored.backups import (
    assert_calm,
    back_up,
    contact_of,
    person_of,
    put_back,
    reasons,
    restored,
    synced,
)
from tests.usecases.scene import Scene, someone


def changed_since(tmp_path: Path) -> tuple[Scene, Path]:
    """A bit of everything that may happen after a backup."""
    scene = synced(tmp_path)
    for given in ("Anna", "Ben", "Cleo", "Dora"):
        scene.provider.add(someone(given, phones=(Entry("+49 30 1234", "work"),)))
    scene.refresh()
    backup = back_up(scene)
    scene.provider.edit(contact_of(scene, "Anna"), notes="Neu")
    scene.provider.remove(contact_of(scene, "Ben"))
    scene.provider.add(someone("Fritz"))
    scene.refresh()
    scene.provider.edit(contact_of(scene, "Cleo"), notes="Neu")
    scene.crm.remove(person_of(scene, "Dora"))
    scene.crm.add(someone("Greta"))
    return scene, backup


WAITING = [("Cleo", "held_restored"), ("Dora", "held_restored_gone"), ("Greta", "held_restored_new")]


def test_after_a_crash_before_or_after_every_write_the_outcome_is_the_same(tmp_path: Path) -> None:
    scene, backup = changed_since(tmp_path)
    names = scene.names()
    whole = Scissors()
    mark(put_back(scene, backup, whole))
    release(scene)

    for at in range(1, whole.calls + 1):
        for is_after in (False, True):
            scissors = Scissors(at, is_after)
            cut = put_back(scene, backup, scissors)
            with pytest.raises(Cut):
                mark(cut)
            release(cut)
            again = started_again(cut)

            where = f"cut at {at} ({scissors.names[at - 1]}, after: {is_after})"
            assert reasons(again) == WAITING, where
            assert (again.crm.writes, again.provider.writes, again.names()) == ([], [], names), where
            assert again.view().restored is False, where
            assert again.view().counts["linked"] == 7, where


def mark(scene: Scene) -> None:
    assert scene.scissors is not None
    scene.scissors.is_armed = True
    scene.app.mark_restored()
    scene.work()


def release(scene: Scene) -> None:
    for side in (scene.crm, scene.provider):
        released(side)


def started_again(cut: Scene) -> Scene:
    """A new process; the person isn't sure whether the mark was made, and makes it again."""
    clock, ids = ToldClock(cut.clock.now() + timedelta(minutes=10)), CountedIds(1000 + cut.ids.last)
    scene = Scene(cut.folder, cut.crm, cut.provider, clock, ids)
    scene.company, scene.user, scene.connection = cut.company, cut.user, cut.connection
    scene.app.mark_restored()
    scene.world.wakes.heal(timedelta())
    refresh_connections(scene.world)
    return scene.work()


def test_all_that_waits_is_released_at_once_and_converges(tmp_path: Path) -> None:
    scene, backup = changed_since(tmp_path)
    scene = restored(scene, backup)

    scene.decide("held", "release")

    assert scene.names() == (["Anna", "Cleo", "Eva", "Fritz", "Greta", "Paul"],) * 2
    assert scene.crm.live()[person_of(scene, "Cleo")].notes == "Neu"
    assert_calm(scene)
