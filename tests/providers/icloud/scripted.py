"""A tiny DAV server that answers what a test tells it to: for the ways of servers that can't be had on loopback."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True)
class Asked:
    method: str
    path: str
    headers: Mapping[str, str]
    body: str


@dataclass(frozen=True, slots=True)
class Says:
    status: int
    body: str | bytes = ""
    headers: Mapping[str, str] = field(default_factory=dict)


Script = Callable[[Asked], Says]


@dataclass(slots=True)
class ScriptedServer:
    """`script` answers; `asked` holds every request in order."""

    script: Script = lambda _asked: Says(404)
    asked: list[Asked] = field(default_factory=list)
    httpd: ThreadingHTTPServer = field(init=False)

    def start(self) -> None:
        self.httpd = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.httpd.daemon_threads = True
        threading.Thread(target=self.httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        self.httpd.shutdown()
        self.httpd.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.httpd.server_address[1]}"

    @property
    def book(self) -> str:
        return f"{self.url}/book/"


def _handler(server: ScriptedServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            length = int(self.headers.get("content-length", 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.command, self.path, headers, self.rfile.read(length).decode())
            server.asked.append(asked)
            says = server.script(asked)
            content = says.body if isinstance(says.body, bytes) else says.body.encode()
            self.send_response_only(says.status)
            for name, value in says.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_PUT = do_DELETE = do_PROPFIND = do_REPORT = _answer  # noqa: N815  # http.server's own names

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    return Handler


SPACES = 'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav" xmlns:S="http://calendarserver.org/ns/"'


def multistatus(*parts: str, token: str = "") -> Says:
    end = f"<sync-token>{token}</sync-token>" if token else ""
    return Says(207, f"<?xml version='1.0'?><multistatus {SPACES}>{''.join(parts)}{end}</multistatus>")


def response(href: str, *, etag: str = '"1"', card: str | None = None, more: str = "") -> str:
    data = "" if card is None else f"<C:address-data>{card}</C:address-data>"
    prop = f"<prop><getetag>{etag}</getetag>{data}{more}</prop>"
    return f"<response><href>{href}</href><propstat>{prop}<status>HTTP/1.1 200 OK</status></propstat></response>"


def status(href: str, code: int) -> str:
    return f"<response><href>{href}</href><status>HTTP/1.1 {code} Said</status></response>"


def error(code: int, condition: str) -> Says:
    return Says(code, f"<?xml version='1.0'?><error {SPACES}><{condition}/></error>")


def card(uid: str, name: str = "Ann Example", *more: str) -> str:
    lines = ("BEGIN:VCARD", "VERSION:3.0", f"UID:{uid}", f"FN:{name}", f"N:;{name};;;", *more, "END:VCARD", "")
    return "\r\n".join(lines)
