"""What one piece of work asks of AWS, in the units that AWS counts and bills."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path


class Work(StrEnum):
    """`change` and `echo` are slices of one record each; `tick` is a schedule's invocation that finds nothing due."""

    WEBHOOK = "webhook"
    CHANGE = "change"
    ECHO = "echo"
    POLL = "poll"
    TICK = "tick"
    SWEEP = "sweep"


@dataclass(frozen=True, slots=True)
class Footprint:
    """Counts of one piece of work. Read and write units are DynamoDB's own: doubled in a transaction, by size of the
    item. SQS requests are sends, receives and deletes of a queue, without those that find nothing."""

    invocations: float = 0
    gigabyte_seconds: float = 0
    read_units: float = 0
    write_units: float = 0
    fifo_requests: float = 0
    queue_requests: float = 0
    kms_requests: float = 0
    api_requests: float = 0
    blob_writes: float = 0
    blob_reads: float = 0
    log_bytes: float = 0
    egress_bytes: float = 0

    def __add__(self, other: "Footprint") -> "Footprint":
        return Footprint(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    def __mul__(self, times: float) -> "Footprint":
        return Footprint(*(getattr(self, one.name) * times for one in fields(self)))


@dataclass(frozen=True, slots=True)
class Stack:
    """What is there whether anything happens or not. `fifo_queues` and `queues` are those that functions read, `alarms`
    the metrics that alarms look at, `snapshots` the GB of functions with SnapStart, all versions."""

    keys: float = 1
    fifo_queues: float = 0
    queues: float = 0
    alarms: float = 0
    dashboards: float = 0
    metrics: float = 0
    secrets: float = 0
    snapshots: float = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted, and how. Storage is in bytes per connection."""

    how: str
    work: Mapping[Work, Footprint]
    stack: Stack
    table_bytes: float = 0
    blob_bytes: float = 0


COUNTED = Path(__file__).with_name("counts.json")
"""What was counted in a deployed run, once there is one."""


def read_counts(path: Path) -> Counts:
    """From a JSON object with the fields of `Counts`; raise ValueError where a piece of work is missing."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    if missing := [str(one) for one in Work if one not in stored["work"]]:
        raise ValueError(f"{path} does not count: {', '.join(missing)}")
    return Counts(
        how=stored["how"],
        work={one: Footprint(**stored["work"][one]) for one in Work},
        stack=Stack(**stored.get("stack", {})),
        table_bytes=stored.get("table_bytes", 0),
        blob_bytes=stored.get("blob_bytes", 0),
    )
