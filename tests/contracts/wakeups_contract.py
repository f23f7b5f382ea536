"""What every sender of wake-ups does, seen from the handlers that they reach. A subclass supplies `home`.

A wake-up may come more than once, so the tests look at its first delivery.
"""

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from threading import Barrier, BrokenBarrierError, Event, Lock
from typing import Protocol

import pytest

from tandem.ports import Queue, Wakeups

Handler = Callable[[Mapping[str, str]], None]

PATIENCE = 20.0
"""Seconds that a wake-up may take here; real queues take their time."""


class WakeupsHome(Protocol):
    wakeups: Wakeups

    def serve(self, handlers: Mapping[Queue, Handler]) -> None:
        """Deliver to these handlers from now on, several groups at a time."""
        ...


class Heard:
    """A handler that keeps what it was told."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, str]] = []

    def __call__(self, body: Mapping[str, str]) -> None:
        self.bodies.append(dict(body))

    def firsts(self, name: str) -> list[str]:
        return list(dict.fromkeys(body[name] for body in self.bodies if name in body))

    def wait_for(self, count: int) -> None:
        """Until so many different wake-ups came."""
        deadline = time.monotonic() + PATIENCE
        while len({tuple(sorted(body.items())) for body in self.bodies}) < count:
            assert time.monotonic() < deadline, f"only {self.bodies} came"
            time.sleep(0.005)


class WakeupsContract:
    @pytest.fixture
    def home(self) -> WakeupsHome:
        raise NotImplementedError("a home supplies this")

    def test_a_wake_up_reaches_its_queues_handler_as_it_was_sent(self, home: WakeupsHome) -> None:
        pulled, reconciled = Heard(), Heard()
        home.serve({Queue.PULL: pulled, Queue.RECONCILE_CONTACTS: reconciled})

        home.wakeups.send(Queue.PULL, "17-a1", {"connection": "17-c1", "reason": "poll"})
        home.wakeups.send(Queue.RECONCILE_CONTACTS, "17-a1", {"connection": "17-c2"})
        pulled.wait_for(1)
        reconciled.wait_for(1)

        assert pulled.bodies[0] == {"connection": "17-c1", "reason": "poll"}
        assert reconciled.bodies[0] == {"connection": "17-c2"}

    def test_what_was_sent_before_anybody_served_arrives(self, home: WakeupsHome) -> None:
        heard = Heard()

        home.wakeups.send(Queue.PULL, "17-a1", {"connection": "17-c1"})
        home.serve({Queue.PULL: heard, Queue.RECONCILE_CONTACTS: Heard()})

        heard.wait_for(1)

    def test_a_group_is_delivered_in_order_and_one_at_a_time(self, home: WakeupsHome) -> None:
        heard, inside, overlaps = Heard(), Lock(), []

        def handle(body: Mapping[str, str]) -> None:
            if not inside.acquire(blocking=False):
                overlaps.append(body)
                return
            time.sleep(0.002)
            heard(body)
            inside.release()

        home.serve({Queue.PULL: handle, Queue.RECONCILE_CONTACTS: Heard()})
        for number in range(30):
            home.wakeups.send(Queue.PULL, "17-a1", {"number": str(number)})
        heard.wait_for(30)

        assert heard.firsts("number") == [str(number) for number in range(30)]
        assert overlaps == []

    def test_all_that_is_sent_at_once_arrives_in_order_within_its_group(self, home: WakeupsHome) -> None:
        heard = Heard()
        home.serve({Queue.PULL: heard, Queue.RECONCILE_CONTACTS: Heard()})

        home.wakeups.send_all(Queue.PULL, [(f"17-a{number % 5}", {"number": str(number)}) for number in range(23)])
        home.wakeups.send_all(Queue.PULL, [])
        heard.wait_for(23)

        for group in range(5):
            numbers = [number for number in map(int, heard.firsts("number")) if number % 5 == group]
            assert numbers == sorted(numbers)

    def test_groups_are_delivered_side_by_side(self, home: WakeupsHome) -> None:
        together, met = Barrier(2), Heard()

        def handle(body: Mapping[str, str]) -> None:
            try:
                together.wait(PATIENCE / 2)
            except BrokenBarrierError:
                return
            met(body)

        home.serve({Queue.PULL: handle, Queue.RECONCILE_CONTACTS: Heard()})
        home.wakeups.send(Queue.PULL, "17-a1", {"group": "1"})
        home.wakeups.send(Queue.PULL, "17-a2", {"group": "2"})

        met.wait_for(2)

    def test_the_same_group_of_two_queues_is_two_groups(self, home: WakeupsHome) -> None:
        reconciled, free = Heard(), Event()
        home.serve({Queue.PULL: lambda _: free.wait(PATIENCE) and None, Queue.RECONCILE_CONTACTS: reconciled})

        home.wakeups.send(Queue.PULL, "17-a1", {"connection": "17-c1"})
        home.wakeups.send(Queue.RECONCILE_CONTACTS, "17-a1", {"connection": "17-c1"})
        reconciled.wait_for(1)

        free.set()

    def test_a_wake_up_sent_while_its_twin_is_handled_is_delivered_once_more(self, home: WakeupsHome) -> None:
        started, free, done = Event(), Event(), []

        def handle(body: Mapping[str, str]) -> None:
            is_second = started.is_set()
            started.set()
            free.wait(PATIENCE)
            done.append(is_second)

        home.serve({Queue.PULL: handle, Queue.RECONCILE_CONTACTS: Heard()})
        home.wakeups.send(Queue.PULL, "17-a1", {"connection": "17-c1"})
        assert started.wait(PATIENCE)
        home.wakeups.send(Queue.PULL, "17-a1", {"connection": "17-c1"})
        free.set()

        deadline = time.monotonic() + PATIENCE
        while True not in done and time.monotonic() < deadline:
            time.sleep(0.005)
        assert True in done

    def test_a_delayed_wake_up_comes_after_its_delay(self, home: WakeupsHome) -> None:
        heard = Heard()
        home.serve({Queue.PULL: heard, Queue.RECONCILE_CONTACTS: Heard()})

        sent_at = time.monotonic()
        home.wakeups.send(Queue.PULL, "17-a1", {"which": "late"}, timedelta(seconds=1))
        home.wakeups.send(Queue.PULL, "17-a1", {"which": "now"})
        heard.wait_for(2)

        assert heard.firsts("which") == ["now", "late"]
        assert time.monotonic() - sent_at >= 0.95

    def test_a_delay_does_not_hold_back_the_same_wake_up_without_one(self, home: WakeupsHome) -> None:
        heard = Heard()
        home.serve({Queue.PULL: heard, Queue.RECONCILE_CONTACTS: Heard()})
        home.wakeups.send(Queue.PULL, "17-a1", {"connection": "17-c1"}, timedelta(minutes=10))

        home.wakeups.send(Queue.PULL, "17-a1", {"connection": "17-c1"})

        heard.wait_for(1)
