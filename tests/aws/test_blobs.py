"""The store of large values on AWS passes the port's suite."""

from typing import Any
from uuid import uuid4

import pytest

from tandem.aws.blobs import S3Blobs
from tandem.aws.clients import Clients
from tandem.domain.errors import Unavailable
from tandem.ports import Blobs
from tests.contracts.blobs_contract import BlobsContract


@pytest.fixture
def bucket(s3: Any) -> str:
    name = f"tandem-{uuid4().hex}"
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    return name


class TestS3Blobs(BlobsContract):
    @pytest.fixture
    def blobs(self, clients: Clients, bucket: str) -> Blobs:
        return S3Blobs(lambda: clients.s3, bucket)


def test_more_values_than_one_request_deletes_are_deleted(clients: Clients, bucket: str, s3: Any) -> None:
    blobs = S3Blobs(lambda: clients.s3, bucket)
    for number in range(1_003):
        s3.put_object(Bucket=bucket, Key=f"17/spool/{number}", Body=b"")
    blobs.put("17/photo/1", b"stays")

    blobs.delete("17/spool/")

    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 1


def test_a_bucket_that_is_gone_is_unavailable(clients: Clients) -> None:
    blobs = S3Blobs(lambda: clients.s3, "no-such-bucket-here")

    with pytest.raises(Unavailable):
        blobs.put("17/a", b"")
    with pytest.raises(Unavailable):
        blobs.get("17/a")
    with pytest.raises(Unavailable):
        blobs.delete("17/")
