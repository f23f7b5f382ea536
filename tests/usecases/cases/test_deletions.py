"""Deletions at the provider, cell by cell, on both sides, and those that are not proven."""

from pathlib import Path

import pytest

from tandem.domain.contact import Side
from tandem.domain.ids import UserId
from tandem.domain.link import LinkState
from tandem.usecases.application import Application
from tests.memory import MemoryContacts
from tests.usecases.cases.pairs import adopted, both_directions, copied
from tests.usecases.scene import Scene, someone

# --- deleted at the provider -----------------------------------------------------------------------------------


@both_directions
def test_a_person_that_tandem_made_goes_with_its_contact(tmp_path: Path, direction: str) -> None:
    """F6."""
    scene, _, contact = copied(tmp_path, direction)

    scene.provider.remove(contact)
    scene.refresh()

    assert scene.crm.live() == {}
    assert scene.link().state is LinkState.TOMBSTONE
    assert scene.view().counts["linked"] == 0


@both_directions
def test_what_was_deleted_does_not_come_back(tmp_path: Path, direction: str) -> None:
    """F6: neither by a poll nor by a sweep nor by a late webhook."""
    scene, person, contact = copied(tmp_path, direction)
    scene.provider.remove(contact)
    scene.refresh()

    scene.hear(person, is_gone=True).poll().sweep()

    assert scene.crm.live() == scene.provider.live() == {}


@both_directions
def test_an_adopted_person_is_held(tmp_path: Path, direction: str) -> None:
    scene, person, contact = adopted(tmp_path, direction)

    scene.provider.remove(contact)
    scene.refresh()

    assert list(scene.crm.live()) == [person]
    assert [(one.reason, one.side) for one in scene.waiting("held")] == [("held_adopted", "crm")]
    assert scene.state() == "held"
    assert scene.view().counts["held"] == 1


@both_directions
def test_a_person_of_somebody_else_is_held(tmp_path: Path, direction: str) -> None:
    scene, person, contact = copied(tmp_path, direction, crm_scope="visible")
    scene.crm.items[person].owner = UserId("2")

    scene.provider.remove(contact)
    scene.refresh()

    assert list(scene.crm.live()) == [person]
    assert [one.reason for one in scene.waiting("held")] == ["held_not_owned"]


@both_directions
def test_a_person_with_open_deals_is_held(tmp_path: Path, direction: str) -> None:
    scene, person, contact = copied(tmp_path, direction)
    scene.desk.open_deals.add(person)

    scene.provider.remove(contact)
    scene.refresh()

    assert list(scene.crm.live()) == [person]
    assert [one.reason for one in scene.waiting("held")] == ["held_open_deals"]


@both_directions
def test_a_person_edited_since_is_held(tmp_path: Path, direction: str) -> None:
    scene, person, contact = copied(tmp_path, direction)

    scene.crm.edit(person, notes="Ruft freitags an")
    scene.provider.remove(contact)
    scene.refresh()

    assert list(scene.crm.live()) == [person]
    assert [one.reason for one in scene.waiting("held")] == ["held_edited"]


@both_directions
def test_a_person_that_another_connection_holds_is_held(tmp_path: Path, direction: str) -> None:
    scene, person, contact = copied(tmp_path, direction)
    other = MemoryContacts(is_crm=False)
    Application(scene.world).start(scene.connect_another(other))
    scene.work()

    scene.provider.remove(contact)
    scene.refresh()

    assert list(scene.crm.live()) == [person]
    assert len(other.live()) == 1
    assert [one.reason for one in scene.waiting("held")] == ["held_shared"]


@both_directions
def test_with_deletes_kept_the_person_is_let_go_of(tmp_path: Path, direction: str) -> None:
    scene, person, contact = copied(tmp_path, direction, deletes="keep")

    scene.provider.remove(contact)
    scene.refresh()
    scene.crm.edit(person, notes="Neu")
    scene.hear(person).sweep()

    assert list(scene.crm.live()) == [person]
    assert scene.provider.live() == {}
    assert scene.link().state is LinkState.UNLINKED
    assert scene.crm.writes == scene.provider.writes == []


def test_one_way_a_person_that_was_edited_in_the_crm_is_held(tmp_path: Path) -> None:
    """Both agreed to differ, so the base alone doesn't tell that somebody typed something there."""
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Eva"))
    scene.start(direction="one_way")
    scene.crm.edit(scene.person(), organization="Beispiel GmbH")
    scene.hear(scene.person())

    scene.provider.remove(contact)
    scene.refresh()

    assert scene.names()[0] == ["Eva"]
    assert [one.reason for one in scene.waiting("held")] == ["held_edited"]


# --- deleted on both sides, and not proven ---------------------------------------------------------------------


@both_directions
def test_deleted_on_both_sides_is_over_and_nothing_is_written(tmp_path: Path, direction: str) -> None:
    """F6."""
    scene, person, contact = copied(tmp_path, direction)

    scene.crm.remove(person)
    scene.provider.remove(contact)
    scene.hear(person, is_gone=True).refresh().sweep()

    assert scene.crm.writes == scene.provider.writes == []
    assert scene.link().state is LinkState.TOMBSTONE
    assert scene.waiting("held") == []


@pytest.mark.parametrize("side", list(Side))
def test_an_item_that_is_merely_not_seen_is_not_deleted(tmp_path: Path, side: Side) -> None:
    scene, person, contact = copied(tmp_path, "two_way")
    replica, remote = (scene.crm, person) if side is Side.CRM else (scene.provider, contact)

    replica.unseen.add(remote)
    scene.refresh().sweep()

    assert len(scene.crm.live()) == len(scene.provider.live()) == 1
    assert scene.link().state is LinkState.LIVE


def test_a_webhook_that_lies_about_a_deletion_deletes_nothing(tmp_path: Path) -> None:
    scene, person, contact = copied(tmp_path, "two_way")

    scene.hear(person, is_gone=True)

    assert list(scene.crm.live()) == [person]
    assert list(scene.provider.live()) == [contact]


@both_directions
def test_a_contact_restored_from_the_trash_is_brought_over_again(tmp_path: Path, direction: str) -> None:
    scene, _, contact = copied(tmp_path, direction)
    scene.provider.remove(contact)
    scene.refresh()

    scene.provider.restore(contact)
    scene.refresh()

    assert scene.names() == (["Paul"], ["Paul"])
    assert scene.view().counts["linked"] == 1
