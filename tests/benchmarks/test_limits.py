"""Which limit bites where, from one connection's demand at its busiest hour."""

import pytest

from benchmarks.arrivals.design import as_built, walked_by_shard
from benchmarks.arrivals.limits import Tokens, company_limits, limits
from benchmarks.arrivals.quotas import QUOTAS
from benchmarks.arrivals.workload import Workload
from tandem.state.keys import SHARDS
from tandem.usecases.world import Pace


def test_a_limit_is_used_up_where_it_bites() -> None:
    for one in limits(as_built(), Workload(1)):
        assert one.used(int(one.bites_at)) == pytest.approx(1, rel=0.01)


def test_the_first_to_bite_comes_first() -> None:
    bites = [one.bites_at for one in limits(as_built(), Workload(1))]

    assert bites == sorted(bites)


def test_twice_the_changes_halve_what_the_gateway_can_take() -> None:
    def gateway(changes: float) -> float:
        found = limits(as_built(), Workload(1, changes))
        return next(one.bites_at for one in found if one.name.startswith("API Gateway"))

    assert gateway(100) == pytest.approx(gateway(50) / 2)


def test_the_design_is_read_from_the_code() -> None:
    built = as_built()

    assert (built.shards, built.poll) == (SHARDS, Pace().poll.total_seconds())
    assert built.walk <= 60
    assert built.source_most <= 1_250


def test_a_walk_per_shard_wakes_more_and_a_poll_writes_nothing() -> None:
    built = as_built()

    assert walked_by_shard(built).wakes_a_minute > 60 * built.wakes_a_minute
    assert built.pull.write_units == built.waking.write_units == 0


def test_a_companys_limits_are_about_its_own_connections() -> None:
    found = company_limits(as_built(), Workload(1))

    assert all(10 < one.bites_at < 100_000 for one in found)


def test_tokens_set_aside_are_used_up_by_few_environments() -> None:
    assert Tokens(share=15_000, portion=500).environments == 30


def test_every_quota_says_where_it_was_read() -> None:
    assert [one.name for one in QUOTAS if "." not in one.source or not one.value] == []
    assert len({one.name for one in QUOTAS}) == len(QUOTAS)
