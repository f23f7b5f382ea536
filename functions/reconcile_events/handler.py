"""Reconciles events, for each connection that was woken."""

import json
from typing import Any

from aws_lambda_powertools.utilities.batch import SqsFifoPartialProcessor, process_partial_response

from tandem.bootstrap import open_worker

# at import, when Lambda gives the process a whole processor (docs/decisions/0010)
worker = open_worker()


def work(record: dict[str, Any]) -> None:
    worker.reconcile_events(json.loads(record["body"]))


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    # one processor per event: it keeps state, and one machine runs several handlers at once
    return dict(process_partial_response(event, work, SqsFifoPartialProcessor(), context))
