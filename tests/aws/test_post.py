"""Letters over SES: to the emulator, and to a server of a test's own that fails as SES may."""

import json
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import pytest

from tandem.aws.clients import Clients
from tandem.aws.post import SesPost
from tandem.bootstrap.aws import open_aws
from tandem.ports import Delivery, Fate
from tandem.settings import Settings
from tests.cloud.emulator import Emulator
from tests.contracts.post_contract import LETTER, Arrivals, Arrived, PostContract

SENDER = "tandem@example.com"


class TestSesPost(PostContract):
    @pytest.fixture
    def post(self, clients: Clients, emulator: Emulator) -> SesPost:
        emulator.client("sesv2").create_email_identity(EmailIdentity=SENDER)
        return SesPost(lambda: clients.sesv2, SENDER)

    @pytest.fixture
    def arrived(self, emulator: Emulator) -> Arrivals:
        before = len(sent(emulator))
        return lambda: [Arrived(one["To"][0], one["Subject"], one["BodyText"]) for one in sent(emulator)[before:]]


def sent(emulator: Emulator) -> list[dict[str, Any]]:
    with urllib.request.urlopen(f"{emulator.url}/_ministack/ses/messages", timeout=10) as answer:
        found: list[dict[str, Any]] = [one for of in json.load(answer)["messages"].values() for one in of]
    return found


@dataclass
class Ses:
    """Answers each request with this status and error; None: never, as long as the test lasts."""

    status: int | None = 200
    error: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    over: Event = field(default_factory=Event)
    port: int = 0


@pytest.fixture
def ses() -> Iterator[Ses]:
    seen = Ses()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Answers", (_Answers,), {"ses": seen}))
    seen.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield seen
    seen.over.set()
    server.shutdown()
    server.server_close()
    thread.join(10)


class _Answers(BaseHTTPRequestHandler):
    ses: Ses

    def do_POST(self) -> None:
        self.ses.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        if self.ses.status is None:
            self.ses.over.wait(30)
            return
        body = json.dumps({"message": "no: anna@example.com"} if self.ses.error else {"MessageId": "1"}).encode()
        self.send_response(self.ses.status)
        self.send_header("x-amzn-ErrorType", self.ses.error)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing of it is for the screen."""


@pytest.fixture
def clients_there(ses: Ses, monkeypatch: pytest.MonkeyPatch) -> Clients:
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{ses.port}")
    for name in ("AWS_DEFAULT_REGION", "AWS_REGION"):
        monkeypatch.setenv(name, "eu-central-1")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    return Clients(patience=0.5)


def test_what_is_asked_of_ses_is_one_letter_and_no_answer_to_it(ses: Ses, clients_there: Clients) -> None:
    delivery = SesPost(lambda: clients_there.sesv2, SENDER).send(LETTER)

    assert delivery == Delivery(Fate.SENT)
    (asked,) = ses.asked
    assert asked["FromEmailAddress"] == f"Tandem <{SENDER}>"
    assert asked["Destination"] == {"ToAddresses": [LETTER.to]}
    assert {"Name": "Auto-Submitted", "Value": "auto-generated"} in asked["Content"]["Simple"]["Headers"]


@pytest.mark.parametrize(
    ("status", "error", "fate"),
    [
        (400, "MessageRejected", Fate.REFUSED),
        (400, "BadRequestException", Fate.REFUSED),
        (400, "MailFromDomainNotVerifiedException", Fate.NOT_TAKEN),
        (400, "SendingPausedException", Fate.NOT_TAKEN),
        (403, "AccessDeniedException", Fate.NOT_TAKEN),
        (429, "TooManyRequestsException", Fate.NOT_TAKEN),
        (500, "InternalServiceErrorException", Fate.UNKNOWN),
        (503, "ServiceUnavailable", Fate.UNKNOWN),
    ],
)
def test_what_ses_refuses_is_asked_once(ses: Ses, clients_there: Clients, status: int, error: str, fate: Fate) -> None:
    ses.status, ses.error = status, error

    delivery = SesPost(lambda: clients_there.sesv2, SENDER).send(LETTER)

    assert delivery == Delivery(fate, error)
    assert len(ses.asked) == 1


def test_of_an_answer_that_never_came_nobody_knows_and_it_is_asked_once(ses: Ses, clients_there: Clients) -> None:
    ses.status = None

    delivery = SesPost(lambda: clients_there.sesv2, SENDER).send(LETTER)

    assert delivery == Delivery(Fate.UNKNOWN, "ReadTimeoutError")
    assert len(ses.asked) == 1


def test_whoever_cannot_be_reached_took_nothing(
    ses: Ses, clients_there: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")

    delivery = SesPost(lambda: clients_there.sesv2, SENDER).send(LETTER)

    assert delivery == Delivery(Fate.NOT_TAKEN, "EndpointConnectionError")
    assert ses.asked == []


@pytest.mark.parametrize(("sender", "post"), [("", type(None)), (SENDER, SesPost)])
def test_on_aws_there_are_letters_only_where_the_owner_named_a_sender(
    clients_there: Clients, sender: str, post: type
) -> None:
    settings = Settings(table="tandem", key="key", blobs="tandem", mail_from=sender, smtp="smtps://mail.example")

    assert isinstance(open_aws(settings).post(), post)
