"""What the tests of the stand-in hold in hand: its process, a client of its API, and a receiver of its pushes."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
from googleapiclient import discovery_cache

from sandbox.child import Child, start_child
from tests.nursery import Forked, Start
from tests.servers import SHARED

Row = dict[str, Any]
ANNA, BEN, CLARA = (f"{name}@acme.example" for name in ("anna.berger", "ben.adler", "clara.voss"))
# The package of Google's own client has the same documents.
PACKAGED = Path(discovery_cache.__file__).parent / "documents"
CONTRACTS = SHARED / "contracts" / "google" if (SHARED / "contracts" / "google").is_dir() else PACKAGED
SCOPE = "https://www.googleapis.com/auth/calendar"
BERLIN = "Europe/Berlin"


@dataclass(frozen=True, slots=True)
class GoogleStandin:
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
        """What is in `outbox` or `violations`, which are empty then."""
        found: list[Row] = self.control(what)
        self.control(what, method="DELETE")
        return found

    def switch(self, **switches: Any) -> None:
        self.control("switches", switches)

    def desk(self, email: str = ANNA, *scopes: str) -> "Desk":
        asked = {"email": email} | ({"scopes": scopes} if scopes else {})
        return Desk(self, email, self.control("token", asked)["access_token"])


@dataclass(frozen=True, slots=True)
class Desk:
    """One account's access token at work. `calendar` is where the paths without one go."""

    standin: GoogleStandin
    email: str
    token: str
    calendar: str = "primary"

    def call(
        self, method: str, path: str, body: object = None, etag: str | None = None, **query: Any
    ) -> httpx.Response:
        headers = {"authorization": f"Bearer {self.token}"} | ({"if-match": etag} if etag else {})
        url = f"{self.standin.said['api_url']}{path}"
        told = {name: str(value).lower() if isinstance(value, bool) else value for name, value in query.items()}
        return self.standin.http.request(method, url, json=body, params=told or None, headers=headers)

    def ok(self, method: str, path: str, body: object = None, etag: str | None = None, **query: Any) -> Any:
        answer = self.call(method, path, body, etag, **query)
        assert answer.status_code in (200, 204), answer.text
        return answer.json() if answer.content else None

    def refusal(
        self, method: str, path: str, body: object = None, etag: str | None = None, **query: Any
    ) -> tuple[int, str]:
        """Status and reason of a call that must fail, in Calendar v3's shape."""
        answer = self.call(method, path, body, etag, **query)
        error = answer.json()["error"]
        assert error["code"] == answer.status_code
        assert error["message"] == error["errors"][0]["message"]
        return answer.status_code, error["errors"][0]["reason"]

    @property
    def events(self) -> str:
        return f"calendars/{self.calendar}/events"

    def insert(self, body: Row | None = None, **query: Any) -> Row:
        created: Row = self.ok("POST", self.events, meeting() | (body or {}), **query)
        return created

    def get(self, event_id: str) -> Row:
        found: Row = self.ok("GET", f"{self.events}/{event_id}")
        return found

    def patch(self, event_id: str, body: Row, etag: str | None = None, **query: Any) -> Row:
        changed: Row = self.ok("PATCH", f"{self.events}/{event_id}", body, etag, **query)
        return changed

    def delete(self, event_id: str, **query: Any) -> None:
        self.ok("DELETE", f"{self.events}/{event_id}", **query)

    def list_all(self, **query: Any) -> Row:
        """All pages as one."""
        page: Row = self.ok("GET", self.events, **query)
        items = page["items"]
        while "nextPageToken" in page:
            page = self.ok("GET", self.events, pageToken=page["nextPageToken"], **query)
            items += page["items"]
        return page | {"items": items}

    def sync_token(self, **query: Any) -> str:
        return str(self.list_all(**query)["nextSyncToken"])

    def since(self, token: str, **query: Any) -> list[Row]:
        items: list[Row] = self.list_all(syncToken=token, **query)["items"]
        return items

    def new_calendar(self, summary: str = "Pipedrive") -> "Desk":
        """The same desk at a calendar of its own, so that tests do not meet."""
        made = self.ok("POST", "calendars", {"summary": summary, "timeZone": BERLIN})
        return Desk(self.standin, self.email, self.token, made["id"])


def at(day: str, clock: str) -> Row:
    return {"dateTime": f"{day}T{clock}:00", "timeZone": BERLIN}


def meeting(day: str = "2027-03-01", start: str = "10:00", end: str = "11:00", **more: Any) -> Row:
    return {"summary": "Erstgespräch", "start": at(day, start), "end": at(day, end), **more}


def weekly(day: str = "2027-03-01", *more: str, **fields: Any) -> Row:
    return meeting(day, recurrence=["RRULE:FREQ=WEEKLY;COUNT=8", *more], **fields)


def start_google(data: Path, *arguments: str, start: Start = start_child) -> tuple[Child | Forked, GoogleStandin]:
    """With the contract; `arguments` are the stand-in's own, `--no-contract` for instance, and the last word counts."""
    given = ["--port", "0", "--data", str(data), "--contracts", str(CONTRACTS), *arguments]
    child = start("sandbox.google", given, data / "google.log")
    return child, GoogleStandin(child.said, httpx.Client(timeout=30))


@dataclass
class Receiver:
    """Pushes as they arrived; `statuses` are answered in turn, the last for good."""

    url: str = ""
    statuses: list[int] = field(default_factory=lambda: [200])
    pushes: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    def states(self) -> list[str]:
        return [push["x-goog-resource-state"] for push in self.pushes]

    def wait_for(self, count: int, seconds: float = 5.0) -> list[dict[str, str]]:
        """The first `count` pushes; fails after the seconds."""
        until(lambda: len(self.pushes) >= count, seconds)
        return self.pushes[:count]


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
            receiver.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            receiver.pushes.append({name.lower(): value for name, value in self.headers.items()})
            left = receiver.statuses
            self.send_response(left.pop(0) if len(left) > 1 else left[0])
            self.send_header("Content-Length", "0")
            self.end_headers()

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
