"""A company on the stand-in, seen through the adapter; every request is held to the published contract."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tandem.providers.transport import Transport
from tests.providers.pipedrive.office import Office
from tests.servers import PipedriveStandin


@pytest.fixture
def transport() -> Iterator[Transport]:
    opened = Transport(allow_private=True, timeout=timedelta(seconds=10))
    yield opened
    opened.close()


@pytest.fixture
def office(pipedrive_standin: PipedriveStandin, transport: Transport) -> Iterator[Office]:
    """A Premium company whose fields are set up, through the eyes of its admin Anna; without limits at first."""
    opened = Office(pipedrive_standin, transport)
    opened.switch(limits=False)
    opened.ensure_fields()
    yield opened
    assert pipedrive_standin.control("violations") == []
