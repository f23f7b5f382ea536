"""One company on the stand-in of Pipedrive for all tests of a module; each empties it first."""

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.providers.transport import Transport
from tests.providers.pipedrive.office import Office
from tests.sandbox.microsoft.desk import MicrosoftStandin
from tests.servers import PipedriveStandin, start_pipedrive


@pytest.fixture(scope="module")
def transport(microsoft_of_all: MicrosoftStandin) -> Iterator[Transport]:
    ca_file = Path(microsoft_of_all.said["ca_file"])
    opened = Transport(allow_private=True, ca_file=ca_file, timeout=timedelta(seconds=20))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def office(transport: Transport) -> Iterator[Office]:
    with tempfile.TemporaryDirectory() as folder:
        child, standin = start_pipedrive(Path(folder), "--no-limits")
        opened = Office(standin, transport)
        opened.ensure_fields()
        yield opened
        violations = standin.control("violations")
        child.stop()
    assert violations == []


@pytest.fixture
def bare_office(pipedrive: PipedriveStandin, transport: Transport) -> Office:
    """A company that lacks the fields of contact sync."""
    return Office(pipedrive, transport)
