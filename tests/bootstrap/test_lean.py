"""Who watches costs a receiver nothing: a tenth of a second of imports would be half of what its start may cost."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping

import pytest

ON_AWS = {
    "AWS_REGION": "eu-central-1",
    "AWS_DEFAULT_REGION": "eu-central-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "TANDEM_TABLE": "tandem",
    "TANDEM_KEY": "arn:aws:kms:eu-central-1:000000000000:key/1",
    "TANDEM_BLOBS": "tandem",
    "TANDEM_PULL_CHANGES_QUEUE": "https://sqs.example/pull",
    "TANDEM_RECONCILE_CONTACTS_QUEUE": "https://sqs.example/contacts",
    "TANDEM_RECONCILE_EVENTS_QUEUE": "https://sqs.example/events",
}
LOOK = "import json, sys; from tandem.bootstrap import {0}; {0}(); print(json.dumps(sorted(sys.modules)))"


def modules_of(opener: str, environment: Mapping[str, str]) -> set[str]:
    """The top packages that a fresh process holds once it built what a function needs; nothing is called yet."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TANDEM_"))}
    done = subprocess.run(
        [sys.executable, "-c", LOOK.format(opener)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={**ours, **environment},
    )
    return {name.partition(".")[0] for name in json.loads(done.stdout)}


@pytest.mark.parametrize("opener", ["open_receiver", "open_deliverer"])
def test_a_receiver_on_aws_brings_no_powertools(opener: str) -> None:
    found = modules_of(opener, ON_AWS)

    assert "botocore" in found
    assert not found & {"aws_lambda_powertools", "aws_xray_sdk", "httpx"}


def test_a_worker_on_aws_brings_them() -> None:
    """The test above can fail."""
    assert "aws_lambda_powertools" in modules_of("open_worker", ON_AWS)


def test_one_machine_counts_without_them(tmp_path: object) -> None:
    assert "aws_lambda_powertools" not in modules_of("open_worker", {"TANDEM_DATA": str(tmp_path)})
