"""The way to one mailbox's server: requests with its authentication, over our own transport.

exchangelib speaks HTTP by `requests`, and so does NTLM. What they send goes through `Transport` here, so addresses are
guarded, circuits asked, certificates checked and times kept as everywhere; redirects are nobody's to follow.
"""

import re
import struct
from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO
from threading import Lock
from typing import Any, cast

from requests import PreparedRequest, Response, Session
from requests.adapters import BaseAdapter
from requests.auth import HTTPBasicAuth
from requests.structures import CaseInsensitiveDict
from requests_ntlm import HttpNtlmAuth
from spnego.exceptions import SpnegoError

from tandem.domain.errors import AccessRevoked, RateLimited, Refused, Unavailable
from tandem.providers.transport import Answer, Transport

BASIC, NTLM = "basic", "ntlm"
XML_TYPE = "text/xml; charset=utf-8"
USUAL_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(days=1)

_OFFER = re.compile(r"(?:^|,)\s*(NTLM|Basic)\b", re.IGNORECASE)
_NO_SESSION = 440  # what IIS says where a login has timed out


class Door:
    """One request at a time. NTLM vouches for a connection, not for a request, so it has connections of its own."""

    def __init__(self, *, url: str, transport: Transport, username: str, password: str, auth: str) -> None:
        self.url = url
        self.transport = transport.apart() if auth == NTLM else transport
        self._lock = Lock()
        self._session = Session()
        self._session.trust_env = False  # neither proxies nor passwords from around
        self._session.mount("http://", _Wire(self.transport))
        self._session.mount("https://", _Wire(self.transport))
        self._session.auth = _auth(auth, username, password)
        self._is_shaking = auth == NTLM

    def post(self, body: bytes, headers: Mapping[str, str] | None = None) -> Response:
        """An answer of status 200 or a SOAP fault. Raise `AccessRevoked`, `RateLimited`, `Unavailable`."""
        sent = {"Content-Type": XML_TYPE, "Accept": "text/xml", "User-Agent": "Tandem", **(headers or {})}
        with self._lock:
            answer = self._posted(body, sent)
            if answer.status_code == 401 and self._is_shaking:
                answer = self._posted(body, sent)  # the connection may have ended amid the handshake
        if answer.status_code == 200 or (answer.status_code == 500 and b"Envelope" in answer.content):
            return answer
        raise _trouble(answer)

    def close(self) -> None:
        """Let go of what this door has alone."""
        if self._is_shaking:
            self.transport.close()

    def _posted(self, body: bytes, headers: Mapping[str, str]) -> Response:
        try:
            return self._session.post(self.url, data=body, headers=headers, allow_redirects=False)
        except (PermissionError, LookupError, ValueError, struct.error, SpnegoError) as error:
            raise Unavailable("handshake_failed") from error


def offered(transport: Transport, url: str) -> str:
    """How the server wants to be told who is asking. Raise `Refused` for a way that there isn't here.

    Basic where it is offered: it is as safe as its TLS, and no proxy or balancer breaks it.
    """
    answer = transport.send("POST", url, headers={"Content-Type": XML_TYPE, "User-Agent": "Tandem"})
    found = {one.lower() for one in _OFFER.findall(answer.headers.get("www-authenticate", ""))}
    if answer.status != 401:
        raise Unavailable("not_exchange", str(answer.status))
    for auth in (BASIC, NTLM):
        if auth in found:
            return auth
    raise Refused("no_password_login", "url")


class _Wire(BaseAdapter):
    def __init__(self, transport: Transport) -> None:
        super().__init__()
        self._transport = transport

    def send(self, request: PreparedRequest, *_: object, **_options: object) -> Response:
        """Raises what `Transport` raises: requests lets it pass."""
        content = request.body if isinstance(request.body, bytes) else b""
        headers = {name: _text(value) for name, value in request.headers.items()}
        headers = {name: value for name, value in headers.items() if name.lower() not in _OURS}
        answer = self._transport.send(str(request.method), str(request.url), headers=headers, content=content)
        return self._response(request, answer)

    def close(self) -> None:
        """The transport is closed by whoever opened it."""

    def _response(self, request: PreparedRequest, answer: Answer) -> Response:
        response: Any = Response()
        response.status_code = answer.status
        response.headers = CaseInsensitiveDict(answer.headers)
        response.raw = _Raw(answer.body)
        response._content = answer.body  # all of it is there; requests has no other way in
        response.url, response.request, response.connection = request.url, request, self
        return cast("Response", response)


_OURS = frozenset({"content-length", "accept-encoding", "connection", "host"})


class _Raw(BytesIO):
    def release_conn(self) -> None:
        """The connection is back in its pool already."""


def _auth(auth: str, username: str, password: str) -> Any:
    if auth == NTLM:
        return HttpNtlmAuth(username, password, send_cbt=False)
    return HTTPBasicAuth(username.encode(), password.encode())


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _trouble(answer: Response) -> Exception:
    wait = _wait(answer.headers)
    match answer.status_code:
        case 401:
            return AccessRevoked("exchange_password")
        case 429:
            return RateLimited(wait or USUAL_WAIT)
        case 503 if wait is not None:
            return RateLimited(wait)
        case 301 | 302 | 303 | 307 | 308:
            return Unavailable("foreign_redirect")
        case 403:
            return Unavailable("forbidden")
        case status:
            is_servers = status >= 500 or status == _NO_SESSION
            return Unavailable("server_error" if is_servers else "not_exchange", str(status))


def _wait(headers: Mapping[str, str]) -> timedelta | None:
    text = headers.get("retry-after", "").strip()
    return min(timedelta(seconds=int(text[:9])), LONGEST_WAIT) if text.isdecimal() else None
