"""One stand-in per module; every request is held to the contract."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.providers.transport import Transport
from tests.providers.microsoft.mailbox import Mailbox
from tests.sandbox.microsoft.desk import MicrosoftStandin


@pytest.fixture(scope="module")
def transport(microsoft_of_all: MicrosoftStandin) -> Iterator[Transport]:
    ca_file = Path(microsoft_of_all.said["ca_file"])
    opened = Transport(allow_private=True, ca_file=ca_file, timeout=timedelta(seconds=10))
    yield opened
    opened.close()


@pytest.fixture
def mailbox(microsoft: MicrosoftStandin, transport: Transport) -> Mailbox:
    """Somebody's at work, with nothing in it yet."""
    return Mailbox.open(microsoft, transport)
