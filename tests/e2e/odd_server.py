"""A server before Radicale that can be told to misbehave; else it hands every request on and every answer back."""

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

HOP = {"transfer-encoding", "content-length", "connection", "content-encoding"}


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


Twist = Callable[[str, str, Answer], Answer]
"""What becomes of the answer to a request of this method and path."""


@dataclass(slots=True)
class OddServer:
    """`url` stands for the root of the server behind it. `twist` may be changed at any time."""

    url: str = ""
    twist: Twist = field(default=lambda _method, _path, answer: answer)


def log_in_page(_method: str, _path: str, _answer: Answer) -> Answer:
    """What a portal puts in the place of everything."""
    page = b"<!DOCTYPE html><html><head><title>Wi-Fi</title></head><body><form>Please log in<br></form></body></html>"
    return Answer(200, (("Content-Type", "text/html"),), page)


def no_etag(method: str, _path: str, answer: Answer) -> Answer:
    """The answer to a PUT doesn't tell the version (RFC 6352 6.3.2.3)."""
    kept = tuple(one for one in answer.headers if one[0].lower() != "etag")
    return replace(answer, headers=kept) if method == "PUT" else answer


def weak_etag(method: str, _path: str, answer: Answer) -> Answer:
    """A proxy that compresses makes every strong ETag a weak one."""
    weak = tuple((name, f"W/{value}" if name.lower() == "etag" else value) for name, value in answer.headers)
    return replace(answer, headers=weak) if method == "PUT" else answer


@contextmanager
def odd_server(behind: str) -> Iterator[OddServer]:
    told = OddServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline(65537)
            if not self.raw_requestline or not self.parse_request():
                self.close_connection = True
                return
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            answer = told.twist(self.command, self.path, self._behind(body))
            self.send_response(answer.status)
            for name, value in answer.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def _behind(self, body: bytes) -> Answer:
            where = urlsplit(behind)
            connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=30)
            try:
                kept = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
                connection.request(self.command, self.path, body, {**kept, "Accept-Encoding": "identity"})
                answer = connection.getresponse()
                headers = tuple((name, value) for name, value in answer.getheaders() if name.lower() not in HOP)
                return Answer(answer.status, headers, answer.read())
            finally:
                connection.close()

        def log_message(self, *_arguments: object) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        told.url = f"http://127.0.0.1:{server.server_address[1]}/"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield told
        finally:
            server.shutdown()
            thread.join()
