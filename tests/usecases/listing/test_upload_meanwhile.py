"""What comes in, is pressed or is edited while activities are uploaded."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tandem.ports import Failed, Known, Page, Queue, Write, Written, nothing_known
from tandem.usecases.listing.pull_changes import pull_changes
from tandem.usecases.world import Pace
from tests.memory_events import MemoryActivities, MemoryCalendar
from tests.usecases.calendar_scene import CalendarScene, an_event
from tests.usecases.listing.uploads import LAST_YEAR, with_old_activities


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
