"""When a connection is polled: often while something happens on it, ever more seldom while nothing does."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from tandem.domain.errors import RateLimited
from tandem.usecases.listening.keep_up import refresh_connections, sweep_links
from tandem.usecases.world import Pace
from tests.memory import CountedIds
from tests.usecases.cutting import Cut, Scissors
from tests.usecases.listening.test_notifications import heard
from tests.usecases.restarting import released
from tests.usecases.scene import Scene, someone

MINUTE = timedelta(minutes=1)


def running(folder: Path, pace: Pace | None = None, ids: CountedIds | None = None) -> Scene:
    scene = Scene(folder, pace=pace or Pace(), ids=ids or CountedIds())
    scene.provider.add(someone("Paul"))
    scene.start()
    scene.quiet()
    return scene


def polls(scene: Scene, span: timedelta) -> Iterator[datetime]:
    """The instants at which the provider was asked, while the schedule comes each minute."""
    end = scene.clock.now() + span
    while scene.clock.now() < end:
        scene.clock.pass_by(MINUTE)
        scene.provider.calls.clear()
        refresh_connections(scene.world)
        scene.work()
        if "changes" in scene.provider.calls:
            yield scene.clock.now()


def gaps(instants: list[datetime]) -> list[timedelta]:
    return [after - before for before, after in pairwise(instants)]


def test_while_nothing_happens_polls_come_ever_more_seldom(tmp_path: Path) -> None:
    scene = running(tmp_path)

    waits = gaps(list(polls(scene, timedelta(hours=20))))

    assert all(after >= before - MINUTE for before, after in pairwise(waits))
    assert waits[0] <= scene.world.pace.poll + MINUTE
    assert abs(waits[-1] - scene.world.pace.slowest_poll) <= 0.1 * scene.world.pace.slowest_poll


def test_a_change_that_is_heard_brings_the_polls_back(tmp_path: Path) -> None:
    scene = running(tmp_path)
    list(polls(scene, timedelta(hours=20)))

    scene.crm.edit(scene.person(), job_title="Leitung")
    scene.listen(heard(scene.person()))
    scene.work()
    began = scene.clock.now()

    first = next(polls(scene, timedelta(hours=1)))
    assert first - began <= scene.world.pace.poll + MINUTE


def test_a_change_that_a_poll_finds_brings_the_polls_back(tmp_path: Path) -> None:
    scene = running(tmp_path)
    list(polls(scene, timedelta(hours=20)))

    scene.provider.edit(scene.contact(), job_title="Leitung")
    found, then = list(polls(scene, timedelta(hours=1)))[:2]

    assert scene.crm.live()[scene.person()].job_title == "Leitung"
    assert then - found <= scene.world.pace.poll + MINUTE


def test_a_persons_refresh_brings_the_polls_back(tmp_path: Path) -> None:
    scene = running(tmp_path)
    list(polls(scene, timedelta(hours=20)))

    scene.refresh()
    began = scene.clock.now()

    assert next(polls(scene, timedelta(hours=1))) - began <= scene.world.pace.poll + MINUTE


def test_an_even_pace_can_be_set(tmp_path: Path) -> None:
    scene = running(tmp_path, Pace(poll=timedelta(minutes=2), slowest_poll=timedelta(minutes=2)))

    waits = gaps(list(polls(scene, timedelta(hours=20))))

    assert max(waits) <= timedelta(minutes=3)


@dataclass
class ChancyIds(CountedIds):
    """Ids by chance, the same in each run."""

    def new(self) -> str:
        self.last += 1
        return f"{Random(self.last).getrandbits(64):016x}" * 2


def test_connections_that_fell_due_together_part_in_time(tmp_path: Path) -> None:
    scene = running(tmp_path, ids=ChancyIds())
    for number in range(29):
        connection = scene.connect_another(type(scene.provider)(is_crm=False))
        scene.app.start(connection)
        scene.work()
        assert number < 29

    together: Counter[datetime] = Counter()
    for _ in range(20 * 60):
        scene.clock.pass_by(MINUTE)
        together[scene.clock.now()] += refresh_connections(scene.world)
        scene.work()

    late = [count for instant, count in together.items() if instant > scene.clock.now() - timedelta(hours=2)]
    assert max(late) < 15


def test_a_poll_that_finds_nothing_writes_nothing(tmp_path: Path) -> None:
    scissors = Scissors()
    scene = Scene(tmp_path, scissors=scissors)
    scene.provider.add(someone("Paul"))
    scene.start()
    scene.poll()
    scene.clock.pass_by(scene.world.pace.poll)
    refresh_connections(scene.world)
    scissors.is_armed = True

    scene.work()

    assert scissors.names == []


def test_what_a_poll_found_is_taken_up_again_where_it_was_cut_off(tmp_path: Path) -> None:
    scissors = Scissors(at=3)  # its wake-up is noted, then what it found; the cursor isn't moved any more
    scene = Scene(tmp_path, scissors=scissors)
    scene.provider.add(someone("Paul"))
    scene.start()
    scene.poll()
    scene.provider.edit(scene.contact(), job_title="Leitung")
    scene.clock.pass_by(scene.world.pace.poll)
    refresh_connections(scene.world)
    scissors.is_armed = True
    with pytest.raises(Cut):
        scene.work()

    again = Scene(tmp_path, released(scene.crm), released(scene.provider), scene.clock, CountedIds(1000))
    again.clock.pass_by(timedelta(minutes=3))
    sweep_links(again.world)
    again.work()

    assert again.crm.live()[again.person()].job_title == "Leitung"


def test_a_removal_that_waits_goes_on_with_the_polls(tmp_path: Path) -> None:
    scene = running(tmp_path)
    scene.crm.down = RateLimited(timedelta(minutes=30))
    scene.app.stop(scene.connection, remove=True)
    scene.work()
    scene.crm.down = None

    list(polls(scene, timedelta(minutes=35)))

    assert scene.crm.live() == {}


def test_a_connection_that_was_stopped_is_polled_no_more(tmp_path: Path) -> None:
    scene = running(tmp_path)
    scene.app.stop(scene.connection, remove=False)
    scene.work()

    woken = [refresh_connections(scene.world) for _ in polls(scene, timedelta(hours=2))]

    assert woken == []
    assert sum(len(shard.places) for shard in scene.world.timetable.shards()) == 0


def test_a_place_that_a_crash_left_behind_is_cleared_by_its_next_poll(tmp_path: Path) -> None:
    scene = running(tmp_path)
    (place,) = [one for shard in scene.world.timetable.shards() for one in shard.places]
    scene.app.stop(scene.connection, remove=False)
    scene.work()
    scene.world.timetable.put(place)

    list(polls(scene, timedelta(minutes=40)))

    assert sum(len(shard.places) for shard in scene.world.timetable.shards()) == 0
