"""What was deleted since the backup: it waits for a person, unless both sides are without it."""

from pathlib import Path

from tandem.domain.link import LinkState
from tests.usecases.restored.backups import (
    assert_calm,
    assert_nothing_written,
    back_up,
    both_directions,
    contact_of,
    person_of,
    reasons,
    restored,
    synced,
)


@both_directions
def test_a_contact_deleted_since_deletes_no_person_and_does_not_come_back(tmp_path: Path, direction: str) -> None:
    scene = synced(tmp_path, direction)
    backup = back_up(scene)
    scene.provider.remove(contact_of(scene, "Paul"))
    before = scene.names()

    scene = restored(scene, backup)

    assert_nothing_written(scene)
    assert scene.names() == before
    assert reasons(scene) == [("Paul", "held_restored_gone")]


@both_directions
def test_a_person_deleted_since_deletes_no_contact_and_does_not_come_back(tmp_path: Path, direction: str) -> None:
    """The contact was edited since the backup: an edit would beat the deletion."""
    scene = synced(tmp_path, direction)
    backup = back_up(scene)
    scene.provider.edit(contact_of(scene, "Paul"), job_title="Einkauf")
    scene.refresh()
    scene.crm.remove(person_of(scene, "Paul"))
    before = scene.names()

    scene = restored(scene, backup)

    assert_nothing_written(scene)
    assert scene.names() == before
    assert reasons(scene) == [("Paul", "held_restored_gone")]


def test_a_held_deletion_that_is_released_is_done_as_the_rules_say(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    backup = back_up(scene)
    scene.crm.remove(person_of(scene, "Paul"))
    scene = restored(scene, backup)

    scene.decide("held", "release")

    assert scene.names() == (["Eva"], ["Eva"])
    assert_calm(scene)


@both_directions
def test_a_held_deletion_that_is_undone_makes_the_person_anew(tmp_path: Path, direction: str) -> None:
    scene = synced(tmp_path, direction)
    backup = back_up(scene)
    scene.crm.remove(person_of(scene, "Paul"))
    scene = restored(scene, backup)

    scene.decide("held", "restore")

    assert "Paul" in scene.names()[0]
    assert scene.provider.writes == []
    assert_calm(scene)


def test_a_held_deletion_of_a_contact_that_is_undone_makes_the_contact_anew(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    backup = back_up(scene)
    scene.provider.remove(contact_of(scene, "Paul"))
    scene = restored(scene, backup)

    scene.decide("held", "restore")

    assert scene.names() == (["Eva", "Paul"], ["Eva", "Paul"])
    assert_calm(scene)


@both_directions
def test_what_tandem_deleted_on_both_sides_since_is_gone_without_a_write(tmp_path: Path, direction: str) -> None:
    scene = synced(tmp_path, direction)
    backup = back_up(scene)
    scene.provider.remove(contact_of(scene, "Paul"))
    scene.refresh()

    scene = restored(scene, backup)

    assert "Paul" not in scene.names()[0]
    assert [link.state for link in scene.links()].count(LinkState.TOMBSTONE) == 1
    assert_nothing_written(scene)
    assert_calm(scene)


def test_with_deletes_kept_a_deletion_waits_all_the_same(tmp_path: Path) -> None:
    scene = synced(tmp_path, deletes="keep")
    backup = back_up(scene)
    scene.provider.remove(contact_of(scene, "Paul"))

    scene = restored(scene, backup)
    held = reasons(scene)
    scene.decide("held", "release")

    assert held == [("Paul", "held_restored_gone")]
    assert "Paul" in scene.names()[0]
    assert_nothing_written(scene)


def test_a_deletion_that_was_held_in_the_backup_and_done_since_is_over(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    scene.desk.open_deals.add(person_of(scene, "Paul"))
    scene.provider.remove(contact_of(scene, "Paul"))
    scene.refresh()
    backup = back_up(scene)
    scene.decide("held", "release")

    scene = restored(scene, backup)

    assert_nothing_written(scene)
    assert reasons(scene) == []


def test_a_deletion_that_was_held_in_the_backup_still_waits(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    scene.desk.open_deals.add(person_of(scene, "Paul"))
    scene.provider.remove(contact_of(scene, "Paul"))
    scene.refresh()

    scene = restored(scene, back_up(scene))
    once = reasons(scene)
    scene.decide("held", "release")
    twice = reasons(scene)
    scene.decide("held", "release")

    assert [one for _, one in once] == ["held_restored_gone"]
    assert [one for _, one in twice] == ["held_open_deals"]
    assert "Paul" not in scene.names()[0]
