"""One answer to all that is held: carried out in slices, and about nothing that is held later."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.contact import Side
from tandem.domain.errors import GrantRevoked, RateLimited, Refused, Rejected, Unavailable
from tandem.domain.link import LinkState
from tandem.state.history import Which
from tandem.state.pending import Kind
from tests.usecases.deciding.emptied_books import emptied
from tests.usecases.scene import Scene


def test_one_answer_restores_all_in_several_slices(tmp_path: Path) -> None:
    scene = emptied(tmp_path)

    run = scene.app.decide_all(scene.connection, "restore")
    scene.work()

    assert scene.names()[0] == scene.names()[1]
    assert len(scene.provider.live()) == len(scene.crm.live()) == 26
    assert scene.waiting("held") == []
    assert scene.state() == "up_to_date"
    view = scene.app.run(run)
    assert (view.kind, view.state, view.done, view.total, view.counts["decided"]) == ("restore", "done", 26, 26, 26)
    assert all(link.state in {LinkState.LIVE, LinkState.TOMBSTONE} for link in scene.links())
    assert scene.view().counts["linked"] == 26


def test_after_all_was_restored_nothing_is_written_any_more(tmp_path: Path) -> None:
    scene = emptied(tmp_path)
    scene.app.decide_all(scene.connection, "restore")
    scene.work().quiet()

    scene.refresh().poll().sweep()

    assert (scene.crm.writes, scene.provider.writes) == ([], [])


def test_one_answer_releases_all_and_each_deletion_is_in_the_history_of_its_run(tmp_path: Path) -> None:
    scene = emptied(tmp_path)

    run = scene.app.decide_all(scene.connection, "release")
    scene.work()

    assert scene.crm.live() == scene.provider.live() == {}
    assert scene.waiting("held") == []
    assert scene.app.run(run).counts == {"decided": 26, "deleted": 26}
    written, _ = scene.world.history.newest(scene.connection, Which(run=run), limit=1000)
    assert [(one.act, one.rule) for one in written] == [("delete", "released")] * 26
    assert scene.view().counts["linked"] == 0


def test_one_way_all_persons_stay_and_are_let_go_of(tmp_path: Path) -> None:
    scene = emptied(tmp_path, direction="one_way")

    scene.app.decide_all(scene.connection, "restore")
    scene.work()

    assert len(scene.crm.live()) == 26
    assert (scene.provider.live(), scene.crm.writes, scene.provider.writes) == ({}, [], [])
    assert scene.waiting("held") == []


def test_what_is_held_after_the_answer_waits_for_another(tmp_path: Path) -> None:
    scene = emptied(tmp_path)
    scene.app.decide_all(scene.connection, "release")
    scene.clock.pass_by(timedelta(seconds=1))
    hold_anew(scene, scene.waiting("held")[7].id)

    scene.work()

    assert len(scene.crm.live()) == len(scene.waiting("held")) == 1


def hold_anew(scene: Scene, key: str) -> None:
    """It was restored in between, and held again."""
    held = scene.world.pendings.find(scene.connection, Kind.HELD, key)
    assert held is not None
    connection = scene.world.connections.get(scene.connection)
    later = scene.world.pendings.put(connection.id, connection.account, replace(held, since=scene.clock.now()))
    scene.table.transact([later])


def test_pressed_twice_it_goes_on_in_the_same_run(tmp_path: Path) -> None:
    scene = emptied(tmp_path)

    first = scene.app.decide_all(scene.connection, "restore")
    second = scene.app.decide_all(scene.connection, "restore")
    scene.work()

    assert first == second
    assert len(scene.provider.live()) == 26
    assert scene.waiting("held") == []


def test_another_decision_takes_its_place_from_there_on(tmp_path: Path) -> None:
    scene = emptied(tmp_path)
    first = scene.app.decide_all(scene.connection, "release")

    second = scene.app.decide_all(scene.connection, "restore")
    scene.work()

    assert len(scene.crm.live()) == len(scene.provider.live()) == 26
    assert (scene.app.run(first).state, scene.app.run(second).state) == ("done", "done")


def test_with_nothing_held_the_run_ends_at_once(tmp_path: Path) -> None:
    scene = emptied(tmp_path)
    scene.decide("held", "restore")

    run = scene.app.decide_all(scene.connection, "restore")
    scene.work()

    assert scene.app.run(run).state == "done"
    assert scene.state() == "up_to_date"


def test_before_it_was_started_there_is_nothing_to_answer(tmp_path: Path) -> None:
    scene = Scene(tmp_path)

    with pytest.raises(Refused, match="not_started"):
        scene.app.decide_all(scene.connect(), "restore")


def test_while_a_backup_is_compared_no_answer_is_taken(tmp_path: Path) -> None:
    scene = emptied(tmp_path)
    scene.app.mark_restored()

    with pytest.raises(Refused, match="restoring"):
        scene.app.decide_all(scene.connection, "restore")


def test_an_answer_that_a_backup_overtakes_decides_nothing(tmp_path: Path) -> None:
    scene = emptied(tmp_path)
    scene.app.decide_all(scene.connection, "release")
    scene.app.mark_restored()

    scene.work()

    assert len(scene.crm.live()) == 26
    assert scene.world.connections.get(scene.connection).answer is None


def test_during_a_pause_an_answer_waits_for_the_resume(tmp_path: Path) -> None:
    scene = emptied(tmp_path)
    scene.app.pause(scene.connection)
    scene.app.decide_all(scene.connection, "restore")
    scene.work()
    during = len(scene.provider.live())

    scene.app.resume(scene.connection)
    scene.work()

    assert during == 0
    assert len(scene.provider.live()) == 26


def test_a_stop_ends_the_answer_and_its_run(tmp_path: Path) -> None:
    scene = emptied(tmp_path)
    scene.app.pause(scene.connection)
    run = scene.app.decide_all(scene.connection, "release")

    scene.app.stop(scene.connection, remove=False)
    scene.work()

    assert scene.app.run(run).state == "done"
    assert len(scene.crm.live()) == 26


@pytest.mark.parametrize("trouble", [Rejected("forbidden"), Unavailable("server_error")], ids=["refused", "no answer"])
def test_one_that_cant_be_released_stays_held_and_stops_no_other(tmp_path: Path, trouble: Exception) -> None:
    scene = emptied(tmp_path)
    stubborn = next(iter(scene.crm.live()))
    scene.crm.refused[stubborn] = trouble

    run = scene.app.decide_all(scene.connection, "release")
    scene.work()

    assert list(scene.crm.live()) == [stubborn]
    assert [one.remote_id for one in scene.waiting("held")] == [stubborn]
    assert scene.app.run(run).counts["decided"] == 25
    assert scene.app.run(run).state == "done"


@pytest.mark.parametrize("side", list(Side))
def test_a_limit_is_waited_for_and_the_answer_goes_on(tmp_path: Path, side: Side) -> None:
    scene = emptied(tmp_path)
    at = scene.crm if side is Side.CRM else scene.provider
    at.failing.extend([RateLimited(timedelta(seconds=20))] * 3)

    scene.app.decide_all(scene.connection, "release" if side is Side.CRM else "restore")
    scene.work()

    expected = 0 if side is Side.CRM else 26
    assert (len(scene.crm.live()), len(scene.provider.live())) == (expected, expected)


def test_a_dead_grant_is_waited_for_and_the_answer_goes_on(tmp_path: Path) -> None:
    scene = emptied(tmp_path)
    scene.crm.down = GrantRevoked("unauthorized")
    scene.app.decide_all(scene.connection, "release")
    scene.work()

    scene.crm.down = None
    scene.app.add_company("https://beispiel.pipedrive.example", "another")
    scene.work()

    assert scene.crm.live() == {}
