"""Pairs after a backup was put back: what is plainly equal is noted, an edit waits for a person."""

from pathlib import Path

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

# --- equal pairs -------------------------------------------------------------------------------------------------


@both_directions
def test_pairs_that_are_as_the_backup_knows_them_cost_no_write(tmp_path: Path, direction: str) -> None:
    scene = synced(tmp_path, direction)
    backup = back_up(scene)

    scene = restored(scene, backup)

    assert_nothing_written(scene)
    assert (scene.state(), scene.view().restored) == ("up_to_date", False)
    assert scene.waiting("held") == scene.waiting("review") == []


@both_directions
def test_an_edit_that_tandem_had_carried_over_is_only_noted(tmp_path: Path, direction: str) -> None:
    scene = synced(tmp_path, direction)
    backup = back_up(scene)
    scene.provider.edit(contact_of(scene, "Paul"), job_title="Einkauf")
    scene.refresh()

    scene = restored(scene, backup)

    assert_nothing_written(scene)
    assert reasons(scene) == []
    assert {link.crm.base.job_title for link in scene.links() if link.crm.base} >= {"Einkauf"}
    assert_calm(scene)


def test_afterwards_a_new_edit_travels_as_ever(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    backup = back_up(scene)
    scene.provider.edit(contact_of(scene, "Paul"), job_title="Einkauf")
    scene.refresh()
    scene = restored(scene, backup)

    scene.provider.edit(contact_of(scene, "Paul"), notes="Neu")
    scene.crm.edit(person_of(scene, "Eva"), notes="Auch neu")
    scene.refresh()

    assert scene.crm.live()[person_of(scene, "Paul")].notes == "Neu"
    assert scene.provider.live()[contact_of(scene, "Eva")].notes == "Auch neu"
    assert scene.waiting("held") == []


def test_afterwards_a_new_deletion_follows_as_ever(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    scene = restored(scene, back_up(scene))

    scene.provider.remove(contact_of(scene, "Paul"))
    scene.refresh()

    assert scene.names() == (["Eva"], ["Eva"])


# --- edited on one side ------------------------------------------------------------------------------------------


@both_directions
def test_an_edit_at_the_provider_that_nobody_carried_over_is_held(tmp_path: Path, direction: str) -> None:
    scene = synced(tmp_path, direction)
    backup = back_up(scene)
    scene.provider.edit(contact_of(scene, "Paul"), job_title="Einkauf")

    scene = restored(scene, backup)

    assert_nothing_written(scene)
    assert reasons(scene) == [("Paul", "held_restored")]
    assert scene.waiting("conflicts") == []
    assert (scene.state(), scene.view().restored) == ("held", False)


def test_an_edit_on_top_of_one_that_was_carried_over_is_held_and_not_taken_for_a_conflict(tmp_path: Path) -> None:
    """By the old base both sides look changed: the CRM would win, over the newest word."""
    scene = synced(tmp_path)
    backup = back_up(scene)
    scene.crm.edit(person_of(scene, "Paul"), job_title="Einkauf")
    scene.refresh()
    scene.provider.edit(contact_of(scene, "Paul"), job_title="Leitung")

    scene = restored(scene, backup)

    assert_nothing_written(scene)
    assert reasons(scene) == [("Paul", "held_restored")]
    assert scene.waiting("conflicts") == []


def test_a_further_edit_on_a_held_pair_overwrites_nothing(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    backup = back_up(scene)
    scene.provider.edit(contact_of(scene, "Paul"), job_title="Einkauf")
    scene = restored(scene, backup)

    scene.crm.edit(person_of(scene, "Paul"), job_title="Leitung")
    scene.hear(person_of(scene, "Paul")).refresh().sweep()

    assert_nothing_written(scene)
    assert reasons(scene) == [("Paul", "held_restored")]


def test_a_hold_ends_when_somebody_makes_both_equal(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    backup = back_up(scene)
    scene.provider.edit(contact_of(scene, "Paul"), job_title="Einkauf")
    scene = restored(scene, backup)

    scene.crm.edit(person_of(scene, "Paul"), job_title="Einkauf")
    scene.refresh()

    assert_nothing_written(scene)
    assert_calm(scene)


def test_a_held_edit_that_is_released_is_done_as_both_sides_are_now(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    backup = back_up(scene)
    scene.provider.edit(contact_of(scene, "Paul"), job_title="Einkauf")
    scene = restored(scene, backup)
    scene.provider.edit(contact_of(scene, "Paul"), job_title="Leitung")

    scene.decide("held", "release")

    assert scene.crm.live()[person_of(scene, "Paul")].job_title == "Leitung"
    assert_calm(scene)


def test_a_held_edit_that_is_kept_leaves_both_as_they_are(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    backup = back_up(scene)
    scene.provider.edit(contact_of(scene, "Paul"), job_title="Einkauf")
    scene = restored(scene, backup)

    scene.decide("held", "restore")

    assert_calm(scene)
    assert scene.crm.live()[person_of(scene, "Paul")].job_title == ""
    scene.crm.edit(person_of(scene, "Paul"), notes="Neu")
    scene.refresh()
    assert scene.provider.live()[contact_of(scene, "Paul")].notes == "Neu"
    assert scene.provider.live()[contact_of(scene, "Paul")].job_title == "Einkauf"
