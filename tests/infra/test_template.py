"""The template is what `tandem up` plays and what SAM deploys: it names every function and what its queues promise."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "infra" / "template.yaml"

ROUTES = {
    ("POST", "/hooks/pipedrive/{secret}"): "ReceivePipedriveWebhook",
    ("ANY", "/api/{proxy+}"): "Console",
    ("GET", "/"): "Console",
    ("GET", "/health"): "Console",
    ("POST", "/login"): "Console",
    ("GET", "/connect/{provider}"): "Console",
}


class _Loader(yaml.SafeLoader):
    """Reads CloudFormation's short tags as plain values: `!Ref X` is "X"."""


def _plain(loader: yaml.SafeLoader, _suffix: str, node: yaml.Node) -> object:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    assert isinstance(node, yaml.MappingNode)
    return loader.construct_mapping(node, deep=True)


_Loader.add_multi_constructor("!", _plain)

Resources = Mapping[str, Mapping[str, Any]]


def read(text: str) -> Mapping[str, Any]:
    template: Mapping[str, Any] = yaml.load(text, _Loader)  # a SafeLoader with tags
    return template


def of_type(template: Mapping[str, Any], kind: str) -> Resources:
    return {name: it["Properties"] for name, it in template["Resources"].items() if it["Type"] == kind}


def events(template: Mapping[str, Any], kind: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, properties in of_type(template, "AWS::Serverless::Function").items():
        for event in properties.get("Events", {}).values():
            if event["Type"] == kind:
                yield name, event["Properties"]


def timeout(template: Mapping[str, Any], function: str) -> int:
    own = of_type(template, "AWS::Serverless::Function")[function]
    return int(own.get("Timeout", template["Globals"]["Function"]["Timeout"]))


def camel(folder: str) -> str:
    return "".join(word.capitalize() for word in folder.split("_"))


def faults(template: Mapping[str, Any], folders: set[str]) -> list[str]:
    """What breaks a promise of the house, one sentence each."""
    return [*_folder_faults(template, folders), *_queue_faults(template), *_reader_faults(template)]


def _folder_faults(template: Mapping[str, Any], folders: set[str]) -> Iterator[str]:
    functions = of_type(template, "AWS::Serverless::Function")
    named = {camel(folder): folder for folder in folders}
    for name in functions.keys() ^ named.keys():
        yield f"{name} is in the template or in functions/, not in both"
    for name in functions.keys() & named.keys():
        if functions[name]["CodeUri"] != f"../functions/{named[name]}/":
            yield f"{name} takes its code from {functions[name]['CodeUri']}"
        if not functions[name].get("Policies"):
            yield f"{name} has no role of its own"


def _queue_faults(template: Mapping[str, Any]) -> Iterator[str]:
    queues = of_type(template, "AWS::SQS::Queue")
    graves = {str(it["RedrivePolicy"]["deadLetterTargetArn"]): it for it in queues.values() if "RedrivePolicy" in it}
    for name, queue in queues.items():
        if queue.get("FifoQueue") is not True:
            yield f"{name} is not FIFO"
        if queue.get("MessageRetentionPeriod") != 14 * 24 * 3600:
            yield f"{name} forgets before 14 days"
        if "RedrivePolicy" not in queue and f"{name}.Arn" not in graves:
            yield f"{name} has no dead-letter queue"
        if "RedrivePolicy" in queue and queue["RedrivePolicy"]["maxReceiveCount"] != 5:
            yield f"{name} does not give up after 5 tries"


def _reader_faults(template: Mapping[str, Any]) -> Iterator[str]:
    queues = of_type(template, "AWS::SQS::Queue")
    for function, event in events(template, "SQS"):
        queue = str(event["Queue"]).removesuffix(".Arn")
        if "ReportBatchItemFailures" not in event.get("FunctionResponseTypes", ()):
            yield f"{function} fails whole batches"
        if queues[queue]["VisibilityTimeout"] < 6 * timeout(template, function):
            yield f"{queue} shows a message again before {function} had its tries"
        if "RedrivePolicy" not in queues[queue]:
            yield f"{queue} is read and has no dead-letter queue"


def lint(template: Path) -> list[str]:
    """The ids of what cfn-lint finds."""
    command = [str(Path(sys.executable).with_name("cfn-lint")), "--format", "json", str(template)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.stderr == ""
    return [finding["Rule"]["Id"] for finding in json.loads(done.stdout)]


@pytest.fixture(scope="module")
def template() -> Mapping[str, Any]:
    return read(TEMPLATE.read_text(encoding="utf-8"))


def test_each_folder_of_functions_is_in_the_template_and_the_queues_keep_their_promises(
    template: Mapping[str, Any],
) -> None:
    folders = {handler.parent.name for handler in (ROOT / "functions").glob("*/handler.py")}

    found = faults(template, folders)

    assert found == []


def test_every_route_has_its_function_and_there_are_no_others(template: Mapping[str, Any]) -> None:
    routes = {(event["Method"], event["Path"]): function for function, event in events(template, "HttpApi")}

    assert routes == ROUTES


def test_connections_are_refreshed_and_links_swept_every_minute(template: Mapping[str, Any]) -> None:
    schedules = {function: event["Schedule"] for function, event in events(template, "Schedule")}

    assert schedules == {"RefreshConnections": "rate(1 minute)", "SweepLinks": "rate(1 minute)"}


def test_the_receiver_of_webhooks_may_seal_but_not_open(template: Mapping[str, Any]) -> None:
    (policy,) = of_type(template, "AWS::Serverless::Function")["ReceivePipedriveWebhook"]["Policies"]
    allowed = {
        action
        for it in policy["Statement"]
        for action in ([it["Action"]] if isinstance(it["Action"], str) else it["Action"])
    }

    assert "kms:Encrypt" in allowed
    assert not allowed & {"kms:Decrypt", "kms:GenerateDataKey", "kms:*"}


def test_no_function_may_do_everything(template: Mapping[str, Any]) -> None:
    policies = json.dumps([it["Policies"] for it in of_type(template, "AWS::Serverless::Function").values()])

    assert '"*"' not in policies
    assert ":*" not in policies


def test_what_is_kept_is_encrypted_closed_to_the_public_and_can_be_restored(template: Mapping[str, Any]) -> None:
    (table,) = of_type(template, "AWS::DynamoDB::Table").values()
    (bucket,) = of_type(template, "AWS::S3::Bucket").values()

    assert [key["AttributeName"] for key in table["KeySchema"]] == ["partition", "sort"]
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires", "Enabled": True}
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["SSESpecification"] == {"SSEEnabled": True}
    assert bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}


def test_the_linter_finds_nothing() -> None:
    assert lint(TEMPLATE) == []


BAD_QUEUE = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Timeout: 30}}
Resources:
  PullChanges:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: ../functions/other/
      Events:
        WakeUp: {Type: SQS, Properties: {Queue: Slow.Arn}}
  Slow:
    Type: AWS::SQS::Queue
    Properties: {VisibilityTimeout: 30, BatchSize: 1}
"""


def test_a_planted_bad_template_is_found_out(tmp_path: Path) -> None:
    planted = tmp_path / "template.yaml"
    planted.write_text(BAD_QUEUE, encoding="utf-8")

    found = faults(read(BAD_QUEUE), {"pull_changes", "sweep_links"})

    assert sorted(found) == [
        "PullChanges fails whole batches",
        "PullChanges has no role of its own",
        "PullChanges takes its code from ../functions/other/",
        "Slow forgets before 14 days",
        "Slow has no dead-letter queue",
        "Slow is not FIFO",
        "Slow is read and has no dead-letter queue",
        "Slow shows a message again before PullChanges had its tries",
        "SweepLinks is in the template or in functions/, not in both",
    ]
    assert lint(planted) != []
