"""A real HTTP server of one function, for what no stand-in does: odd answers, slow ones, wrong ones."""

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Asked:
    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """`pieces` are sent one after the other; a callable piece is called in its place."""

    status: int = 200
    pieces: tuple[bytes | Callable[[], None], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Wire:
    """`asked` grows with each request; `peers` are the client's ports, one per connection."""

    url: str
    asked: list[Asked] = field(default_factory=list)
    peers: set[int] = field(default_factory=set)


@contextmanager
def serve(answer: Callable[[Asked], Reply], *, certificate: Path | None = None) -> Iterator[Wire]:
    """Serve on loopback; by TLS with a PEM file of key and certificate."""
    server = _Server(("127.0.0.1", 0), _handler(answer))
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    wire = Wire(f"{'https' if certificate else 'http'}://localhost:{server.server_port}")
    server.wire = wire
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield wire
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away early is part of the tests."""


def _handler(answer: Callable[[Asked], Reply]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            asked = Asked(self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, body)
            wire: Wire = self.server.wire
            wire.asked.append(asked)
            wire.peers.add(self.client_address[1])
            self._reply(answer(asked))

        def _reply(self, reply: Reply) -> None:
            length = sum(len(piece) for piece in reply.pieces if isinstance(piece, bytes))
            self.send_response(reply.status)
            for name, value in {"content-length": str(length), **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            for piece in reply.pieces:
                if callable(piece):
                    piece()
                    continue
                try:
                    self.wfile.write(piece)
                except OSError:
                    self.close_connection = True
                    return

        def log_message(self, format: str, *args: object) -> None:
            """Tests read `asked` instead."""

    for method in ("GET", "POST", "PATCH", "PUT", "DELETE", "REPORT", "PROPFIND"):
        setattr(Handler, f"do_{method}", Handler.handle_any)
    return Handler
