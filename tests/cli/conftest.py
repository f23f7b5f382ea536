"""A real server on loopback that answers as the console does, and the command run against it."""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tandem.cli.main import main
from tandem.console.api import respond
from tests.console.events import TOKEN, event, guard
from tests.console.fake_app import FakeApp


@dataclass
class House:
    """The server's address, the App behind it, and the requests' paths and languages as they came."""

    app: FakeApp
    url: str = ""
    heard: list[tuple[str, str]] = field(default_factory=list)


def _handler(house: House) -> type[BaseHTTPRequestHandler]:
    class Front(BaseHTTPRequestHandler):
        def do_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            house.heard.append((self.path, headers.get("accept-language", "")))
            answer: dict[str, Any] = respond(event(self.command, self.path, body, headers), house.app, guard(), "en")
            text = answer["body"].encode()
            self.send_response(answer["statusCode"])
            for name, value in {**answer["headers"], "Content-Length": str(len(text))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_POST = do_PATCH = do_any  # noqa: N815  # http.server looks for these names

        def log_message(self, *_: object) -> None:
            return None

    return Front


@pytest.fixture
def house() -> Iterator[House]:
    it = House(FakeApp())
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(it)) as server:
        it.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield it
        server.shutdown()
        thread.join()


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


Tandem = Callable[..., Outcome]


@pytest.fixture
def environment(house: House, tmp_path: Path) -> dict[str, str]:
    """What the command needs to find the house."""
    (tmp_path / "admin-token").write_text(f"{TOKEN}\n", encoding="utf-8")
    return {"TANDEM_URL": house.url, "TANDEM_DATA": str(tmp_path), "TANDEM_LANG": "en"}


@pytest.fixture
def tandem(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Tandem:
    """Runs the command as `tandem ARGUMENTS…` with `stdin` on its standard input."""

    def run(*arguments: str, stdin: str = "", **variables: str) -> Outcome:
        for name, value in {**environment, **variables}.items():
            monkeypatch.setenv(name, value)
        typed = tmp_path / "typed"
        typed.write_text(stdin, encoding="utf-8")
        monkeypatch.setattr(sys, "argv", ["tandem", *arguments])
        with typed.open(encoding="utf-8") as file:
            monkeypatch.setattr(sys, "stdin", file)
            with pytest.raises(SystemExit) as ended:
                main()
        said = capsys.readouterr()
        return Outcome(int(ended.value.code or 0), said.out, said.err)

    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "TANDEM_TOKEN_FILE"):
        if name in os.environ:
            monkeypatch.delenv(name)
    return run
