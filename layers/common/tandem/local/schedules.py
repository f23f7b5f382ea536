"""Invokes functions on time, each schedule in a thread of its own and never twice at once."""

import logging
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from typing import Any

from tandem.domain.fault import place_of
from tandem.local.function import LoadedFunction
from tandem.local.template import Schedule

logger = logging.getLogger("tandem")

FIRST_AFTER = timedelta(seconds=5)
"""A machine that is often restarted would else never come to its rarer schedules."""


def start(
    schedule: Schedule, function: LoadedFunction, stopping: Event, first_after: timedelta = FIRST_AFTER
) -> Thread:
    """Runs until `stopping` is set. A failure is noted, and the next time comes."""
    first = min(first_after, schedule.every)
    thread = Thread(target=_run, args=(schedule, function, stopping, first), name=schedule.name, daemon=True)
    thread.start()
    return thread


def _run(schedule: Schedule, function: LoadedFunction, stopping: Event, first: timedelta) -> None:
    wait = first
    while not stopping.wait(wait.total_seconds()):
        wait = schedule.every
        try:
            function.invoke(to_event(schedule, datetime.now(UTC)))
        except Exception as error:  # the edge of a thread: noted, and the next time comes
            logger.error("schedule failed", extra={"function": function.name} | place_of(error))


def to_event(schedule: Schedule, now: datetime) -> Mapping[str, Any]:
    """What EventBridge Scheduler sends where a schedule names no input of its own; `detail` is a text."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.scheduler",
        "account": "000000000000",
        "time": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": "local",
        "resources": [f"arn:aws:scheduler:local:000000000000:schedule/default/{schedule.name}"],
        "detail": "{}",
    }
