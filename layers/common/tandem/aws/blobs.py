"""Sealed values too large for a row, each an object in one bucket."""

from collections.abc import Callable, Iterator
from typing import Any

from botocore.exceptions import ClientError

from tandem.aws.faults import code_of, unavailable
from tandem.domain.errors import Unavailable
from tandem.state.blob_name import require_name, require_prefix


class S3Blobs:
    """Blobs over S3, which shows each write to whoever reads after it (S3 data consistency model).

    `client` gives S3's client, which is made when the first blob is.
    """

    def __init__(self, client: Callable[[], Any], bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, name: str, content: bytes) -> None:
        require_name(name)
        with unavailable("blobs_unavailable"):
            self._client().put_object(Bucket=self._bucket, Key=name, Body=content)

    def get(self, name: str) -> bytes | None:
        require_name(name)
        with unavailable("blobs_unavailable"):
            try:
                content: bytes = self._client().get_object(Bucket=self._bucket, Key=name)["Body"].read()
            except ClientError as error:
                if code_of(error) == "NoSuchKey":
                    return None
                raise
        return content

    def delete(self, prefix: str) -> None:
        require_prefix(prefix)
        for names in self._pages(prefix):
            self._delete(names)

    def _pages(self, prefix: str) -> Iterator[list[str]]:
        pages = self._client().get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix)
        with unavailable("blobs_unavailable"):
            for page in pages:
                yield [entry["Key"] for entry in page.get("Contents", [])]

    def _delete(self, names: list[str]) -> None:
        """A thousand at once is what one page lists and one request deletes."""
        if not names:
            return
        wanted = {"Objects": [{"Key": name} for name in names], "Quiet": True}
        with unavailable("blobs_unavailable"):
            answer = self._client().delete_objects(Bucket=self._bucket, Delete=wanted)
        for error in answer.get("Errors", []):
            raise Unavailable("blobs_unavailable", str(error.get("Code", "")))
