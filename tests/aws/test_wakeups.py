"""The wake-ups of AWS pass the port's suite, over queues as the template has them and readers as Lambda has them."""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from threading import Event, Thread
from typing import Any

import pytest

from tandem.aws.clients import Clients
from tandem.aws.wakeups import LONGEST_DELAY, SqsWakeups
from tandem.domain.errors import Unavailable
from tandem.ports import Queue
from tandem.system import SystemClock
from tests.cloud.emulator import Emulator
from tests.cloud.home import Queues
from tests.contracts.hand_clock import HandClock
from tests.contracts.wakeups_contract import Handler, WakeupsContract

READERS = 3


class Readers:
    """Receives one message after the other, hands its body to a handler, deletes it: what Lambda's pollers do."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._stopping = Event()
        self._threads: list[Thread] = []

    def read(self, queue: str, handle: Handler, readers: int = READERS) -> None:
        for _ in range(readers):
            client = self._emulator.client("sqs")
            thread = Thread(target=self._work, args=(client, queue, handle), daemon=True)
            self._threads.append(thread)
            thread.start()

    def stop(self) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join(5)

    def _work(self, client: Any, queue: str, handle: Handler) -> None:
        while not self._stopping.is_set():
            for message in client.receive_message(QueueUrl=queue, WaitTimeSeconds=1).get("Messages", []):
                handle(json.loads(message["Body"]))
                client.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])


class SqsHome:
    def __init__(self, readers: Readers, wakeups: SqsWakeups, queues: Mapping[Queue, str], delayed: str) -> None:
        self.wakeups = wakeups
        self._readers = readers
        self._queues = queues
        self._delayed = delayed

    def serve(self, handlers: Mapping[Queue, Handler]) -> None:
        for queue, handler in handlers.items():
            self._readers.read(self._queues[queue], handler)
        self._readers.read(self._delayed, self.wakeups.deliver, readers=1)


class TestSqsWakeups(WakeupsContract):
    @pytest.fixture
    def home(self, emulator: Emulator, clients: Clients, urls: Queues) -> Iterator[SqsHome]:
        readers = Readers(emulator)
        yield SqsHome(readers, SqsWakeups(clients.sqs, *urls, SystemClock()), *urls)
        readers.stop()


class HalfDeaf:
    """In SQS's place: takes all messages of a batch but the last."""

    def send_message_batch(self, *, QueueUrl: str, Entries: list[dict[str, str]]) -> Any:  # noqa: N803  # boto3's names
        assert QueueUrl
        return {"Successful": Entries[:-1], "Failed": [{"Id": Entries[-1]["Id"], "Code": "InternalError"}]}


def test_a_batch_that_was_taken_in_part_is_told_as_a_failure() -> None:
    wakeups = SqsWakeups(HalfDeaf(), {Queue.PULL: "https://sqs.example/pull.fifo"}, "", HandClock())

    with pytest.raises(Unavailable):
        wakeups.send_all(Queue.PULL, [("17-a1", {"connection": "17-c1"}), ("17-a2", {"connection": "17-c2"})])


def test_a_delay_beyond_what_sqs_allows_goes_round_again(clients: Clients, sqs: Any, urls: Queues) -> None:
    queues, delayed = urls
    clock = HandClock()
    wakeups = SqsWakeups(clients.sqs, queues, delayed, clock)
    message = {"queue": "pull_changes", "group": "17-a1", "body": {"connection": "17-c1"}}
    until = clock.now() + timedelta(seconds=LONGEST_DELAY + 60)

    clock.sleep(timedelta(seconds=LONGEST_DELAY))
    wakeups.deliver({**message, "until": until.isoformat()})
    put_off = sqs.get_queue_attributes(QueueUrl=delayed, AttributeNames=["ApproximateNumberOfMessagesDelayed"])
    clock.sleep(timedelta(seconds=60))
    wakeups.deliver({**message, "until": until.isoformat()})

    assert put_off["Attributes"]["ApproximateNumberOfMessagesDelayed"] == "1"
    received = sqs.receive_message(QueueUrl=queues[Queue.PULL], AttributeNames=["All"])["Messages"]
    assert [json.loads(one["Body"]) for one in received] == [{"connection": "17-c1"}]
    assert received[0]["Attributes"]["MessageGroupId"] == "17-a1"
