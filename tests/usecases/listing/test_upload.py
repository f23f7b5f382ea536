"""Upload unsynced activities: what was there before the sync gets its events, once, whatever happens on the way."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tandem.domain.errors import Refused
from tandem.domain.event import AllDay, Timed
from tandem.ports import Failed, Known, Page, Queue, Write, Written, nothing_known
from tandem.usecases.listening.keep_up import sweep_links
from tandem.usecases.listing.pull_changes import pull_changes
from tandem.usecases.world import Pace
from tests.memory_events import MemoryActivities, MemoryCalendar
from tests.usecases.calendar_scene import LINKS, CalendarScene, an_event
from tests.usecases.cutting import Cut, Scissors, everything

LAST_YEAR = Timed(datetime(2025, 12, 1, 8, tzinfo=UTC), timedelta(hours=1))


def with_old_activities(scene: CalendarScene, count: int = 3) -> CalendarScene:
    for number in range(count):
        scene.crm.add(an_event(f"Alt {number}", links=LINKS))
    scene.start()
    return scene


def test_what_was_there_before_gets_its_events(tmp_path: Path) -> None:
    scene = with_old_activities(CalendarScene(tmp_path))
    assert scene.provider.live() == {}

    run = scene.app.upload_unsynced(scene.connection, False)
    scene.work()

    titles = [f"Neue Website > Muster Kontakt > Muster GmbH > Alt {number}" for number in range(3)]
    assert scene.titles()[1] == titles
    told = scene.app.run(run)
    assert (told.kind, told.state, told.total, told.counts["created"]) == ("upload", "done", 3, 3)


def test_pressed_twice_nothing_is_there_twice(tmp_path: Path) -> None:
    scene = with_old_activities(CalendarScene(tmp_path))

    scene.app.upload_unsynced(scene.connection, False)
    scene.app.upload_unsynced(scene.connection, False)
    scene.work()
    scene.app.upload_unsynced(scene.connection, False)
    scene.work()

    assert len(scene.provider.live()) == len(scene.provider.writes) == 3


def test_what_is_over_is_left_out_unless_it_is_asked_for(tmp_path: Path) -> None:
    scene = CalendarScene(tmp_path)
    scene.crm.add(an_event("Vorbei", when=LAST_YEAR))
    scene.crm.add(an_event("Tag vorbei", when=AllDay(date(2025, 12, 1))))
    with_old_activities(scene, 1)
    counted = scene.app.count_unsynced(scene.connection)
    assert (counted.coming, counted.past) == (1, 2)

    scene.app.upload_unsynced(scene.connection, False)
    scene.work()
    assert len(scene.provider.live()) == 1

    scene.app.upload_unsynced(scene.connection, True)
    scene.work()
    assert len(scene.provider.live()) == 3
    counted = scene.app.count_unsynced(scene.connection)
    assert (counted.coming, counted.past) == (0, 0)


def test_what_is_out_of_scope_is_not_counted_and_not_sent(tmp_path: Path) -> None:
    scene = CalendarScene(tmp_path)
    scene.crm.add(an_event("Eines anderen"), in_scope=False)
    with_old_activities(scene, 1)

    assert scene.app.count_unsynced(scene.connection).coming == 1
    scene.app.upload_unsynced(scene.connection, True)
    scene.work()

    assert len(scene.provider.live()) == 1


def test_counting_writes_nothing(tmp_path: Path) -> None:
    scene = with_old_activities(CalendarScene(tmp_path))

    scene.app.count_unsynced(scene.connection)
    scene.refresh()

    assert scene.provider.live() == {}


def test_an_uploaded_activity_is_followed_like_any_other(tmp_path: Path) -> None:
    scene = with_old_activities(CalendarScene(tmp_path), 1)
    scene.app.upload_unsynced(scene.connection, False)
    scene.work()

    scene.provider.edit(scene.contact(), title="Vertrag")
    scene.refresh()

    assert scene.activity().title == "Vertrag"


def uploading(folder: Path, scissors: Scissors) -> CalendarScene:
    scene = with_old_activities(CalendarScene(folder, scissors=scissors), 3)
    scissors.is_armed = True
    with suppress(Cut):
        scene.app.upload_unsynced(scene.connection, False)
        scene.work()
    scissors.is_armed = False
    return scene


def test_killed_at_any_of_its_calls_and_pressed_again_each_activity_has_one_event(tmp_path: Path) -> None:
    whole = everything()
    uploading(tmp_path / "whole", whole)
    assert whole.calls > 20

    for at in range(1, whole.calls + 1):
        scene = uploading(tmp_path / f"{at}", everything(at))
        scene.clock.pass_by(timedelta(minutes=3))
        scene.look_after().app.upload_unsynced(scene.connection, False)
        scene.work().poll()
        assert len(scene.provider.live()) == 3, at
        assert len(scene.links()) == 3, at


def test_killed_again_and_again_it_comes_through_by_itself(tmp_path: Path) -> None:
    """Twenty workers die on the way; nobody presses the button again."""
    scissors = everything()
    scene = with_old_activities(CalendarScene(tmp_path, scissors=scissors, pace=Pace(batch=3)), 60)
    scene.app.upload_unsynced(scene.connection, False)
    deaths = 0
    while deaths < 20:
        scissors.calls, scissors.at, scissors.is_armed = 0, 6 + deaths % 5, True
        with pytest.raises(Cut):
            scene.work()
        deaths, scissors.is_armed = deaths + 1, False
        scene.clock.pass_by(timedelta(hours=2))
        sweep_links(scene.world)

    scene.work().poll()

    assert len(scene.provider.live()) == 60
    assert sorted(one.title for one in scene.provider.live().values()) == scene.titles()[1]


def test_before_the_start_there_is_nothing_to_upload(tmp_path: Path) -> None:
    scene = CalendarScene(tmp_path)
    scene.connect()

    with pytest.raises(Refused, match="not_started"):
        scene.app.upload_unsynced(scene.connection, False)


def test_a_thousand_are_sent_in_batches(tmp_path: Path) -> None:
    scene = with_old_activities(CalendarScene(tmp_path), 1000)
    scene.provider.calls.clear()

    scene.app.upload_unsynced(scene.connection, False)
    scene.work(1000)

    assert len(scene.provider.live()) == 1000
    assert scene.provider.calls.count("read") <= 20


# --- pushes of our own writes ----------------------------------------------------------------------------------


@dataclass
class PushingCalendar(MemoryCalendar):
    """Says at once that it was written to, while the writer is still at work."""

    told: Callable[[], object] = bool

    def write(self, writes: Sequence[Write]) -> Iterator[Written | Failed]:
        yield from super().write(writes)
        self.told()


def with_pushes(folder: Path, count: int) -> tuple[CalendarScene, PushingCalendar]:
    calendar = PushingCalendar()
    scene = with_old_activities(CalendarScene(folder, provider=calendar, pace=Pace(batch=10)), count)
    calendar.told = lambda: push(scene)
    calendar.calls.clear()
    return scene, calendar


def push(scene: CalendarScene) -> None:
    """Whoever is woken by it looks at once."""
    scene.world.wakes.wake(Queue.PULL, scene.world.connections.get(scene.connection).account, scene.connection)
    woken = [one for one in scene.wakeups.sent if one.queue is Queue.PULL]
    for one in woken:
        scene.wakeups.sent.remove(one)
        pull_changes(scene.world, scene.connection)


def test_pushes_of_what_is_uploaded_are_looked_into_once_when_all_of_it_is_there(tmp_path: Path) -> None:
    scene, calendar = with_pushes(tmp_path, 100)

    scene.app.upload_unsynced(scene.connection, False)
    scene.work()

    assert len(calendar.live()) == len(scene.links()) == 100
    assert [one for one in calendar.calls if one != "write"] == ["changes"]
    assert scene.state() == "up_to_date"


def test_a_poll_is_not_put_off_by_an_upload(tmp_path: Path) -> None:
    scene, calendar = with_pushes(tmp_path, 30)

    def poll() -> None:
        calendar.told = bool
        calendar.add(an_event("Ungehört"))
        pull_changes(scene.world, scene.connection)
        assert calendar.calls[-1] == "changes"

    calendar.told = poll
    scene.app.upload_unsynced(scene.connection, False)
    scene.work()

    assert "Ungehört" in scene.titles()[0]


def test_a_paused_upload_goes_on_after_the_resume(tmp_path: Path) -> None:
    scene, calendar = with_pushes(tmp_path, 30)

    def pause() -> None:
        calendar.told = bool
        push(scene)
        scene.app.pause(scene.connection)

    calendar.told = pause
    scene.app.upload_unsynced(scene.connection, False)
    scene.work()
    assert (scene.state(), len(calendar.live())) == ("paused", 10)

    scene.app.resume(scene.connection)
    scene.work()

    assert (scene.state(), len(calendar.live())) == ("up_to_date", 30)


def test_what_a_person_edits_during_an_upload_arrives_after_it(tmp_path: Path) -> None:
    scene, calendar = with_pushes(tmp_path, 30)

    def edit() -> None:
        calendar.told = lambda: push(scene)
        calendar.edit(next(iter(calendar.live())), title="Verlegt")
        push(scene)

    calendar.told = edit
    scene.app.upload_unsynced(scene.connection, False)
    scene.work()

    assert scene.titles()[0].count("Verlegt") == 1


def test_a_stop_ends_an_upload_for_good(tmp_path: Path) -> None:
    scene, calendar = with_pushes(tmp_path, 30)

    def stop() -> None:
        calendar.told = bool
        scene.app.stop(scene.connection, remove=False)

    calendar.told = stop
    scene.app.upload_unsynced(scene.connection, False)
    scene.work()

    assert scene.world.connections.get(scene.connection).upload is None
    assert len(calendar.live()) == 10


@dataclass
class PressedActivities(MemoryActivities):
    """Somebody does something while they are listed."""

    pressed: Callable[[], object] = bool

    def list_all(self, known: Known = nothing_known, resume: str = "") -> Iterator[Page]:
        yield from super().list_all(known, resume)
        self.pressed()


def test_a_wish_for_more_that_comes_while_the_first_is_listed_is_not_lost(tmp_path: Path) -> None:
    activities = PressedActivities()
    scene = CalendarScene(tmp_path, crm=activities)
    scene.crm.add(an_event("Vorbei", when=LAST_YEAR))
    with_old_activities(scene, 1)

    def press() -> None:
        activities.pressed = bool
        scene.app.upload_unsynced(scene.connection, True)

    activities.pressed = press
    scene.app.upload_unsynced(scene.connection, False)
    scene.work()

    assert len(scene.provider.live()) == 2
