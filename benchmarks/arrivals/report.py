"""The tables of docs/scale.md: limits by scale, what the simulation shows, and the quotas with their sources."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from benchmarks.arrivals.counted import modelled
from benchmarks.arrivals.design import Design, as_built, quotas_raised, walked_by_shard
from benchmarks.arrivals.limits import Limit, Tokens, company_limits, limits
from benchmarks.arrivals.quotas import QUOTAS, READ, UNKNOWN
from benchmarks.arrivals.scenarios import DOWN, HERD, IMPORTING, ORDINARY, REFUSING, Scenario
from benchmarks.arrivals.simulation import Simulation
from benchmarks.arrivals.workload import Workload
from benchmarks.bill import Volume, bill, bill_table, price_table, sensitivity_table, work_table
from benchmarks.figures import table
from benchmarks.footprint import COUNTED, read_counts

SCALES = (1_000, 100_000, 1_000_000)
SEED = 1
NEVER = "-"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run shows. `interval`: minutes between two polls of a connection, as they came to pass."""

    interval: float
    woken: int
    queued: int
    lag: int
    busy: float
    refused: int
    lost: int
    recovered: int | None
    imported: int | None


def outcome(design: Design, connections: int, scenario: Scenario, seed: int = SEED) -> Outcome:
    run = Simulation(design, Workload(connections), scenario, Random(seed)).run()
    minutes = (scenario.end - scenario.begin) / 60
    return Outcome(
        interval=minutes * connections / max(run.polls, 1),
        woken=run.schedule.waits.percentile(0.99),
        queued=run.queued.percentile(0.99),
        lag=run.lag.percentile(0.99),
        busy=run.workers.peak,
        refused=run.gate.refused,
        lost=run.gate.lost,
        recovered=run.recovered,
        imported=run.imported,
    )


def limit_table(design: Design) -> str:
    """The first to bite is on top."""
    found = limits(design, Workload(1))
    head = ("limit", "quota", "bites at", *(f"used at {scale:,}" for scale in SCALES), "raise or change")
    return table([head, *map(_limit_row, found)])


def _limit_row(one: Limit) -> tuple[str, ...]:
    at = NEVER if one.bites_at == float("inf") else f"{_rounded(one.bites_at):,}"
    return (one.name, f"{one.quota:,.0f}", at, *(_percent(one.used(scale)) for scale in SCALES), one.change)


def _percent(part: float) -> str:
    return f"{part:.0%}" if part >= 0.01 else "< 1%"


def _rounded(number: float) -> int:
    """Two digits are more than the assumptions carry."""
    magnitude = 10 ** max(len(str(int(number))) - 2, 0)
    return int(number // magnitude * magnitude)


def company_table(design: Design) -> str:
    rows = [(one.name, f"{_rounded(one.bites_at):,}", one.change) for one in company_limits(design, Workload(1))]
    tokens, asking = Tokens(), Tokens.asking(Workload(1))
    name = f"Pipedrive's tokens: {tokens.portion} are set aside at a time by each environment; a seat's share lasts for"
    rows.append(
        (name, f"{tokens.environments:.0f} environments a day", f"`tokens.portion_of`: {asking:.0f} invocations ask")
    )
    return table([("limit within one company", "bites at connections", "change"), *rows])


def runs() -> Iterator[tuple[Design, int, Scenario]]:
    built = as_built()
    for scale in SCALES:
        for design in (built, walked_by_shard(built), quotas_raised(built)):
            yield design, scale, ORDINARY
    for scale in SCALES:
        design = quotas_raised(built) if scale == SCALES[-1] else walked_by_shard(built)
        yield design, scale, DOWN
        yield design, scale, REFUSING
    for scenario in (IMPORTING, HERD):
        yield walked_by_shard(built), SCALES[1], scenario


RUN_HEAD = (
    *(
        "connections",
        "design",
        "scenario",
        "minutes between polls",
        "due until woken, p99 s",
        "queued until pulled, p99 s",
    ),
    *("heard until done, p99 s", "invocations at once", "webhooks refused", "webhooks lost", "normal again after s"),
)


def run_table() -> str:
    rows = [run_row(design, scale, scenario) for design, scale, scenario in runs()]
    return table([RUN_HEAD, *rows])


def run_row(design: Design, scale: int, scenario: Scenario) -> tuple[str, ...]:
    one = outcome(design, scale, scenario)
    after = one.recovered if scenario.outage else one.imported
    times = (f"{one.interval:.1f}", f"{one.woken:,}", f"{one.queued:,}", f"{one.lag:,}")
    counts = (f"{one.busy:,.0f}", f"{one.refused:,}", f"{one.lost:,}", NEVER if after is None else f"{after:,}")
    return (f"{scale:,}", design.name, scenario.name, *times, *counts)


def quota_table() -> str:
    rows = [(one.name, f"{one.value:,.0f}{one.unit}", one.raised or "nobody can", one.source) for one in QUOTAS]
    unknown = "\n".join(f"- {one}" for one in UNKNOWN)
    head = ("quota", "value", "raised by", f"read {READ} in")
    return f"{table([head, *rows])}\n\nNot published, or not found:\n\n{unknown}"


def bill_tables() -> dict[str, str]:
    """As counted in a deployed run, or, before there was one, as worked out."""
    counts, volume = read_counts(COUNTED) if COUNTED.exists() else modelled(), Volume()
    lines = bill(counts, volume)
    return {
        "bill": f"{counts.how}\n\n{bill_table(lines)}",
        "bill-by-work": work_table(counts, volume),
        "bill-if": sensitivity_table(counts, volume),
        "prices": price_table(),
    }


def blocks() -> dict[str, str]:
    """Each table by the name that marks its place in the paper."""
    return {**static_blocks(), "runs": run_table()}


def static_blocks() -> dict[str, str]:
    """Those that nothing is simulated for."""
    built = as_built()
    return {
        "limits-as-built": limit_table(built),
        "limits-after": limit_table(quotas_raised(built)),
        "company": company_table(built),
        "quotas": quota_table(),
        **bill_tables(),
    }
