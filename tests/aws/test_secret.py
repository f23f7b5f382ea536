"""Secrets on AWS: read from Secrets Manager, seldom, and never guessed."""

from typing import Any
from uuid import uuid4

import pytest

from tandem.aws.clients import Clients
from tandem.aws.secret import ManagedSecret
from tandem.domain.errors import Unavailable
from tests.cloud.emulator import Emulator


@pytest.fixture
def manager(emulator: Emulator) -> Any:
    return emulator.client("secretsmanager")


def test_a_secret_is_read_as_it_is_kept_and_then_remembered(clients: Clients, manager: Any) -> None:
    arn = manager.create_secret(Name=uuid4().hex, SecretString="first")["ARN"]
    secret = ManagedSecret(lambda: clients.secretsmanager, arn)

    before = secret()
    manager.put_secret_value(SecretId=arn, SecretString="second")

    assert (before, secret()) == ("first", "first")
    assert ManagedSecret(lambda: clients.secretsmanager, arn)() == "second"


def test_a_secret_that_was_put_in_from_a_file_counts_without_its_end_of_line(clients: Clients, manager: Any) -> None:
    arn = manager.create_secret(Name=uuid4().hex, SecretString="first\n")["ARN"]

    assert ManagedSecret(lambda: clients.secretsmanager, arn)() == "first"


@pytest.mark.parametrize("kept", [{}, {"SecretString": "\n"}, {"SecretBinary": b"first"}])
def test_a_secret_without_a_value_is_told_of_as_missing(clients: Clients, manager: Any, kept: dict[str, Any]) -> None:
    """The stack makes one for its owner to fill; and an empty token would open the console to everybody."""
    arn = manager.create_secret(Name=uuid4().hex, **kept)["ARN"]

    with pytest.raises(Unavailable, match="secret_unavailable"):
        ManagedSecret(lambda: clients.secretsmanager, arn)()


def test_a_secret_that_is_not_there_lets_nobody_in(clients: Clients) -> None:
    secret = ManagedSecret(lambda: clients.secretsmanager, "no-such-secret")

    with pytest.raises(Unavailable):
        secret()
