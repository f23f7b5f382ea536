"""The template is what `tandem up` plays and what SAM deploys: it names every function and what its queues promise."""

import re
from dataclasses import fields

import pytest

from tandem.local.cloudformation import read as read_whole
from tandem.settings import Settings
from tests.infra.promises import faults
from tests.infra.reading import ROOT, TEMPLATE, Template, events, functions, of_type, read

ROUTES = {
    ("POST", "/hooks/pipedrive/{secret}"): "ReceivePipedriveWebhook",
    ("POST", "/hooks/google"): "ReceiveGooglePush",
    ("POST", "/hooks/microsoft"): "ReceiveMicrosoftPush",
    ("ANY", "/api/{proxy+}"): "Console",
    ("GET", "/"): "Console",
    ("ANY", "/{page+}"): "Console",
    ("GET", "/health"): "Console",
    ("POST", "/login"): "Console",
    ("GET", "/connect/{provider}"): "Console",
}


@pytest.fixture(scope="module")
def template() -> Template:
    return read(TEMPLATE.read_text(encoding="utf-8"))


def test_each_folder_of_functions_is_in_the_template_and_the_queues_keep_their_promises(template: Template) -> None:
    folders = {handler.parent.name for handler in (ROOT / "functions").glob("*/handler.py")}

    found = faults(template, folders)

    assert found == []


def test_every_route_has_its_function_and_there_are_no_others(template: Template) -> None:
    routes = {(event["Method"], event["Path"]): function for function, event in events(template, "HttpApi")}

    assert routes == ROUTES


def test_every_schedule_has_its_pace_and_not_all_come_in_the_same_second(template: Template) -> None:
    schedules = dict(events(template, "ScheduleV2"))

    assert {name: it["ScheduleExpression"] for name, it in schedules.items()} == {
        "RefreshConnections": "rate(1 minute)",
        "SweepLinks": "rate(1 minute)",
        "RenewChannels": "rate(10 minutes)",
    }
    assert {it["FlexibleTimeWindow"]["Mode"] for it in schedules.values()} == {"FLEXIBLE"}


def test_all_functions_run_on_the_python_and_the_processor_of_the_layer(template: Template) -> None:
    (layer,) = of_type(template, "AWS::Serverless::LayerVersion").values()

    assert {it["Runtime"] for it in functions(template).values()} == set(layer["CompatibleRuntimes"]) == {"python3.14"}
    assert {tuple(it["Architectures"]) for it in functions(template).values()} == {("arm64",)}


def test_functions_are_given_only_settings_that_there_are(template: Template) -> None:
    given = {name for it in functions(template).values() for name in it["Environment"]["Variables"]}
    known = {one.metadata["variable"] for one in fields(Settings)}

    assert given <= known
    assert "TANDEM_ALLOW_PRIVATE" not in given


def test_nobody_is_mailed_unless_the_owner_says_from_whom(template: Template) -> None:
    document = read_whole(TEMPLATE.read_text(encoding="utf-8"))

    assert document["Parameters"]["MailFrom"]["Default"] == ""
    assert document["Resources"]["SendLetters"]["Condition"] == "HasMail"
    assert functions(template)["SweepLinks"]["Environment"]["Variables"]["TANDEM_MAIL_FROM"] == "MailFrom"


@pytest.mark.parametrize("address", ["", "tandem@example.com", "no-reply@mail.example.co"])
def test_an_address_to_mail_from_is_accepted(address: str) -> None:
    assert re.search(pattern_of_mail_from(), address)


@pytest.mark.parametrize(
    "text", ["example.com", "a@b@c", "Tandem <a@example.com>", "*@example.com", "a@*", "a@b/c", "a b@c"]
)
def test_what_would_widen_the_right_to_send_is_not(text: str) -> None:
    assert not re.search(pattern_of_mail_from(), text)


def pattern_of_mail_from() -> str:
    return str(read_whole(TEMPLATE.read_text(encoding="utf-8"))["Parameters"]["MailFrom"]["AllowedPattern"])


def test_what_works_in_slices_is_not_taken_for_a_runaway_loop(template: Template) -> None:
    looping = {name for name, it in functions(template).items() if it.get("RecursiveLoop") == "Allow"}

    assert looping == {function for function, _ in events(template, "SQS")}


def test_webhooks_may_come_faster_than_people_and_people_faster_than_guesses_at_the_token(template: Template) -> None:
    (api,) = of_type(template, "AWS::Serverless::HttpApi").values()
    limits = {route: it["ThrottlingRateLimit"] for route, it in api["RouteSettings"].items()}

    assert limits["POST /hooks/pipedrive/{secret}"] > api["DefaultRouteSettings"]["ThrottlingRateLimit"]
    assert limits["POST /login"] < api["DefaultRouteSettings"]["ThrottlingRateLimit"]
    assert set(api["RouteSettings"]) <= {f"{method} {path}" for method, path in ROUTES}


def test_the_access_log_tells_routes_and_neither_paths_nor_who_came(template: Template) -> None:
    (api,) = of_type(template, "AWS::Serverless::HttpApi").values()
    told = set(re.findall(r"\$context\.([\w.]+)", api["AccessLogSettings"]["Format"]))

    assert "routeKey" in told
    assert told <= {"requestId", "requestTime", "routeKey", "status", "responseLatency", "integrationStatus"}


def test_what_is_kept_is_encrypted_closed_to_the_public_and_can_be_restored(template: Template) -> None:
    (table,) = of_type(template, "AWS::DynamoDB::Table").values()
    (bucket,) = of_type(template, "AWS::S3::Bucket").values()
    days = table["PointInTimeRecoverySpecification"]["RecoveryPeriodInDays"]

    assert [key["AttributeName"] for key in table["KeySchema"]] == ["partition", "sort"]
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires", "Enabled": True}
    assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
    assert table["SSESpecification"] == {"SSEEnabled": True}
    assert table["DeletionProtectionEnabled"] is True
    assert bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket["LifecycleConfiguration"]["Rules"][0]["NoncurrentVersionExpiration"] == {"NoncurrentDays": days}


def test_logs_are_not_kept_for_ever(template: Template) -> None:
    groups = of_type(template, "AWS::Logs::LogGroup")

    assert {it["RetentionInDays"] for it in groups.values()} == {"LogDays"}
    assert {it["LoggingConfig"]["LogGroup"] for it in functions(template).values()} == {"Logs"}


BAD_QUEUES = """
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
  DelayedWakeups:
    Type: AWS::SQS::Queue
    Properties:
      FifoQueue: true
      MessageRetentionPeriod: 1209600
      SqsManagedSseEnabled: true
      RedrivePolicy: {deadLetterTargetArn: Grave.Arn, maxReceiveCount: 9}
  Grave:
    Type: AWS::SQS::Queue
    Properties: {FifoQueue: true, MessageRetentionPeriod: 1209600, SqsManagedSseEnabled: true}
"""


def test_planted_bad_queues_and_functions_are_found_out() -> None:
    found = faults(read(BAD_QUEUES), {"pull_changes", "sweep_links"})

    assert sorted(found) == [
        "DelayedWakeups does not give up after 5 tries",
        "DelayedWakeups is FIFO",
        "Grave takes dead letters from other queues than DelayedWakeups",
        "PullChanges fails whole batches",
        "PullChanges has no role of its own",
        "PullChanges may take all that the account can run at once",
        "PullChanges takes its code from ../functions/other/",
        "Slow forgets before 14 days",
        "Slow has no dead-letter queue",
        "Slow is not FIFO",
        "Slow is not encrypted",
        "Slow is read and has no dead-letter queue",
        "Slow shows a message again before PullChanges had its tries",
        "SweepLinks is in the template or in functions/, not in both",
    ]
