"""A real Radicale in its own process, for one made-up company: loopback, Basic auth, and a log of what was asked.

    python -m sandbox.radicale --port 0 --data DIR [--user NAME]...

prints one JSON object when it is ready. Nothing of Radicale's own behaviour is changed.
"""

import argparse
import json
import signal
import socketserver
import sys
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote
from wsgiref.simple_server import WSGIServer

from radicale import config, log
from radicale.app import Application
from radicale.server import RequestHandler

from sandbox.address_book import BOOK, RadicaleFolder, append_line

HOST = "127.0.0.1"
OWNERS = ("anna", "ben")

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Server(socketserver.ThreadingMixIn, WSGIServer):
    """One thread per connection, like the server that Radicale brings."""

    daemon_threads = True
    request_queue_size = 128


def settings(folder: RadicaleFolder) -> config.Configuration:
    configuration = config.load()
    configuration.update(
        {
            "auth": {
                "type": "htpasswd",
                "htpasswd_filename": str(folder.accounts),
                "htpasswd_encryption": "plain",
                "delay": "0",
            },
            "rights": {"type": "owner_only"},
            "storage": {"filesystem_folder": str(folder.storage)},
            "logging": {"level": "error"},
        },
        "sandbox",
    )
    return configuration


def recorded(application: Wsgi, folder: RadicaleFolder) -> Wsgi:
    """Write a line per request, and what a PUT sent while the folder asks for it."""

    def call(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        keep = environ["REQUEST_METHOD"] == "PUT" and folder.bodies.exists()
        body = _take_body(environ) if keep else b""
        answered: list[int] = []

        def started(status: str, *arguments: Any) -> Any:
            answered.append(int(status.split(maxsplit=1)[0]))
            return start_response(status, *arguments)

        answer = application(environ, started)
        path = quote(environ["PATH_INFO"])
        append_line(folder.request_log, (environ["REQUEST_METHOD"], path, str(answered[-1])))
        if keep:
            text = body.decode("utf-8", "surrogateescape")
            append_line(folder.bodies, [json.dumps({"path": path, "status": answered[-1], "body": text})])
        return answer

    return call


def _take_body(environ: dict[str, Any]) -> bytes:
    body: bytes = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = BytesIO(body)
    return body


def serve(port: int, data: Path, owners: Iterable[str] = OWNERS) -> None:
    """Serve until SIGTERM or Ctrl-C."""
    folder = RadicaleFolder(data / "radicale")
    passwords = folder.ensure_accounts(list(owners))
    configuration = settings(folder)
    log.setup()
    log.set_level("error", False, "")
    with Server((HOST, port), RequestHandler) as server:
        server.set_app(recorded(Application(configuration), folder))
        say(ready(f"http://{HOST}:{server.server_port}", passwords))
        server.serve_forever(poll_interval=0.1)


def ready(root: str, passwords: dict[str, str]) -> dict[str, Any]:
    """The first account's address book, and under `users` everybody's."""
    users = [
        {"url": f"{root}/{name}/{BOOK}/", "username": name, "password": password}
        for name, password in passwords.items()
    ]
    return {**users[0], "root_url": f"{root}/", "users": users}


def say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--user", action="append", default=[])
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        serve(options.port, options.data, options.user or OWNERS)
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == "__main__":
    main()
