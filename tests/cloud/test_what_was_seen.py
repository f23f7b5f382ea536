"""What the functions of the deployed stack did in all stories: what each may do, and that no trace shows anything."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tandem.local.cloudformation import read
from tests.cloud.calls import seen_actions
from tests.cloud.canaries import Told
from tests.cloud.deployment import function_names
from tests.cloud.stack import Stack

PLATFORMS = {"WriteLogs", "BeWoken", "Trace"}
"""Writing logs and traces, and taking messages from a queue, is done by Lambda itself in the function's name."""


UNSEEN = {("SweepLinks", "s3:GetObject")}
"""The row of a company lies in the bucket once it is over 16 KB: no story has so many users."""
CONDITIONS = {"HasGoogle", "HasMicrosoft"}
"""Those of the template that hold here."""


def allowed_actions(template: Path, function: str) -> set[str]:
    resources = read(template.read_text("utf-8"))["Resources"]
    shared = [
        it["Properties"]
        for it in resources.values()
        if it["Type"] == "AWS::IAM::ManagedPolicy" and it.get("Condition") in CONDITIONS
    ]
    policies = [
        *resources[f"{function}Role"]["Properties"]["Policies"],
        *(policy for policy in shared if {"Ref": f"{function}Role"} in policy["Roles"]),
    ]
    statements = [one for policy in policies for one in policy["PolicyDocument"]["Statement"]]
    ours = [one for one in statements if one["Sid"] not in PLATFORMS]
    listed = {action for statement in ours for action in _listed(statement["Action"])}
    return {action for action in listed if (function, action) not in UNSEEN}


def _listed(action: str | Sequence[str]) -> list[str]:
    return [action] if isinstance(action, str) else list(action)


def test_each_function_may_do_what_it_was_seen_to_do_and_nothing_else(told: Told, stack: Stack, built: Path) -> None:
    seen = seen_actions(stack.calls)

    allowed = {name: sorted(allowed_actions(built, name)) for name in function_names(built)}

    assert allowed == {name: sorted(seen.get(name, ())) for name in function_names(built)}


def test_no_function_was_refused_anything(told: Told, stack: Stack) -> None:
    refused = [call for call in stack.calls if call.status == 403 or b"AccessDenied" in call.answer]

    assert [(call.function, call.operation) for call in refused] == []


def leaks(told: Told, texts: Iterator[str]) -> list[tuple[str, str]]:
    """Which canary was found, and around what."""
    found = []
    for text in texts:
        for what, canary in told.canaries.items():
            if (at := text.find(canary)) >= 0:
                found.append((what, text[max(at - 120, 0) : at + 40]))
    return found


def test_the_search_for_leaks_finds_a_planted_one(told: Told) -> None:
    planted = f"connected {told.canaries['mail']}"

    assert [what for what, _ in leaks(told, iter([planted]))] == ["mail"]


def test_no_log_shows_anything(told: Told, stack: Stack) -> None:
    lines = stack.logged()

    assert any("Tandem" in line for line in lines), "metrics are lines of the log too"
    assert leaks(told, iter(lines)) == []
    assert leaks(told, iter(stack.log.splitlines())) == []


def test_no_metric_shows_anything(told: Told, stack: Stack) -> None:
    metrics = stack.emulator.client("cloudwatch").list_metrics()["Metrics"]

    assert leaks(told, iter([str(metrics)])) == []


def test_no_message_in_a_queue_shows_anything(told: Told, stack: Stack) -> None:
    sent = [call.body.decode() for call in stack.calls if call.service == "sqs"]

    assert len(sent) > 0
    assert leaks(told, iter(sent)) == []


def test_no_attribute_of_the_table_that_is_not_sealed_shows_anything(told: Told, stack: Stack) -> None:
    rows = list(_rows(stack))

    assert len(rows) > 10
    assert leaks(told, map(str, rows)) == []


def _rows(stack: Stack) -> Iterator[dict[str, Any]]:
    pages = stack.emulator.client("dynamodb").get_paginator("scan").paginate(TableName=stack.physical("Table"))
    for page in pages:
        yield from page["Items"]


def test_no_blob_shows_anything(told: Told, stack: Stack) -> None:
    s3, bucket = stack.emulator.client("s3"), stack.physical("Blobs")
    names = [entry["Key"] for entry in s3.list_objects_v2(Bucket=bucket).get("Contents", [])]
    contents = [s3.get_object(Bucket=bucket, Key=name)["Body"].read().decode("latin-1") for name in names]

    assert len(contents) > 0
    assert leaks(told, iter([*names, *contents])) == []
