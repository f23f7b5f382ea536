"""The AWS bill of a month, item by item, from counted operations.

python -m benchmarks.bill [counts.json]  from what was counted in a deployed run; benchmarks/counts.json if not named
python -m benchmarks.bill --modelled     from the table's units as the use cases take them, times worked out
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.arrivals.counted import modelled
from benchmarks.arrivals.slowing import minutes_between_polls
from benchmarks.arrivals.workload import Workload
from benchmarks.figures import Verdict, table
from benchmarks.footprint import COUNTED, Counts, Footprint, Work, read_counts
from benchmarks.prices import GB, OFFER, PRICES, READ, SQS_FREE, Item
from tandem.usecases.world import Pace

DAYS = 365 / 12
MINUTES = DAYS * 24 * 60
TARGET, STRETCH = 40.0, 15.0
IDLE_POLLERS, POLLS_A_MINUTE = 5, 3
"""An event source mapping keeps up to five long polls of 20 s open, two where it is quiet; each is a request (Lambda,
services-sqs-scaling; said of standard queues, taken for FIFO ones too)."""


@dataclass(frozen=True, slots=True)
class Volume:
    """How much a month holds. `interval`: minutes between two polls of a connection, as they come to pass.

    `from_provider`: the part of the changes that begins at the provider, so comes back from the CRM as an echo.
    `slice`: records that are reconciled together. `batch`: polls that one invocation and one SQS request carry.
    """

    connections: int = 1000
    changes_a_day: float = 50
    interval: float = field(default_factory=lambda: minutes_between_polls(Workload(1), Pace()))
    from_provider: float = 0.5
    sweeps_a_day: float = 1
    schedules: int = 2
    slice: float = 1
    batch: float = 1
    kms: float = 1
    """The part of the counted KMS requests that is left."""

    def times(self) -> dict[Work, float]:
        """How often each piece of work is done in a month. Each change is heard once: itself, or as its echo."""
        changes = self.connections * self.changes_a_day * DAYS
        return {
            Work.WEBHOOK: changes,
            Work.CHANGE: changes / self.slice,
            Work.ECHO: changes * self.from_provider / self.slice,
            Work.POLL: self.connections * MINUTES / self.interval,
            Work.TICK: self.schedules * MINUTES,
            Work.SWEEP: self.connections * self.sweeps_a_day * DAYS,
        }


@dataclass(frozen=True, slots=True)
class Line:
    item: Item
    quantity: float
    unit: str
    usd: float
    after_free: float


def bill(counts: Counts, volume: Volume) -> list[Line]:
    """All items, the dearest first. `after_free` is without what every account has for nothing for ever."""
    used = quantities(counts, volume)
    lines = [_line(item, used.get(item, 0.0), used) for item in Item]
    return sorted((line for line in lines if line.quantity), key=lambda line: -line.usd)


def total(lines: Sequence[Line]) -> float:
    return sum(line.usd for line in lines)


def by_work(counts: Counts, volume: Volume) -> dict[str, float]:
    """The same sum by what it is for; what is there anyway is `standing`."""
    nothing = replace(counts, work=dict.fromkeys(Work, Footprint()))
    standing = total(bill(nothing, volume))
    parts = {str(one): total(bill(_only(counts, one), volume)) - standing for one in Work}
    return {"standing": standing, **parts}


def _only(counts: Counts, work: Work) -> Counts:
    return replace(counts, work={one: counts.work[one] if one is work else Footprint() for one in Work})


def quantities(counts: Counts, volume: Volume) -> dict[Item, float]:
    times = volume.times()
    worked = sum((_adjusted(counts, one, volume) * times[one] for one in Work), Footprint())
    return {**_of_work(worked), **_of_stack(counts, volume), **_of_queues(counts, worked)}


def _adjusted(counts: Counts, work: Work, volume: Volume) -> Footprint:
    """Batches share the invocation and the queue's requests; nothing else."""
    one = replace(counts.work[work], kms_requests=counts.work[work].kms_requests * volume.kms)
    if work is not Work.POLL:
        return one
    shared = {name: getattr(one, name) / volume.batch for name in ("invocations", "fifo_requests", "log_bytes")}
    return replace(one, **shared)


def _of_work(worked: Footprint) -> dict[Item, float]:
    return {
        Item.INVOCATIONS: worked.invocations,
        Item.COMPUTE: worked.gigabyte_seconds,
        Item.READS: worked.read_units,
        Item.WRITES: worked.write_units,
        Item.KMS: worked.kms_requests,
        Item.API: worked.api_requests,
        Item.LOGS: worked.log_bytes / GB,
        Item.LOG_STORE: worked.log_bytes / GB,
        Item.BLOB_WRITES: worked.blob_writes,
        Item.BLOB_READS: worked.blob_reads,
        Item.EGRESS: worked.egress_bytes / GB,
    }


def _of_stack(counts: Counts, volume: Volume) -> dict[Item, float]:
    stack, kept = counts.stack, counts.table_bytes * volume.connections / GB
    return {
        Item.KEYS: stack.keys,
        Item.ALARMS: stack.alarms,
        Item.METRICS: stack.metrics,
        Item.DASHBOARDS: stack.dashboards,
        Item.SECRETS: stack.secrets,
        Item.SNAPSHOTS: stack.snapshots * MINUTES * 60,
        Item.TABLE: kept,
        Item.BACKUP: kept,
        Item.BLOBS: counts.blob_bytes * volume.connections / GB,
        Item.SCHEDULES: volume.schedules * MINUTES,
    }


def _of_queues(counts: Counts, worked: Footprint) -> dict[Item, float]:
    """Queues cost by what goes through them, and while they are empty."""
    idle = IDLE_POLLERS * POLLS_A_MINUTE * MINUTES
    return {
        Item.FIFO: worked.fifo_requests + counts.stack.fifo_queues * idle,
        Item.QUEUE: worked.queue_requests + counts.stack.queues * idle,
    }


def _line(item: Item, quantity: float, used: Mapping[Item, float]) -> Line:
    price = PRICES[item]
    free = price.free
    if item in (Item.FIFO, Item.QUEUE):
        free = SQS_FREE * quantity / max(used[Item.FIFO] + used[Item.QUEUE], 1)
    return Line(item, quantity, price.unit, quantity * price.each, max(quantity - free, 0) * price.each)


# --- what is printed --------------------------------------------------------------------------------------------------


def bill_table(lines: Sequence[Line]) -> str:
    rows = [
        (str(one.item), f"{one.quantity:,.6g}", one.unit, f"{one.usd:.2f}", f"{one.after_free:.2f}") for one in lines
    ]
    free = sum(one.after_free for one in lines)
    return table(
        [
            ("item", "a month", "unit", "US$", "US$ after what is always free"),
            *rows,
            ("sum", "", "", f"{total(lines):.2f}", f"{free:.2f}"),
        ]
    )


def sensitivity_table(counts: Counts, volume: Volume) -> str:
    rows = [(what, f"{total(bill(counts, one)):.2f}") for what, one in variants(volume)]
    return table([("if", "US$"), *rows])


def variants(volume: Volume) -> Iterator[tuple[str, Volume]]:
    for minutes in (5, 10, 15, 30, 60):
        yield f"a poll each {minutes} minutes", replace(volume, interval=minutes)
    for left in (0.5, 0.1, 0.0):
        yield f"{left:.0%} of the KMS requests", replace(volume, kms=left)
    for size in (10,):
        yield f"{size} polls in one invocation", replace(volume, batch=size)
        yield f"{size} records in one slice", replace(volume, slice=size)


def work_table(counts: Counts, volume: Volume) -> str:
    parts = sorted(by_work(counts, volume).items(), key=lambda pair: -pair[1])
    return table([("what for", "US$"), *((name, f"{usd:.2f}") for name, usd in parts)])


def large(counts: Counts, volume: Volume, connections: int) -> float:
    """US$ per 1,000 connections where there are that many."""
    return total(bill(counts, replace(volume, connections=connections))) / connections * 1000


def price_table() -> str:
    rows = [
        (str(item), f"{price.usd:.10g}", f"{price.per:,.0f} {price.unit}", price.region, price.source)
        for item, price in PRICES.items()
    ]
    return table([("item", "US$", "for", "region", f"read {READ} in"), *rows])


def report(counts: Counts, volume: Volume) -> str:
    lines = bill(counts, volume)
    head = f"{volume.connections:,} connections, {volume.changes_a_day:.0f} changes a day each. {counts.how}"
    verdict = f"P13: {total(lines):.2f} US$ a month; the target is {TARGET:.0f}, the stretch {STRETCH:.0f}."
    each = f"At 100,000 connections: {large(counts, volume, 100_000):.2f} US$ per 1,000."
    return "\n\n".join(
        (head, bill_table(lines), verdict, each, work_table(counts, volume), sensitivity_table(counts, volume))
    )


def measure_bill() -> Verdict:
    """P13, from what was last counted in a deployed run."""
    volume = Volume()
    what = f"the month of {volume.connections:,} connections with {volume.changes_a_day:.0f} changes a day each"
    return Verdict("P13", what, TARGET, total(bill(read_counts(COUNTED), volume)), "US$")


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.bill", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("counts", type=Path, nargs="?", default=COUNTED)
    parser.add_argument("--modelled", action="store_true")
    parser.add_argument("--prices", action="store_true")
    parser.add_argument("--connections", type=int, default=Volume().connections)
    options = parser.parse_args()
    if options.prices:
        print(f"{price_table()}\n\n{OFFER}")
    else:
        print(report(_counts(options), Volume(connections=options.connections)))
    return 0


def _counts(options: argparse.Namespace) -> Counts:
    return modelled() if options.modelled else read_counts(options.counts)


if __name__ == "__main__":
    sys.exit(main())
