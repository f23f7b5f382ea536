"""Many random stories: none may violate an invariant. `TANDEM_SEEDS` says how many; `make soak` goes on without end."""

import os
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.simulation.story.choices import Seeded
from tests.simulation.story.cores import Cores, Tried, cores
from tests.simulation.story.failure import lines
from tests.simulation.story.faults import Fault
from tests.simulation.story.run import run

SEEDS = int(os.environ.get("TANDEM_SEEDS", "2000"))
FEW, MANY = 200, 2_000
RAREST = {Fault.INDEX_LAG, Fault.EMPTY_LISTING, Fault.NO_ETAG, Fault.STALE_WRITE}
"""Where there are many seeds these strike, too; where there are few, not even all of the others need to."""
ONE_OF = 100


@pytest.fixture(scope="module")
def all_cores() -> Iterator[Cores]:
    with cores() as found:
        yield found


@pytest.fixture(scope="module")
def tried(all_cores: Cores) -> list[Tried]:
    return sorted(all_cores.try_all(range(SEEDS)), key=lambda one: one.seed)


def test_no_story_violates_an_invariant(tried: list[Tried]) -> None:
    told = [line for one in tried if one.failure for line in lines(one.failure)]

    assert not told, "\n" + "\n".join(told)
    assert [one.seed for one in tried] == list(range(SEEDS))


@pytest.mark.parametrize(
    "fault", [one for one in Fault if SEEDS >= MANY or one not in RAREST], ids=lambda fault: fault.name
)
def test_every_fault_strikes_somewhere(tried: list[Tried], fault: Fault) -> None:
    if SEEDS < FEW:
        pytest.skip(f"TANDEM_SEEDS is less than {FEW}")
    struck = sum((one.struck for one in tried), Counter[Fault]())

    assert struck[fault] > 0


def _trace_with_a_listener(seed: int) -> tuple[str, int]:
    told: list[str] = []
    outcome = run(Seeded(seed), told.append)
    return outcome.trace, len(told)


def test_a_story_is_the_same_in_another_process_and_when_somebody_listens(tried: list[Tried]) -> None:
    seeds = range(0, SEEDS, ONE_OF)
    first = {one.seed: one.trace for one in tried if one.seed in seeds}

    with cores() as others:
        again = {one.seed: one.trace for one in others.try_all(seeds)}
        heard = dict(zip(seeds, others.pool.map(_trace_with_a_listener, seeds), strict=True))

    assert again == first
    assert {seed: trace for seed, (trace, _) in heard.items()} == first
    assert all(count > 0 for _, count in heard.values())


def test_another_seed_tells_another_story(tried: list[Tried]) -> None:
    assert len({one.trace for one in tried}) == len(tried)
