"""A pause: nothing is written while it lasts, nothing that is heard is lost, and the resume does it."""

from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.errors import Refused, Unavailable
from tandem.domain.ids import ConnectionId
from tandem.usecases.world import Pace
from tests.usecases.scene import Scene, someone


def running(tmp_path: Path) -> Scene:
    scene = Scene(tmp_path)
    scene.provider.add(someone("Paul"))
    scene.start()
    scene.quiet()
    return scene


def resumed(scene: Scene) -> Scene:
    scene.app.resume(scene.connection)
    return scene.work()


def test_nothing_is_written_during_a_pause(tmp_path: Path) -> None:
    scene = running(tmp_path)
    scene.app.pause(scene.connection)

    scene.crm.edit(scene.person(), job_title="Leitung")
    scene.provider.edit(scene.contact(), notes="Neu")
    scene.hear(scene.person()).poll().sweep()

    assert scene.crm.writes == scene.provider.writes == []
    assert scene.state() == "paused"


def test_nobody_is_asked_during_a_pause(tmp_path: Path) -> None:
    scene = running(tmp_path)
    scene.app.pause(scene.connection)
    scene.crm.calls.clear()
    scene.provider.calls.clear()

    scene.hear(scene.person()).poll().sweep()

    assert scene.crm.calls == scene.provider.calls == []


def test_what_was_heard_and_what_was_not_is_done_at_the_resume(tmp_path: Path) -> None:
    scene = running(tmp_path)
    scene.app.pause(scene.connection)
    scene.crm.edit(scene.person(), job_title="Leitung")
    scene.hear(scene.person())
    scene.provider.edit(scene.contact(), notes="Neu")
    scene.crm.add(someone("Eva"))

    resumed(scene)

    assert scene.names() == (["Eva", "Paul"], ["Eva", "Paul"])
    shown = scene.crm.live()[min(scene.crm.live())]
    assert (shown.job_title, shown.notes) == ("Leitung", "Neu")
    assert scene.provider.live()[min(scene.provider.live())] == shown
    assert scene.state() == "up_to_date"


def test_a_deletion_heard_during_a_pause_is_done_at_the_resume(tmp_path: Path) -> None:
    scene = running(tmp_path)
    scene.app.pause(scene.connection)
    person = scene.person()
    scene.crm.remove(person)
    scene.hear(person, is_gone=True)
    before = len(scene.provider.live())

    resumed(scene)

    assert before == 1
    assert scene.provider.live() == {}


@pytest.mark.parametrize("deliveries", range(7))
def test_a_first_sync_may_be_paused_anywhere(tmp_path: Path, deliveries: int) -> None:
    scene = Scene(tmp_path, pace=Pace(slice=timedelta(), batch=5))
    for number in range(20):
        scene.provider.add(someone(f"Eva{number}"))
    scene.app.start(scene.connect())
    for _ in range(deliveries):
        if scene.wakeups.sent:
            scene.deliver()

    scene.app.pause(scene.connection)
    scene.work()
    before = len(scene.crm.live())
    scene.poll()
    during = len(scene.crm.live())
    resumed(scene)

    assert before == during
    assert len(scene.crm.live()) == 20
    assert scene.view().counts["linked"] == 20
    assert scene.state() == "up_to_date"


def test_only_what_runs_can_be_paused_and_only_what_is_paused_resumed(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    draft = scene.connect()

    with pytest.raises(Refused):
        scene.app.pause(draft)
    with pytest.raises(Refused):
        scene.app.resume(draft)
    with pytest.raises(Refused):
        scene.app.refresh(draft)
    with pytest.raises(Refused):
        scene.app.pause(ConnectionId("42-cnobody"))


def test_a_refresh_is_no_resume(tmp_path: Path) -> None:
    scene = running(tmp_path)
    scene.app.pause(scene.connection)

    with pytest.raises(Refused) as refused:
        scene.app.refresh(scene.connection)

    assert refused.value.reason == "not_started"
    assert scene.state() == "paused"


def test_a_sweep_whose_time_comes_during_a_pause_is_made_up_for(tmp_path: Path) -> None:
    scene = running(tmp_path)
    scene.app.pause(scene.connection)
    scene.sweep()
    scene.crm.add(someone("Eva"))
    resumed(scene)

    scene.crm.remove(min(scene.crm.live()))
    scene.sweep()

    assert scene.names() == (["Eva"], ["Eva"])


def test_a_pause_holds_although_the_work_that_it_met_fails(tmp_path: Path) -> None:
    scene = running(tmp_path)
    scene.provider.edit(scene.contact(), notes="Neu")
    scene.app.refresh(scene.connection)
    scene.deliver()

    scene.crm.gap.append(lambda: pause_and_fail(scene))
    scene.work()

    assert scene.state() == "paused"


def pause_and_fail(scene: Scene) -> None:
    scene.app.pause(scene.connection)
    scene.crm.down = Unavailable("server_error")


def test_a_pause_holds_although_the_work_that_it_met_ends(tmp_path: Path) -> None:
    scene = running(tmp_path)
    scene.provider.edit(scene.contact(), notes="Neu")
    scene.app.refresh(scene.connection)
    scene.deliver()

    scene.crm.gap.append(lambda: scene.app.pause(scene.connection))
    scene.work()

    assert scene.state() == "paused"
    assert scene.crm.live()[scene.person()].notes == "Neu"
