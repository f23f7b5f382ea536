"""The stand-in of Google for every test that wants it. Whatever a test does, at its end nobody was mailed.

`tests/conftest.py` names this module as a plugin, so its fixtures are there without an import.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sandbox.child import start_child
from tests.nursery import Nursery, Start
from tests.sandbox.google.desk import GoogleStandin, start_google


@contextmanager
def running_google(folder: Path, *arguments: str, start: Start = start_child) -> Iterator[GoogleStandin]:
    """`arguments` are the stand-in's own. What was mailed after the last test's end is seen here."""
    child, standin = start_google(folder, *arguments, start=start)
    try:
        yield standin
        assert_nobody_was_mailed(standin)
    finally:
        standin.http.close()
        child.stop()


def assert_nobody_was_mailed(google: GoogleStandin) -> None:
    """Who wants a mail takes it out before; what is left is told once, so that it fails no further test."""
    assert google.taken("outbox") == []


@pytest.fixture(scope="session")
def google_nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    with Nursery("sandbox.google", tmp_path_factory.mktemp("nursery") / "google.log") as nursery:
        yield nursery


@pytest.fixture(scope="module")
def google_of_all(tmp_path_factory: pytest.TempPathFactory, google_nursery: Nursery) -> Iterator[GoogleStandin]:
    """One for all tests of a module: they have accounts, or calendars, of their own."""
    with running_google(tmp_path_factory.mktemp("google"), start=google_nursery.start) as standin:
        yield standin


@pytest.fixture
def google(google_of_all: GoogleStandin) -> Iterator[GoogleStandin]:
    """At the end nobody was mailed, and nothing was asked of it that its contract lacks; its switches are set back."""
    before = google_of_all.control("switches")
    google_of_all.control("stats/reset", {})
    yield google_of_all
    google_of_all.control("fail", method="DELETE")
    google_of_all.control("switches", before)
    assert_nobody_was_mailed(google_of_all)
    assert google_of_all.taken("violations") == []
