"""Words that pour in: they are worked on together, and the senders of pushes come first, though not for ever."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from tandem.usecases.world import Pace
from tests.memory import ToldClock
from tests.usecases.scene import Scene, someone

GATHER = timedelta(milliseconds=250)


@dataclass
class BusyClock(ToldClock):
    """Somebody does something whenever somebody else sleeps."""

    meanwhile: list[Callable[[], object]] = field(default_factory=list)
    slept: list[timedelta] = field(default_factory=list)

    def sleep(self, wait: timedelta) -> None:
        super().sleep(wait)
        if wait:
            self.slept.append(wait)
            self.meanwhile.pop(0)() if self.meanwhile else None


def running(tmp_path: Path, people: int) -> tuple[Scene, BusyClock]:
    clock = BusyClock()
    scene = Scene(tmp_path, clock=clock, pace=Pace(gather=GATHER))
    for number in range(people):
        scene.provider.add(someone(f"Eva{number}"))
    scene.start().poll()
    clock.pass_by(timedelta(minutes=1))
    scene.crm.calls.clear()
    clock.slept.clear()
    return scene, clock


def tell(scene: Scene, number: int) -> None:
    told = scene.crm_of(f"Eva{number}")
    scene.crm.edit(told, notes="neu")
    scene.listen(scene.told_of(told, 0))


def test_one_word_alone_waits_for_nobody(tmp_path: Path) -> None:
    scene, clock = running(tmp_path, 1)
    tell(scene, 0)

    scene.work()

    assert clock.slept == []


def test_words_that_go_on_coming_during_the_work_are_read_together(tmp_path: Path) -> None:
    scene, clock = running(tmp_path, 6)
    tell(scene, 0)
    read, during = scene.crm.read, [1, 2]

    def told_meanwhile(*arguments: object) -> object:
        if during:
            tell(scene, during.pop(0))
        return read(*arguments)

    vars(scene.crm)["read"] = told_meanwhile
    clock.meanwhile = [lambda: [tell(scene, number) for number in (3, 4, 5)]]

    scene.work()

    assert scene.crm.calls.count("read") == 3
    assert clock.slept == [GATHER]
    assert {one.notes for one in scene.provider.live().values()} == {"neu"}


def test_work_gives_way_to_a_rush_of_pushes_between_two_slices_but_not_for_ever(tmp_path: Path) -> None:
    scene, clock = running(tmp_path, 3)
    scene.world = replace(scene.world, is_rushed=lambda: True, pace=replace(scene.world.pace, batch=1))
    for number in range(3):
        tell(scene, number)

    scene.work()

    assert sum(clock.slept, timedelta()) >= timedelta(seconds=2)
    assert {one.notes for one in scene.provider.live().values()} == {"neu"}
