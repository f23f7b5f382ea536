"""Letters over SMTP: with TLS and a login, each handed over once; and what is known of one that went wrong."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from sandbox.certificates import certificates
from tandem.bootstrap.machine import open_machine
from tandem.domain.errors import Refused
from tandem.local.smtp import Server, SmtpPost, server_of
from tandem.ports import Delivery, Fate
from tandem.settings import Settings
from tests.contracts.post_contract import LETTER, Arrivals, Arrived, PostContract
from tests.mail_server import DROP, HANG, TAKEN, Mailbox, running

SENDER = "tandem@example.com"
Open = Callable[..., Mailbox]


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Whom to trust, and the certificate of a server on loopback."""
    return certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def opened() -> Iterator[Open]:
    with ExitStack() as stack:
        yield lambda **given: stack.enter_context(running(Mailbox(**given)))


def post_to(box: Mailbox, ca_file: Path | None = None, user: str = "", password: str = "") -> SmtpPost:
    server = Server("127.0.0.1", box.port, box.wrapped, user, password)
    return SmtpPost(server, SENDER, ca_file, patience=0.5)


class TestSmtpPost(PostContract):
    @pytest.fixture
    def box(self, opened: Open) -> Mailbox:
        return opened()

    @pytest.fixture
    def post(self, box: Mailbox) -> SmtpPost:
        return post_to(box)

    @pytest.fixture
    def arrived(self, box: Mailbox) -> Arrivals:
        return lambda: [
            Arrived(one["To"], one["Subject"], one.get_content().replace("\r\n", "\n")) for one in box.taken
        ]


@pytest.mark.parametrize("wrapped", [True, False])
def test_name_password_and_letter_go_by_tls_alone(opened: Open, trusted: tuple[Path, Path], wrapped: bool) -> None:
    box = opened(login=("anna", "pass:word"), certificate=trusted[1], wrapped=wrapped)

    delivery = post_to(box, trusted[0], "anna", "pass:word").send(LETTER)

    assert delivery.fate is Fate.SENT
    assert [one for one in box.said if one not in ("EHLO", "STARTTLS") and not one.startswith("TLS ")] == []
    assert box.envelopes[0][0].upper().startswith(f"MAIL FROM:<{SENDER.upper()}>")
    assert box.taken[0]["From"] == f"Tandem <{SENDER}>"


def test_a_server_that_cannot_show_who_it_is_gets_neither_password_nor_letter(
    opened: Open, trusted: tuple[Path, Path]
) -> None:
    box = opened(login=("anna", "password"), certificate=trusted[1])

    delivery = post_to(box, None, "anna", "password").send(LETTER)

    assert delivery.fate is Fate.NOT_TAKEN
    assert [one for one in box.said if one not in ("EHLO", "STARTTLS")] == []


def test_a_server_elsewhere_without_tls_gets_neither_password_nor_letter(opened: Open) -> None:
    """It is taken for one elsewhere by its name, which isn't any that Tandem knows of this machine."""
    box = opened()

    delivery = SmtpPost(Server("LOCALHOST", box.port, False, "anna", "password"), SENDER).send(LETTER)

    assert delivery.fate is Fate.NOT_TAKEN
    assert box.said == ["EHLO"]


def test_a_wrong_password_is_told_as_such(opened: Open, trusted: tuple[Path, Path]) -> None:
    box = opened(login=("anna", "password"), certificate=trusted[1])

    delivery = post_to(box, trusted[0], "anna", "wrong").send(LETTER)

    assert delivery == Delivery(Fate.NOT_TAKEN, "mail_login")


@pytest.mark.parametrize(
    ("command", "answer", "fate"),
    [
        ("HELLO", "421 not now", Fate.NOT_TAKEN),
        ("HELLO", HANG, Fate.NOT_TAKEN),
        ("EHLO", DROP, Fate.NOT_TAKEN),
        ("MAIL", "451 later", Fate.NOT_TAKEN),
        ("MAIL", HANG, Fate.NOT_TAKEN),
        ("RCPT", "450 greylisted", Fate.NOT_TAKEN),
        ("RCPT", "550 no such user anna@example.com", Fate.REFUSED),
        ("RCPT", DROP, Fate.NOT_TAKEN),
        ("DATA", "452 no room", Fate.NOT_TAKEN),
        ("DATA", "554 no", Fate.REFUSED),
        ("DATA", HANG, Fate.UNKNOWN),
        (TAKEN, "451 later", Fate.NOT_TAKEN),
        (TAKEN, "554 spam", Fate.REFUSED),
        (TAKEN, HANG, Fate.UNKNOWN),
        (TAKEN, DROP, Fate.UNKNOWN),
    ],
)
def test_only_what_surely_was_not_taken_counts_as_not_taken(
    opened: Open, command: str, answer: str, fate: Fate
) -> None:
    box = opened(answers={command: answer})

    delivery = post_to(box).send(LETTER)

    assert delivery.fate is fate
    assert delivery.reason.startswith("mail_")
    assert "anna" not in delivery.reason
    assert len(box.taken) == (1 if command == TAKEN and fate is Fate.UNKNOWN else 0)


def test_nobody_there_is_not_taken(opened: Open) -> None:
    box = Mailbox(port=9)

    assert post_to(box).send(LETTER).fate is Fate.NOT_TAKEN


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtps://mail.example", Server("mail.example", 465, True)),
        ("smtp://mail.example:2525", Server("mail.example", 2525, False)),
        (
            "smtp://anna%40example.com:p%40ss@mail.example",
            Server("mail.example", 587, False, "anna@example.com", "p@ss"),
        ),
        ("smtps://[::1]:4650/", Server("::1", 4650, True)),
    ],
)
def test_a_server_is_named_by_its_url(url: str, server: Server) -> None:
    assert server_of(url) == server


@pytest.mark.parametrize(
    "url",
    ["mail.example", "http://mail.example", "smtp://", "smtp://a:secret@h:port", "smtp://h/x", "smtp://a:w%C3%B6rd@h"],
)
def test_a_url_that_makes_no_sense_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(Refused) as refused:
        server_of(url)

    assert (refused.value.reason, refused.value.detail) == ("bad_smtp_url", "")
    assert refused.value.__cause__ is None


def test_the_password_is_shown_nowhere(tmp_path: Path) -> None:
    given = {
        "TANDEM_DATA": str(tmp_path),
        "TANDEM_MAIL_FROM": SENDER,
        "TANDEM_SMTP_URL": "smtps://anna:pa55word@mail.example",
    }
    settings = Settings.from_environment(given)

    post = open_machine(settings).post()

    assert isinstance(post, SmtpPost)
    shown = [repr(settings), repr(vars(post)), repr(settings.explained(given))]
    assert [one for one in shown if "pa55word" in one] == []
    assert ("TANDEM_SMTP_URL", "set", "environment") in settings.explained(given)
