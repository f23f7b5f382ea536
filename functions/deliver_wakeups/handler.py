"""Sends delayed wake-ups on to the queues that they are for, once their time has come."""

import json
from typing import Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response

from tandem.bootstrap import open_deliverer

# at import, when Lambda gives the process a whole processor (docs/decisions/0010)
deliverer = open_deliverer()


def work(record: dict[str, Any]) -> None:
    deliverer.deliver(json.loads(record["body"]))


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return dict(process_partial_response(event, work, BatchProcessor(EventType.SQS), context))
