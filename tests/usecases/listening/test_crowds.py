"""Each write of ours is told to us by a push: a crowd of them costs a look each second, and news no delay."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from tandem.domain.ids import Cursor
from tandem.ports import Page, Queue
from tandem.usecases.world import Pace
from tests.memory import MemoryContacts
from tests.usecases.scene import Scene, someone

LOOK, LULL, CROWD = timedelta(milliseconds=100), timedelta(seconds=1), timedelta(seconds=10)


@dataclass
class PushingContacts(MemoryContacts):
    """`during` is done while it is looked for changes, which takes its time."""

    during: Callable[[], object] = bool
    looks: int = 0

    def changes(self, cursor: Cursor) -> Iterator[Page]:
        self.looks += 1
        yield from super().changes(cursor)
        self.clock.sleep(LOOK)
        self.during()


def opened(folder: Path) -> tuple[Scene, PushingContacts]:
    provider = PushingContacts(is_crm=False)
    scene = Scene(folder, provider=provider, pace=Pace(lull=LULL)).start()
    provider.looks, provider.clock = 0, scene.clock
    return scene, provider


def push(scene: Scene) -> None:
    connection = scene.world.connections.get(scene.connection)
    scene.world.wakes.wake(Queue.PULL, connection.account, connection.id)


def test_a_crowd_of_pushes_about_nothing_is_looked_into_once_a_second(tmp_path: Path) -> None:
    scene, provider = opened(tmp_path)
    end = scene.clock.now() + CROWD
    provider.during = lambda: scene.clock.now() < end and push(scene)

    push(scene)
    scene.work()

    assert provider.looks <= CROWD / LULL + 1


def test_a_push_by_itself_is_looked_into_at_once(tmp_path: Path) -> None:
    scene, provider = opened(tmp_path)
    began = scene.clock.now()
    provider.add(someone("Bea"))

    push(scene)
    scene.work()

    assert scene.names() == (["Bea"], ["Bea"])
    assert scene.clock.now() - began == LOOK


def test_what_comes_while_news_are_fetched_is_looked_into_at_once_as_well(tmp_path: Path) -> None:
    scene, provider = opened(tmp_path)
    began = scene.clock.now()
    provider.add(someone("Bea"))

    def another() -> None:
        provider.during = bool
        provider.add(someone("Carl"))
        push(scene)

    provider.during = another
    push(scene)
    scene.work()

    assert scene.names() == (["Bea", "Carl"], ["Bea", "Carl"])
    assert scene.clock.now() - began == 2 * LOOK


def test_who_asks_in_a_crowd_waits_no_longer_than_a_lull(tmp_path: Path) -> None:
    scene, provider = opened(tmp_path)
    began = scene.clock.now()

    def ask() -> None:
        provider.during = bool
        provider.add(someone("Bea"))
        scene.app.refresh(scene.connection)

    provider.during = ask
    push(scene)
    scene.work()

    assert scene.names() == (["Bea"], ["Bea"])
    assert scene.clock.now() - began == LOOK + LULL + LOOK
