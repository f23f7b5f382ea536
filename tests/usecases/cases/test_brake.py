"""The brake: more deletions than usual wait for a person, whichever way they come; and it brakes nothing else."""

from datetime import timedelta
from pathlib import Path

from tandem.domain.ids import RemoteId
from tests.usecases.cases.emptying import both_directions, empty, filled
from tests.usecases.scene import someone


@both_directions
def test_a_few_deletions_pass(tmp_path: Path, direction: str) -> None:
    scene = filled(tmp_path, 20, direction)

    empty(scene, 4)
    scene.refresh()

    assert len(scene.crm.live()) == 16
    assert scene.waiting("held") == []


@both_directions
def test_many_deletions_are_held(tmp_path: Path, direction: str) -> None:
    scene = filled(tmp_path, 30, direction)

    empty(scene, 30)
    scene.refresh()

    assert len(scene.crm.live()) == 26
    assert scene.view().counts["held"] == 26
    assert scene.state() == "held"


def test_many_deletions_in_pipedrive_are_held_too(tmp_path: Path) -> None:
    scene = filled(tmp_path, 30)

    for person in list(scene.crm.live()):
        scene.crm.remove(person)
        scene.hear(person, is_gone=True)

    assert len(scene.provider.live()) == 26
    assert scene.view().counts["held"] == 26


def test_deletions_that_come_one_by_one_add_up(tmp_path: Path) -> None:
    scene = filled(tmp_path, 30)

    for contact in list(scene.provider.live()):
        scene.provider.remove(contact)
        scene.refresh()

    assert len(scene.crm.live()) == 26


def test_the_next_day_a_few_pass_again(tmp_path: Path) -> None:
    scene = filled(tmp_path, 30)
    empty(scene, 6)
    scene.refresh()
    before = len(scene.crm.live())

    scene.clock.pass_by(timedelta(hours=25))
    empty(scene, 1)
    scene.refresh()

    assert before == 26
    assert len(scene.crm.live()) == 25
    assert scene.view().counts["held"] == 2, "what is held is never let go by itself"


def test_creations_and_edits_go_on_while_deletions_are_held(tmp_path: Path) -> None:
    scene = filled(tmp_path, 30)
    empty(scene, 20)
    scene.refresh()

    scene.provider.add(someone("Neu"))
    scene.provider.edit(max(scene.provider.live()), job_title="Leitung")
    edited = next(iter(scene.provider.live()))
    scene.provider.edit(edited, job_title="Leitung")
    scene.refresh()

    assert "Neu" in scene.names()[0]
    assert sorted(one.job_title for one in scene.crm.live().values())[-2:] == ["Leitung", "Leitung"]


def test_what_is_held_can_be_released_or_restored(tmp_path: Path) -> None:
    scene = filled(tmp_path, 30)
    empty(scene, 30)
    scene.refresh()

    release, *_ = scene.waiting("held")
    scene.app.decide(scene.connection, "held", release.id, "release")
    restore, *_ = scene.waiting("held")
    scene.app.decide(scene.connection, "held", restore.id, "restore")
    scene.work()

    assert len(scene.crm.live()) == 25
    assert len(scene.provider.live()) == 1
    assert scene.view().counts["held"] == 24


@both_directions
def test_a_provider_that_lists_nothing_deletes_nobody(tmp_path: Path, direction: str) -> None:
    """F4: an empty book is no proof, however few links there are."""
    scene = filled(tmp_path, 3, direction)

    empty(scene, 3)
    scene.provider.expired = True
    scene.refresh()

    assert len(scene.crm.live()) == 3
    assert scene.view().counts["held"] == 3


def test_after_a_lost_cursor_deletions_wait(tmp_path: Path) -> None:
    scene = filled(tmp_path, 3)

    empty(scene, 1)
    scene.provider.expired = True
    scene.refresh()

    assert len(scene.crm.live()) == 3
    assert [one.reason for one in scene.waiting("held")] == ["brake"]


def test_an_hour_after_a_lost_cursor_a_deletion_is_done(tmp_path: Path) -> None:
    scene = filled(tmp_path, 3)
    scene.provider.expired = True
    scene.refresh()

    scene.clock.pass_by(timedelta(hours=1, minutes=1))
    empty(scene, 1)
    scene.refresh()

    assert len(scene.crm.live()) == 2


def test_a_sweep_is_no_reason_to_brake(tmp_path: Path) -> None:
    scene = filled(tmp_path, 30)

    empty(scene, 2)
    scene.sweep()

    assert len(scene.crm.live()) == 28
    assert scene.waiting("held") == []


def test_a_book_under_other_addresses_is_not_an_emptied_one(tmp_path: Path) -> None:
    """F5: every card under a new href, none deleted."""
    scene = filled(tmp_path, 30)

    for contact in list(scene.provider.live()):
        scene.provider.move(contact, RemoteId(contact.replace("/c/", "/carddav/")))
    scene.refresh().sweep()

    assert len(scene.crm.live()) == len(scene.provider.live()) == 30
    assert scene.crm.writes == scene.provider.writes == []
    assert scene.waiting("held") == []
    assert scene.view().counts["linked"] == 30
