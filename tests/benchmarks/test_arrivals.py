"""The laws of the simulation of arrivals: nothing is lost, an overload runs at its quota, chance flattens a peak."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from benchmarks.arrivals.design import Design, as_built, quotas_raised, walked_by_shard
from benchmarks.arrivals.gate import Gate
from benchmarks.arrivals.line import Bunch, Line, Waits
from benchmarks.arrivals.polling import Kind
from benchmarks.arrivals.report import outcome
from benchmarks.arrivals.scenarios import DOWN, HERD, HOUR, IMPORTING, ORDINARY, Scenario
from benchmarks.arrivals.simulation import Simulation
from benchmarks.arrivals.slowing import polls_a_day
from benchmarks.arrivals.workload import DAY, Workload, busyness, poisson
from tandem.usecases.world import Pace

MORNING = replace(ORDINARY, end=ORDINARY.begin + HOUR // 2)


def simulated(design: Design, connections: int, scenario: Scenario = MORNING, seed: int = 7) -> Simulation:
    return Simulation(design, Workload(connections), scenario, Random(seed)).run()


@pytest.mark.parametrize("scenario", [MORNING, replace(DOWN, begin=DOWN.begin + HOUR // 8, end=8 * HOUR)])
@pytest.mark.parametrize("make", [as_built, lambda: walked_by_shard(as_built()), lambda: quotas_raised(as_built())])
def test_each_change_is_done_or_waits_and_each_connection_is_somewhere(make: type, scenario: Scenario) -> None:
    run = simulated(make(), 2_000, scenario)

    assert run.gate.refused == 0
    assert run.records.happened == run.records.done + run.records.waiting
    assert run.schedule.standing + run.away == 2_000


def test_a_gate_lets_in_refuses_for_good_or_keeps_for_a_later_try() -> None:
    gate, accepted = Gate(rate=10, burst=20), 0

    for second in range(500):
        accepted += gate.step(second, 30 if second < 300 else 0)

    assert accepted + gate.pending + gate.lost == 300 * 30
    assert gate.lost > 0


def test_an_overloaded_schedule_wakes_exactly_what_its_quota_allows() -> None:
    design = replace(as_built(), source_most=1_000, walk=2.0)

    run = simulated(design, 20_000)

    assert run.polls == pytest.approx(30 * design.wakes_a_minute, rel=0.02)


def test_an_overload_of_the_account_runs_at_its_concurrency_and_no_higher() -> None:
    run = simulated(
        replace(walked_by_shard(as_built()), concurrency=50), 50_000, replace(MORNING, begin=9 * HOUR, end=10 * HOUR)
    )

    assert run.workers.peak == pytest.approx(50)
    assert run.workers.starved > HOUR // 2


def test_chance_flattens_a_herd_of_polls() -> None:
    herd = replace(HERD, end=HERD.begin + HOUR)
    design = replace(walked_by_shard(as_built()), walkers=10_000, is_drifting=True)

    def peak(jitter: float) -> float:
        """Polls due in the busiest minute of the last quarter of an hour, against the mean."""
        run = Simulation(replace(design, jitter=jitter), Workload(10_000), herd, Random(7))
        minutes: Counter[int] = Counter()
        for now in range(herd.begin, herd.end):
            before = run.polls
            run.step(now)
            if now >= herd.end - HOUR // 4:
                minutes[now // 60] += run.polls - before
        return max(minutes.values()) * 15 / sum(minutes.values())

    together, apart = peak(0.0), peak(0.2)

    assert together > 4
    assert apart < together / 2


def test_the_same_seed_gives_the_same_run() -> None:
    first, second, other = (outcome(as_built(), 1_000, MORNING, seed) for seed in (1, 1, 2))

    assert first == second
    assert other != first


def test_an_import_of_one_company_keeps_nobody_else_waiting() -> None:
    alone = simulated(walked_by_shard(as_built()), 20_000, replace(IMPORTING, importing=None))
    beside = simulated(walked_by_shard(as_built()), 20_000, IMPORTING)

    assert beside.imported is not None
    assert beside.lag.percentile(0.99) <= alone.lag.percentile(0.99) + 5


def test_after_an_outage_everybody_is_polled_within_the_longest_wait_and_a_tick() -> None:
    run = simulated(walked_by_shard(as_built()), 2_000, DOWN)

    assert run.recovered is not None
    assert run.recovered <= run.design.longest_backoff + 120


def test_a_place_that_is_kept_costs_no_drift() -> None:
    drifting, kept = (
        outcome(replace(walked_by_shard(as_built()), is_drifting=is_drifting), 2_000, ORDINARY).interval
        for is_drifting in (True, False)
    )

    assert kept == pytest.approx(5, rel=0.05)
    assert drifting > 5.4


def test_a_line_gives_the_oldest_first_and_their_share_of_the_records() -> None:
    line = Line()
    line.add(Bunch(1, 2), 4)
    line.add(Bunch(5, 2), 2)

    records, taken = line.take_records(3), line.take(3)

    assert taken == [Bunch(1, 2), Bunch(5, 1)]
    assert (records, line.records, line.waiting) == (4, 2, 1)


def test_a_percentile_counts_everybody() -> None:
    waits = Waits()
    waits.add(10, [Bunch(10, 98), Bunch(7, 2)])

    assert (waits.percentile(0.5), waits.percentile(0.99)) == (0, 3)


def test_the_busyness_of_a_day_is_one_in_the_mean() -> None:
    assert sum(busyness(second) for second in range(0, DAY, 60)) * 60 / DAY == pytest.approx(1)


@pytest.mark.parametrize("mean", [0.2, 4.0, 300.0])
def test_chance_keeps_the_mean(mean: float) -> None:
    random = Random(7)

    drawn = [poisson(random, mean) for _ in range(4_000)]

    assert sum(drawn) / len(drawn) == pytest.approx(mean, rel=0.08)


def test_a_failed_poll_comes_again_after_twice_the_wait() -> None:
    run = Simulation(as_built(), Workload(10), DOWN, Random(7))

    for tries in range(1, 6):
        run.fail(0, Kind("shaky", tries), Bunch(0, 1))

    short = sorted(second for second, bunches in run.delayed.items() if bunches)
    assert short == [5, 10, 20, 40]
    assert run.schedule.due[80] == {Kind("shaky", 5): 1}


def test_polls_slow_down_with_the_changes_and_never_below_the_slowest() -> None:
    polls = [polls_a_day(Workload(1, changes), Pace()) for changes in (0, 5, 50, 500)]

    assert polls == sorted(polls)
    assert 48 <= polls[0] < 80
    assert polls[-1] <= 24 * 60 / 5 + 1


def test_an_even_pace_is_polled_evenly() -> None:
    assert polls_a_day(Workload(1), Pace(slowest_poll=Pace().poll)) == pytest.approx(288, rel=0.02)
