"""The brake: more deletions than usual wait for a person, whichever way they come; and it brakes nothing else."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.contact import Side
from tandem.domain.errors import AccessRevoked, CollectionGone, RateLimited, Unavailable
from tandem.domain.ids import RemoteId
from tandem.usecases.world import Pace
from tests.memory import CountedIds, ToldClock
from tests.usecases.cutting import Cut, Scissors
from tests.usecases.restarting import released
from tests.usecases.scene import Scene, someone

both_directions = pytest.mark.parametrize("direction", ["one_way", "two_way"])


def filled(tmp_path: Path, count: int, direction: str = "two_way", pace: Pace | None = None) -> Scene:
    scene = Scene(tmp_path, pace=pace or Pace())
    for number in range(count):
        scene.provider.add(someone(f"Eva{number:03}"))
    scene.start(direction=direction)
    scene.quiet()
    return scene


def empty(scene: Scene, count: int) -> None:
    for contact in list(scene.provider.live())[:count]:
        scene.provider.remove(contact)


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


# --- the count: whatever happens between deciding and noting ------------------------------------------------------


TINY = Pace(batch=3)
"""Less in a slice than the brake lets through, so that each slice alone looks harmless."""


def deleted(scene: Scene) -> int:
    return 30 - len(scene.crm.live())


def test_a_worker_that_dies_again_and_again_deletes_no_more_than_one_that_lives(tmp_path: Path) -> None:
    """It ends right after its first deletion, ten times in a row; no commit ever tells of what was done."""
    scene, died = filled(tmp_path, 30, pace=TINY), 0
    empty(scene, 30)

    for _ in range(10):
        scissors = Scissors(at=1, is_after=True, of_sides=("_write",), is_armed=True)
        vars(scene.crm).update(scissors.cut(scene.crm, scissors.of_sides))
        with suppress(Cut):
            scene.world.wakes.heal(timedelta())
            scene.refresh()
        died += scissors.calls > 0
        vars(scene.crm).pop("_write")
        scene = restarted(scene)

    assert deleted(scene) == died == 4
    scene.work().sweep()
    assert deleted(scene) <= 4
    assert scene.view().counts["held"] == 30 - deleted(scene)


def restarted(cut: Scene) -> Scene:
    ids = CountedIds(1000 + cut.ids.last)
    scene = Scene(cut.folder, cut.crm, cut.provider, ToldClock(cut.clock.now()), ids=ids, pace=cut.pace)
    scene.connection = cut.connection
    scene.clock.pass_by(timedelta(minutes=3))  # the lease of the dead falls
    return scene


def test_deletions_survive_a_crash_before_and_after_every_write(tmp_path: Path) -> None:
    whole = Scissors()
    emptied(cut_scene(tmp_path / "whole", whole))
    assert whole.calls > 20

    for at in range(1, whole.calls + 1):
        for is_after in (False, True):
            scissors = Scissors(at, is_after)
            scene = cut_scene(tmp_path / f"{at}-{is_after}", scissors)
            try:
                emptied(scene)
            except Cut:
                released(scene.crm)
                released(scene.provider)
                scene = restarted(scene)
                scene.world.wakes.heal(timedelta())
                scene.work().refresh()
            where = f"cut at {at} ({scissors.names[at - 1]}, after: {is_after})"
            assert 9 - len(scene.crm.live()) <= 4, where
            assert len(scene.waiting("held")) == len(scene.crm.live()), where
            assert len(scene.crm.live()) >= 5, where


def cut_scene(folder: Path, scissors: Scissors) -> Scene:
    folder.mkdir()
    scene = Scene(folder, scissors=scissors)
    for number in range(9):
        scene.provider.add(someone(f"Eva{number}"))
    scene.start()
    return scene


def emptied(scene: Scene) -> None:
    empty(scene, 9)
    assert scene.scissors is not None
    scene.scissors.is_armed = True
    scene.refresh()


def test_a_deletion_whose_answer_was_lost_is_done_when_the_side_is_back(tmp_path: Path) -> None:
    scene = filled(tmp_path, 3)
    empty(scene, 1)

    scene.crm.failing.append(Unavailable("timeout"))
    scene.refresh()

    assert deleted(scene) == 28
    assert scene.waiting("held") == []
    assert len(scene.world.brakes.weigh(scene.connection, Side.CRM).counted) == 1


def test_a_contact_that_is_undone_and_deleted_again_counts_each_time(tmp_path: Path) -> None:
    scene = filled(tmp_path, 3)
    contact = max(scene.provider.live())

    for _ in range(2):
        scene.provider.remove(contact)
        scene.refresh()
        (person,) = [one for one in scene.crm.items if scene.crm.items[one].is_deleted][-1:]
        scene.crm.restore(person)
        scene.hear(person)
        contact = max(scene.provider.live())

    assert len(scene.world.brakes.weigh(scene.connection, Side.CRM).counted) == 2


def test_what_a_person_releases_does_not_count(tmp_path: Path) -> None:
    """Somebody looked at it: it is no sign of an accident, and it must not hold up what comes after."""
    scene = filled(tmp_path, 30)
    empty(scene, 10)
    scene.refresh()
    before = scene.world.brakes.weigh(scene.connection, Side.CRM).counted

    scene.decide("held", "release")

    assert deleted(scene) == 10
    assert scene.world.brakes.weigh(scene.connection, Side.CRM).counted == before


# --- the guard ----------------------------------------------------------------------------------------------------


def test_deletions_heard_of_under_the_guard_stay_held_when_their_turn_comes_late(tmp_path: Path) -> None:
    """An emptied book is listed, then Pipedrive is out of reach for hours: late is no proof."""
    scene = filled(tmp_path, 3)
    empty(scene, 3)
    scene.provider.expired = True
    scene.app.refresh(scene.connection)
    scene.deliver()  # the pull that loses its cursor
    scene.deliver()  # the listing
    scene.crm.down = RateLimited(timedelta(hours=9), is_daily=True)
    scene.work()

    scene.crm.down = None
    scene.clock.pass_by(timedelta(hours=10))
    scene.look_after()

    assert len(scene.crm.live()) == 3
    assert scene.view().counts["held"] == 3


@pytest.mark.parametrize("is_dead", [True, False], ids=["after a dead grant", "unasked"])
def test_for_an_hour_after_somebody_signed_in_anew_deletions_wait(tmp_path: Path, is_dead: bool) -> None:
    scene = filled(tmp_path, 3)
    if is_dead:
        scene.provider.down = AccessRevoked("wrong_password")
        scene.refresh()
        scene.provider.down = None
    scene.app.add_account(scene.company, scene.user, "icloud", "anna@example.com", {"password": "another"})
    scene.work()

    empty(scene, 1)
    scene.refresh()
    during = [one.reason for one in scene.waiting("held")]
    scene.clock.pass_by(timedelta(hours=1))
    empty(scene, 1)
    scene.refresh()

    assert during == ["brake"]
    assert len(scene.crm.live()) == 2
    assert len(scene.waiting("held")) == 1, "what is held is never let go by itself"


def test_for_an_hour_after_the_crm_grant_was_renewed_deletions_wait(tmp_path: Path) -> None:
    scene = filled(tmp_path, 3)
    scene.app.add_company("https://beispiel.pipedrive.example", "another")

    empty(scene, 1)
    scene.refresh()

    assert [one.reason for one in scene.waiting("held")] == ["brake"]


@pytest.mark.parametrize("rules", [{"group": "uid:1"}, {"crm_scope": "visible"}, {"direction": "one_way"}])
def test_for_an_hour_after_the_reach_was_changed_deletions_wait(tmp_path: Path, rules: dict[str, object]) -> None:
    scene = filled(tmp_path, 3)
    scene.app.set_rules(scene.connection, rules)
    scene.work()

    empty(scene, 1)
    scene.refresh()

    assert [one.reason for one in scene.waiting("held")] == ["brake"]


def test_for_an_hour_after_another_mapping_deletions_wait(tmp_path: Path) -> None:
    scene = filled(tmp_path, 3)
    scene.desk.fields = '{"notes": "abc"}'
    scene.sweep()

    empty(scene, 1)
    scene.refresh()

    assert [one.reason for one in scene.waiting("held")] == ["brake"]


def test_for_an_hour_after_the_address_book_was_missing_deletions_wait(tmp_path: Path) -> None:
    """A book that is gone and comes back may come back without its contacts."""
    scene = filled(tmp_path, 3)
    scene.provider.down = CollectionGone("address_book_missing")
    scene.app.refresh(scene.connection)
    scene.deliver()
    scene.provider.down = None

    empty(scene, 1)
    scene.refresh()

    assert len(scene.crm.live()) == 3
    assert [one.reason for one in scene.waiting("held")] == ["brake"]
