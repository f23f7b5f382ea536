"""A mail server on loopback, as small as a test needs it: keeps what it took, and answers otherwise where told to."""

import base64
import socketserver
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from threading import Event, Thread

HANG, DROP = "hang", "drop"
"""In place of an answer: none as long as the test lasts, or the end of the connection."""
TAKEN = "."
"""The end of a letter, as a command."""


@dataclass
class Mailbox:
    """`answers` are given in place of the usual ones, by command. `login` is what AUTH PLAIN must say.

    `certificate` lets it offer STARTTLS, or speak TLS from the first byte where it is `wrapped`.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    login: tuple[str, str] | None = None
    certificate: Path | None = None
    wrapped: bool = False
    taken: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, str]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    over: Event = field(default_factory=Event)
    port: int = 0

    @property
    def context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        assert self.certificate is not None
        context.load_cert_chain(self.certificate)
        return context


class _Talk(socketserver.StreamRequestHandler):
    box: Mailbox

    def setup(self) -> None:
        if self.box.wrapped:
            self.request = self.box.context.wrap_socket(self.request, server_side=True)
        super().setup()

    def finish(self) -> None:
        """The socket that TLS made of the server's is nobody else's to close."""
        super().finish()
        self.request.close()

    def handle(self) -> None:
        self.secure = self.box.wrapped
        self.known = self.box.login is None
        self.sender = self.to = ""
        if not self._answer("HELLO", "220 mail.example"):
            return
        while line := self.rfile.readline():
            said = line.decode().strip()
            verb = said.split(" ")[0].split(":")[0].upper()
            self.box.said.append(f"{'TLS ' if self.secure else ''}{verb}")
            if not self._hear(verb, said):
                return

    def _hear(self, verb: str, said: str) -> bool:
        match verb:
            case "EHLO":
                offers = ["STARTTLS"] if self.box.certificate and not self.secure else ["AUTH PLAIN"]
                return self._answer(verb, "\r\n".join(["250-mail.example", *(f"250 {one}" for one in offers)]))
            case "STARTTLS":
                return self._answer(verb, "220 go on") and self._secure()
            case "AUTH":
                given = base64.b64decode(said.rsplit(maxsplit=1)[-1]).decode().split("\0")[1:]
                self.known = given == list(self.box.login or ())
                return self._answer(verb, "235 welcome" if self.known else "535 no")
            case "MAIL":
                self.sender = said
                return self._answer(verb, "250 ok" if self.known else "530 log in first")
            case "RCPT":
                self.to = said
                return self._answer(verb, "250 ok")
            case "DATA":
                is_asked = self.box.answers.get(verb, "354 go on").startswith("354")
                return self._answer(verb, "354 go on") and (not is_asked or self._take())
            case _:
                return self._answer(verb, "502 what?")

    def _take(self) -> bool:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        answer = self.box.answers.get(TAKEN, "250 taken")
        if answer[0] == "2" or answer in (HANG, DROP):
            made = message_from_bytes(b"".join(lines), policy=policy.default)
            assert isinstance(made, EmailMessage)
            self.box.taken.append(made)
            self.box.envelopes.append((self.sender, self.to))
        return self._answer(TAKEN, "250 taken")

    def _secure(self) -> bool:
        for plain in (self.rfile, self.wfile):
            plain.close()
        self.request = self.box.context.wrap_socket(self.request, server_side=True)
        super().setup()
        self.secure = True
        return True

    def _answer(self, verb: str, usual: str) -> bool:
        answer = self.box.answers.get(verb, usual)
        if answer == HANG:
            self.box.over.wait(30)
        if answer in (HANG, DROP):
            return False
        self.wfile.write(f"{answer}\r\n".encode())
        return True


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is what many a test is about."""


@contextmanager
def running(box: Mailbox) -> Iterator[Mailbox]:
    handler = type("Talk", (_Talk,), {"box": box})
    with _Server(("127.0.0.1", 0), handler) as server:
        box.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield box
        finally:
            box.over.set()
            server.shutdown()
            thread.join(10)
