"""What the roles of a template, as SAM makes it, may do; and each right that is wider than what it names."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.infra.reading import Template, of_type

OBJECTS = re.compile(r'\{"Fn::Sub": "\$\{(\w+)\.Arn\}/\*"\}')
"""The one wildcard that rights can't do without: the objects of a bucket."""

OF_RESOURCES = {"AWS::S3::BucketPolicy": "PolicyDocument", "AWS::KMS::Key": "KeyPolicy"}
TRACES = {"xray:PutTelemetryRecords", "xray:PutTraceSegments"}
"""They name no resource (docs.aws.amazon.com/service-authorization, X-Ray); the stack grants them while traced."""

ACCOUNTS_OWN = "TheAccountDecides"
"""The key's own policy must let the account administer it, or nobody can (docs.aws.amazon.com/kms, key policies)."""

Statement = Mapping[str, Any]


def statements(role: Mapping[str, Any]) -> Iterator[Statement]:
    for policy in role.get("Policies", ()):
        yield from policy["PolicyDocument"]["Statement"]


def actions(role: Mapping[str, Any]) -> set[str]:
    return {action for it in statements(role) for action in _list(it["Action"])}


def wide_rights(template: Template) -> list[str]:
    return [*_of_roles(template), *_of_managed(template), *_of_resources(template)]


def _of_roles(template: Template) -> Iterator[str]:
    buckets = of_type(template, "AWS::S3::Bucket").keys()
    for name, role in of_type(template, "AWS::IAM::Role").items():
        for managed in role.get("ManagedPolicyArns", ()):
            yield f"{name} has the managed policy {json.dumps(managed)}"
        for statement in statements(role):
            yield from (f"{name} {fault}" for fault in _faults(statement, set(buckets)))


def _of_managed(template: Template) -> Iterator[str]:
    buckets = of_type(template, "AWS::S3::Bucket").keys()
    for name, policy in of_type(template, "AWS::IAM::ManagedPolicy").items():
        for statement in policy["PolicyDocument"]["Statement"]:
            if set(_list(statement.get("Action", ()))) != TRACES:
                yield from (f"{name} {fault}" for fault in _faults(statement, set(buckets)))


def _faults(statement: Statement, buckets: set[str]) -> Iterator[str]:
    if {"NotAction", "NotResource"} & statement.keys():
        yield "may do all but something"
    for action in _list(statement.get("Action", ())):
        if "*" in action:
            yield f"may {action}"
    for resource in map(json.dumps, _list(statement.get("Resource", ()))):
        objects = OBJECTS.fullmatch(resource)
        if "*" in resource and not (objects and objects[1] in buckets):
            yield f"may act on {resource}"


def _of_resources(template: Template) -> Iterator[str]:
    for kind, attribute in OF_RESOURCES.items():
        for name, properties in of_type(template, kind).items():
            for statement in properties[attribute]["Statement"]:
                if statement["Effect"] == "Allow" and statement.get("Sid") != ACCOUNTS_OWN and "*" in str(statement):
                    yield f"{name} lets in {statement.get('Sid')}"


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]
