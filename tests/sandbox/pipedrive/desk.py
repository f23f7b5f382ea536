"""What the tests of the stand-in hold in hand: a client of its API, its controls, and a receiver of webhooks."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

from tests.servers import PipedriveStandin

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """One user's API token at work; `as_user` gives the desk of another."""

    standin: PipedriveStandin
    http: httpx.Client
    user: Row

    def as_user(self, number: int) -> "Desk":
        return Desk(self.standin, self.http, self.standin.users[number])

    def call(self, method: str, path: str, body: object = None, **query: Any) -> httpx.Response:
        headers = {"x-api-token": self.user["api_token"]}
        return self.http.request(method, path, json=body, params=query or None, headers=headers)

    def get(self, path: str, **query: Any) -> Any:
        """`data` of the answer, which must be a success; `path` starts with its version."""
        return self._data(self.call("GET", f"/api{path}", **query))

    def post(self, path: str, body: object) -> Any:
        return self._data(self.call("POST", f"/api{path}", body))

    def patch(self, path: str, body: object) -> Any:
        return self._data(self.call("PATCH", f"/api{path}", body))

    def delete(self, path: str) -> Any:
        return self._data(self.call("DELETE", f"/api{path}"))

    def person(self, name: str = "Ada King", **values: Any) -> Row:
        """A new person."""
        created: Row = self.post("/v2/persons", {"name": name, **values})
        return created

    def refusal(self, method: str, path: str, body: object = None, **query: Any) -> int:
        """The status of a call that must fail, with an envelope that says so."""
        answer = self.call(method, f"/api{path}", body, **query)
        assert answer.json()["success"] is False
        return answer.status_code

    def switch(self, **switches: Any) -> None:
        self.standin.control("switches", switches)

    def _data(self, answer: httpx.Response) -> Any:
        assert answer.status_code in (200, 201), answer.text
        return answer.json()["data"]


@dataclass
class Receiver:
    """Webhooks as they arrived; `status` is what it answers, `delay` the seconds before it does."""

    url: str = ""
    status: int = 200
    delay: float = 0.0
    is_hasty: bool = False
    """Closes each connection after its answer, without having said so."""
    events: list[Row] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def wait_for(self, count: int, seconds: float = 5.0) -> list[Row]:
        """The first `count` events; fails after the seconds."""
        until(lambda: len(self.events) >= count, seconds)
        return self.events[:count]


def until(holds: Callable[[], bool], seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def handler_for(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            receiver.headers.append(dict(self.headers.items()))
            receiver.events.append(body)
            time.sleep(receiver.delay)
            self.send_response(receiver.status)
            self.send_header("Content-Length", "0")
            self.end_headers()
            self.close_connection = receiver.is_hasty

        do_DELETE = do_POST  # noqa: N815 - the name that http.server looks for

        def log_message(self, *_: object) -> None:
            """Silent."""

    return Handler


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_for(receiver))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def subscribe(desk: Desk, receiver: Receiver, event_object: str = "person", **more: Any) -> Row:
    body = {"subscription_url": receiver.url, "event_action": "*", "event_object": event_object, "name": "test"}
    created: Row = desk.post("/v1/webhooks", body | more)
    return created
