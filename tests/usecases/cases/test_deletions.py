"""Deletions, cell by cell: who deleted what, in which direction, and what becomes of the rest."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tandem.domain.contact import Side
from tandem.domain.ids import RemoteId, UserId
from tandem.domain.link import LinkState
from tandem.usecases.application import Application
from tests.memory import MemoryContacts
from tests.usecases.scene import Scene, someone

Start = Callable[[Path, str], tuple[Scene, RemoteId, RemoteId]]
both_directions = pytest.mark.parametrize("direction", ["one_way", "two_way"])


def copied(tmp_path: Path, direction: str, **rules: object) -> tuple[Scene, RemoteId, RemoteId]:
    """A contact that Tandem made a person of."""
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Paul"))
    scene.start(direction=direction, **rules)
    scene.quiet()
    return scene, scene.person(), contact


def adopted(tmp_path: Path, direction: str) -> tuple[Scene, RemoteId, RemoteId]:
    """A person and a contact that both were there before."""
    scene = Scene(tmp_path)
    person, contact = scene.crm.add(someone("Paul")), scene.provider.add(someone("Paul"))
    scene.start(direction=direction)
    scene.quiet()
    return scene, person, contact


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


# --- held, and decided -------------------------------------------------------------------------------------------


@both_directions
def test_a_held_deletion_that_is_released_is_done(tmp_path: Path, direction: str) -> None:
    scene, _, contact = adopted(tmp_path, direction)
    scene.provider.remove(contact)
    scene.refresh()

    scene.decide("held", "release")

    assert scene.crm.live() == {}
    assert scene.waiting("held") == []
    assert scene.state() == "up_to_date"
    assert scene.view().counts["linked"] == 0


def test_a_held_deletion_that_is_undone_makes_the_contact_anew(tmp_path: Path) -> None:
    scene, person, contact = adopted(tmp_path, "two_way")
    scene.provider.remove(contact)
    scene.refresh()

    scene.decide("held", "restore")

    assert list(scene.crm.live()) == [person]
    assert scene.names() == (["Paul"], ["Paul"])
    assert scene.waiting("held") == []
    assert scene.view().counts["linked"] == 1


def test_in_one_way_mode_a_held_deletion_that_is_undone_leaves_the_person(tmp_path: Path) -> None:
    scene, person, contact = adopted(tmp_path, "one_way")
    scene.provider.remove(contact)
    scene.refresh()

    scene.decide("held", "restore").sweep()

    assert list(scene.crm.live()) == [person]
    assert scene.provider.live() == {}
    assert scene.waiting("held") == []
    assert scene.view().counts["linked"] == 0


@both_directions
def test_a_contact_that_is_back_ends_the_hold(tmp_path: Path, direction: str) -> None:
    scene, _, contact = adopted(tmp_path, direction)
    scene.provider.remove(contact)
    scene.refresh()

    scene.provider.restore(contact)
    scene.refresh()

    assert scene.names() == (["Paul"], ["Paul"])
    assert scene.waiting("held") == []
    assert scene.link().state is LinkState.LIVE


def test_a_card_that_moved_while_its_deletion_was_held_goes_when_that_is_released(tmp_path: Path) -> None:
    """The feed hasn't told of the new href yet: taken for gone, the card would bring the person back."""
    scene, person, contact = copied(tmp_path, "two_way")
    scene.app.add_account(scene.company, scene.user, "icloud", "anna@example.com", {"password": "another"})
    scene.work()
    scene.crm.remove(person)
    scene.hear(person, is_gone=True)
    assert [one.reason for one in scene.waiting("held")] == ["brake"]
    scene.provider.move(contact, RemoteId("/c/moved"))

    scene.decide("held", "release").poll()

    assert scene.names() == ([], [])
    assert scene.waiting("held") == []
    assert scene.link().state is LinkState.TOMBSTONE


@both_directions
def test_a_hold_is_asked_about_once(tmp_path: Path, direction: str) -> None:
    scene, _, contact = adopted(tmp_path, direction)
    scene.provider.remove(contact)

    scene.refresh().refresh().sweep().poll()

    assert len(scene.waiting("held")) == 1
    assert len(scene.crm.live()) == 1


# --- deleted in Pipedrive ----------------------------------------------------------------------------------------


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
