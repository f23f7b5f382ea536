"""History tells of every write, on either side, once, however it came about and wherever it was cut off."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.contact import Photo, Side
from tandem.domain.errors import Rejected
from tandem.domain.ids import ConnectionId, RemoteId
from tandem.ports import Change, Creation, Removal
from tandem.state.changes import Note
from tests.memory import PNG
from tests.usecases.cutting import Cut, Scissors
from tests.usecases.restarting import restarted
from tests.usecases.scene import Scene, someone
from tests.usecases.writing.entries import linked, of, told

NAMES: dict[type, str] = {Change: "update", Creation: "create", Removal: "delete"}
WRITES = {"create", "update", "delete"}


# --- each way of writing -----------------------------------------------------------------------------------------


def test_adopted_twins_that_are_merged_are_told_as_linked_and_each_write_beside_it(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.crm.add(someone("Paul", job_title="Vertrieb"))
    scene.provider.add(someone("Paul", notes="Neu"))

    scene.start()

    assert sorted((one.action, one.side) for one in told(scene)) == [
        ("link", "crm"),
        ("update", "crm"),
        ("update", "provider"),
    ]
    assert len({one.id for one in told(scene)}) == 3


def test_adopted_twins_that_are_alike_are_told_as_linked(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.crm.add(someone("Paul"))
    scene.provider.add(someone("Paul"))

    scene.start()

    (link,) = told(scene)
    assert (link.action, link.name, link.rule) == ("link", "Paul Beispiel", "adopted")


def test_a_photo_is_told(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Paul", photo=Photo("ab", "image/png")))
    _with_photo(scene, contact, PNG)

    scene.start(direction="one_way")

    (update,) = of(scene, "update")
    assert [(one.name, one.before, one.after) for one in update.fields] == [("photo", None, ["ab", "image/png"])]
    assert (update.side, update.rule) == ("crm", "picture")


def test_a_photo_is_told_once_whatever_else_changes_later(tmp_path: Path) -> None:
    """Pipedrive doesn't show whether a person has a picture."""
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Paul", photo=Photo("ab", "image/png")))
    _with_photo(scene, contact, PNG)
    scene.start(direction="one_way")

    for notes in ("Neu", "Neuer"):
        scene.provider.edit(contact, notes=notes)
        scene.refresh()

    told = [field for one in scene.app.history(scene.connection).items for field in one.fields if field.name == "photo"]
    assert len(told) == 1
    assert scene.desk.calls.count("upload_photo") == 1


def test_a_photo_that_is_refused_is_not_told(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Paul", photo=Photo("ab", "image/png")))
    _with_photo(scene, contact, b"no picture")

    scene.start(direction="one_way")

    assert of(scene, "update") == []


def _with_photo(scene: Scene, contact: RemoteId, content: bytes) -> None:
    """The side in memory has pictures only where a test gives them."""
    shown = scene.provider._seen
    scene.provider._seen = lambda remote: replace(shown(remote), photo=content if remote == contact else None)


def test_a_removal_at_the_end_of_a_sync_is_told(tmp_path: Path) -> None:
    scene, _, _ = linked(tmp_path)

    scene.app.stop(scene.connection, remove=True)
    scene.work()

    (delete,) = of(scene, "delete")
    assert (delete.side, delete.rule, delete.name) == ("crm", "stopped", "Paul Beispiel")


def test_a_deletion_that_a_person_released_is_told(tmp_path: Path) -> None:
    scene, person, contact = linked(tmp_path)
    scene.desk.open_deals.add(person)
    scene.provider.remove(contact)
    scene.refresh()

    scene.decide("held", "release")

    (delete,) = of(scene, "delete")
    assert (delete.side, delete.rule) == ("crm", "released")


def test_a_card_under_a_new_address_is_told(tmp_path: Path) -> None:
    scene, _, contact = linked(tmp_path)

    scene.provider.move(contact, RemoteId("/c/moved"))
    scene.refresh()

    (relink,) = of(scene, "relink")
    assert [(one.before, one.after) for one in relink.fields] == [(contact, "/c/moved")]
    assert (relink.side, relink.rule, relink.name) == ("provider", "moved", "Paul Beispiel")


def test_a_person_that_was_merged_into_another_is_told(tmp_path: Path) -> None:
    scene, person, _ = linked(tmp_path)
    survivor = scene.crm.add(someone("Paul"), in_scope=False)
    scene.crm.merge(person, survivor)

    scene.hear(person, is_gone=True, successor=survivor)

    (relink,) = of(scene, "relink")
    assert [(one.before, one.after) for one in relink.fields] == [(person, survivor)]
    assert (relink.side, relink.rule) == ("crm", "merged")


def test_a_write_of_which_the_other_half_was_refused_is_told(tmp_path: Path) -> None:
    """The CRM took its half, the address book refused its own: parked, and nobody looks again for a while."""
    scene, person, contact = linked(tmp_path)
    scene.crm.edit(person, job_title="Vertrieb")
    scene.provider.edit(contact, notes="Neu")
    scene.provider.refused[contact] = Rejected("too_large")

    scene.refresh()

    (update,) = of(scene, "update")
    assert (update.side, [one.name for one in update.fields]) == ("crm", ["notes"])
    assert [one.reason for one in scene.waiting("parked")] == ["too_large"]


# --- cut off -----------------------------------------------------------------------------------------------------


def _edit_one(scene: Scene) -> None:
    scene.provider.edit(scene.contact(), job_title="Leitung")
    scene.app.refresh(scene.connection)


def _edit_both(scene: Scene) -> None:
    scene.crm.edit(scene.person(), notes="Neu")
    _edit_one(scene)


def _delete(scene: Scene) -> None:
    scene.provider.remove(scene.contact())
    scene.app.refresh(scene.connection)


def _make(scene: Scene) -> None:
    scene.crm.add(someone("Eva"))
    scene.app.refresh(scene.connection)


def _meet(scene: Scene) -> None:
    scene.crm.add(someone("Kim", notes="Neu"), in_scope=False)
    scene.provider.add(someone("Kim", job_title="Leitung"))
    scene.app.refresh(scene.connection)


def _stop(scene: Scene) -> None:
    scene.app.stop(scene.connection, remove=True)


@pytest.mark.parametrize("deed", [_edit_one, _edit_both, _delete, _make, _meet, _stop], ids=lambda it: it.__name__)
def test_a_write_is_told_once_wherever_it_was_cut_off(tmp_path: Path, deed: Callable[[Scene], None]) -> None:
    whole, _, _ = linked(tmp_path / "whole", Scissors())
    _armed(whole, deed)
    assert whole.scissors is not None
    assert whole.scissors.calls > 3

    for at in range(1, whole.scissors.calls + 1):
        for is_after in (False, True):
            scene, _, _ = linked(tmp_path / f"{at}-{is_after}", Scissors(at, is_after))
            connection = scene.connection
            try:
                _armed(scene, deed)
            except Cut:
                scene = _restarted(scene, connection)
            assert _writes(scene) == _told_writes(scene), f"cut at {at} ({whole.scissors.names[at - 1]}, {is_after})"


def _armed(scene: Scene, deed: Callable[[Scene], None]) -> None:
    """What a person does is acknowledged whole; the work that follows is cut off."""
    assert scene.scissors is not None
    deed(scene)
    scene.scissors.is_armed = True
    scene.work()


def _restarted(scene: Scene, connection: ConnectionId) -> Scene:
    again = restarted(scene)
    again.connection = connection
    for side in Side:
        replica = again.crm if side is Side.CRM else again.provider
        notes = [Note(side, remote, again.clock.now()) for remote in replica.items]
        again.world.changes.note_all(connection, notes if again.state() != "stopped" else [])
    again.clock.pass_by(timedelta(minutes=1))
    return again.refresh() if again.state() != "stopped" else again.work()


def _writes(scene: Scene) -> list[tuple[str, str]]:
    sides = ((Side.CRM, scene.crm), (Side.PROVIDER, scene.provider))
    return sorted((str(side), NAMES[type(one)]) for side, replica in sides for one in replica.writes)


def _told_writes(scene: Scene) -> list[tuple[str, str]]:
    since = [one for one in told(scene) if one.action in WRITES]
    return sorted((str(one.side), one.action) for one in since[1:])
