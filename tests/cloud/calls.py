"""What a function asked of AWS: the actions that its role must allow, and what they are charged for."""

import json
from dataclasses import dataclass

from tests.cloud.forwarder import Exchange

TRANSACTED = {"ConditionCheck": "ConditionCheckItem", "Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem"}
"""A transaction is allowed by the actions of its parts (IAM for DynamoDB transactions)."""
S3 = {
    ("GET", False): "s3:ListBucket",
    ("GET", True): "s3:GetObject",
    ("PUT", True): "s3:PutObject",
    ("POST", False): "s3:DeleteObject",
    ("DELETE", True): "s3:DeleteObject",
}


@dataclass(frozen=True, slots=True)
class Call:
    """`operation` is the request's own name, `actions` are IAM's; `units` are what DynamoDB said it consumed."""

    function: str
    service: str
    operation: str
    actions: frozenset[str]
    body: bytes
    answer: bytes
    status: int
    units: float = 0.0


def to_call(function: str, exchange: Exchange) -> Call:
    target = exchange.headers.get("x-amz-target", "")
    if target:
        service, operation = _of_target(target)
        return _json_call(function, service, operation, exchange)
    path = exchange.path.partition("?")[0].strip("/")
    action = S3[exchange.method, "/" in path]
    return Call(
        function, "s3", action.removeprefix("s3:"), frozenset({action}), exchange.body, exchange.answer, exchange.status
    )


def _of_target(target: str) -> tuple[str, str]:
    name, _, operation = target.partition(".")
    services = {"DynamoDB_20120810": "dynamodb", "AmazonSQS": "sqs", "TrentService": "kms"}
    return services.get(name, name.lower()), operation


def _json_call(function: str, service: str, operation: str, exchange: Exchange) -> Call:
    actions = frozenset({f"{service}:{operation.removesuffix('Batch')}"})  # IAM knows no action for a batch
    if operation == "TransactWriteItems":
        kinds = {kind for item in json.loads(exchange.body)["TransactItems"] for kind in item}
        actions = frozenset(f"dynamodb:{TRANSACTED[kind]}" for kind in kinds)
    units = _units(exchange.answer) if service == "dynamodb" else 0.0
    return Call(function, service, operation, actions, exchange.body, exchange.answer, exchange.status, units)


def _units(answer: bytes) -> float:
    consumed = json.loads(answer or b"{}").get("ConsumedCapacity") or []
    entries = consumed if isinstance(consumed, list) else [consumed]
    return sum(float(entry.get("CapacityUnits") or 0) for entry in entries)


def seen_actions(calls: list[Call]) -> dict[str, set[str]]:
    """By function, the actions that succeeded."""
    seen: dict[str, set[str]] = {}
    for call in calls:
        if call.status < 300 or "ConditionalCheckFailed" in call.answer.decode("utf-8", "replace"):
            seen.setdefault(call.function, set()).update(call.actions)
    return seen
