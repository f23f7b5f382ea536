"""An emulator for the suites of the home on AWS, with a table, a key, a bucket and queues as the template has them."""

import os
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from tandem.aws.clients import Clients
from tandem.home import Queue
from tests.cloud.emulator import Emulator

FIFO = {"FifoQueue": "true", "DeduplicationScope": "messageGroup", "FifoThroughputLimit": "perMessageGroupId"}


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
def clients(emulator: Emulator) -> Clients:
    return Clients()


@pytest.fixture(scope="session")
def table_name(emulator: Emulator) -> str:
    dynamodb = emulator.client("dynamodb")
    dynamodb.create_table(
        TableName="tandem",
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
    return "tandem"


@pytest.fixture(scope="session")
def key_id(emulator: Emulator) -> str:
    return str(emulator.client("kms").create_key()["KeyMetadata"]["Arn"])


@pytest.fixture(scope="session")
def s3(emulator: Emulator) -> Any:
    return emulator.client("s3")


@pytest.fixture
def sqs(emulator: Emulator) -> Any:
    return emulator.client("sqs")


@pytest.fixture
def urls(sqs: Any) -> tuple[dict[Queue, str], str]:
    space = uuid4().hex
    queues = {
        queue: sqs.create_queue(QueueName=f"{queue}-{space}.fifo", Attributes=FIFO)["QueueUrl"] for queue in Queue
    }
    return queues, sqs.create_queue(QueueName=f"delayed-{space}")["QueueUrl"]
