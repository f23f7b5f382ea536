"""One stand-in per module; after each test its switches are as they were, and nothing waits."""

from collections.abc import Iterator

import pytest

from tests.sandbox.google.desk import BEN, Desk, GoogleStandin, Receiver, receiving, start_google


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GoogleStandin]:
    child, standin = start_google(tmp_path_factory.mktemp("google"))
    yield standin
    standin.http.close()
    child.stop()


@pytest.fixture
def google(running: GoogleStandin) -> Iterator[GoogleStandin]:
    """With nothing in the outbox, nobody watching, and no violation that a test did not expect."""
    before = running.control("switches")
    for name in ("channels", "outbox", "violations", "fail"):
        running.control(name, method="DELETE")
    running.control("stats/reset", {})
    yield running
    running.control("fail", method="DELETE")
    running.control("switches", before)


@pytest.fixture
def anna(google: GoogleStandin) -> Desk:
    """At a fresh calendar of hers."""
    return google.desk().new_calendar()


@pytest.fixture
def ben(google: GoogleStandin) -> Desk:
    """At his primary calendar."""
    return google.desk(BEN)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver
