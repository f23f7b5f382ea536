"""An undo of a whole run: in slices, once, and with word of whatever it could not take back."""

from dataclasses import replace
from pathlib import Path

import pytest

from tandem.domain.contact import Photo
from tandem.domain.errors import Refused, Rejected
from tandem.domain.link import LinkState
from tandem.usecases.world import Pace
from tests.memory import PNG
from tests.usecases.scene import Scene, someone
from tests.usecases.undoing.undos import assert_at_rest, books, last_run, left, linked, undone


def test_a_whole_first_sync_is_taken_back(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    for number in range(60):
        scene.provider.add(someone(f"Eva{number}"))
        scene.crm.add(someone(f"Kim{number}", job_title="Leitung"))
        scene.provider.add(someone(f"Kim{number}", notes="Neu"))
    for number in range(4):
        scene.crm.add(someone(f"Paul{number}"))
    before = books(scene)
    scene.start()
    assert books(scene) != before

    undo = undone(scene)
    scene.app.decide_all(scene.connection, "release")
    scene.work()

    assert books(scene) == before
    assert scene.view().counts["linked"] == 0
    assert scene.app.run(undo).done == scene.app.run(undo).total
    assert_at_rest(scene)


def test_a_second_press_does_nothing_more(tmp_path: Path) -> None:
    scene, _, contact = linked(tmp_path)
    scene.provider.edit(contact, job_title="Leitung")
    scene.refresh()
    run = last_run(scene)

    first, second = scene.app.undo_run(run), scene.app.undo_run(run)
    scene.work()
    scene.quiet()
    undone(scene, run)

    assert first == second
    assert scene.crm.writes == scene.provider.writes == []
    assert left(scene) == []


def test_a_second_undo_waits_for_the_first_to_end(tmp_path: Path) -> None:
    scene, _, contact = linked(tmp_path)
    first = last_run(scene)
    scene.provider.edit(contact, job_title="Leitung")
    scene.refresh()
    scene.app.undo_run(last_run(scene))

    with pytest.raises(Refused) as refused:
        scene.app.undo_run(first)

    assert refused.value.reason == "undo_goes_on"


@pytest.mark.parametrize("batch", [7, 100])
def test_many_records_are_taken_back_in_slices(tmp_path: Path, batch: int) -> None:
    scene = Scene(tmp_path, pace=Pace(batch=batch))
    contacts = [scene.provider.add(someone(f"Eva{number}", job_title="Einkauf")) for number in range(150)]
    scene.start()
    for _ in range(2):
        for number, contact in enumerate(contacts):
            scene.provider.edit(contact, job_title=f"Leitung {number} {scene.provider.live()[contact].job_title}")
        scene.refresh()
    run = last_run(scene)

    undo = undone(scene, run)

    assert {one.job_title for one in scene.crm.live().values()} == {
        f"Leitung {number} Einkauf" for number in range(150)
    }
    view = scene.app.run(undo)
    assert (view.done, view.total, view.counts["updated"]) == (150, 150, 150)
    assert_at_rest(scene)


def test_what_a_side_refuses_to_take_back_is_told_and_not_tried_for_ever(tmp_path: Path) -> None:
    scene, person, contact = linked(tmp_path)
    scene.crm.edit(person, notes="Neu")
    scene.hear(person)
    scene.provider.refused[contact] = Rejected("too_large")

    undone(scene)

    assert left(scene) == [("provider", None, "undo_refused")]
    assert scene.waiting("parked") == []
    assert scene.provider.live()[contact].notes == "Neu"
    assert_at_rest(scene)


def test_a_contact_that_cannot_be_made_again_is_told(tmp_path: Path) -> None:
    scene, person, _ = linked(tmp_path)
    scene.crm.remove(person)
    scene.hear(person, is_gone=True)
    scene.provider.failing.append(Rejected("quota"))

    undone(scene)

    assert scene.names() == ([], [])
    assert left(scene) == [("provider", None, "undo_refused")]
    assert scene.link().state is LinkState.TOMBSTONE
    assert_at_rest(scene)


def test_a_photo_stays_and_is_told_to_stay(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.crm.add(someone("Paul"))
    contact = scene.provider.add(someone("Paul", photo=Photo("ab", "image/png")))
    shown = scene.provider._seen
    scene.provider._seen = lambda remote: replace(shown(remote), photo=PNG if remote == contact else None)
    scene.start(direction="one_way")
    run = last_run(scene)

    undone(scene, run)

    assert left(scene) == [("crm", None, "undo_picture")]
    assert scene.desk.photos
