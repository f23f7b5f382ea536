"""A first sync that is cut off at every single call that writes: nothing is lost, nothing doubled."""

from pathlib import Path

from tandem.domain.contact import Contact, Entry
from tests.memory import MemoryContacts
from tests.usecases.cutting import Cut, Scissors
from tests.usecases.restarting import restarted
from tests.usecases.scene import Scene, someone

NEW_CONTACTS, NEW_PERSONS, TWINS = 3, 2, 2


def test_a_first_sync_survives_a_crash_before_and_after_every_write(tmp_path: Path) -> None:
    whole = Scissors()
    run(filled(tmp_path / "whole", whole))

    for at in range(1, whole.calls + 1):
        for is_after in (False, True):
            cut_off(tmp_path / f"{at}-{is_after}", Scissors(at, is_after))


def cut_off(folder: Path, scissors: Scissors) -> None:
    scene = filled(folder, scissors)
    try:
        run(scene)
    except Cut:
        scene = restarted(scene)

    assert_whole(scene, scissors)


def run(scene: Scene) -> None:
    connection = scene.connect()
    assert scene.scissors is not None
    scene.scissors.is_armed = True
    scene.app.start(connection)
    scene.work()


def assert_whole(scene: Scene, scissors: Scissors) -> None:
    where = f"cut at {scissors.at} ({scissors.names[scissors.at - 1]}, after: {scissors.is_after})"
    if not scene.app.connections() or scene.app.connections()[0].state == "draft":
        return  # cut off before the person had started anything
    total = NEW_CONTACTS + NEW_PERSONS + TWINS
    assert sorted(names(scene.crm)) == sorted(names(scene.provider)), where
    assert len(names(scene.crm)) == total, where
    scene.quiet()
    scene.connection = scene.app.connections()[0].id
    scene.refresh()
    assert (scene.crm.writes, scene.provider.writes) == ([], []), where
    assert scene.view().counts["linked"] == total, where
    assert scene.view().state == "up_to_date", where


def filled(folder: Path, scissors: Scissors) -> Scene:
    folder.mkdir()
    scene = Scene(folder, scissors=scissors)
    for number in range(NEW_CONTACTS):
        scene.provider.add(someone(f"Eva{number}"))
    for number in range(NEW_PERSONS):
        scene.crm.add(someone(f"Paul{number}"))
    for number in range(TWINS):
        scene.provider.add(someone(f"Kim{number}", phones=(Entry("+49 30 1234", "work"),)))
        scene.crm.add(someone(f"Kim{number}", job_title="Leitung"))
    return scene


def names(side: MemoryContacts) -> list[str]:
    return [shown(contact) for contact in side.live().values()]


def shown(contact: Contact) -> str:
    return f"{contact.name.given} {contact.job_title} {[entry.value for entry in contact.phones]}"
