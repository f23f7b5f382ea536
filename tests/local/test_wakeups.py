"""The wake-ups of one machine pass the port's suite; besides: what becomes of failures, twins and a stop."""

import logging
import time
from collections.abc import Iterator, Mapping
from datetime import timedelta
from threading import Event

import pytest

from tandem.local.backlog import Delivery
from tandem.local.wakeups import DELIVERIES, LocalWakeups
from tandem.ports import Queue
from tests.contracts.wakeups_contract import Handler, Heard, WakeupsContract

SOON = timedelta(seconds=10)


class LocalHome:
    def __init__(self, wakeups: LocalWakeups) -> None:
        self.wakeups = wakeups

    def serve(self, handlers: Mapping[Queue, Handler]) -> None:
        self.wakeups.serve(handlers, workers=3)


@pytest.fixture
def wakeups() -> Iterator[LocalWakeups]:
    wakeups = LocalWakeups(backoff=timedelta(milliseconds=1))
    yield wakeups
    assert wakeups.stop()


class TestLocalWakeups(WakeupsContract):
    @pytest.fixture
    def home(self, wakeups: LocalWakeups) -> LocalHome:
        return LocalHome(wakeups)


def test_equal_wake_ups_that_wait_become_one(wakeups: LocalWakeups) -> None:
    heard = Heard()
    for _ in range(10_000):
        wakeups.send(Queue.RECONCILE_CONTACTS, "17-a1", {"connection": "17-c1"})
    wakeups.send(Queue.RECONCILE_CONTACTS, "17-a1", {"connection": "17-c2"})

    wakeups.serve({Queue.RECONCILE_CONTACTS: heard}, workers=2)

    assert wakeups.wait_until_empty(SOON)
    assert heard.bodies == [{"connection": "17-c1"}, {"connection": "17-c2"}]


def test_equal_wake_ups_with_about_the_same_delay_become_one(wakeups: LocalWakeups) -> None:
    heard = Heard()
    wakeups.serve({Queue.RECONCILE_CONTACTS: heard}, workers=1)

    for _ in range(1000):
        wakeups.send(Queue.RECONCILE_CONTACTS, "17-a1", {"connection": "17-c1"}, timedelta(milliseconds=300))
    heard.wait_for(1)
    time.sleep(0.6)

    assert len(heard.bodies) <= 2


def test_a_failed_wake_up_comes_again_before_the_others_of_its_group(wakeups: LocalWakeups) -> None:
    seen: list[tuple[str, int]] = []

    def handle(delivery: Delivery) -> None:
        seen.append((delivery.body["number"], delivery.attempt))
        if delivery.body["number"] == "1" and delivery.attempt < 3:
            raise RuntimeError("not yet")

    for number in ("1", "2"):
        wakeups.send(Queue.PULL, "17-a1", {"number": number})
    wakeups.deliver({Queue.PULL: handle}, workers=2)

    assert wakeups.wait_until_empty(SOON)
    assert seen == [("1", 1), ("1", 2), ("1", 3), ("2", 1)]


def test_a_wake_up_that_fails_every_time_is_a_dead_letter_and_its_group_goes_on(
    wakeups: LocalWakeups, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[str] = []

    def handle(body: Mapping[str, str]) -> None:
        seen.append(body["number"])
        if body["number"] == "1":
            raise RuntimeError("Jürgen Groß")

    for number in ("1", "2"):
        wakeups.send(Queue.PULL, "17-a1", {"number": number})
    with caplog.at_level(logging.WARNING, "tandem"):
        wakeups.serve({Queue.PULL: handle}, workers=1)
        assert wakeups.wait_until_empty(SOON)

    assert seen == ["1"] * DELIVERIES + ["2"]
    assert [record.message for record in caplog.records] == ["wake-up failed"] * (DELIVERIES - 1) + ["dead letter"]
    assert "Groß" not in str([vars(record) for record in caplog.records])


def test_a_group_that_waits_for_its_retry_holds_up_no_other() -> None:
    wakeups, heard = LocalWakeups(backoff=timedelta(hours=1)), Heard()

    def handle(body: Mapping[str, str]) -> None:
        heard(body)
        if body["group"] == "1":
            raise RuntimeError("not yet")

    wakeups.serve({Queue.PULL: handle}, workers=1)
    for group in ("1", "2", "3"):
        wakeups.send(Queue.PULL, group, {"group": group})

    heard.wait_for(3)
    assert wakeups.stop()


def test_groups_take_turns(wakeups: LocalWakeups) -> None:
    heard = Heard()
    for number in range(3):
        wakeups.send(Queue.PULL, "many", {"message": f"many {number}"})
    wakeups.send(Queue.PULL, "one", {"message": "one"})

    wakeups.serve({Queue.PULL: heard}, workers=1)

    assert wakeups.wait_until_empty(SOON)
    assert heard.firsts("message") == ["many 0", "one", "many 1", "many 2"]


def test_a_stop_lets_what_is_under_way_end_and_takes_nothing_new() -> None:
    wakeups, heard, started, free = LocalWakeups(), Heard(), Event(), Event()

    def handle(body: Mapping[str, str]) -> None:
        started.set()
        free.wait(10)
        heard(body)

    wakeups.serve({Queue.PULL: handle}, workers=1)
    for number in ("1", "2"):
        wakeups.send(Queue.PULL, "17-a1", {"number": number})
    started.wait(10)

    assert not wakeups.stop(timedelta(milliseconds=20))
    free.set()
    assert wakeups.stop()
    assert heard.firsts("number") == ["1"]


def test_a_delay_is_kept_while_all_but_one_worker_are_busy(wakeups: LocalWakeups) -> None:
    free, heard = Event(), Heard()

    def handle(body: Mapping[str, str]) -> None:
        if "late" not in body:
            free.wait(10)
        heard(body)

    wakeups.serve({Queue.PULL: handle}, workers=2)
    wakeups.send(Queue.PULL, "17-a2", {"late": "yes"}, timedelta(milliseconds=200))
    wakeups.send(Queue.PULL, "17-a1", {"busy": "yes"})

    heard.wait_for(1)
    free.set()
    assert heard.bodies[0] == {"late": "yes"}
