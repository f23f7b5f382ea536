"""One stand-in per module; every request is held to the published contract, and nobody is ever mailed."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tandem.providers.transport import Transport
from tests.providers.google.office import Office
from tests.sandbox.google.desk import GoogleStandin, start_google


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GoogleStandin]:
    child, standin = start_google(tmp_path_factory.mktemp("google"))
    yield standin
    standin.http.close()
    child.stop()


@pytest.fixture
def google(running: GoogleStandin) -> Iterator[GoogleStandin]:
    before = running.control("switches")
    for name in ("outbox", "violations", "fail"):
        running.control(name, method="DELETE")
    running.control("stats/reset", {})
    yield running
    running.control("fail", method="DELETE")
    running.control("switches", before)
    assert running.control("violations") == []
    assert running.control("outbox") == []


@pytest.fixture(scope="module")
def transport() -> Iterator[Transport]:
    opened = Transport(allow_private=True, timeout=timedelta(seconds=10))
    yield opened
    opened.close()


@pytest.fixture
def office(google: GoogleStandin, transport: Transport) -> Office:
    """Somebody's in Berlin, who has nothing in the calendar yet."""
    return Office.open(google, transport)
