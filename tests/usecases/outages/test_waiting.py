"""A side that is limited or out of reach: what is shown, when it goes on, and that nothing is lost."""

from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.contact import Side
from tandem.domain.errors import RateLimited, Trouble, Unavailable
from tandem.usecases.listening.keep_up import refresh_connections, sweep_links
from tests.usecases.outages.troubles import SHORTLY, TOMORROW, agreed, both_sides, edited, of, running
from tests.usecases.scene import Scene, someone


@both_sides
def test_a_short_limit_is_waited_for_and_work_goes_on(tmp_path: Path, side: Side) -> None:
    """F20."""
    scene = running(tmp_path)
    edited(scene)

    of(scene, side).down = SHORTLY
    scene.app.refresh(scene.connection)
    scene.deliver()
    view, began = scene.view(), scene.clock.now()
    of(scene, side).down = None
    scene.work()

    assert view.state == "waiting"
    assert view.last_error is not None
    assert view.last_error.reason == "rate_limited"
    assert view.continues == began + timedelta(seconds=20)
    assert scene.clock.now() >= view.continues
    assert agreed(scene)
    assert scene.state() == "up_to_date"
    assert scene.view().last_error is None


@both_sides
def test_a_spent_day_is_waited_for_without_asking_anybody(tmp_path: Path, side: Side) -> None:
    """F20."""
    scene = running(tmp_path)
    edited(scene)
    of(scene, side).down = TOMORROW
    scene.app.refresh(scene.connection)
    scene.work()
    seen = scene.view()
    scene.crm.calls.clear()
    scene.provider.calls.clear()

    for _ in range(20):
        scene.poll()
    during = scene.crm.calls + scene.provider.calls
    of(scene, side).down = None
    scene.clock.pass_by(timedelta(hours=9))
    scene.poll()

    assert seen.state == "waiting"
    assert seen.last_error is not None
    assert seen.last_error.reason == "rate_limited_daily"
    assert during == []
    assert agreed(scene)
    assert scene.state() == "up_to_date"


def test_what_is_heard_while_a_day_is_spent_is_done_the_next(tmp_path: Path) -> None:
    scene = running(tmp_path)
    scene.crm.down = TOMORROW
    scene.app.refresh(scene.connection)
    scene.work()
    scene.crm.down = None

    scene.crm.edit(scene.person(), job_title="Leitung")
    scene.hear(scene.person())
    before = scene.provider.live()[scene.contact()].job_title
    scene.clock.pass_by(timedelta(hours=9))
    refresh_connections(scene.world)
    scene.work()

    assert before == ""
    assert scene.provider.live()[scene.contact()].job_title == "Leitung"


@both_sides
@pytest.mark.parametrize("trouble", [SHORTLY, TOMORROW, Unavailable("server_error")], ids=["short", "daily", "down"])
def test_a_first_sync_that_is_stopped_between_its_writes_goes_on_where_it_was(
    tmp_path: Path, side: Side, trouble: Trouble
) -> None:
    """F20: no double, none missing, whichever write is refused."""
    for number in range(6):
        scene = Scene(make(tmp_path / str(number)))
        for given in ("Eva", "Paul", "Kim"):
            scene.provider.add(someone(given))
            scene.crm.add(someone(f"{given}-Maria"))
        of(scene, side).failing.extend([trouble] * (number + 1))
        scene.start()
        for _ in range(10):
            scene.clock.pass_by(timedelta(hours=9))
            scene.poll()

        crm, provider = scene.names()
        assert crm == provider == sorted(["Eva", "Paul", "Kim", "Eva-Maria", "Paul-Maria", "Kim-Maria"])
        assert scene.view().counts["linked"] == 6
        assert scene.state() == "up_to_date"


def make(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_an_outage_is_asked_about_ever_more_seldom(tmp_path: Path) -> None:
    scene = running(tmp_path)
    scene.provider.down = Unavailable("server_error")

    scene.app.refresh(scene.connection)
    waits = []
    for _ in range(9):
        while not scene.wakeups.sent:
            scene.clock.pass_by(timedelta(minutes=1))
            refresh_connections(scene.world)
        scene.deliver()
        continues = scene.view().continues
        assert continues is not None
        waits.append(continues - scene.clock.now())

    assert waits[0] == timedelta(seconds=5)
    assert waits == sorted(waits)
    assert waits[-1] <= timedelta(minutes=30)
    assert scene.state() == "waiting"


def test_after_an_outage_the_next_one_is_asked_about_soon_again(tmp_path: Path) -> None:
    scene = running(tmp_path)
    for _ in range(2):
        scene.provider.down = Unavailable("server_error")
        scene.app.refresh(scene.connection)
        scene.deliver()
        wait = (scene.view().continues or scene.clock.now()) - scene.clock.now()
        scene.provider.down = None
        scene.work()

        assert wait == timedelta(seconds=5)
        assert scene.state() == "up_to_date"


@both_sides
@pytest.mark.parametrize("seconds", [20, 3600])
@pytest.mark.parametrize("act", ["refresh", "pause and resume"])
def test_not_even_a_person_has_a_server_asked_before_the_time_that_it_said(
    tmp_path: Path, side: Side, seconds: int, act: str
) -> None:
    scene = running(tmp_path)
    edited(scene)
    of(scene, side).down = RateLimited(timedelta(seconds=seconds))
    scene.app.refresh(scene.connection)
    scene.deliver()
    until = scene.clock.now() + timedelta(seconds=seconds)
    of(scene, side).down = None
    of(scene, side).calls.clear()

    if act == "refresh":
        run = scene.app.refresh(scene.connection)
    else:
        scene.app.pause(scene.connection)
        run = scene.app.resume(scene.connection)
    while scene.wakeups.sent and min(one.due for one in scene.wakeups.sent) < until:
        scene.deliver()
    before = list(of(scene, side).calls)
    scene.clock.pass_by(max(until - scene.clock.now(), timedelta()) + timedelta(minutes=6))
    scene.look_after()

    assert before == []
    assert agreed(scene)
    assert scene.app.run(run).state == "done"


def test_a_person_may_end_the_wait(tmp_path: Path) -> None:
    scene = running(tmp_path)
    edited(scene)
    scene.crm.down = TOMORROW
    scene.app.refresh(scene.connection)
    scene.work()

    scene.crm.down = None
    scene.refresh()

    assert agreed(scene)
    assert scene.state() == "up_to_date"


def test_a_sweep_that_falls_into_a_wait_comes_after_it(tmp_path: Path) -> None:
    scene = running(tmp_path)
    person = scene.person()
    scene.clock.pass_by(timedelta(hours=20))
    scene.crm.down = TOMORROW
    scene.app.refresh(scene.connection)
    scene.work()

    scene.clock.pass_by(timedelta(hours=5))
    sweep_links(scene.world)
    scene.work()
    during = scene.state()
    scene.crm.down = None
    scene.crm.remove(person)
    scene.crm.add(someone("Eva"))
    scene.clock.pass_by(timedelta(hours=5))
    refresh_connections(scene.world)
    sweep_links(scene.world)
    scene.work()

    assert during == "waiting"
    assert scene.names() == (["Eva"], ["Eva"])
