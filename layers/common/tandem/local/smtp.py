"""Letters over SMTP (RFC 5321), with TLS and a login. Each is handed over once."""

import smtplib
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tandem.domain.errors import Refused
from tandem.domain.ids import CompanyId, UserId
from tandem.local.letter_file import message
from tandem.ports import Delivery, Fate, Letter

PATIENCE = 10.0
"""Seconds, for each answer of the server."""
ACCEPTED, FOR_GOOD = 250, 500
PORTS = {"smtp": 587, "smtps": 465}
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Server:
    """`is_wrapped`: TLS from the first byte (smtps), else STARTTLS is asked for, which only loopback may lack."""

    host: str
    port: int
    is_wrapped: bool
    user: str = ""
    password: str = field(default="", repr=False)


def server_of(url: str) -> Server:
    """`smtps://user:password@host[:465]` or `smtp://…[:587]`; name and password percent-encoded.

    They must be ASCII, as Python's smtplib sends no others. Raise `Refused` ("bad_smtp_url"), which holds none of it.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS[parts.scheme]
        host = parts.hostname or ""
    except (ValueError, KeyError):
        raise Refused("bad_smtp_url") from None  # the URL has the password in it
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    is_more = bool(parts.path.strip("/") or parts.query or parts.fragment)
    if not host or is_more or not (user + password).isascii():
        raise Refused("bad_smtp_url")
    return Server(host, port, parts.scheme == "smtps", user, password)


class SmtpPost:
    """`ca_file` adds a certificate authority to those of the system."""

    def __init__(self, server: Server, sender: str, ca_file: Path | None = None, patience: float = PATIENCE) -> None:
        self._server = server
        self._sender = sender
        self._patience = patience
        self._trust = ssl.create_default_context()
        if ca_file is not None:
            self._trust.load_verify_locations(ca_file)

    def send(self, letter: Letter) -> Delivery:
        try:
            smtp = self._connected()
        except smtplib.SMTPAuthenticationError:
            return Delivery(Fate.NOT_TAKEN, "mail_login")
        except (smtplib.SMTPException, OSError) as error:
            return Delivery(Fate.NOT_TAKEN, _reason(error))
        try:
            return self._handed_over(smtp, letter)
        finally:
            smtp.close()  # without a farewell: the letter was taken or not, and nobody waits for another answer

    def forget(self, company: CompanyId, user: UserId) -> None:
        """A mail server keeps no letters for us."""

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        if server.is_wrapped:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=self._patience, context=self._trust)
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=self._patience)
        try:
            self._greet(smtp)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _greet(self, smtp: smtplib.SMTP) -> None:
        """No password and no letter goes out before TLS, but to this machine itself."""
        server = self._server
        smtp.ehlo_or_helo_if_needed()
        if not server.is_wrapped and (smtp.has_extn("starttls") or server.host not in LOOPBACK):
            smtp.starttls(context=self._trust)
            smtp.ehlo()
        if server.user:
            smtp.login(server.user, server.password)

    def _handed_over(self, smtp: smtplib.SMTP, letter: Letter) -> Delivery:
        content = message(letter, self._sender).as_bytes()
        try:
            for code, _ in (smtp.mail(self._sender), smtp.rcpt(letter.to)):
                if code // 10 != ACCEPTED // 10:
                    return Delivery(_fate_of(code), f"mail_{code}")
        except (smtplib.SMTPException, OSError) as error:
            return Delivery(Fate.NOT_TAKEN, _reason(error))
        try:
            code, _ = smtp.data(content)
        except smtplib.SMTPDataError as error:
            return Delivery(_fate_of(error.smtp_code), f"mail_{error.smtp_code}")
        except (smtplib.SMTPException, OSError) as error:
            return Delivery(Fate.UNKNOWN, _reason(error))
        return Delivery(Fate.SENT) if code == ACCEPTED else Delivery(_fate_of(code), f"mail_{code}")


def _fate_of(code: int) -> Fate:
    """What the server answered instead of taking it: 5xx means for good, all else another time (RFC 5321, 4.2.1)."""
    return Fate.REFUSED if code >= FOR_GOOD else Fate.NOT_TAKEN


def _reason(error: Exception) -> str:
    return f"mail_{type(error).__name__}"
