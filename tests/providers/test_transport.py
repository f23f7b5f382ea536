"""Requests over real sockets: what comes back, what is cut off, what is never sent."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tandem.domain.errors import Refused, Unavailable
from tandem.providers.transport import Transport
from tests.providers.wire import Asked, Reply, Wire, serve

Open = Callable[..., Transport]


@pytest.fixture
def transport() -> Iterator[Open]:
    opened: list[Transport] = []

    def make(**settings: Any) -> Transport:
        opened.append(Transport(**{"allow_private": True, "timeout": timedelta(seconds=5), **settings}))
        return opened[-1]

    yield make
    for each in opened:
        each.close()


def echo(asked: Asked) -> Reply:
    return Reply(200, (asked.body or b"nothing",), {"X-Method": asked.method, "Set-Cookie": "a=b"})


def serving(*pieces: bytes | Callable[[], None], **headers: str) -> AbstractContextManager[Wire]:
    return serve(lambda _: Reply(200, pieces, headers))


def test_an_answer_has_status_lower_case_headers_body_and_url(transport: Open) -> None:
    with serve(echo) as wire:
        answer = transport().send("POST", wire.url + "/a?b", headers={"X-A": "ü"}, content=b"hello")

    assert (answer.status, answer.headers["x-method"], answer.body, answer.url) == (
        200,
        "POST",
        b"hello",
        wire.url + "/a?b",
    )
    assert wire.asked[0].target == "/a?b"
    assert wire.asked[0].headers["content-length"] == "5"


def test_headers_that_repeat_are_joined(transport: Open) -> None:
    with serve(lambda _: Reply(401, (), {"WWW-Authenticate": "Basic", "www-authenticate": "Digest"})) as wire:
        answer = transport().send("GET", wire.url, headers={})

    assert answer.headers["www-authenticate"] == "Basic, Digest"


def test_one_connection_serves_request_after_request(transport: Open) -> None:
    with serve(echo) as wire:
        client = transport()
        for _ in range(20):
            client.send("POST", wire.url, headers={}, content=b"x")

    assert len(wire.peers) == 1


def test_many_threads_share_a_transport(transport: Open) -> None:
    with serve(echo) as wire, ThreadPoolExecutor(8) as pool:
        client = transport()
        bodies = [f"{number}".encode() for number in range(200)]

        answers = pool.map(lambda body: client.send("POST", wire.url, headers={}, content=body).body, bodies)

        assert list(answers) == bodies
    assert len(wire.peers) <= 8


def test_a_redirect_is_an_answer_like_any_other(transport: Open) -> None:
    with serve(lambda _: Reply(302, (), {"Location": "/elsewhere"})) as wire:
        answer = transport().send("GET", wire.url, headers={})

    assert (answer.status, answer.headers["location"]) == (302, "/elsewhere")
    assert len(wire.asked) == 1


def test_an_answer_that_is_too_large_is_cut_off(transport: Open) -> None:
    with serving(b"x" * 1001) as wire, pytest.raises(Unavailable) as trouble:
        transport(max_answer=1000).send("GET", wire.url, headers={})

    assert trouble.value.reason == "answer_too_large"


def test_a_stream_gives_its_bytes_bit_by_bit_and_has_no_limit_of_its_own(transport: Open) -> None:
    with (
        serving(b"x" * 100_000, b"y" * 100_000) as wire,
        transport(max_answer=10).stream("GET", wire.url, headers={}) as (answer, chunks),
    ):
        sizes = [len(chunk) for chunk in chunks]

    assert (answer.status, answer.body, sum(sizes)) == (200, b"", 200_000)
    assert len(sizes) > 1


def test_a_stream_that_is_left_early_leaves_the_transport_usable(transport: Open) -> None:
    with serving(b"x" * 1_000_000) as wire:
        client = transport()
        with client.stream("GET", wire.url, headers={}) as (_, chunks):
            next(chunks)

        assert len(client.send("GET", wire.url, headers={}).body) == 1_000_000


def test_the_time_a_reader_takes_does_not_count(transport: Open) -> None:
    with (
        serving(b"x" * 300_000, b"y") as wire,
        transport(timeout=timedelta(seconds=0.3)).stream("GET", wire.url, headers={}) as (_, chunks),
    ):
        first = next(chunks)
        time.sleep(0.4)

        assert len(first) + sum(map(len, chunks)) == 300_001


def test_bytes_that_drip_do_not_stretch_the_time_of_a_request(transport: Open) -> None:
    drops = [piece for _ in range(40) for piece in (b"x", lambda: time.sleep(0.05))]
    with serving(*drops) as wire:
        started = time.monotonic()
        with pytest.raises(Unavailable) as trouble:
            transport(timeout=timedelta(seconds=0.3)).send("GET", wire.url, headers={})
        took = time.monotonic() - started

    assert trouble.value.reason == "timeout"
    assert took < 1.5


def test_an_answer_that_never_comes_is_a_timeout(transport: Open) -> None:
    def sleep(_: Asked) -> Reply:
        time.sleep(0.6)
        return Reply()

    with serve(sleep) as wire, pytest.raises(Unavailable) as trouble:
        transport(timeout=timedelta(seconds=0.2)).send("GET", wire.url, headers={})

    assert trouble.value.reason == "timeout"


def test_a_closed_port_is_unreachable(transport: Open) -> None:
    with serve(echo) as wire:
        pass

    with pytest.raises(Unavailable) as trouble:
        transport().send("GET", wire.url, headers={})

    assert trouble.value.reason == "unreachable"


def test_a_name_that_does_not_exist_is_unreachable(transport: Open) -> None:
    def unknown(host: str, port: int) -> Sequence[str]:
        raise OSError("no such name")

    with pytest.raises(Unavailable) as trouble:
        transport(resolve=unknown).send("GET", "https://nowhere.example", headers={})

    assert trouble.value.reason == "unreachable"


def test_a_header_with_a_line_break_is_refused(transport: Open) -> None:
    with serve(echo) as wire, pytest.raises(Refused):
        transport().send("GET", wire.url, headers={"x-a": "b\r\nx-evil: 1"})

    assert wire.asked == []


def test_plain_http_is_refused_where_private_networks_are(transport: Open) -> None:
    with pytest.raises(Refused) as refusal:
        transport(allow_private=False).send("GET", "http://example.com/", headers={})

    assert refusal.value.reason == "plain_http"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"])
def test_a_private_address_is_refused_before_anything_is_sent(transport: Open, host: str) -> None:
    with serve(echo) as wire:
        port = wire.url.rpartition(":")[2]
        with pytest.raises(Refused) as refusal:
            transport(allow_private=False).send("GET", f"https://{host}:{port}/", headers={})

    assert refusal.value.reason == "private_address"
    assert wire.asked == []


@pytest.mark.parametrize("answers", [["10.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["::ffff:10.0.0.1"], ["64:ff9b::a00:1"]])
def test_one_private_address_among_a_names_addresses_refuses_the_name(transport: Open, answers: list[str]) -> None:
    with pytest.raises(Refused) as refusal:
        transport(allow_private=False, resolve=lambda _host, _port: answers).send(
            "GET", "https://example.com/", headers={}
        )

    assert refusal.value.reason == "private_address"


def test_a_name_is_resolved_once_so_that_changing_it_after_the_check_gains_nothing(transport: Open) -> None:
    asked: list[str] = []

    def rebind(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["192.0.2.1"]

    with serve(echo) as wire:
        port = wire.url.rpartition(":")[2]
        answer = transport(resolve=rebind).send("GET", f"http://rebind.example:{port}/", headers={})

    assert answer.status == 200
    assert asked == ["rebind.example"]
    assert wire.asked[0].headers["host"] == f"rebind.example:{port}"


def test_the_next_address_is_tried_when_one_does_not_answer(transport: Open) -> None:
    with serve(echo) as wire:
        port = wire.url.rpartition(":")[2]
        client = transport(resolve=lambda _host, _port: ["127.0.0.2", "127.0.0.1"])

        assert client.send("GET", f"http://two.example:{port}/", headers={}).status == 200


def test_tls_trusts_the_given_authority_and_checks_the_name(transport: Open, certificate: Path) -> None:
    with serve(echo, certificate=certificate) as wire:
        port = wire.url.rpartition(":")[2]
        client = transport(ca_file=certificate, resolve=lambda _host, _port: ["127.0.0.1"])

        assert client.send("GET", f"https://dav.example:{port}/", headers={}).status == 200
        with pytest.raises(Unavailable) as trouble:
            client.send("GET", f"https://other.example:{port}/", headers={})

    assert trouble.value.reason == "tls"


def test_tls_refuses_an_unknown_authority(transport: Open, certificate: Path) -> None:
    with serve(echo, certificate=certificate) as wire, pytest.raises(Unavailable) as trouble:
        transport().send("GET", wire.url, headers={})

    assert trouble.value.reason == "tls"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and self-signed certificate of dav.example, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "dav.example")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("dav.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "dav.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + signed.public_bytes(serialization.Encoding.PEM))
    return path
