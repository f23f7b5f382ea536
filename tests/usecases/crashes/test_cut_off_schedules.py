"""Polls, waits, sweeps, pause and resume, cut off at every single write: the schedules go on as if nothing had been."""

from datetime import timedelta
from pathlib import Path

from tandem.domain.errors import RateLimited, Unavailable
from tandem.domain.ids import ConnectionId
from tandem.state.due import Duty, Entry
from tandem.usecases.listening.keep_up import refresh_connections, sweep_links
from tests.memory import CountedIds, ToldClock
from tests.usecases.cutting import Cut, Scissors
from tests.usecases.restarting import released
from tests.usecases.scene import Scene, someone

FAR = timedelta(days=400)


def test_the_schedules_survive_a_crash_before_and_after_every_write(tmp_path: Path) -> None:
    whole = Scissors()
    through_a_day(begun(tmp_path / "whole", whole))
    assert whole.calls > 60

    for at in range(1, whole.calls + 1):
        for is_after in (False, True):
            cut_off(tmp_path / f"{at}-{is_after}", Scissors(at, is_after))


def cut_off(folder: Path, scissors: Scissors) -> None:
    scene = begun(folder, scissors)
    try:
        through_a_day(scene)
    except Cut:
        scene = restarted(scene)
    where = f"cut at {scissors.at} ({scissors.names[scissors.at - 1]}, after: {scissors.is_after})"

    scene.provider.edit(scene.contact(), notes="Danach")
    minutes = until_agreed(scene)

    assert minutes <= 31, where
    assert sweeps(scene) == 1, where
    assert scene.state() == "up_to_date", where


def begun(folder: Path, scissors: Scissors) -> Scene:
    folder.mkdir()
    scene = Scene(folder, scissors=scissors)
    scene.provider.add(someone("Paul"))
    scene.start()
    scissors.is_armed = True
    return scene


def through_a_day(scene: Scene) -> None:
    scene.provider.edit(scene.contact(), job_title="Leitung")
    pass_by(scene, minutes=12)
    scene.provider.down = RateLimited(timedelta(minutes=3))
    pass_by(scene, minutes=6)
    scene.provider.down = Unavailable("server_error")
    pass_by(scene, minutes=8)
    scene.provider.down = None
    scene.app.pause(scene.connection)
    scene.app.resume(scene.connection)
    pass_by(scene, minutes=2)
    scene.clock.pass_by(timedelta(hours=24))
    pass_by(scene, minutes=2)


def pass_by(scene: Scene, minutes: int) -> None:
    for _ in range(minutes):
        scene.clock.pass_by(timedelta(minutes=1))
        scene.look_after()


def restarted(cut: Scene) -> Scene:
    """A new process over the same data and sides; what it had sent is lost, a pause that was under way is ended."""
    for side in (cut.crm, cut.provider):
        side.down = None
        released(side)
    scene = Scene(cut.folder, cut.crm, cut.provider, ToldClock(cut.clock.now()), ids=CountedIds(1000 + cut.ids.last))
    scene.connection = ConnectionId(scene.app.connections()[0].id)
    if scene.state() == "paused":
        scene.app.resume(scene.connection)
    return scene


def until_agreed(scene: Scene) -> int:
    """Minutes of the schedules, and of nothing else, until what the provider shows has come to the CRM."""
    for minute in range(120):
        if {one.notes for one in scene.crm.live().values()} == {"Danach"} and scene.state() == "up_to_date":
            return minute
        scene.clock.pass_by(timedelta(minutes=1))
        refresh_connections(scene.world)
        sweep_links(scene.world)
        scene.work()
    raise AssertionError("forgotten")


def sweeps(scene: Scene) -> int:
    """Sweeps to come; entries that are out of date are none once their time has come."""
    connection = scene.world.connections.get(scene.connection)
    assert connection.sweep_at is not None
    assert scene.clock.now() < connection.sweep_at <= scene.clock.now() + scene.world.pace.sweep
    coming = list(scene.world.due.until(scene.clock.now() + FAR))
    return coming.count(Entry(Duty.SWEEP, scene.connection, connection.sweep_at))
