"""The guard: for an hour after a list may not be what it was, deletions wait for a person."""

from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.errors import AccessRevoked, CollectionGone, RateLimited
from tests.usecases.cases.emptying import empty, filled


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
