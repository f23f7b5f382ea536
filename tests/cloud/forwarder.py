"""A plain HTTP forwarder that keeps what went through it: the stack's own address, and the functions' way to AWS."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Semaphore, Thread

HOP = {"connection", "keep-alive", "transfer-encoding"}


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer. Header names are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    status: int
    answer: bytes


class Forwarder:
    """A context manager. Requests go to `port` on this machine with `prefix` before their path; nothing else changes,
    the Host header, which is signed, included. Not more than `at_once` are under way, the rest wait.

    `loses` tells of which requests the answer is lost; `answers` may give one of its own.
    """

    def __init__(
        self,
        port: int,
        prefix: str = "",
        heard: Callable[[Exchange], None] = lambda _: None,
        at_once: int = 64,
        loses: Callable[[Request], bool] = lambda _: False,
        answers: Callable[[Request], tuple[int, bytes] | None] = lambda _: None,
    ) -> None:
        self.loses = loses
        self.answers = answers
        self.target = port
        self.prefix = prefix
        self.places = Semaphore(at_once)
        self._heard = heard
        self._server = _Server(self)
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> "Forwarder":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def tell(self, exchange: Exchange) -> None:
        self._heard(exchange)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512

    def __init__(self, forwarder: Forwarder) -> None:
        self.forwarder = forwarder
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server
    disable_nagle_algorithm = True
    onward: HTTPConnection | None = None
    """Kept as long as the one who asks keeps theirs."""

    def do(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        sent = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, sent, body)
        given = self.server.forwarder.answers(request)
        status, headers, answer = (given[0], [], given[1]) if given else self._ask(body)
        self.server.forwarder.tell(Exchange(self.command, self.path, sent, body, status, answer))
        if self.server.forwarder.loses(request):
            self.close_connection = True
            return
        with suppress(BrokenPipeError, ConnectionResetError):  # who asked doesn't wait any more
            self._answer(status, headers, answer)

    def _answer(self, status: int, headers: list[tuple[str, str]], answer: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in HOP | {"content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = do  # noqa: N815  # the names that the library calls

    def _ask(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        """Over a connection that is kept; once more on a fresh one where the kept one was closed meanwhile."""
        with self.server.forwarder.places:
            try:
                return self._ask_over(body)
            except (HTTPException, OSError):
                self._hang_up()
                return self._ask_over(body)

    def _ask_over(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        forwarder = self.server.forwarder
        if self.onward is None:
            self.onward = HTTPConnection("127.0.0.1", forwarder.target, timeout=120)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
        self.onward.request(self.command, forwarder.prefix + self.path, body, headers)
        answer = self.onward.getresponse()
        return answer.status, answer.getheaders(), answer.read()

    def _hang_up(self) -> None:
        if self.onward is not None:
            self.onward.close()
            self.onward = None

    def handle(self) -> None:
        with suppress(ConnectionResetError):  # a worker that was killed
            super().handle()

    def finish(self) -> None:
        self._hang_up()
        super().finish()

    def log_message(self, *_: object) -> None:
        """Nothing: what went through is kept."""
