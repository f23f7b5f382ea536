"""The counts that bill and simulation start from are those of the use cases as they are: counted anew here."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from benchmarks.arrivals.counted import (
    ECHO,
    FINDING,
    NEWCOMER,
    PULL,
    RECORD,
    SLICE,
    TICKS_A_POLL,
    WAKING,
    WEBHOOK,
    Piece,
)
from tandem.domain.ids import AccountId, ConnectionId, RemoteId
from tandem.state.keys import SHARDS
from tandem.state.timetable import Place
from tandem.usecases.listening.keep_up import refresh_connections
from tests.benchmarks.counting import CountingInScene, CountingTable, ReadingReplicas
from tests.memory import MemoryContacts
from tests.usecases.listening.test_notifications import heard
from tests.usecases.scene import Scene, someone

KEYS = {"calls": 1, "read_units": 2}
"""The data keys of account and company are read together where the copies in memory are too old; none are here."""
HOOK = {"calls": 1, "read_units": 1}
"""The row of the webhook, by which the receiver knows its sender."""


class Counted:
    """A scene with 100 linked contacts, whose table counts; at rest, the next poll due in a minute."""

    def __init__(self, folder: Path) -> None:
        counting: Any = CountingInScene()
        self.scene = Scene(folder, scissors=counting)
        for number in range(100):
            self.scene.provider.add(someone(f"Eva{number}"))
        self.scene.start()
        self.scene.world = replace(self.scene.world, replicas=ReadingReplicas(self.scene.world))
        for _ in range(3):
            self.scene.poll()
        self.table: CountingTable = counting.table

    def count(self, work: Callable[[], object]) -> dict[str, int]:
        self.table.counts.clear()
        work()
        self.scene.clock.pass_by(timedelta(seconds=1))
        return dict(self.table.counts)

    def become_due(self) -> None:
        self.scene.clock.pass_by(timedelta(minutes=6))

    def person(self, place: int) -> RemoteId:
        return sorted(self.scene.crm.live())[place]


@pytest.fixture
def counted(tmp_path: Path) -> Counted:
    return Counted(tmp_path)


def within(counts: dict[str, int], *pieces: Piece, besides: dict[str, int]) -> None:
    """No more than the pieces say together, and not so much less that they are out of date."""
    for name in ("calls", "read_units", "write_units"):
        said = sum(getattr(piece, name) for piece in pieces)
        found = counts.get(name, 0) + besides.get(name, 0)
        assert said * 0.75 <= found <= said, f"{name}: {found}, and {said} in benchmarks/arrivals/counted.py"


def test_a_poll_that_finds_nothing(counted: Counted) -> None:
    counted.become_due()

    waking = counted.count(lambda: refresh_connections(counted.scene.world))
    pull = counted.count(counted.scene.deliver)

    assert waking == {"calls": SHARDS + 1, "read_units": SHARDS, "write_units": 1}  # once for all that are due
    within(pull, PULL, besides=KEYS)


def test_a_tick_reads_all_places_and_little_for_each(counted: Counted) -> None:
    timetable, clock = counted.scene.world.timetable, counted.scene.clock
    for number in range(1_000):
        long_id = ConnectionId(f"12345678-c{number:016x}")
        timetable.put(Place(long_id, AccountId(f"12345678-a{number:016x}"), clock.now() + timedelta(hours=1)))

    counts = counted.count(lambda: refresh_connections(counted.scene.world))

    assert counts["read_units"] - SHARDS <= 1_000 * WAKING.read_units / TICKS_A_POLL
    assert "write_units" not in counts


def test_a_poll_that_finds_a_change_and_its_slice(counted: Counted) -> None:
    counted.scene.provider.edit(sorted(counted.scene.provider.live())[5], job_title="Leitung")
    counted.become_due()
    counted.count(lambda: refresh_connections(counted.scene.world))

    pull = counted.count(counted.scene.deliver)
    slice_ = counted.count(counted.scene.deliver)

    within(pull, PULL, FINDING, besides=KEYS)
    within(slice_, SLICE, besides=KEYS)


def test_a_webhook_and_the_slice_that_it_leads_to(counted: Counted) -> None:
    person = counted.person(3)
    counted.scene.crm.edit(person, job_title="Leitung")

    webhook = counted.count(lambda: counted.scene.listen(heard(person)))
    slice_ = counted.count(counted.scene.deliver)

    within(webhook, WEBHOOK, besides=HOOK)
    within(slice_, SLICE, besides=KEYS)


def test_our_own_write_that_comes_back(counted: Counted) -> None:
    counted.scene.listen(heard(counted.person(7)))

    within(counted.count(counted.scene.deliver), ECHO, besides=KEYS)


def test_further_records_of_a_slice(counted: Counted) -> None:
    for place in range(40, 61):
        counted.scene.crm.edit(counted.person(place), job_title="Leitung")
        counted.scene.listen(heard(counted.person(place)))

    counts = counted.count(counted.scene.deliver)

    assert counts["write_units"] <= SLICE.write_units + 20 * RECORD.write_units
    assert counts["read_units"] + KEYS["read_units"] <= SLICE.read_units + 20 * RECORD.read_units


def test_a_person_that_may_be_new_to_several_connections(counted: Counted) -> None:
    scene = counted.scene
    for _ in range(4):
        scene.app.start(scene.connect_another(MemoryContacts(is_crm=False)))
        scene.work()
    person = scene.crm.add(someone("Neu"))

    counts = counted.count(lambda: scene.listen(heard(person)))

    assert counts["calls"] + HOOK["calls"] <= WEBHOOK.calls + 5 * NEWCOMER.calls
    assert counts["write_units"] == 5 * NEWCOMER.write_units
