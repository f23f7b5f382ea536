"""Each function has a role of its own, and no right in it is wider than what it names."""

import json
from pathlib import Path
from typing import Any

from tests.infra.conftest import Tools
from tests.infra.policies import actions, wide_rights
from tests.infra.reading import TEMPLATE, functions, of_type, read

Made = dict[str, Any]


def test_no_right_is_wider_than_what_it_names(transformed: Made) -> None:
    assert wide_rights(transformed) == []


def test_each_function_has_a_role_of_its_own(transformed: Made) -> None:
    roles = [json.dumps(it["Role"]) for it in of_type(transformed, "AWS::Lambda::Function").values()]

    assert len(set(roles)) == len(roles) == len(functions(read(TEMPLATE.read_text("utf-8"))))


def test_the_receiver_of_webhooks_can_open_nothing(transformed: Made) -> None:
    services = {
        action.partition(":")[0]
        for action in actions(of_type(transformed, "AWS::IAM::Role")["ReceivePipedriveWebhookRole"])
    }

    assert services == {"dynamodb", "logs", "sqs"}


def test_only_what_reads_a_queue_may_take_from_it(transformed: Made) -> None:
    taking = {
        name for name, role in of_type(transformed, "AWS::IAM::Role").items() if "sqs:DeleteMessage" in actions(role)
    }

    assert taking == {"DeliverWakeupsRole", "PullChangesRole", "ReconcileContactsRole", "ReconcileEventsRole"}


def readers(transformed: Made, secret: str) -> set[str]:
    """The roles that may read it, all of them by a policy of its own."""
    roles = of_type(transformed, "AWS::IAM::Role").items()
    assert {name for name, it in roles if secret in json.dumps(it)} == set()
    return {
        role["Ref"]
        for policy in of_type(transformed, "AWS::IAM::ManagedPolicy").values()
        if secret in json.dumps(policy["PolicyDocument"])
        for role in policy["Roles"]
    }


def test_only_what_talks_to_pipedrive_may_read_its_client_secret(transformed: Made) -> None:
    """Polls only wake others, channels are the providers', and receivers have no secret at all."""
    assert readers(transformed, "PipedriveClientSecret") == {
        "ConsoleRole",
        "PullChangesRole",
        "ReconcileContactsRole",
        "ReconcileEventsRole",
        "SweepLinksRole",
        "UploadUnsyncedActivitiesRole",
    }


def test_only_what_talks_to_google_may_read_its_client_secret(transformed: Made) -> None:
    """Sweeps and polls need no Google, and receivers no secret at all."""
    assert readers(transformed, "GoogleClientSecret") == {
        "ConsoleRole",
        "PullChangesRole",
        "ReconcileContactsRole",
        "ReconcileEventsRole",
        "RenewChannelsRole",
        "UploadUnsyncedActivitiesRole",
    }


def test_only_what_talks_to_microsoft_may_read_its_client_secret(transformed: Made) -> None:
    """Sweeps, polls and calendars need no Microsoft, and receivers no secret at all."""
    assert readers(transformed, "MicrosoftClientSecret") == {
        "ConsoleRole",
        "PullChangesRole",
        "ReconcileContactsRole",
        "RenewChannelsRole",
    }


def test_only_what_tells_people_may_send_letters_and_only_from_the_address_that_was_named(transformed: Made) -> None:
    policies = {
        name: it["PolicyDocument"]["Statement"]
        for name, it in of_type(transformed, "AWS::IAM::ManagedPolicy").items()
        if "ses:" in json.dumps(it)
    }
    roles = {name for name, it in of_type(transformed, "AWS::IAM::Role").items() if "ses:" in json.dumps(it)}

    (statement,) = policies.pop("SendLetters")
    assert (policies, roles) == ({}, set())
    assert of_type(transformed, "AWS::IAM::ManagedPolicy")["SendLetters"]["Roles"] == [{"Ref": "SweepLinksRole"}]
    assert statement["Action"] == "ses:SendEmail"
    assert statement["Condition"] == {"StringEquals": {"ses:FromAddress": {"Ref": "MailFrom"}}}
    assert all(":identity/${" in json.dumps(one) for one in statement["Resource"])


PLANTED = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.14, Handler: handler.handler, CodeUri: "s3://uploaded/there"}}
Resources:
  Table: {Type: AWS::Serverless::SimpleTable}
  Service:
    Type: AWS::Serverless::Function
    Properties: {Policies: [{Statement: [{Effect: Allow, Action: dynamodb:*, Resource: !GetAtt Table.Arn}]}]}
  Everything:
    Type: AWS::Serverless::Function
    Properties: {Policies: [{Statement: [{Effect: Allow, Action: s3:GetObject, Resource: "*"}]}]}
  Path:
    Type: AWS::Serverless::Function
    Properties: {Policies: [{Statement: [{Effect: Allow, Action: dynamodb:Query, Resource: !Sub "${Table.Arn}/*"}]}]}
  But:
    Type: AWS::Serverless::Function
    Properties: {Policies: [{Statement: [{Effect: Allow, NotAction: iam:PassRole, Resource: !GetAtt Table.Arn}]}]}
  More:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - {Effect: Allow, Action: [xray:PutTelemetryRecords, xray:PutTraceSegments], Resource: "*"}
          - {Effect: Allow, Action: [xray:PutTraceSegments, s3:GetObject], Resource: "*"}
  Letters:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: letters
      PolicyDocument:
        Statement: [{Sid: Anybody, Effect: Allow, Principal: "*", Action: s3:GetObject, Resource: letters}]
"""


def test_planted_wide_rights_are_found(tools: Tools, tmp_path: Path) -> None:
    planted = tmp_path / "template.yaml"
    planted.write_text(PLANTED, encoding="utf-8")

    found = wide_rights(tools.transform(planted))

    assert [one for one in found if "managed policy" not in one] == [
        "ServiceRole may dynamodb:*",
        'EverythingRole may act on "*"',
        'PathRole may act on {"Fn::Sub": "${Table.Arn}/*"}',
        "ButRole may do all but something",
        'More may act on "*"',
        "Letters lets in Anybody",
    ]
    assert len(found) == 6 + 4  # and what SAM gives to each function that names no role
