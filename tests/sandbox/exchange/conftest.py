"""Requests and answers of every test are held against the schema of EWS, where that is here."""

from collections.abc import Iterator

import pytest

from tests.exchange import ExchangeStandin
from tests.sandbox.exchange.schema import CONTRACT, faults


@pytest.fixture(autouse=True)
def _held_against_the_schema(exchange: ExchangeStandin) -> Iterator[None]:
    yield
    if CONTRACT.is_file():
        assert faults(exchange.taken("kept")) == []
