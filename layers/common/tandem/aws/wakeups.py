"""Wake-ups over SQS FIFO, one group per account; delayed ones wait in a queue of their own, as FIFO knows no delay."""

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from tandem.aws.faults import unavailable
from tandem.domain.errors import Unavailable
from tandem.home import Clock, Queue

LONGEST_DELAY = 900
"""Seconds that SQS delays a message at most (SendMessage, DelaySeconds); what waits longer goes round again."""

_BATCH = 10
"""Messages that one SendMessageBatch takes."""


class SqsWakeups:
    """Sends. What becomes of a message is said in the template: who reads it, how often, and where dead ones go."""

    def __init__(self, client: Any, queues: Mapping[Queue, str], delayed: str, clock: Clock) -> None:
        """`queues` and `delayed` are URLs."""
        self._client = client
        self._queues = queues
        self._delayed = delayed
        self._clock = clock

    def send(self, queue: Queue, group: str, body: Mapping[str, str], delay: timedelta = timedelta()) -> None:
        if delay > timedelta():
            self._put_off(queue, group, body, self._clock.now() + delay)
        else:
            self._send_now(queue, group, body)

    def send_all(self, queue: Queue, messages: Sequence[tuple[str, Mapping[str, str]]]) -> None:
        for start in range(0, len(messages), _BATCH):
            self._send_batch(queue, messages[start : start + _BATCH])

    def deliver(self, message: Mapping[str, Any]) -> None:
        """Send on what was delayed, or delay it again if its time has not come. At least once, as everything here."""
        queue, group, until = Queue(message["queue"]), str(message["group"]), datetime.fromisoformat(message["until"])
        # A message comes up to a second before its time: waiting again would only double it.
        self.send(queue, group, message["body"], until - self._clock.now() - timedelta(seconds=1))

    def _send_now(self, queue: Queue, group: str, body: Mapping[str, str]) -> None:
        with unavailable("queue_unavailable"):
            self._client.send_message(
                QueueUrl=self._queues[queue], MessageBody=json.dumps(dict(body)), **_of_group(group)
            )

    def _send_batch(self, queue: Queue, messages: Sequence[tuple[str, Mapping[str, str]]]) -> None:
        """A request that succeeds may have failed for some of its messages (SendMessageBatch, Failed)."""
        entries = [
            {"Id": str(number), "MessageBody": json.dumps(dict(body)), **_of_group(group)}
            for number, (group, body) in enumerate(messages)
        ]
        with unavailable("queue_unavailable"):
            answer = self._client.send_message_batch(QueueUrl=self._queues[queue], Entries=entries)
        if answer.get("Failed"):
            raise Unavailable("queue_unavailable")

    def _put_off(self, queue: Queue, group: str, body: Mapping[str, str], until: datetime) -> None:
        wait = ceil((until - self._clock.now()).total_seconds())
        message = {"queue": queue, "group": group, "body": dict(body), "until": until.isoformat()}
        with unavailable("queue_unavailable"):
            self._client.send_message(
                QueueUrl=self._delayed, MessageBody=json.dumps(message), DelaySeconds=min(wait, LONGEST_DELAY)
            )


def _of_group(group: str) -> dict[str, str]:
    """Each send has an id of its own: a wake-up that equals one under way is a further wake-up."""
    return {"MessageGroupId": group, "MessageDeduplicationId": secrets.token_hex(16)}
