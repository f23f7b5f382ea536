"""The admin token on AWS: read from Secrets Manager, seldom, and never guessed."""

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


def test_a_secret_that_is_not_there_lets_nobody_in(clients: Clients) -> None:
    secret = ManagedSecret(lambda: clients.secretsmanager, "no-such-secret")

    with pytest.raises(Unavailable):
        secret()
