"""Every function runs as on Lambda: built by SAM, over its layer, under awslambdaric and the interface emulator."""

import json
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tandem.domain.ids import CompanyId
from tandem.home import Queue
from tandem.state import keys
from tandem.state.hooks import Hook, hook_row, sha256_of
from tandem.system import SystemClock
from tests.aws.homes import open_table
from tests.cloud.emulator import Emulator
from tests.cloud.home import Queues, make_queues, make_table
from tests.cloud.runtime import Runtime, link_client
from tests.infra.reading import TEMPLATE, functions, read
from tests.recorded import recorded

Start = Callable[[str], Runtime]

DONE: dict[str, Any] = {"batchItemFailures": []}
ANSWERS: dict[str, tuple[str, dict[str, Any]]] = {
    "Console": ("http_api/health", {"statusCode": 200, "body": '{"status":"ok"}'}),
    "DeliverWakeups": ("sqs/delayed_wake_up", DONE),
    "PullChanges": ("sqs/wake_up", DONE),
    "ReceiveGooglePush": ("google/event_changed", {"statusCode": 401}),
    "ReceiveMicrosoftPush": ("microsoft/contact_changed", {"statusCode": 401}),
    "ReceivePipedriveWebhook": ("pipedrive/person_changed", {"statusCode": 401}),
    "ReconcileContacts": ("sqs/wake_up", DONE),
    "ReconcileEvents": ("sqs/wake_up", DONE),
    "RefreshConnections": ("schedule/every_minute", {"count": 0}),
    "RenewChannels": ("schedule/every_minute", {"count": 0}),
    "SweepLinks": ("schedule/every_minute", {"count": 0}),
    "UploadUnsyncedActivities": ("upload_unsynced_activities", {"refused": "unknown", "about": "connection"}),
}
"""By function: what it is invoked with, and what its answer holds where nobody has connected anything."""


@pytest.fixture(scope="module")
def table(emulator: Emulator) -> str:
    return make_table(emulator, "runtime")


@pytest.fixture(scope="module")
def queues(sqs: Any) -> Queues:
    return make_queues(sqs)


@pytest.fixture(scope="module")
def places(emulator: Emulator, table: str, key_id: str, queues: Queues) -> Mapping[str, str]:
    """What the template's names stand for here."""
    defaults = {name: str(it.get("Default")) for name, it in read(TEMPLATE.read_text("utf-8"))["Parameters"].items()}
    emulator.client("s3").create_bucket(
        Bucket="runtime", CreateBucketConfiguration={"LocationConstraint": emulator.client("s3").meta.region_name}
    )
    secret = emulator.client("secretsmanager").create_secret(Name="runtime", SecretString="made-up-admin-token")
    urls, delayed = queues
    return defaults | {
        "Table": table,
        "Key.Arn": key_id,
        "Blobs": "runtime",
        "AdminToken": secret["ARN"],
        "PullChangesQueue": urls[Queue.PULL],
        "ReconcileContactsQueue": urls[Queue.RECONCILE_CONTACTS],
        "ReconcileEventsQueue": urls[Queue.RECONCILE_EVENTS],
        "DelayedWakeupsQueue": delayed,
        "Tandem/${AWS::StackName}": "Tandem/runtime",
    }


@pytest.fixture(scope="module")
def start(
    built: Path, emulator: Emulator, places: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Start]:
    """Each function is started once."""
    folder = tmp_path_factory.mktemp("runtime")
    path = (built.parent / "CommonLayer" / "python", link_client(tmp_path_factory.mktemp("client")))
    running: dict[str, Runtime] = {}
    with ExitStack() as stack:

        def started(name: str) -> Runtime:
            if name not in running:
                code, log = built.parent / name, folder / f"{name}.log"
                running[name] = stack.enter_context(Runtime(name, code, path, places, emulator.environment, log))
            return running[name]

        yield started


@pytest.mark.parametrize("function", ANSWERS)
def test_a_function_answers_under_lambdas_own_runtime(start: Start, function: str) -> None:
    event, expected = ANSWERS[function]

    answer = start(function).invoke(recorded(event))

    assert {name: answer.get(name) for name in expected} == expected


def test_no_function_is_left_out() -> None:
    assert ANSWERS.keys() == functions(read(TEMPLATE.read_text("utf-8"))).keys()


def test_a_delayed_wake_up_is_in_its_queue_with_its_group(start: Start, sqs: Any, queues: Queues) -> None:
    url = queues[0][Queue.RECONCILE_CONTACTS]
    sqs.purge_queue(QueueUrl=url)

    start("DeliverWakeups").invoke(recorded("sqs/delayed_wake_up"))

    (message,) = sqs.receive_message(QueueUrl=url, AttributeNames=["All"], MaxNumberOfMessages=10)["Messages"]
    delayed = json.loads(recorded("sqs/delayed_wake_up")["Records"][0]["body"])
    assert json.loads(message["Body"]) == delayed["body"]
    assert message["Attributes"]["MessageGroupId"] == delayed["group"]


def test_a_wake_up_that_cant_be_read_fails_alone(start: Start) -> None:
    event = recorded("sqs/delayed_wake_up")
    (record,) = event["Records"]
    broken = {**record, "messageId": "broken", "body": "{}"}

    answer = start("DeliverWakeups").invoke({"Records": [broken, record]})

    assert answer == {"batchItemFailures": [{"itemIdentifier": "broken"}]}


@pytest.mark.parametrize("event", ["pipedrive/person_changed", "pipedrive/person_deleted"])
def test_a_webhook_that_we_made_is_accepted(start: Start, table: str, event: str) -> None:
    webhook = recorded(event)
    secret = "the-path-secret-of-a-webhook-that-we-made"
    credentials = b64decode(webhook["headers"]["authorization"].removeprefix("Basic ")).decode()
    company = CompanyId(json.loads(webhook["body"])["meta"]["company_id"])
    open_table(SystemClock(), table).transact([hook_row(keys.hook(secret), Hook(company, sha256_of(credentials)))])

    answer = start("ReceivePipedriveWebhook").invoke({**webhook, "pathParameters": {"secret": secret}})

    assert answer == {"statusCode": 202}


def test_a_page_comes_in_the_visitors_language(start: Start) -> None:
    answer = start("Console").invoke(recorded("http_api/sign_in_page"))

    assert answer["statusCode"] == 200
    assert answer["headers"]["Content-Type"].startswith("text/html")
    assert '<html lang="de">' in answer["body"]
    assert "Bei Tandem anmelden" in answer["body"]


def texts(value: object) -> Iterator[str]:
    """Every text in an event that is long enough to be known again, those in its body too."""
    match value:
        case dict():
            for part in value.values():
                yield from texts(part)
        case list():
            for part in value:
                yield from texts(part)
        case str() if value.startswith("{"):
            yield from texts(json.loads(value))
        case str() if len(value) > 8:
            yield value


def test_a_forged_webhook_is_logged_as_json_with_its_reason_and_nothing_of_it(start: Start) -> None:
    event = recorded("pipedrive/person_changed")
    receiver = start("ReceivePipedriveWebhook")

    receiver.invoke(event)

    line = receiver.line("webhook forged")
    assert line.keys() == {"timestamp", "level", "message", "logger", "requestId", "reason"}
    assert (line["level"], line["logger"], line["reason"]) == ("WARNING", "tandem", "wrong_credentials")
    told = list(texts(event))
    assert {"zoe.dahl@example.com", "Pipedrive Webhooks", event["headers"]["authorization"]} <= set(told)
    assert [text for text in told if text in receiver.said] == []
