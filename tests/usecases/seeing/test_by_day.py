"""What was done on which day, as the person's own calendar has days."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tandem.domain.errors import Refused
from tandem.domain.ids import ConnectionId
from tandem.usecases.seeing.by_day import DAYS, DayView
from tests.memory import ToldClock
from tests.usecases.cutting import Cut, Scissors
from tests.usecases.restarting import restarted
from tests.usecases.scene import Scene, someone

LATE = datetime(2026, 11, 23, 22, 45, tzinfo=UTC)
BERLIN, TOKYO, DELHI = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Tokyo"), ZoneInfo("Asia/Kolkata")


def busy(scene: Scene) -> dict[str, tuple[int, int, int]]:
    """In Berlin; days on which nothing happened are left out."""
    return {one.day: told(one) for one in scene.app.days(scene.connection, BERLIN) if one.total}


def told(one: DayView) -> tuple[int, int, int]:
    return one.create, one.update, one.delete


def begun(tmp_path: Path, scissors: Scissors | None = None) -> Scene:
    scene = Scene(tmp_path, clock=ToldClock(LATE), scissors=scissors)
    for name in ("Eva", "Paul", "Kim"):
        scene.provider.add(someone(name))
    return scene


def test_each_day_has_what_was_made_changed_and_deleted_on_it(tmp_path: Path) -> None:
    scene = begun(tmp_path)
    scene.start(direction="two_way")
    scene.clock.pass_by(timedelta(days=2))
    person = scene.crm_of("Eva")

    scene.crm.edit(person, job_title="Leitung")
    scene.crm.add(someone("Ada"))
    scene.refresh()

    assert busy(scene) == {"2026-11-23": (3, 0, 0), "2026-11-25": (1, 1, 0)}


def test_thirty_days_are_told_and_today_is_the_last(tmp_path: Path) -> None:
    scene = begun(tmp_path)
    scene.start()
    scene.clock.pass_by(timedelta(days=DAYS - 1))

    days = scene.app.days(scene.connection, BERLIN)

    assert [days[0].day, days[-1].day, len(days)] == ["2026-11-23", "2026-12-22", 30]
    assert days[0] == DayView("2026-11-23", create=3)
    scene.clock.pass_by(timedelta(days=1))
    assert busy(scene) == {}


@pytest.mark.parametrize(("zone", "day"), [(UTC, 23), (BERLIN, 23), (DELHI, 24), (TOKYO, 24)])
def test_a_day_begins_at_the_midnight_of_who_looks(tmp_path: Path, zone: ZoneInfo, day: int) -> None:
    scene = begun(tmp_path)
    scene.start()

    assert [one.day for one in scene.app.days(scene.connection, zone) if one.total] == [f"2026-11-{day}"]


@pytest.mark.parametrize("minutes", [0, 29, 30, 59])
def test_where_midnight_is_at_half_past_the_days_are_right_too(tmp_path: Path, minutes: int) -> None:
    """In Delhi it is midnight at 18:30 UTC."""
    scene = begun(tmp_path)
    scene.clock.instant = datetime(2026, 11, 23, 18, minutes, tzinfo=UTC)
    scene.start()

    (found,) = [one.day for one in scene.app.days(scene.connection, DELHI) if one.total]
    assert found == ("2026-11-24" if minutes >= 30 else "2026-11-23")


def test_a_sync_that_is_cut_off_anywhere_counts_what_its_history_tells(tmp_path: Path) -> None:
    whole = Scissors()
    _run(begun(tmp_path / "whole", whole))

    for at in range(1, whole.calls + 1):
        scene = begun(tmp_path / f"{at}", Scissors(at, is_after=True))
        try:
            _run(scene)
        except Cut:
            scene = restarted(scene)
        _assert_counted(scene)


def _run(scene: Scene) -> None:
    connection = scene.connect()
    assert scene.scissors is not None
    scene.scissors.is_armed = True
    scene.app.start(connection)
    scene.work()


def _assert_counted(scene: Scene) -> None:
    for connection in scene.app.connections():
        scene.connection = ConnectionId(connection.id)
        history = [one.action for one in scene.app.history(scene.connection).items]
        assert sum(one.create for one in scene.app.days(scene.connection, UTC)) == history.count("create")


def test_of_a_connection_that_is_not_there_nothing_is_told(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        Scene(tmp_path).app.days(ConnectionId("42-c9"), UTC)
