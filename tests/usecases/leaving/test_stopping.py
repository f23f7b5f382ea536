"""A stop lets go of all, deletes only what Tandem made and nobody touched; a start after it doubles nothing."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tandem.domain.contact import Side
from tandem.domain.errors import GrantRevoked, RateLimited, Refused, Unavailable
from tandem.state.connections import ConnectionState
from tandem.usecases.listening.keep_up import refresh_connections, sweep_links
from tandem.usecases.work_on import work_on
from tests.memory import ToldClock
from tests.usecases.scene import Scene, someone


def running(tmp_path: Path) -> Scene:
    """One made on each side by Tandem, one adopted."""
    scene = Scene(tmp_path)
    scene.provider.add(someone("Paul"))
    scene.crm.add(someone("Eva"))
    scene.crm.add(someone("Kim"))
    scene.provider.add(someone("Kim"))
    scene.start()
    scene.quiet()
    return scene


def stopped(scene: Scene, *, remove: bool) -> Scene:
    scene.app.stop(scene.connection, remove=remove)
    return scene.work()


def test_a_stop_that_keeps_writes_nothing(tmp_path: Path) -> None:
    """F39."""
    scene = stopped(running(tmp_path), remove=False)

    assert scene.crm.writes == scene.provider.writes == []
    assert scene.names() == (["Eva", "Kim", "Paul"], ["Eva", "Kim", "Paul"])
    assert scene.state() == "stopped"
    assert scene.links() == []


def test_a_stop_that_removes_takes_what_tandem_made_and_nothing_else(tmp_path: Path) -> None:
    """F39."""
    scene = stopped(running(tmp_path), remove=True)

    assert scene.names() == (["Eva", "Kim"], ["Kim", "Paul"])
    assert scene.links() == []


@pytest.mark.parametrize("side", list(Side))
def test_what_was_edited_since_is_not_removed(tmp_path: Path, side: Side) -> None:
    """F39."""
    scene = running(tmp_path)
    replica, given = (scene.crm, "Paul") if side is Side.CRM else (scene.provider, "Eva")
    made = next(remote for remote, one in replica.live().items() if one.name.given == given)

    replica.edit(made, notes="Wichtig")
    stopped(scene, remove=True)

    assert made in replica.live()


def test_after_a_stop_nothing_is_heard_and_nothing_is_due(tmp_path: Path) -> None:
    scene = stopped(running(tmp_path), remove=False)
    scene.crm.calls.clear()

    scene.crm.edit(min(scene.crm.live()), notes="Neu")
    scene.hear(min(scene.crm.live())).poll().sweep()

    assert scene.crm.calls == []
    assert scene.view().counts == dict.fromkeys(scene.view().counts, 0)
    assert (refresh_connections(scene.world), sweep_links(scene.world)) == (0, 0)


@pytest.mark.parametrize("remove", [False, True])
def test_a_start_after_a_stop_doubles_nothing(tmp_path: Path, remove: bool) -> None:
    """F1, F39: reconnecting adopts what is there."""
    scene = stopped(running(tmp_path), remove=remove)

    scene.app.start(scene.connection)
    scene.work()

    assert scene.names() == (["Eva", "Kim", "Paul"], ["Eva", "Kim", "Paul"])
    assert scene.view().counts["linked"] == 3
    assert scene.state() == "up_to_date"


def test_a_stop_in_the_middle_of_a_first_sync_leaves_nothing_half_done(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    for number in range(6):
        scene.provider.add(someone(f"Eva{number}"))
    scene.app.start(scene.connect())
    scene.deliver()

    stopped(scene, remove=True)

    assert scene.crm.live() == {}
    assert len(scene.provider.live()) == 6
    assert scene.state() == "stopped"
    assert scene.links() == []


def test_what_is_parked_held_or_in_doubt_is_forgotten_with_the_links(tmp_path: Path) -> None:
    scene = running(tmp_path)
    kim = next(remote for remote, one in scene.provider.live().items() if one.name.given == "Kim")
    scene.provider.remove(kim)
    scene.refresh()
    before = len(scene.waiting("held"))

    stopped(scene, remove=True)

    assert before == 1
    assert scene.waiting("held") == []
    assert "Kim" in scene.names()[0]


@pytest.mark.parametrize("trouble", [Unavailable("server_error"), RateLimited(timedelta(hours=2), is_daily=True)])
def test_a_removal_that_a_side_puts_off_is_done_later(tmp_path: Path, trouble: Unavailable | RateLimited) -> None:
    """F20."""
    scene = running(tmp_path)

    scene.crm.down = trouble
    scene.app.stop(scene.connection, remove=True)
    scene.deliver()
    fault = scene.view().last_error
    scene.crm.down = None
    scene.work().poll()
    scene.clock.pass_by(timedelta(hours=3))
    scene.poll()

    assert fault is not None
    assert fault.reason == trouble.reason
    assert scene.names() == (["Eva", "Kim"], ["Kim", "Paul"])
    assert scene.links() == []
    assert scene.view().last_error is None


def test_a_removal_goes_on_though_the_clock_of_the_worker_that_put_it_off_was_ahead(tmp_path: Path) -> None:
    """To all others its short wait is a long one, and the polls of the connection had been ended already."""
    scene = running(tmp_path)
    ahead = timedelta(minutes=10)
    scene.crm.down = Unavailable("server_error")
    scene.app.stop(scene.connection, remove=True)
    scene.clock.pass_by(ahead)
    scene.deliver()
    scene.clock.pass_by(-ahead)
    scene.crm.down = None
    scene.world.timetable.drop(scene.connection)
    early = scene.wakeups.next()
    scene.clock.instant = early.due - ahead
    work_on(scene.world, scene.connection, early.queue)

    scene.work().clock.pass_by(timedelta(hours=1))
    refresh_connections(scene.world)
    scene.work()

    assert scene.names() == (["Eva", "Kim"], ["Kim", "Paul"])
    assert scene.links() == []


def test_a_removal_without_a_grant_waits_and_can_be_given_up(tmp_path: Path) -> None:
    """F18."""
    scene = running(tmp_path)

    scene.crm.down = GrantRevoked("unauthorized")
    scene.app.stop(scene.connection, remove=True)
    scene.work(20)
    fault = scene.view().last_error
    with pytest.raises(Refused):
        scene.app.start(scene.connection)
    stopped(scene, remove=False)

    assert fault is not None
    assert fault.reason == "unauthorized"
    assert scene.links() == []
    assert scene.names()[0] == ["Eva", "Kim", "Paul"]


@dataclass
class EventfulClock(ToldClock):
    """Whoever asks for the time, as each look into the table does, may find that somebody acted meanwhile."""

    meanwhile: Callable[[], object] | None = None
    looks: int = 0

    def now(self) -> datetime:
        self.looks -= 1
        act = self.meanwhile
        if act is not None and self.looks == 0:
            self.meanwhile = None
            act()
        return super().now()


@pytest.mark.parametrize("looks", range(1, 12))
@pytest.mark.parametrize("verb", ["start", "resume", "pause"])
def test_a_stop_in_the_middle_of_another_wish_stands(tmp_path: Path, verb: str, looks: int) -> None:
    clock = EventfulClock()
    scene = Scene(tmp_path, clock=clock)
    scene.provider.add(someone("Paul"))
    scene.start()
    if verb == "start":
        stopped(scene, remove=False)
    if verb == "resume":
        scene.app.pause(scene.connection)
    clock.meanwhile, clock.looks = lambda: scene.app.stop(scene.connection, remove=False), looks

    with suppress(Refused):
        getattr(scene.app, verb)(scene.connection)
    connection = scene.world.connections.get(scene.connection)

    assert connection.state is ConnectionState.STOPPED or not connection.leaving


def test_a_draft_cannot_be_stopped(tmp_path: Path) -> None:
    scene = Scene(tmp_path)

    with pytest.raises(Refused):
        scene.app.stop(scene.connect(), remove=False)


def test_one_way_a_person_that_was_edited_in_the_crm_stays_when_what_tandem_made_is_removed(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.provider.add(someone("Eva"))
    scene.provider.add(someone("Paul"))
    scene.start(direction="one_way")
    scene.crm.edit(scene.crm_of("Eva"), notes="Nur hier")
    scene.hear(scene.crm_of("Eva"))

    scene.app.stop(scene.connection, remove=True)
    scene.work()

    assert scene.names()[0] == ["Eva"]


def test_a_value_that_lost_is_kept_through_a_stop(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.crm.add(someone("Eva", job_title="Leitung"))
    scene.provider.add(someone("Eva", job_title="Vertrieb"))
    scene.start()

    scene.app.stop(scene.connection, remove=False)
    scene.work()

    assert [one.detail for one in scene.waiting("conflicts")] == ["job_title"]
