"""Which limit bites at how many connections: what one connection asks at its busiest hour, against each quota."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import ceil

from benchmarks.arrivals import quotas
from benchmarks.arrivals.counted import ECHO, FINDING, NEWCOMER, SLICE, WEBHOOK
from benchmarks.arrivals.design import Design
from benchmarks.arrivals.quotas import Quota
from benchmarks.arrivals.workload import Workload
from tandem.state.tokens import DAILY, portion_of

ROW = 600
"""Bytes of a connection's row in the table, as counted; rounded up."""
PATIENCE = 10.0
"""Seconds after which Pipedrive counts a webhook as failed (guide-for-webhooks-v2)."""
SHARE = 0.5
"""The part of a company's tokens that Tandem spends at most: `TANDEM_TOKEN_SHARE`."""


@dataclass(frozen=True, slots=True)
class Limit:
    """`each`: what one connection asks at its busiest. `change`: what to raise or to change."""

    name: str
    quota: float
    each: float
    change: str

    @property
    def bites_at(self) -> float:
        """Connections."""
        return self.quota / self.each if self.each else float("inf")

    def used(self, connections: int) -> float:
        """The part of the quota that so many connections use."""
        return connections * self.each / self.quota


def limits(design: Design, workload: Workload) -> list[Limit]:
    """All that grow with the number of connections, the first to bite first."""
    found = [*_ours(design, workload), *_published(design, workload)]
    return sorted(found, key=lambda one: one.bites_at)


def _ours(design: Design, workload: Workload) -> Iterator[Limit]:
    poll, change = 1 / design.interval, workload.peak
    yield Limit(
        "Tandem: connections woken in a minute",
        design.wakes_a_minute,
        60 * poll,
        "`refresh_connections`: a walk per shard",
    )
    yield Limit(
        "Tandem: webhooks a second that the API lets in", design.api_rate, change, "`ThrottlingRateLimit` of the API"
    )
    pulling, reconciling = _busy(design, workload)
    raised = "`MaximumWorkers` of the template, up to 1,000; then provisioned mode"
    yield Limit("Tandem: reconciling invocations at once", design.source_most, reconciling, raised)
    yield Limit("Tandem: polling invocations at once", design.source_most, pulling, raised)
    shards = quotas.PARTITION_WRITES.value * design.shards
    woken = 2 * change * (1 + workload.from_provider)
    yield Limit("DynamoDB: writes of the shards of `wakes`", shards, woken, "`keys.SHARDS`")


def _published(design: Design, workload: Workload) -> Iterator[Limit]:
    poll, change, back = 1 / design.interval, workload.peak, workload.from_provider
    pulling, reconciling = _busy(design, workload)
    running = pulling + reconciling + change * WEBHOOK.seconds + poll * design.waking.seconds
    yield _limit(replace(quotas.CONCURRENCY, value=design.concurrency), running)
    yield _limit(quotas.FIFO, max(poll, change * (1 + back)))
    yield _limit(quotas.IN_FLIGHT, 1, "only where every connection waits at once: a provider is down and hangs")
    writes = poll * (design.waking.write_units + design.pull.write_units)
    writes += change * (WEBHOOK.write_units + SLICE.write_units + back * (ECHO.write_units + FINDING.write_units))
    reads = poll * (design.waking.read_units + design.pull.read_units)
    reads += change * (WEBHOOK.read_units + SLICE.read_units + back * (ECHO.read_units + FINDING.read_units))
    for quota, each in (
        (replace(quotas.TABLE_WRITES, value=design.table_units), writes),
        (replace(quotas.TABLE_READS, value=design.table_units), reads),
        (quotas.NEW_TABLE_WRITES, writes),
        (quotas.NEW_TABLE_READS, reads),
    ):
        yield _limit(quota, each)
    yield _limit(quotas.GATEWAY, change)
    yield _limit(quotas.KMS, poll * design.pull.kms + change * (SLICE.kms + back * ECHO.kms))
    yield _limit(quotas.GOOGLE_CALENDAR, 60 * poll, "if all were Google calendars, polled: Cloud console, Quotas")


def _busy(design: Design, workload: Workload) -> tuple[float, float]:
    """Invocations at once for one connection: those that poll, and those that reconcile."""
    reconciling = workload.peak * (SLICE.seconds + workload.from_provider * ECHO.seconds)
    return design.pull.seconds / design.interval, reconciling


def _limit(quota: Quota, each: float, change: str = "") -> Limit:
    return Limit(quota.name, quota.value, each, change or quota.raised or "nobody can")


# --- within one company -----------------------------------------------------------------------------------------------


def company_limits(design: Design, workload: Workload) -> list[Limit]:
    """`bites_at` is here a company's number of connections; two of the demands grow with its square."""
    return [
        _found(
            "Pipedrive's 10 s for a webhook of a person that nobody holds: each connection is noted and woken in turn",
            PATIENCE,
            lambda size: WEBHOOK.seconds + size * NEWCOMER.seconds,
            "`record_notification`: note in one batch and wake from a queue, or let the worker fan out",
        ),
        _found(
            "DynamoDB: reads of the company's partition: each webhook reads all of its connections",
            quotas.PARTITION_READS.value,
            lambda size: size * workload.peak * ceil(size * ROW / 4096) + size / design.interval * 12,
            "keep what a receiver needs of the connections in one row, cached for seconds",
        ),
    ]


def _found(name: str, quota: float, asked: Callable[[int], float], change: str) -> Limit:
    size = next(number for number in range(1, 1_000_000) if asked(number) > quota)
    return Limit(name, quota, quota / size, change)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a seat of the smallest plan has, and what of it is set aside by functions that then end."""

    share: float = DAILY * SHARE
    portion: int = portion_of(int(DAILY * SHARE))

    @property
    def environments(self) -> float:
        """How many environments may serve a seat in a day before its share is set aside, whatever was spent."""
        return self.share / self.portion

    @staticmethod
    def asking(workload: Workload) -> float:
        """Invocations a day that ask the CRM for one connection: a poll an hour, each change, each echo."""
        return 24 + workload.changes_a_day * (1 + workload.from_provider)
