"""What goes wrong is told in a sentence, in the status and on the command line; the rest goes on, nothing is lost."""

import base64
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from sandbox.address_book import RadicaleFolder
from sandbox.child import Child, start_child
from tests.e2e.machine import Machine, wait_for
from tests.e2e.odd_server import OddServer, Twist, log_in_page, no_etag, odd_server, weak_etag
from tests.e2e.office import Office, card
from tests.servers import PipedriveStandin, Radicale, free_port

ANNA = card("anna", "Anna Bach", "EMAIL;TYPE=WORK:anna@example.com")
PRIVATE = (
    "https://127.0.0.1/",
    "https://localhost:5232/",
    "https://10.1.2.3/dav/",
    "https://[::1]/",
    "https://169.254.1.1/",
)
BELA = card("bela", "Béla Kodály", "EMAIL;TYPE=WORK:bela@example.com")


@pytest.fixture
def odd(office: Office, radicale: Radicale) -> Iterator[OddServer]:
    """The office's address book behind a server that may misbehave. What the phone does goes past it."""
    with odd_server(radicale.root_url) as server:
        yield server


def _connect_at(office: Office, server: OddServer, root: str, direction: str) -> None:
    """Connect, start, and wait for the first sync, through the odd server."""
    office.grant()
    answer = office.sign_in(url=office.book.url.replace(root, server.url))
    assert answer.status == 201, answer
    draft = {"account": answer.value["id"], "kind": "contacts", "rules": {"direction": direction}}
    office.connection = office.machine.call("POST", "connections", draft)["id"]
    office.start()
    office.settle()


@pytest.fixture
def behind(office: Office, odd: OddServer, radicale: Radicale) -> Office:
    """A connection through the odd server, in step."""
    office.book.put({"anna": ANNA, "bela": BELA})
    _connect_at(office, odd, radicale.root_url, "two_way")
    assert office.names() == ["Anna Bach", "Béla Kodály"]
    return office


def _said(office: Office, *arguments: str, language: str) -> str:
    done = office.machine.command(*arguments, language=language)
    return done.stdout + done.stderr


def _waits(office: Office, state: str, reason: str) -> None:
    wait_for(state, lambda: office.status()["state"] == state, 30)
    assert office.status()["last_error"]["reason"] == reason


def _tells(office: Office, english: str, german: str) -> None:
    """The status of the API, and that of the command, in both languages."""
    assert english in office.status()["last_error"]["message"]
    assert german in office.status(language="de")["last_error"]["message"]
    assert english in _said(office, "status", office.connection, language="en")
    assert german in _said(office, "status", office.connection, language="de")
    assert english in _said(office, "status", language="en")


# --- at the door -------------------------------------------------------------------------------------------


def test_a_wrong_password_is_told_at_once_and_nothing_is_kept(office: Office) -> None:
    office.grant()

    answer = office.sign_in(password="not this one")

    assert (answer.status, answer.value["reason"]) == (422, "wrong_password")
    assert "refuses the user name or the password" in answer.value["detail"]
    accounts = office.machine.call("GET", "accounts")
    assert [one for one in accounts if one["company"] == str(office.pipedrive.company_id)] == []


def test_a_server_that_is_not_there_is_told_at_once(office: Office) -> None:
    office.grant()

    answer = office.sign_in(url=f"http://127.0.0.1:{free_port()}/")

    assert (answer.status, answer.value["reason"]) == (502, "unreachable")
    assert answer.value["detail"] == "The server can't be reached."


def test_a_web_page_instead_of_an_address_book_is_told_at_once(
    office: Office, odd: OddServer, radicale: Radicale
) -> None:
    odd.twist = log_in_page
    office.grant()

    answer = office.sign_in(url=office.book.url.replace(radicale.root_url, odd.url))

    assert answer.status in (422, 502)
    assert answer.value["reason"] in ("not_dav", "no_address_book")


def test_addresses_on_private_networks_are_refused_unless_allowed(
    start_machine: Callable[..., Machine], pipedrive: PipedriveStandin, radicale: Radicale
) -> None:
    machine = start_machine()
    office = Office(machine, pipedrive, radicale.new_book())
    office.grant()
    machine.stop()
    machine.settings = {"TANDEM_ALLOW_PRIVATE": ""}
    machine.start()

    reasons = {where: office.sign_in(url=where).value["reason"] for where in (*PRIVATE, office.book.url)}
    domain = f"https://127.0.0.1:{free_port()}"
    company = machine.ask("POST", "companies", {"api_domain": domain, "api_token": "0" * 40}, language="de")

    assert reasons == {**dict.fromkeys(PRIVATE, "private_address"), office.book.url: "plain_http"}
    assert (company.status, company.value["reason"]) == (422, "private_address")
    assert "in einem privaten Netz" in company.value["detail"]
    assert office.book.requests() == []


# --- while it runs -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class OwnRadicale:
    """A server of one test's own: it may be stopped, started again at the same address, and told other passwords."""

    folder: Path
    port: int = field(default_factory=free_port)
    child: Child | None = None

    def start(self) -> Radicale:
        self.folder.mkdir(exist_ok=True)
        arguments = ["--port", str(self.port), "--data", str(self.folder)]
        self.child = start_child("sandbox.radicale", arguments, self.folder / "radicale.log")
        passwords = {user["username"]: user["password"] for user in self.child.said["users"]}
        return Radicale(self.child.said["root_url"], passwords, RadicaleFolder(self.folder / "radicale"))

    def stop(self) -> None:
        if self.child is not None:
            self.child.stop()

    def change_password(self, password: str) -> None:
        accounts = RadicaleFolder(self.folder / "radicale").accounts
        accounts.write_text(f"anna:{password}\n", "utf-8")


@pytest.fixture
def own_radicale(tmp_path: Path) -> Iterator[OwnRadicale]:
    server = OwnRadicale(tmp_path / "radicale")
    yield server
    server.stop()


def test_a_changed_password_stops_the_connection_until_the_new_one_is_told(
    machine: Machine, pipedrive: PipedriveStandin, own_radicale: OwnRadicale
) -> None:
    office = Office(machine, pipedrive, own_radicale.start().new_book())
    office.book.put({"anna": ANNA})
    office.open()

    own_radicale.change_password("fresh")
    office.act("refresh")

    _waits(office, "needs_reconnect", "wrong_password")
    _tells(office, "refuses the user name or the password", "lehnt Nutzername oder Passwort ab")
    office.edit("change", office.person("Anna Bach")["id"], phones=[{"value": "+49 30 1"}])
    office.book.put({"bela": BELA})
    office.book = replace(office.book, password="fresh")
    assert office.sign_in().status == 201
    office.settle()
    assert office.names() == ["Anna Bach", "Béla Kodály"]
    assert "+49 30 1" in office.phone.read("anna")
    assert office.status()["last_error"] is None


def test_a_server_out_of_reach_is_tried_again_and_nothing_is_lost(
    machine: Machine, pipedrive: PipedriveStandin, own_radicale: OwnRadicale
) -> None:
    office = Office(machine, pipedrive, own_radicale.start().new_book())
    office.book.put({"anna": ANNA})
    office.open()

    own_radicale.stop()
    office.edit("change", office.person("Anna Bach")["id"], phones=[{"value": "+49 30 1"}])

    _waits(office, "waiting", "unreachable")
    _tells(office, "can't be reached", "nicht erreichbar")
    own_radicale.start()
    wait_for("the number", lambda: "+49 30 1" in office.phone.read("anna"), 30)
    office.settle()
    assert office.status()["last_error"] is None


def test_a_refresh_waits_for_no_further_try(
    machine: Machine, pipedrive: PipedriveStandin, own_radicale: OwnRadicale
) -> None:
    office = Office(machine, pipedrive, own_radicale.start().new_book())
    office.open()
    own_radicale.stop()
    for _ in range(3):
        office.act("refresh")
        wait_for("a try", lambda: office.status()["state"] == "waiting")
    office.book.put({"anna": ANNA})
    own_radicale.start()

    office.act("refresh")

    wait_for("the person", lambda: office.names() == ["Anna Bach"], 3)


def test_a_web_page_in_the_place_of_the_address_book_deletes_nobody(behind: Office, odd: OddServer) -> None:
    odd.twist = log_in_page
    behind.act("refresh")

    _waits(behind, "waiting", "not_dav")
    _tells(behind, "not that of an address book", "nicht die eines Adressbuchs")
    assert behind.names() == ["Anna Bach", "Béla Kodály"]
    odd.twist = lambda _method, _path, answer: answer
    behind.phone.save("anna", ANNA.replace("END:", "TEL:+49 30 1\r\nEND:"))
    behind.refresh()
    assert behind.person("Anna Bach")["phones"][0]["value"] == "+49 30 1"


def test_a_malformed_card_is_parked_and_the_rest_is_done(behind: Office, odd: OddServer) -> None:
    """Between two others; once it is mended it goes through."""
    odd.twist = lambda _method, _path, answer: replace(
        answer, body=answer.body.replace(b"FN:Carl", b"BEGIN:VCARD\nFN:Carl")
    )
    for name, shown in (("ada", "Ada Lovelace"), ("carl", "Carl Nielsen"), ("dora", "Dora Maar")):
        behind.phone.save(name, card(name, shown, f"EMAIL:{name}@example.com"))

    behind.refresh()

    (parked,) = behind.waiting("parked")
    assert parked["remote_id"].endswith("carl.vcf")
    assert behind.status()["counts"]["parked"] == 1
    assert {"Ada Lovelace", "Dora Maar"} <= set(behind.names())
    assert "Die Karte bricht ab." in _said(behind, "parked", behind.connection, language="de")
    assert "The card breaks off." in _said(behind, "parked", behind.connection, language="en")
    odd.twist = lambda _method, _path, answer: answer
    behind.act(f"parked/{parked['id']}", {"decision": "retry"})
    behind.settle()
    assert "Carl Nielsen" in behind.names()
    assert behind.waiting("parked") == []


def test_a_card_in_step_that_becomes_malformed_is_parked_and_its_person_stays(behind: Office, odd: OddServer) -> None:
    odd.twist = lambda _method, _path, answer: replace(
        answer, body=answer.body.replace(b"FN:Anna", b"BEGIN:VCARD\nFN:Anna")
    )
    behind.phone.save("anna", ANNA.replace("END:", "TEL:+49 30 1\r\nEND:"))

    behind.refresh()

    assert [(one["name"], one["reason"]) for one in behind.waiting("parked")] == [("Anna Bach", "unfinished_card")]
    assert behind.names() == ["Anna Bach", "Béla Kodály"]
    odd.twist = lambda _method, _path, answer: answer
    behind.act(f"parked/{behind.waiting('parked')[0]['id']}", {"decision": "retry"})
    behind.settle()
    assert behind.person("Anna Bach")["phones"][0]["value"] == "+49 30 1"
    assert behind.waiting("parked") == []


def test_a_card_that_was_malformed_for_a_while_is_parked_no_longer_than_that(behind: Office, odd: OddServer) -> None:
    """The server's own fault: the card itself never changed."""
    odd.twist = lambda _method, _path, answer: replace(
        answer, body=answer.body.replace(b"FN:Anna", b"BEGIN:VCARD\nFN:Anna")
    )
    behind.edit("change", behind.person("Anna Bach")["id"], phones=[{"value": "+49 30 1"}])
    behind.settle()
    (parked,) = behind.waiting("parked")

    odd.twist = lambda _method, _path, answer: answer
    behind.act(f"parked/{parked['id']}", {"decision": "retry"})
    behind.settle()

    assert behind.waiting("parked") == []
    assert "+49 30 1" in behind.phone.read("anna")


def test_a_card_with_signs_that_xml_forbids_keeps_nobody_waiting(behind: Office) -> None:
    """Radicale copies them into its answers as they are."""
    behind.phone.save("ada", card("ada", "Ada Lovelace", "NOTE:one\x0btwo\x1b", "EMAIL:ada@example.com"))
    behind.phone.save("dora", card("dora", "Dora Maar", "EMAIL:dora@example.com"))

    behind.refresh()

    assert {"Ada Lovelace", "Dora Maar"} <= set(behind.names())
    assert behind.status()["last_error"] is None


@pytest.mark.parametrize("direction", ["one_way", "two_way"])
def test_a_photo_of_ten_megabytes_stops_nobody(
    office: Office, odd: OddServer, radicale: Radicale, direction: str
) -> None:
    """The server before Radicale puts it in: Radicale itself takes minutes to read one."""
    photo = base64.b64encode(b"\xff\xd8\xff" + os.urandom(10 * 1024 * 1024))
    odd.twist = lambda _method, _path, answer: replace(answer, body=answer.body.replace(b"TENMEGABYTES", photo))
    office.book.put({"anna": ANNA.replace("END:", "PHOTO;ENCODING=b;TYPE=JPEG:TENMEGABYTES\r\nEND:"), "bela": BELA})

    _connect_at(office, odd, radicale.root_url, direction)

    assert office.names() == ["Anna Bach", "Béla Kodály"]
    too_large = [("Anna Bach", "picture_too_large")] if direction == "one_way" else []
    assert [(one["name"], one["reason"]) for one in office.waiting("parked")] == too_large
    if too_large:
        assert "Das Bild ist zu groß." in _said(office, "parked", office.connection, language="de")
        assert "The picture is too large." in _said(office, "parked", office.connection, language="en")
    assert office.status()["state"] == "up_to_date"
    assert office.writes_during(office.refresh) == (0, [])


@pytest.mark.parametrize("twist", [no_etag, weak_etag])
def test_a_server_that_rewrites_cards_and_tells_no_version_is_believed_what_it_shows(
    behind: Office, odd: OddServer, twist: Twist
) -> None:
    """Radicale writes cards in its own manner; without a strong ETag nobody may take it that they stayed as sent."""
    odd.twist = twist

    behind.edit("change", behind.person("Anna Bach")["id"], phones=[{"value": "+49 30 1", "label": "work"}])
    behind.edit("create", name="Clara Schumann", emails=[{"value": "clara@example.com"}])
    behind.settle()

    assert "+49 30 1" in behind.phone.read("anna")
    assert len(behind.book.cards()) == 3
    assert behind.writes_during(behind.refresh) == (0, [])
    behind.phone.save("anna", behind.phone.read("anna").replace("+49 30 1", "+49 30 2"))
    behind.refresh()
    assert behind.person("Anna Bach")["phones"][0]["value"] == "+49 30 2"
    assert behind.waiting("conflicts") == []
