"""Deletions in Pipedrive, cell by cell: what becomes of the contact, in two ways and in one."""

from pathlib import Path

import pytest

from tandem.domain.link import LinkState
from tests.usecases.cases.pairs import Start, adopted, copied
from tests.usecases.scene import someone


@pytest.mark.parametrize("start", [copied, adopted])
def test_in_two_ways_the_contact_goes_with_its_person(tmp_path: Path, start: Start) -> None:
    scene, person, _ = start(tmp_path, "two_way")

    scene.crm.remove(person)
    scene.hear(person, is_gone=True)

    assert scene.provider.live() == {}
    assert scene.link().state is LinkState.TOMBSTONE
    assert scene.view().counts["linked"] == 0


def test_a_deletion_whose_webhook_was_lost_is_found_by_the_sweep(tmp_path: Path) -> None:
    scene, person, _ = copied(tmp_path, "two_way")

    scene.crm.remove(person)
    scene.poll()
    before = list(scene.provider.live())
    scene.crm.add(someone("Eva"))
    scene.sweep()

    assert len(before) == 1
    assert scene.names() == (["Eva"], ["Eva"])


def test_edit_beats_delete_the_person_is_made_anew(tmp_path: Path) -> None:
    scene, person, contact = copied(tmp_path, "two_way")

    scene.provider.edit(contact, job_title="Einkauf")
    scene.crm.remove(person)
    scene.hear(person, is_gone=True)

    assert scene.crm.live()[scene.person()].job_title == "Einkauf"
    assert scene.person() != person
    assert list(scene.provider.live()) == [contact]
    assert scene.link().crm.remote_id == scene.person()


def test_an_item_made_anew_is_counted_once(tmp_path: Path) -> None:
    scene, person, contact = copied(tmp_path, "two_way")

    scene.provider.edit(contact, job_title="Einkauf")
    scene.crm.remove(person)
    scene.hear(person, is_gone=True)

    assert scene.view().counts["linked"] == len(scene.links()) == 1


def test_after_edit_beats_delete_all_is_quiet(tmp_path: Path) -> None:
    scene, person, contact = copied(tmp_path, "two_way")
    scene.provider.edit(contact, job_title="Einkauf")
    scene.crm.remove(person)
    scene.hear(person, is_gone=True)
    scene.quiet()

    scene.refresh().poll().sweep()

    assert scene.crm.writes == scene.provider.writes == []
    assert len(scene.crm.live()) == len(scene.provider.live()) == 1


def test_in_one_way_mode_the_contact_is_remembered_as_not_wanted(tmp_path: Path) -> None:
    scene, person, contact = copied(tmp_path, "one_way")

    scene.crm.remove(person)
    scene.hear(person, is_gone=True)
    scene.provider.edit(contact, job_title="Einkauf")
    scene.refresh().sweep()

    assert scene.crm.live() == {}
    assert list(scene.provider.live()) == [contact]
    assert scene.link().state is LinkState.NOT_WANTED
    assert scene.view().counts["linked"] == 0


def test_in_one_way_mode_what_is_not_wanted_may_be_deleted_by_its_owner(tmp_path: Path) -> None:
    scene, person, contact = copied(tmp_path, "one_way")
    scene.crm.remove(person)
    scene.hear(person, is_gone=True)

    scene.provider.remove(contact)
    scene.refresh()

    assert scene.crm.live() == scene.provider.live() == {}
    assert scene.state() == "up_to_date"


def test_with_deletes_kept_the_contact_is_let_go_of(tmp_path: Path) -> None:
    scene, person, contact = copied(tmp_path, "two_way", deletes="keep")

    scene.crm.remove(person)
    scene.hear(person, is_gone=True)
    scene.provider.edit(contact, job_title="Einkauf")
    scene.refresh().sweep()

    assert scene.crm.live() == {}
    assert list(scene.provider.live()) == [contact]
    assert scene.link().state is LinkState.UNLINKED
