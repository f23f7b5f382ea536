"""Tandem as a process, one for each module; and the stand-ins, with a company and a book of its own for each test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.e2e.machine import Machine
from tests.e2e.office import Office
from tests.servers import PipedriveStandin, Radicale


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """One for all tests of a module: their companies know nothing of each other."""
    with Machine(tmp_path_factory.mktemp("machine") / "tandem") as running:
        yield running


@pytest.fixture
def start_machine(tmp_path: Path) -> Iterator[Callable[..., Machine]]:
    """Start a Tandem of the test's own, with these settings; it ends with the test."""
    with ExitStack() as running:
        yield lambda **settings: running.enter_context(Machine(tmp_path / "tandem", settings))


@pytest.fixture
def office(machine: Machine, pipedrive: PipedriveStandin, radicale: Radicale) -> Office:
    """Anna's, with an empty address book and nothing connected yet."""
    return Office(machine, pipedrive, radicale.new_book())
