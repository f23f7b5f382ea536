"""An undo of what a run deleted: it is made again, once, with the other side's."""

from pathlib import Path

import pytest

from tandem.domain.link import LinkState
from tandem.usecases.listening.record_notification import Heard
from tests.usecases.scene import Scene, someone
from tests.usecases.undoing.undos import assert_at_rest, books, last_run, left, linked, undone


def test_a_deleted_person_is_made_again_and_so_is_the_contact(tmp_path: Path) -> None:
    scene, person, contact = linked(tmp_path)
    before = books(scene)
    scene.provider.remove(contact)
    scene.refresh()

    undone(scene)

    assert books(scene) == before
    assert (scene.person(), scene.contact()) != (person, contact)
    assert (scene.link().state, scene.view().counts["linked"]) == (LinkState.LIVE, 1)
    assert_at_rest(scene)


@pytest.mark.parametrize("is_source", [True, False])
def test_what_a_side_answers_for_a_deleted_item_with_not_found_is_made_again(tmp_path: Path, is_source: bool) -> None:
    """A side may forget what it held; that it was deleted is known from then."""
    scene, person, contact = linked(tmp_path)
    before = books(scene)
    if is_source:
        scene.provider.remove(contact)
        scene.refresh()
    run = last_run(scene) if is_source else undone(scene)
    scene.crm.unseen.add(person)
    scene.provider.unseen.update({contact} if is_source else ())

    undone(scene, run)

    assert books(scene) == before
    assert left(scene) == []


def test_one_way_a_deleted_person_is_made_again_and_let_go_of(tmp_path: Path) -> None:
    scene, _, contact = linked(tmp_path, "one_way")
    scene.provider.remove(contact)
    scene.refresh()
    assert scene.names() == ([], [])

    undone(scene)

    assert scene.names() == (["Paul"], [])
    assert scene.link().state is LinkState.UNLINKED
    assert_at_rest(scene)


def test_a_deleted_contact_is_made_again_and_so_is_the_person(tmp_path: Path) -> None:
    scene, person, _ = linked(tmp_path)
    before = books(scene)
    scene.crm.remove(person)
    scene.hear(person, is_gone=True)
    assert scene.names() == ([], [])

    undo = undone(scene)

    assert books(scene) == before
    assert_at_rest(scene)
    undone(scene, undo)
    assert scene.names() == ([], [])
    assert_at_rest(scene)


def test_whom_a_lost_create_brings_back_is_known_before_the_contact_is_taken_away(tmp_path: Path) -> None:
    """Else the person would be somebody new, and get a contact once more."""
    scene = Scene(tmp_path)
    person = scene.crm.add(someone("Eva"))
    scene.start()
    run, contact = last_run(scene), scene.contact()
    scene.provider.edit(contact, job_title="Leitung")
    scene.crm.remove(person)
    scene.crm.lost_answers = 1
    scene.listen(Heard("person", person, True, None))
    while not scene.crm.live():
        scene.deliver()
    assert scene.link().state is LinkState.CREATING
    scene.provider.edit(contact, job_title="")

    undone(scene, run)

    assert scene.names() == (["Eva"], [])
    assert {one.side for one in scene.app.history(scene.connection).items if one.action == "create"} == {
        "crm",
        "provider",
    }
    assert_at_rest(scene)


def test_nobody_is_made_again_who_is_back_by_other_means(tmp_path: Path) -> None:
    scene, _, contact = linked(tmp_path)
    scene.provider.remove(contact)
    scene.refresh()
    run = last_run(scene)
    scene.provider.restore(contact)
    scene.refresh()
    assert scene.names() == (["Paul"], ["Paul"])

    undone(scene, run)

    assert scene.names() == (["Paul"], ["Paul"])
    assert left(scene) == [("crm", None, "undo_twin")]
    assert_at_rest(scene)
