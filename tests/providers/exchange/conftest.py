"""The adapter at a mailbox of its own; whatever it sends is held against the schema of EWS, where that is here."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tandem.providers.transport import Transport
from tests.exchange import ExchangeStandin, Mailbox
from tests.providers.exchange.office import Office
from tests.sandbox.exchange.schema import CONTRACT, faults


@pytest.fixture(scope="session")
def transport() -> Iterator[Transport]:
    opened = Transport(allow_private=True, timeout=timedelta(seconds=20))
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def _held_against_the_schema(exchange: ExchangeStandin) -> Iterator[None]:
    yield
    if CONTRACT.is_file():
        assert faults(exchange.taken("kept")) == []


@pytest.fixture
def office(mailbox: Mailbox, transport: Transport) -> Office:
    return Office(mailbox, transport)
