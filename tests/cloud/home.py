"""The home on AWS over an emulator: its table, key, bucket and queues as the template has them.

`tests/conftest.py` names this module as a plugin.
"""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from tandem.home import Queue
from tests.cloud.emulator import Emulator

if TYPE_CHECKING:
    from tandem.aws.clients import Clients

FIFO = {"FifoQueue": "true", "DeduplicationScope": "messageGroup", "FifoThroughputLimit": "perMessageGroupId"}

Queues = tuple[dict[Queue, str], str]
"""The address of each queue, and of the one where delayed wake-ups wait."""


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """The environment of this process points to it meanwhile, as a function's would point to AWS."""
    with Emulator(tmp_path_factory.mktemp("ministack")) as running:
        before = dict(os.environ)
        os.environ.update(running.environment)
        yield running
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture(scope="session")
def clients(emulator: Emulator) -> "Clients":
    from tandem.aws.clients import Clients  # noqa: PLC0415  # half a second that most tests don't need

    return Clients()


@pytest.fixture(scope="session")
def table_name(emulator: Emulator) -> str:
    return make_table(emulator, "tandem")


@pytest.fixture(scope="session")
def key_id(emulator: Emulator) -> str:
    return str(emulator.client("kms").create_key()["KeyMetadata"]["Arn"])


@pytest.fixture(scope="session")
def s3(emulator: Emulator) -> Any:
    return emulator.client("s3")


@pytest.fixture(scope="session")
def sqs(emulator: Emulator) -> Any:
    return emulator.client("sqs")


@pytest.fixture
def urls(sqs: Any) -> Queues:
    return make_queues(sqs)


def make_table(emulator: Emulator, name: str) -> str:
    emulator.client("dynamodb").create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": "partition", "AttributeType": "S"},
            {"AttributeName": "sort", "AttributeType": "S"},
        ],
        KeySchema=[
            {"AttributeName": "partition", "KeyType": "HASH"},
            {"AttributeName": "sort", "KeyType": "RANGE"},
        ],
    )
    return name


def make_queues(sqs: Any) -> Queues:
    """Queues of their own for whoever asks."""
    space = uuid4().hex
    queues = {
        queue: str(sqs.create_queue(QueueName=f"{queue}-{space}.fifo", Attributes=FIFO)["QueueUrl"]) for queue in Queue
    }
    return queues, str(sqs.create_queue(QueueName=f"delayed-{space}")["QueueUrl"])
