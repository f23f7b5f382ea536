"""The twin of the queues passes the suite of the port, with somebody who delivers what waits in real time."""

import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from threading import Event, Thread

import pytest

from tandem.ports import Queue
from tests.contracts.wakeups_contract import Handler, WakeupsContract
from tests.simulation.story.choices import Choices, Recorded
from tests.simulation.story.faults import Weather
from tests.simulation.story.hub import START, Hub
from tests.simulation.twins.messages import DELIVERIES, Message, TwinQueues

BODY = {"connection": "42-c"}


class Porter:
    """Carries what is due to its handler, several groups at a time, as the engine does it step by step."""

    def __init__(self, wakeups: TwinQueues) -> None:
        self.wakeups = wakeups
        self.over = Event()
        self._began = time.monotonic()
        self._thread = Thread(target=self._carry)
        self._handlers: Mapping[Queue, Handler] = {}

    def serve(self, handlers: Mapping[Queue, Handler]) -> None:
        self._handlers = handlers
        self._thread.start()

    def stop(self) -> None:
        self.over.set()
        if self._thread.is_alive():
            self._thread.join()

    def _carry(self) -> None:
        under_way: dict[Future[None], Message] = {}
        with ThreadPoolExecutor(4) as pool:
            while not self.over.wait(0.001):
                self.wakeups.hub.now = START + timedelta(seconds=time.monotonic() - self._began)
                for future in [one for one in under_way if one.done()]:
                    self.wakeups.done(under_way.pop(future))
                for message in self.wakeups.deliverable():
                    self.wakeups.take(message)
                    under_way[pool.submit(self._handlers[message.queue], message.body)] = message


@pytest.fixture
def queues() -> TwinQueues:
    return TwinQueues(Hub(), Weather(Choices(Recorded([{}])), is_fair=True))


class TestTwinQueues(WakeupsContract):
    @pytest.fixture
    def home(self, queues: TwinQueues) -> Iterator[Porter]:
        porter = Porter(queues)
        yield porter
        porter.stop()


def test_what_failed_too_often_is_put_aside_until_a_redrive(queues: TwinQueues) -> None:
    queues.send(Queue.PULL, "42-a", BODY)
    for _ in range(DELIVERIES):
        (message,) = queues.deliverable()
        queues.take(message)
        queues.failed(message)

    assert queues.deliverable() == []
    assert queues.redrive() == 1
    assert [one.body for one in queues.deliverable()] == [BODY]


def test_what_a_worker_died_over_is_seen_again_after_a_while(queues: TwinQueues) -> None:
    queues.send(Queue.PULL, "42-a", BODY)
    (message,) = queues.deliverable()
    queues.take(message)

    assert queues.deliverable() == []
    queues.hub.now += timedelta(minutes=6)
    assert queues.deliverable() == [message]
