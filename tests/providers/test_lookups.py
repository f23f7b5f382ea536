"""Looking a domain up for real: a resolver on loopback, and servers that answer as they like."""

import socketserver
import threading
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import dns.message
import dns.rrset
import pytest

from tandem.providers.lookups import NetLookups
from tandem.providers.transport import Transport
from tests.providers.wire import Asked, Reply, serve

RECORDS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("acme.example.", "MX"): ("20 backup.acme.example.", "10 Mail.acme.example."),
    ("_carddavs._tcp.acme.example.", "SRV"): ("20 0 443 second.acme.example.", "10 0 8443 dav.acme.example."),
    ("_carddavs._tcp.none.example.", "SRV"): ("0 0 0 .",),
    ("autodiscover.acme.example.", "CNAME"): ("autodiscover.outlook.com.",),
}


class Resolver(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        data, socket = self.request
        question = dns.message.from_wire(data)
        name, kind = str(question.question[0].name), question.question[0].rdtype.name
        answer = dns.message.make_response(question)
        if found := RECORDS.get((name, kind)):
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", kind, *found))
        socket.sendto(answer.to_wire(), self.client_address)


@pytest.fixture(scope="module")
def nameserver() -> Iterator[tuple[str, int]]:
    with socketserver.ThreadingUDPServer(("127.0.0.1", 0), Resolver) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield "127.0.0.1", server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.fixture
def transport() -> Iterator[Transport]:
    opened = Transport(allow_private=True, timeout=timedelta(seconds=2), max_answer=1000)
    yield opened
    opened.close()


@pytest.fixture
def lookups(transport: Transport, nameserver: tuple[str, int]) -> NetLookups:
    return NetLookups(transport, nameserver)


def test_mail_hosts_come_with_the_preferred_first(lookups: NetLookups) -> None:
    assert lookups.mail_hosts("acme.example") == ("mail.acme.example", "backup.acme.example")


def test_an_alias_is_told_and_none_is_none(lookups: NetLookups) -> None:
    assert lookups.alias("autodiscover.acme.example") == "autodiscover.outlook.com"
    assert lookups.alias("www.acme.example") == ""


def test_a_service_record_leads_to_an_address_book(lookups: NetLookups) -> None:
    assert lookups.carddav("acme.example") == "https://dav.acme.example:8443/"


def test_a_domain_that_says_it_has_none_has_none(lookups: NetLookups) -> None:
    assert lookups.carddav("none.example") == ""


def test_a_resolver_that_is_not_there_tells_nothing(transport: Transport) -> None:
    silent = NetLookups(transport, ("127.0.0.1", 1))

    assert silent.mail_hosts("acme.example") == ()


@pytest.mark.parametrize("domain", ["", "a" * 70 + ".example", "..", "ä" * 300])
def test_a_name_that_none_can_be_asked_for_tells_nothing(lookups: NetLookups, domain: str) -> None:
    assert lookups.mail_hosts(domain) == ()


@pytest.mark.parametrize(
    ("status", "headers", "asks"),
    [
        (401, {"WWW-Authenticate": 'Basic realm="mail"'}, True),
        (401, {"WWW-Authenticate": "Negotiate, NTLM"}, True),
        (401, {"WWW-Authenticate": "Bearer"}, False),
        (401, {}, False),
        (200, {}, False),
        (302, {"Location": "https://www.acme.example/"}, False),
        (404, {}, False),
    ],
)
def test_a_server_that_takes_passwords_says_so(
    lookups: NetLookups, status: int, headers: dict[str, str], asks: bool
) -> None:
    with serve(lambda _: Reply(status, (b"",), headers)) as wire:
        assert lookups.asks_for_password(f"{wire.url}/autodiscover/autodiscover.xml") is asks
        assert "authorization" not in wire.asked[0].headers


@pytest.mark.parametrize(
    ("status", "headers", "is_dav"),
    [
        (301, {"Location": "/remote.php/dav/"}, True),
        (401, {"WWW-Authenticate": 'Basic realm="dav"'}, True),
        (207, {}, True),
        (301, {"Location": "https://www.acme.example/.well-known/carddav"}, False),
        (302, {"Location": "https://www.acme.example/"}, False),
        (200, {}, False),
    ],
)
def test_a_well_known_place_is_told_from_a_website(
    lookups: NetLookups, status: int, headers: dict[str, str], is_dav: bool
) -> None:
    def answer(asked: Asked) -> Reply:
        return Reply(status, (b"",), headers) if asked.method == "PROPFIND" else Reply(404, (b"",), {})

    with serve(answer) as wire:
        found = OverHttp(lookups, wire.url).carddav("localhost.example")

    assert bool(found) is is_dav


class OverHttp(NetLookups):
    """Where the well-known place of every domain is a server without TLS."""

    def __init__(self, lookups: NetLookups, url: str) -> None:
        super().__init__(lookups._transport, lookups._nameserver)
        self.url = url

    def _ask(self, method: str, url: str) -> Any:
        return super()._ask(method, self.url + url.removeprefix("https://localhost.example"))


def test_private_networks_are_not_looked_into(nameserver: tuple[str, int]) -> None:
    guarded = Transport(allow_private=False, timeout=timedelta(seconds=2))
    with serve(lambda _: Reply(401, (b"",), {"WWW-Authenticate": "Basic"})) as wire:
        try:
            found = NetLookups(guarded, nameserver).asks_for_password(wire.url.replace("http:", "https:"))
        finally:
            guarded.close()

    assert (found, wire.asked) == (False, [])
