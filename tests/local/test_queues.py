"""Wake-ups as SQS events, and what a function's answer makes of them."""

import json
from datetime import timedelta
from threading import Event
from typing import Any

import pytest

from tandem.local.backlog import Delivery
from tandem.local.function import Context, LoadedFunction
from tandem.local.queues import Undone, to_handler
from tandem.local.template import Function, QueueSource
from tandem.ports import Queue
from tests.recorded import recorded, shape

SOURCE = QueueSource(
    Queue.PULL,
    "PullChangesQueue",
    Function("PullChanges", "pull_changes", "handler.handler", timedelta(seconds=300), {}),
    1,
)
MESSAGE = Delivery("0f" * 16, Queue.PULL, "17-a1", {"connection": "17-c1"}, attempt=2)


def deliver(answer: Any) -> dict[str, Any]:
    events: list[Any] = []

    def handler(event: Any, context: Context) -> Any:
        events.append(event)
        return answer

    to_handler(SOURCE, LoadedFunction("PullChanges", handler, timedelta(seconds=300), Event()))(MESSAGE)
    (event,) = events
    return dict(event)


def test_a_message_is_a_record_of_sqs() -> None:
    (record,) = deliver(None)["Records"]

    assert json.loads(record["body"]) == {"connection": "17-c1"}
    assert record["messageId"] == MESSAGE.id
    assert record["receiptHandle"]
    assert record["eventSource"] == "aws:sqs"
    assert record["eventSourceARN"].endswith(":PullChangesQueue")
    assert record["attributes"]["MessageGroupId"] == "17-a1"
    assert record["attributes"]["ApproximateReceiveCount"] == "2"
    assert [shape(record)] == [shape(one) for one in recorded("sqs/wake_up")["Records"]]


@pytest.mark.parametrize("answer", [None, {}, {"batchItemFailures": []}, {"batchItemFailures": None}])
def test_an_answer_without_failures_is_a_delivery(answer: Any) -> None:
    assert deliver(answer)["Records"]


@pytest.mark.parametrize("name", [MESSAGE.id, "", None, "unknown"])
def test_a_named_failure_is_raised_and_so_is_one_without_a_proper_name(name: str | None) -> None:
    with pytest.raises(Undone):
        deliver({"batchItemFailures": [{"itemIdentifier": name}]})
