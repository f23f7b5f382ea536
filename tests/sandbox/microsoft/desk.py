"""What the tests of the stand-in hold in hand: its process, a client of its API, and a receiver of its pushes."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from sandbox.child import Child, start_child
from tests.nursery import Forked, Start
from tests.servers import SHARED

Row = dict[str, Any]
ANNA, BEN, CLARA = "anna.berger@acme.example", "ben.adler@acme.example", "clara.voss@outlook.example"
CONTRACTS = SHARED / "contracts" / "graph"
PEOPLE = count(1)
IMMUTABLE = 'IdType="ImmutableId"'


@dataclass(frozen=True, slots=True)
class MicrosoftStandin:
    """A running stand-in; `said` is the line that it printed when it was ready."""

    said: Mapping[str, Any]
    http: httpx.Client

    def control(self, path: str, body: object = None, method: str | None = None) -> Any:
        """Ask a control endpoint: GET without a body, POST with one."""
        verb = method or ("GET" if body is None else "POST")
        answer = self.http.request(verb, f"{self.said['control_url']}/{path}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def taken(self, what: str) -> list[Row]:
        """What is in `violations`, which are empty then."""
        found: list[Row] = self.control(what)
        self.control(what, method="DELETE")
        return found

    def switch(self, **switches: Any) -> None:
        self.control("switches", switches)

    def new_person(self, *, personal: bool = False) -> str:
        """The address of somebody with an empty mailbox, so that tests don't meet."""
        email = f"person{next(PEOPLE)}@acme.example"
        self.control("accounts", {"email": email, "personal": personal})
        return email

    def desk(self, email: str = "", *scopes: str) -> "Desk":
        email = email or self.new_person()
        asked = {"email": email} | ({"scopes": scopes} if scopes else {})
        return Desk(self, email, self.control("token", asked)["access_token"])


@dataclass(frozen=True, slots=True)
class Desk:
    """One account's access token at work."""

    standin: MicrosoftStandin
    email: str
    token: str

    def call(
        self, method: str, path: str, body: object = None, prefer: str = IMMUTABLE, etag: str = "", **query: Any
    ) -> httpx.Response:
        """`path` below the API's base, or a whole link; of `query` each name has a $ before it."""
        headers = {"authorization": f"Bearer {self.token}", "prefer": prefer} | ({"if-match": etag} if etag else {})
        url = path if path.startswith("http") else f"{self.standin.said['graph_url']}/{path}"
        params = {f"${name}": value for name, value in query.items()}
        return self.standin.http.request(method, url, json=body, params=params or None, headers=headers)

    def ok(self, method: str, path: str, body: object = None, prefer: str = IMMUTABLE, **query: Any) -> Any:
        answer = self.call(method, path, body, prefer, **query)
        assert answer.status_code in (200, 201, 204), answer.text
        return answer.json() if answer.content else None

    def refusal(self, method: str, path: str, body: object = None, **more: Any) -> tuple[int, str]:
        """Status and code of a call that must fail."""
        answer = self.call(method, path, body, **more)
        return answer.status_code, answer.json()["error"]["code"]

    def create(self, folder: str = "", **contact: Any) -> Row:
        path = f"me/contactFolders/{folder}/contacts" if folder else "me/contacts"
        made: Row = self.ok("POST", path, {"givenName": "Bea", **contact})
        return made

    def round(self, link: str, **query: Any) -> tuple[list[Row], str]:
        """All pages of a round of delta, and where the next one begins."""
        page = self.ok("GET", link, **query)
        items = page["value"]
        while "@odata.nextLink" in page:
            page = self.ok("GET", page["@odata.nextLink"])
            items += page["value"]
        return items, page["@odata.deltaLink"]

    def batch(self, *calls: Row) -> dict[str, Row]:
        """The answers by the id of their call."""
        told = self.ok("POST", "$batch", {"requests": list(calls)})
        return {one["id"]: one for one in told["responses"]}

    def edit(self, do: str, **what: Any) -> Row:
        """As the person does it in Outlook."""
        shown: Row = self.standin.control("edit", {"do": do, "email": self.email, **what})
        return shown


def start_microsoft(data: Path, *arguments: str, start: Start = start_child) -> tuple[Child | Forked, MicrosoftStandin]:
    """With the contract where it is at hand; `arguments` are the stand-in's own."""
    given = ["--port", "0", "--data", str(data), "--contracts", str(CONTRACTS), *arguments]
    child = start("sandbox.microsoft", given, data / "microsoft.log")
    return child, MicrosoftStandin(child.said, httpx.Client(timeout=30))


@dataclass
class Receiver:
    """Pushes as they arrived; `statuses` are answered in turn, the last for good. It greets unless it is `rude`."""

    url: str = ""
    statuses: list[int] = field(default_factory=lambda: [202])
    pushes: list[Row] = field(default_factory=list)
    greeted: list[str] = field(default_factory=list)
    rude: bool = False

    def wait_for(self, number: int, seconds: float = 5.0) -> list[Row]:
        """The first pushes; fails after the seconds."""
        until(lambda: len(self.pushes) >= number, seconds)
        return self.pushes[:number]


def until(holds: Callable[[], bool], seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            words = parse_qs(urlsplit(self.path).query).get("validationToken")
            if words:
                receiver.greeted.append(words[0])
                return self._answer(200, b"hello" if receiver.rude else words[0].encode())
            receiver.pushes += httpx.Response(200, content=body).json()["value"]
            left = receiver.statuses
            return self._answer(left.pop(0) if len(left) > 1 else left[0], b"")

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/push"
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
