"""On AWS, too, nothing of an erased company or user is left in the table or the bucket."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tandem.aws.blobs import S3Blobs
from tandem.aws.clients import Clients
from tandem.aws.wrapping import KmsWrapping
from tandem.home import Table
from tandem.state.sealing import Sealing
from tandem.state.vault import DataKeyVault
from tandem.usecases.leaving.erase import request_erasure
from tandem.usecases.leaving.export import export
from tests.aws.homes import open_table
from tests.cloud.emulator import Emulator
from tests.cloud.home import make_table
from tests.memory import ANNA
from tests.usecases.full_house import COMPANY, fill
from tests.usecases.leaving.erasures import NOBODY
from tests.usecases.scene import Scene

Traces = Callable[..., list[str]]


class AwsScene(Scene):
    """The two sides are as ever; what Tandem keeps is on AWS."""

    clients: Clients
    table_name: str
    bucket: str
    key_id: str

    def open_table(self) -> Table:
        return open_table(self.clock, self.table_name)

    def open_sealing(self, table: Table) -> Sealing:
        wrapping = KmsWrapping(lambda: self.clients.kms, self.key_id)
        return Sealing(DataKeyVault(table, wrapping), S3Blobs(lambda: self.clients.s3, self.bucket))


@pytest.fixture
def scene(tmp_path: Path, emulator: Emulator, clients: Clients, key_id: str, s3: Any) -> Scene:
    AwsScene.clients, AwsScene.key_id = clients, key_id
    AwsScene.table_name = make_table(emulator, f"tandem-{uuid4().hex}")
    AwsScene.bucket = f"tandem-{uuid4().hex}"
    s3.create_bucket(Bucket=AwsScene.bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    return fill(AwsScene(tmp_path))


@pytest.fixture
def traces(scene: Scene, emulator: Emulator, s3: Any) -> Traces:
    """Where any of these words still stands, in a row past its time as well."""

    def find(*words: str) -> list[str]:
        pattern = re.compile("|".join(map(re.escape, words)))
        pages = emulator.client("dynamodb").get_paginator("scan").paginate(TableName=AwsScene.table_name)
        rows = [str(row) for page in pages for row in page["Items"]]
        blobs = [one["Key"] for one in s3.list_objects_v2(Bucket=AwsScene.bucket).get("Contents", [])]
        return [one for one in (*rows, *blobs, *map(str, scene.wakeups.sent)) if pattern.search(one)]

    return find


def test_of_a_company_only_the_proof_is_left(scene: Scene, traces: Traces) -> None:
    account = scene.world.connections.get(scene.connection).account
    before = traces(COMPANY)

    erasure = request_erasure(scene.world, COMPANY, NOBODY, COMPANY)
    scene.work()

    assert len(before) > 40
    assert any(one.startswith(f"{COMPANY}/") for one in before), "a blob"
    assert traces(COMPANY, scene.connection, account) == []
    assert len(traces(erasure)) == 1
    assert scene.world.erasures.get(erasure).counts["links"] > 5


def test_of_a_user_nothing_is_left_and_the_colleague_goes_on(scene: Scene, traces: Traces) -> None:
    mine = scene.world.connections.get(scene.connection)

    request_erasure(scene.world, COMPANY, ANNA, ANNA)
    scene.work()

    assert traces(mine.id, mine.account) == []
    (bens,) = scene.app.connections()
    assert (bens.state, bens.counts["linked"]) == ("up_to_date", 4)


def test_an_export_tells_the_same_as_on_one_machine(scene: Scene) -> None:
    page = export(scene.world, COMPANY, NOBODY)

    parts = {item["part"] for item in page.items}
    assert parts >= {"company", "user", "grant", "account", "connection", "link", "history", "waiting", "run"}
    assert not any("unreadable" in item for item in page.items)
