"""Reconciles contacts, for each connection that was woken."""

import json
from typing import Any

from aws_lambda_powertools.utilities.batch import SqsFifoPartialProcessor, process_partial_response

from tandem.bootstrap import worker

processor = SqsFifoPartialProcessor(raise_on_entire_batch_failure=False)


def work(record: dict[str, Any]) -> None:
    worker().reconcile(json.loads(record["body"]))


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return dict(process_partial_response(event, work, processor, context))
