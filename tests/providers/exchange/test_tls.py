"""A server with a certificate of its company's own authority: trusted where that is told, and never else."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.bootstrap.accounts.exchange import ExchangeAccounts
from tandem.domain.errors import Refused, Unavailable
from tandem.providers.transport import Transport
from tests.exchange import PASSWORD
from tests.providers import test_transport
from tests.providers.exchange.office import Office
from tests.providers.wire import Asked, Reply, Wire, serve

certificate = test_transport.certificate
"""The fixture: key and certificate of dav.example."""


@pytest.fixture
def relay(office: Office, certificate: Path) -> Iterator[Wire]:
    """The stand-in by TLS, as dav.example."""

    def passed_on(asked: Asked) -> Reply:
        sent = {name: asked.headers[name] for name in ("authorization", "content-type") if name in asked.headers}
        answer = office.standin.http.post(office.standin.url, content=asked.body, headers=sent)
        told = {name: answer.headers[name] for name in ("content-type", "www-authenticate") if name in answer.headers}
        return Reply(answer.status_code, (answer.content,), told)

    with serve(passed_on, certificate=certificate) as wire:
        yield wire


def connected(relay: Wire, office: Office, ca_file: Path | None, *, allow_private: bool = True) -> str:
    transport = Transport(
        allow_private=allow_private,
        ca_file=ca_file,
        timeout=timedelta(seconds=5),
        resolve=lambda _host, _port: ["127.0.0.1"],
    )
    url = relay.url.replace("localhost", "dav.example")
    try:
        kept = ExchangeAccounts(transport).check(office.mailbox.address, {"url": url, "password": PASSWORD})
        return kept["url"]
    finally:
        transport.close()


def test_a_private_authority_is_trusted_where_it_is_given(relay: Wire, office: Office, certificate: Path) -> None:
    assert connected(relay, office, certificate).endswith("/EWS/Exchange.asmx")
    assert any("authorization" in asked.headers for asked in relay.asked)


def test_an_unknown_authority_hears_no_password(relay: Wire, office: Office) -> None:
    with pytest.raises(Unavailable) as failed:
        connected(relay, office, None)

    assert (failed.value.reason, relay.asked) == ("tls", [])


def test_a_name_for_a_private_address_hears_nothing(relay: Wire, office: Office, certificate: Path) -> None:
    with pytest.raises(Refused):
        connected(relay, office, certificate, allow_private=False)

    assert relay.asked == []
