"""One stand-in per module; after each test its switches are as they were, and nothing waits."""

from collections.abc import Iterator

import pytest

from tests.google import assert_nobody_was_mailed
from tests.sandbox.google.desk import BEN, Desk, GoogleStandin, Receiver, receiving


@pytest.fixture
def google(google_of_all: GoogleStandin) -> Iterator[GoogleStandin]:
    """With nobody watching, and no violation that a test did not expect. A mail that a test wants it takes out."""
    before = google_of_all.control("switches")
    for name in ("channels", "violations", "fail"):
        google_of_all.control(name, method="DELETE")
    google_of_all.control("stats/reset", {})
    yield google_of_all
    google_of_all.control("fail", method="DELETE")
    google_of_all.control("switches", before)
    assert_nobody_was_mailed(google_of_all)


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
