"""The CardDAV server that both tools are measured on, in its own process: its own cost is listed apart.

`fast_dav.py`, where the checkout beside this one has it, answers from memory at once. Else Radicale serves, whose own
work then dominates every figure.
"""

import json
import subprocess
import sys
import urllib.error
import urllib.request
from base64 import b64encode
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import sleep
from typing import Any, Protocol

from benchmarks.measure import StepFailed, cpu_of
from benchmarks.ports import free_port
from sandbox.address_book import RadicaleFolder
from sandbox.child import Child, start_child

FAST_DAV = Path(__file__).resolve().parents[2] / "shared" / "perf" / "fast_dav.py"
MAKE_BOOK = (
    b'<?xml version="1.0"?><mkcol xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"><set><prop>'
    b"<resourcetype><collection/><C:addressbook/></resourcetype></prop></set></mkcol>"
)


class BookServer(Protocol):
    """One server with address books by name. `takes_uploads`: a PUT costs it nothing worth naming."""

    @property
    def name(self) -> str: ...

    @property
    def username(self) -> str: ...

    @property
    def password(self) -> str: ...

    @property
    def takes_uploads(self) -> bool: ...

    def url(self, book: str) -> str: ...

    def seed(self, book: str, cards: Mapping[str, str]) -> None:
        """Make the book anew with these cards, by UID."""
        ...

    def change(self, book: str, cards: Mapping[str, str]) -> None: ...

    def requests(self) -> Counter[str]:
        """By method, since this was last asked."""
        ...

    def cpu(self) -> float: ...

    def stop(self) -> None: ...


@dataclass(slots=True)
class FastDav:
    process: subprocess.Popen[bytes]
    port: int
    control: int
    name: str = "fast_dav"
    username: str = "u"
    password: str = "p"
    takes_uploads: bool = True

    def url(self, book: str) -> str:
        return f"http://127.0.0.1:{self.port}/u/{book}/"

    def seed(self, book: str, cards: Mapping[str, str]) -> None:
        if cards:
            ask("POST", f"http://127.0.0.1:{self.port}/seed/{book}", json.dumps(list(cards.items())).encode())
        else:
            ask("DELETE", self.url(book))
            ask("MKCOL", self.url(book), MAKE_BOOK)

    def change(self, book: str, cards: Mapping[str, str]) -> None:
        for uid, card in cards.items():
            ask("PUT", f"{self.url(book)}{uid}.vcf", card.encode())

    def requests(self) -> Counter[str]:
        answer = json.loads(ask("GET", f"http://127.0.0.1:{self.control}/"))
        return Counter(answer["requests"])

    def cpu(self) -> float:
        return cpu_of(self.process.pid)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


@dataclass(slots=True)
class RadicaleServer:
    child: Child
    folder: RadicaleFolder
    name: str = "Radicale"
    takes_uploads: bool = False
    _told: int = field(default=0)

    @property
    def username(self) -> str:
        return str(self.child.said["username"])

    @property
    def password(self) -> str:
        return str(self.child.said["password"])

    def url(self, book: str) -> str:
        return f"{self.child.said['root_url']}{self.username}/{book}/"

    def seed(self, book: str, cards: Mapping[str, str]) -> None:
        for card in self.folder.make_book(self.username, book).glob("*.vcf"):
            card.unlink()
        self.change(book, cards)

    def change(self, book: str, cards: Mapping[str, str]) -> None:
        """Write the files, then let the server read them: its cache is not what is measured."""
        self.folder.put_cards(cards, self.username, book)
        login = b64encode(f"{self.username}:{self.password}".encode()).decode()
        body = b'<propfind xmlns="DAV:"><prop><getetag/></prop></propfind>'
        ask("PROPFIND", self.url(book), body, {"Depth": "1", "Authorization": f"Basic {login}"})

    def requests(self) -> Counter[str]:
        everything = self.folder.requests()
        fresh, self._told = everything[self._told :], len(everything)
        return Counter(request.method for request in fresh)

    def cpu(self) -> float:
        return cpu_of(self.child.process.pid)

    def stop(self) -> None:
        self.child.stop()


def start_book_server(data: Path) -> BookServer:
    return start_fast_dav() if FAST_DAV.exists() else start_radicale(data)


def start_fast_dav() -> FastDav:
    port, control = free_port(), free_port()
    process = subprocess.Popen([sys.executable, str(FAST_DAV), str(port), str(control)])
    server = FastDav(process, port, control)
    for _ in range(100):
        try:
            server.requests()
        except urllib.error.URLError:
            sleep(0.1)
        else:
            return server
    server.stop()
    raise StepFailed("fast_dav.py did not start")


def start_radicale(data: Path) -> RadicaleServer:
    child = start_child("sandbox.radicale", ["--port", "0", "--data", str(data)], data / "radicale.log")
    return RadicaleServer(child, RadicaleFolder(data / "radicale"))


def ask(method: str, url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> bytes:
    request = urllib.request.Request(url, body, {"Content-Type": "text/xml", **(headers or {})}, method=method)
    with urllib.request.urlopen(request, timeout=600) as answer:
        content: bytes = answer.read()
        return content


def ask_json(url: str, body: object = None) -> Any:
    """A GET, or a POST where there is a body; its JSON."""
    data = None if body is None else json.dumps(body).encode()
    return json.loads(
        ask("GET" if data is None else "POST", url, data, {"Content-Type": "application/json"}) or b"null"
    )
