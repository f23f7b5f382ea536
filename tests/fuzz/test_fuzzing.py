"""A slice of what `python -m tests.fuzz` does, and all that it ever found."""

import gc
from functools import cache

import pytest

from tests.fuzz.campaign import Tally, drawn, one, some
from tests.fuzz.found import Found, found, pieces
from tests.fuzz.json_forms import Raw, written
from tests.fuzz.target import Target
from tests.fuzz.targets import TARGETS
from tests.fuzz.trial import tried

INPUTS = {
    "webhooks": 6_000,
    "pushes": 2_000,
    "embedded_sessions": 1_000,
    "cards": 1_000,
    "real_cards": 300,
    "answers": 2_000,
    "google_answers": 1_000,
    "microsoft_answers": 1_000,
    "exchange_answers": 1_000,
}
SEED = 0


@cache
def made(name: str) -> Target:
    """The test is skipped by name where what it needs is absent."""
    try:
        return TARGETS[name]()
    except FileNotFoundError as absent:
        pytest.skip(str(absent))


@pytest.mark.parametrize("name", TARGETS)
def test_the_seeds_themselves_pass(name: str) -> None:
    for seed in made(name).seeds():
        assert one(made(name), seed).failed == {}


@pytest.mark.parametrize("name", TARGETS)
def test_whatever_is_drawn_is_taken_or_refused(name: str) -> None:
    tally = some(made(name), SEED, range(INPUTS[name]))

    assert tally.failed == {}
    assert 0 < tally.taken < tally.inputs == INPUTS[name]


@pytest.mark.parametrize("case", found(), ids=lambda case: case.name)
def test_what_was_found_is_found_no_more(case: Found) -> None:
    assert one(made(case.target), case.data).failed == {}


@pytest.mark.parametrize("name", TARGETS)
def test_the_same_seed_draws_the_same_inputs(name: str) -> None:
    first, again = made(name), TARGETS[name]()

    assert [drawn(first, 7, at) for at in range(200)] == [drawn(again, 7, at) for at in range(200)]
    assert drawn(again, 8, 0) != drawn(again, 7, 0)


class Careless:
    """Reads digits only, and forgets what that means for everything else."""

    name = "careless"

    def seeds(self) -> list[bytes]:
        return [b"1"]

    def make(self, source: object) -> bytes:
        return b"x"

    def run(self, data: bytes) -> bool:
        return bool(int(data))


class Endless(Careless):
    def run(self, data: bytes) -> bool:
        while True:
            pass


def test_an_error_that_is_not_ours_is_a_failure_with_its_place() -> None:
    tally = some(Careless(), SEED, range(3))

    assert tally.failures == 3
    assert all("ValueError" in cause and "Careless.run" in cause for cause in tally.failed)


def test_a_reader_that_never_ends_is_cut_off() -> None:
    assert "Endless" in tried(Endless(), b"", most=0.01).failure


class Collected(Careless):
    """Taken where garbage collection walks through what was there before."""

    def __init__(self) -> None:
        self.before: list[object] = []

    def run(self, data: bytes) -> bool:
        return any(each is self.before for each in gc.get_objects())


def test_what_others_left_in_memory_costs_an_input_no_time() -> None:
    target = Collected()

    assert target.run(b"")
    assert not tried(target, b"").taken
    assert target.run(b"")


def test_tallies_add_up_and_keep_the_shortest_inputs() -> None:
    first = Tally(2, 1, 0.5, 3, 1, {"a": [b"long"]})
    second = Tally(3, 2, 0.1, 9, 2, {"a": [b"s"], "b": [b"other"]})

    both = first + second

    assert both == Tally(5, 3, 0.5, 9, 3, {"a": [b"s", b"long"], "b": [b"other"]})
    assert both.line("x") == "x: 5 inputs, -1 refused, 3 taken, slowest 0.500 s of CPU, peak 0 MiB, 3 failures"


def test_an_input_is_told_in_pieces_that_make_it_again() -> None:
    data = b'\x00{"a":' + b"[" * 900 + b"\xff1"

    told = pieces(data)

    assert told == [('\x00{"a":', 1), ("[", 900), ("\xff1", 1)]
    assert b"".join(text.encode("latin-1") * times for text, times in told) == data


def test_names_come_twice_and_raw_text_goes_out_as_it_is() -> None:
    assert written({"a": [1, None], "b": Raw("NaN")}) == '{"a":[1,null],"b":NaN}'
