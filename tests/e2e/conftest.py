"""Tandem as a process, and the stand-ins as processes beside it, fresh for each test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.e2e.machine import Machine
from tests.e2e.office import Office
from tests.servers import PipedriveStandin, Radicale, start_pipedrive


@pytest.fixture
def pipedrive(tmp_path: Path) -> Iterator[PipedriveStandin]:
    """A fresh company; its limits are tried elsewhere. At the end nothing was asked of it that its contract lacks."""
    folder = tmp_path / "pipedrive"
    folder.mkdir()
    child, standin = start_pipedrive(folder, "--no-limits")
    try:
        yield standin
        assert standin.control("violations") == []
    finally:
        child.stop()


@pytest.fixture
def start_machine(tmp_path: Path) -> Iterator[Callable[..., Machine]]:
    """Start Tandem with these settings; it ends with the test."""
    with ExitStack() as running:
        yield lambda **settings: running.enter_context(Machine(tmp_path / "tandem", settings))


@pytest.fixture
def machine(start_machine: Callable[..., Machine]) -> Machine:
    return start_machine()


@pytest.fixture
def office(machine: Machine, pipedrive: PipedriveStandin, radicale: Radicale) -> Office:
    """Anna's, with an empty address book and nothing connected yet."""
    return Office(machine, pipedrive, radicale.new_book())
