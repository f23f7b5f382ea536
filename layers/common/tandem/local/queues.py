"""Wake-ups as events of SQS, one record each, and the answers of the functions that read them."""

import json
import time
from collections.abc import Mapping
from functools import partial
from hashlib import md5
from typing import Any

from tandem.local.backlog import Delivery
from tandem.local.function import LoadedFunction
from tandem.local.template import QueueSource
from tandem.local.wakeups import Handler


class Undone(Exception):
    """The function named the message among its failures."""


def to_handler(source: QueueSource, function: LoadedFunction) -> Handler:
    return partial(_hand_over, source, function)


def _hand_over(source: QueueSource, function: LoadedFunction, message: Delivery) -> None:
    answer = function.invoke({"Records": [to_record(source, message)]})
    failures = answer.get("batchItemFailures") if isinstance(answer, Mapping) else None
    # A batch of one: whoever is named, and even nobody (an empty name fails the whole batch), it is this message.
    if failures:
        raise Undone


def to_record(source: QueueSource, message: Delivery) -> dict[str, Any]:
    body, now = json.dumps(dict(message.body)), str(int(time.time() * 1000))
    return {
        "messageId": message.id,
        "receiptHandle": f"{message.id}-{message.attempt}",
        "body": body,
        "attributes": {
            "ApproximateReceiveCount": str(message.attempt),
            "ApproximateFirstReceiveTimestamp": now,
            "SentTimestamp": now,
            "SenderId": "local",
            "SequenceNumber": "0",
            "MessageGroupId": message.group,
            "MessageDeduplicationId": message.id,
        },
        "messageAttributes": {},
        "md5OfBody": md5(body.encode(), usedforsecurity=False).hexdigest(),
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:local:000000000000:{source.name}",
        "awsRegion": "local",
    }
