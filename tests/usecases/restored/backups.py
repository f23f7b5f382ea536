"""A backup of a synced scene, put back later, and what is to be seen then."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.ids import RemoteId
from tests.memory import CountedIds, MemoryContacts, ToldClock
from tests.usecases.cutting import Scissors
from tests.usecases.scene import Scene, someone

both_directions = pytest.mark.parametrize("direction", ["one_way", "two_way"])
DAY = timedelta(days=1)


def synced(tmp_path: Path, direction: str = "two_way", **rules: object) -> Scene:
    """A contact that Tandem made a person of, and in two-way mode a person that it made a contact of."""
    folder = tmp_path / "data"
    folder.mkdir()
    scene = Scene(folder)
    scene.provider.add(someone("Paul"))
    if direction == "two_way":
        scene.crm.add(someone("Eva"))
    scene.start(direction=direction, **rules)
    scene.quiet()
    return scene


def back_up(scene: Scene) -> Path:
    """Nobody works meanwhile, as the manual has it."""
    backup = scene.folder.with_name("backup")
    shutil.copytree(scene.folder, backup)
    return backup


def put_back(scene: Scene, backup: Path, scissors: Scissors | None = None, later: timedelta = DAY) -> Scene:
    """A new process over the backup's data, and over both sides as they are now."""
    folder = backup.with_name(f"restored-{len(list(backup.parent.iterdir()))}")
    shutil.copytree(backup, folder)
    clock, ids = ToldClock(scene.clock.now() + later), CountedIds(1000 + scene.ids.last)
    again = Scene(folder, scene.crm, scene.provider, clock, ids, scissors)
    again.replicas.desk_of_all = scene.desk
    again.company, again.user, again.connection = scene.company, scene.user, scene.connection
    again.quiet()
    return again


def restored(scene: Scene, backup: Path) -> Scene:
    """The backup is put back, and Tandem is told."""
    again = put_back(scene, backup)
    again.app.mark_restored()
    return again.work()


def person_of(scene: Scene, given: str) -> RemoteId:
    return remote_of(scene.crm, given)


def contact_of(scene: Scene, given: str) -> RemoteId:
    return remote_of(scene.provider, given)


def remote_of(side: MemoryContacts, given: str) -> RemoteId:
    (found,) = [remote for remote, contact in side.live().items() if contact.name.given == given]
    return found


def reasons(scene: Scene) -> list[tuple[str, str]]:
    return sorted((one.name.split()[0], one.reason) for one in scene.waiting("held"))


def assert_nothing_written(scene: Scene) -> None:
    assert (scene.crm.writes, scene.provider.writes) == ([], [])


def assert_calm(scene: Scene) -> None:
    """A second run has nothing to do."""
    scene.quiet()
    scene.refresh().sweep()
    assert_nothing_written(scene)
    assert scene.waiting("held") == []
