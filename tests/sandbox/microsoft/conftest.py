"""One stand-in per module; after each test its switches are as they were, and nothing waits."""

from collections.abc import Iterator

import pytest

from tests.sandbox.microsoft.desk import Desk, MicrosoftStandin, Receiver, receiving


@pytest.fixture
def microsoft(microsoft_of_all: MicrosoftStandin) -> Iterator[MicrosoftStandin]:
    """With nobody watching, and no violation that a test did not expect."""
    before = microsoft_of_all.control("switches")
    for name in ("subscriptions", "violations", "fail"):
        microsoft_of_all.control(name, method="DELETE")
    microsoft_of_all.control("stats/reset", {})
    yield microsoft_of_all
    for name in ("subscriptions", "fail"):
        microsoft_of_all.control(name, method="DELETE")
    microsoft_of_all.control("switches", before)


@pytest.fixture
def desk(microsoft: MicrosoftStandin) -> Desk:
    """At an empty mailbox."""
    return microsoft.desk()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver
