"""Tandem deployed to the emulator, asked as people and programs ask it; with what its functions asked of AWS."""

import json
import os
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.cloud.calls import Call, to_call
from tests.cloud.deployment import Deployment, deploy, function_names
from tests.cloud.emulator import Emulator
from tests.cloud.forwarder import Exchange, Forwarder
from tests.e2e.machine import Answer, ask_api

AT_ONCE = 4
"""Requests; each needs a process of its own here, and a new one for each of two hundred webhooks would take minutes."""
READ_QUEUES = ("PullChangesQueue", "ReconcileContactsQueue", "ReconcileEventsQueue", "DelayedWakeupsQueue")
SHOWN_AGAIN = 12
"""Seconds after which a message comes again; a slice and its lease must be shorter, as they are in the template."""
HERE = {
    "TANDEM_ALLOW_PRIVATE": "1",
    "TANDEM_POLL_SECONDS": "20",
    "TANDEM_SWEEP_SECONDS": "60",
    "TANDEM_SETTLE_SECONDS": "2",
    "TANDEM_SLICE_SECONDS": "4",
    "TANDEM_LEASE_SECONDS": "10",
}
"""The stand-ins live on this machine, and nobody waits for minutes; in the template none of this stands."""


@dataclass(slots=True)
class Stack:
    """A context manager: deployed inside. `settings` are further variables of all functions, `parameters` its own."""

    emulator: Emulator
    built: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    running: ExitStack = field(default_factory=ExitStack)
    front: Forwarder | None = None
    deployment: Deployment | None = None

    def __enter__(self) -> "Stack":
        self.front = self.running.enter_context(Forwarder(self.emulator.port, at_once=AT_ONCE))
        here = {**HERE, **self.settings, "TANDEM_PUBLIC_URL": self.front.url}
        functions = {name: here | self._way_to_aws(name) for name in function_names(self.built)}
        self.deployment = deploy(self.emulator, self.built, functions, self.parameters)
        self.front.prefix = self.deployment.api_prefix
        self._shorten_waits()
        return self

    def __exit__(self, *_: object) -> None:
        self.running.close()

    def _way_to_aws(self, function: str) -> dict[str, str]:
        def heard(exchange: Exchange) -> None:
            self.calls.append(to_call(function, exchange))

        recorder = self.running.enter_context(Forwarder(self.emulator.port, heard=heard))
        return {"AWS_ENDPOINT_URL": recorder.url}

    def _shorten_waits(self) -> None:
        """A message of a worker that died comes again after minutes; a test waits for seconds."""
        sqs = self.emulator.client("sqs")
        for name in READ_QUEUES:
            sqs.set_queue_attributes(QueueUrl=self.queue(name), Attributes={"VisibilityTimeout": str(SHOWN_AGAIN)})

    # --- as a running Tandem -------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        assert self.front is not None
        return self.front.url

    @property
    def log(self) -> str:
        return self.emulator.log

    @property
    def token(self) -> str:
        """As its owner fetches it."""
        secrets = self.emulator.client("secretsmanager")
        return str(secrets.get_secret_value(SecretId=self.physical("AdminToken"))["SecretString"])

    def ask(self, method: str, path: str, body: object = None, language: str = "en") -> Answer:
        return ask_api(self.url, self.token, method, path, body, language)

    def call(self, method: str, path: str, body: object = None) -> Any:
        answer = self.ask(method, path, body)
        assert answer.status < 300, f"{method} {path}: {answer}"
        return answer.value

    def keep(self, secret: str, value: str) -> None:
        """As its owner puts a secret into the one that the stack made for it."""
        self.emulator.client("secretsmanager").put_secret_value(SecretId=self.physical(secret), SecretString=value)

    # --- as what it consists of ----------------------------------------------------------------------------

    def physical(self, name: str) -> str:
        assert self.deployment is not None
        return self.deployment.resources[name]

    def queue(self, name: str) -> str:
        assert self.deployment is not None
        return self.deployment.queue_url(name)

    def invoke(self, function: str, event: object = None) -> Any:
        payload = json.dumps(event or {}).encode()
        answer = self.emulator.client("lambda").invoke(FunctionName=self.physical(function), Payload=payload)
        said = json.loads(answer["Payload"].read() or b"null")
        assert "FunctionError" not in answer, said
        return said

    def waiting(self, queue: str) -> int:
        """Messages that wait in a queue or are worked on."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self.emulator.client("sqs").get_queue_attributes(QueueUrl=self.queue(queue), AttributeNames=names)
        return sum(int(found["Attributes"][name]) for name in names)

    def redrive(self, dead_letters: str, queue: str) -> None:
        """Send dead letters back to where they came from: the emulator has no StartMessageMoveTask of its own."""
        sqs = self.emulator.client("sqs")
        request = {"QueueUrl": self.queue(dead_letters), "AttributeNames": ["All"], "MaxNumberOfMessages": 10}
        while found := sqs.receive_message(**request).get("Messages", []):
            for message in found:
                group = message["Attributes"]["MessageGroupId"]
                sqs.send_message(
                    QueueUrl=self.queue(queue),
                    MessageBody=message["Body"],
                    MessageGroupId=group,
                    MessageDeduplicationId=message["MessageId"],
                )
                sqs.delete_message(QueueUrl=self.queue(dead_letters), ReceiptHandle=message["ReceiptHandle"])

    def configure(self, function: str, **settings: Any) -> None:
        self.emulator.client("lambda").update_function_configuration(FunctionName=self.physical(function), **settings)

    def workers(self, function: str) -> Iterator[int]:
        """The processes that run this function now, for this emulator: names are the same in each."""
        mark = f"{self.emulator.folder}/ministack-lambda-{self.physical(function)}".encode()
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit() and mark in _command(folder):
                yield int(folder.name)

    def kill_workers(self, function: str) -> int:
        """As a machine of Lambda's that dies; how many."""
        killed = 0
        for pid in self.workers(function):
            os.kill(pid, signal.SIGKILL)
            killed += 1
        return killed

    def has_called(self, function: str, service: str) -> bool:
        return any((call.function, call.service) == (function, service) for call in self.calls)

    def logged(self) -> list[str]:
        """Every line that functions and the API wrote, from all groups of the account."""
        logs = self.emulator.client("logs")
        groups = [one["logGroupName"] for one in logs.describe_log_groups()["logGroups"]]
        return [line for group in groups for line in _lines(logs, group)]


def _command(folder: Path) -> bytes:
    try:
        return (folder / "cmdline").read_bytes()
    except OSError:
        return b""


def _lines(logs: Any, group: str) -> Iterator[str]:
    until = time.monotonic() + 60
    request: dict[str, Any] = {"logGroupName": group}
    while time.monotonic() < until:
        page = logs.filter_log_events(**request)
        yield from (event["message"] for event in page["events"])
        if not page.get("nextToken"):
            return
        request["nextToken"] = page["nextToken"]
