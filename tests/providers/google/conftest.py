"""One stand-in per module; every request is held to the published contract, and nobody is ever mailed."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tandem.providers.transport import Transport
from tests.providers.google.office import Office
from tests.sandbox.google.desk import GoogleStandin


@pytest.fixture(scope="module")
def transport() -> Iterator[Transport]:
    opened = Transport(allow_private=True, timeout=timedelta(seconds=10))
    yield opened
    opened.close()


@pytest.fixture
def office(google: GoogleStandin, transport: Transport) -> Office:
    """Somebody's in Berlin, who has nothing in the calendar yet."""
    return Office.open(google, transport)
