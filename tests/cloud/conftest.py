"""One stack for the tests of a module, deployed with policies in force, beside the stand-ins."""

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.cloud.emulator import Emulator
from tests.cloud.stack import Stack
from tests.e2e.office import Office
from tests.servers import PipedriveStandin, Radicale, start_pipedrive

COMPANIES = count(7000)
POLICIES_COUNT = {"AUTH": "true"}


@pytest.fixture(scope="session")
def built() -> Path:
    return Path(os.environ["TANDEM_BUILT"])


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory, built: Path) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("cloud")
    with Emulator(folder, POLICIES_COUNT) as emulator, Stack(emulator, built) as stack:
        yield stack


@pytest.fixture
def pipedrive(tmp_path: Path) -> Iterator[PipedriveStandin]:
    folder = tmp_path / "pipedrive"
    folder.mkdir()
    child, standin = start_pipedrive(folder, "--no-limits", "--company-id", str(next(COMPANIES)))
    try:
        yield standin
        assert standin.control("violations") == []
    finally:
        child.stop()


@pytest.fixture
def office(stack: Stack, pipedrive: PipedriveStandin, radicale: Radicale) -> Office:
    return Office(stack, pipedrive, radicale.new_book())
