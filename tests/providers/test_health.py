"""What an exchange tells of a server, over real sockets: illness opens its circuit, limits and refusals don't."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tandem.domain.errors import CircuitOpen, Unavailable
from tandem.providers.health import service_of
from tandem.providers.transport import Transport
from tests.servers import free_port


@dataclass
class Told:
    """A circuit that notes what it is told."""

    told: list[tuple[str, bool]] = field(default_factory=list)
    is_open: bool = False

    def ask(self, service: str) -> None:
        if self.is_open:
            raise CircuitOpen(timedelta(seconds=30))

    def tell(self, service: str, *, is_well: bool) -> None:
        self.told.append((service, is_well))


@dataclass
class Server:
    url: str = ""
    port: int = 0
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    asked: int = 0
    promised: int = 2


@pytest.fixture
def server() -> Iterator[Server]:
    it = Server()

    class Front(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            it.asked += 1
            self.send_response(it.status)
            for name, value in it.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(it.promised))
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_: object) -> None:
            return None

    with ThreadingHTTPServer(("127.0.0.1", 0), Front) as front:
        it.port = front.server_port
        it.url = f"http://127.0.0.1:{it.port}/"
        thread = Thread(target=front.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield it
        front.shutdown()
        thread.join()


@pytest.fixture
def circuits() -> Told:
    return Told()


@pytest.fixture
def transport(circuits: Told) -> Iterator[Transport]:
    opened = Transport(allow_private=True, timeout=timedelta(seconds=1), circuits=circuits)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("status", "headers", "told"),
    [
        (200, {}, [True]),
        (207, {}, [True]),
        (401, {}, [True]),
        (404, {}, [True]),
        (412, {}, [True]),
        (500, {}, [False]),
        (502, {}, [False]),
        (503, {}, [False]),
        (522, {}, [False]),
        (501, {}, [True]),
        (507, {}, [True]),
        (429, {}, []),
        (503, {"Retry-After": "30"}, []),
    ],
)
def test_what_each_status_tells(
    transport: Transport, circuits: Told, server: Server, status: int, headers: dict[str, str], told: list[bool]
) -> None:
    server.status, server.headers = status, headers

    transport.send("GET", server.url, headers={})

    assert [is_well for _, is_well in circuits.told] == told


def test_a_server_that_isnt_there_is_down(transport: Transport, circuits: Told) -> None:
    with pytest.raises(Unavailable):
        transport.send("GET", f"http://127.0.0.1:{free_port()}/", headers={})

    assert [is_well for _, is_well in circuits.told] == [False]


def test_an_answer_that_breaks_off_is_no_sign_of_health(transport: Transport, circuits: Told, server: Server) -> None:
    server.promised = 100

    with pytest.raises(Unavailable):
        transport.send("GET", server.url, headers={})

    assert [is_well for _, is_well in circuits.told] == [False]


def test_behind_an_open_circuit_nothing_is_sent(transport: Transport, circuits: Told, server: Server) -> None:
    circuits.is_open = True

    with pytest.raises(CircuitOpen):
        transport.send("GET", server.url, headers={})

    assert (server.asked, circuits.told) == (0, [])


def test_each_port_is_a_service_of_its_own(transport: Transport, circuits: Told, server: Server) -> None:
    transport.send("GET", server.url, headers={})

    assert circuits.told == [(f"127.0.0.1:{server.port}", True)]


def test_a_companys_name_at_pipedrive_is_the_same_service_for_all() -> None:
    assert service_of("eins.pipedrive.com", None) == service_of("oauth.pipedrive.com", 443) == "pipedrive.com"
    assert service_of("pipedrive.com.example.org", None) == "pipedrive.com.example.org:443"
    assert service_of("p42-contacts.icloud.com", 443) != service_of("p43-contacts.icloud.com", 443)
