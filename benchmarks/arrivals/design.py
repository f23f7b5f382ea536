"""The constants of Tandem that decide how it grows: as they stand in the code and the template, and as proposed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.arrivals import quotas
from benchmarks.arrivals.counted import PULL, WAKING, Piece
from tandem.local.cloudformation import read
from tandem.state.keys import SHARDS
from tandem.usecases.runs.waits import FIRST_BACKOFF, LONGEST_BACKOFF
from tandem.usecases.world import Pace

TEMPLATE = Path(__file__).resolve().parents[2] / "infra" / "template.yaml"
WEBHOOK_ROUTE = "POST /hooks/pipedrive/{secret}"


@dataclass(frozen=True, slots=True)
class Design:
    """`walkers`: invocations that wake what is due side by side. `walk`: seconds one of them may take in a minute.

    `is_drifting`: a pull counts the next interval from its own end, so the next tick comes up to a minute later; where
    it isn't, each connection keeps its place. `jitter`: the part of an interval by which each poll is moved, at random.
    """

    name: str
    poll: float
    shards: int
    walkers: int
    walk: float
    waking: Piece
    pull: Piece
    api_rate: float
    api_burst: float
    is_drifting: bool = False
    jitter: float = 0.0
    first_backoff: float = FIRST_BACKOFF.total_seconds()
    longest_backoff: float = LONGEST_BACKOFF.total_seconds()
    concurrency: float = quotas.CONCURRENCY.value
    source_most: float = quotas.SOURCE_MOST.value
    source_ramp: float = quotas.SOURCE_RAMP.value
    table_units: float = quotas.TABLE_WRITES.value

    @property
    def interval(self) -> float:
        """Seconds between two polls of a connection where nothing is in the way: the schedule runs once a minute."""
        return self.poll + 60 if self.is_drifting else self.poll

    @property
    def wakes_a_minute(self) -> float:
        """How many connections are woken at most in a minute."""
        return self.walkers * self.walk / self.waking.seconds


def as_built(template: Path = TEMPLATE) -> Design:
    """What the code and the template say today."""
    document = read(template.read_text(encoding="utf-8"))
    refresh = _properties(document, "RefreshConnections")
    api = document["Resources"]["Api"]["Properties"]
    throttle = api["DefaultRouteSettings"] | api.get("RouteSettings", {}).get(WEBHOOK_ROUTE, {})
    memory = int(refresh["MemorySize"])
    return Design(
        name="as built",
        poll=float(document["Parameters"].get("PollSeconds", {}).get("Default", Pace().poll.total_seconds())),
        shards=SHARDS,
        walkers=1,
        walk=min(float(refresh["Timeout"]), 60.0),
        waking=replace(WAKING, memory=memory),
        pull=PULL,
        source_most=min(_workers(document), quotas.SOURCE_MOST.value),
        api_rate=float(throttle["ThrottlingRateLimit"]),
        api_burst=float(throttle["ThrottlingBurstLimit"]),
    )


def walked_by_shard(built: Design) -> Design:
    """An invocation for each of 64 shards, a minute each; and all that the template's parameters give."""
    return replace(
        built,
        name="a walk per shard",
        shards=64,
        walkers=64,
        walk=60.0,
        api_rate=5_000,
        api_burst=5_000,
        source_most=1_000,
    )


def quotas_raised(built: Design) -> Design:
    """And what AWS raises on request is raised: concurrency, provisioned pollers, the table's throughput."""
    return replace(
        walked_by_shard(built),
        name="a walk per shard, quotas raised",
        concurrency=6_000,
        source_most=6_000,
        source_ramp=1_000,
        table_units=200_000,
    )


def _workers(document: Mapping[str, Any]) -> float:
    """How many invocations the queue of polls may have at once; that of reconciling has as many."""
    event = document["Resources"]["PullChanges"]["Properties"]["Events"]["WakeUp"]["Properties"]
    return float(event.get("ScalingConfig", {}).get("MaximumConcurrency", quotas.SOURCE_MOST.value))


def _properties(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    properties: Mapping[str, Any] = document["Globals"]["Function"] | document["Resources"][name]["Properties"]
    return properties
