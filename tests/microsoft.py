"""The stand-in of Microsoft for every test that wants it: at its end nothing was asked that its contract lacks.

`tests/conftest.py` names this module as a plugin, so its fixtures are there without an import.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sandbox.child import start_child
from tests.nursery import Nursery, Start
from tests.sandbox.microsoft.desk import MicrosoftStandin, start_microsoft


@contextmanager
def running_microsoft(folder: Path, *arguments: str, start: Start = start_child) -> Iterator[MicrosoftStandin]:
    """`arguments` are the stand-in's own."""
    child, standin = start_microsoft(folder, *arguments, start=start)
    try:
        yield standin
    finally:
        standin.http.close()
        child.stop()


@pytest.fixture(scope="session")
def microsoft_nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    with Nursery("sandbox.microsoft", tmp_path_factory.mktemp("nursery") / "microsoft.log") as nursery:
        yield nursery


@pytest.fixture(scope="module")
def microsoft_of_all(
    tmp_path_factory: pytest.TempPathFactory, microsoft_nursery: Nursery
) -> Iterator[MicrosoftStandin]:
    """One for all tests of a module: they have mailboxes of their own."""
    with running_microsoft(tmp_path_factory.mktemp("microsoft"), start=microsoft_nursery.start) as standin:
        yield standin


@pytest.fixture
def microsoft(microsoft_of_all: MicrosoftStandin) -> Iterator[MicrosoftStandin]:
    """Its switches are set back, nothing waits, and nobody is subscribed to anything."""
    before = microsoft_of_all.control("switches")
    for name in ("subscriptions", "fail"):
        microsoft_of_all.control(name, method="DELETE")
    microsoft_of_all.control("stats/reset", {})
    yield microsoft_of_all
    for name in ("subscriptions", "fail"):
        microsoft_of_all.control(name, method="DELETE")
    microsoft_of_all.control("switches", before)
    assert microsoft_of_all.taken("violations") == []
