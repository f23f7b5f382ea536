"""Who may look: the bearer token of the API, the session of a browser, and the marks that only our own forms carry."""

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

from tandem.console.embedding import Embedding
from tandem.console.request import Request
from tandem.state.embedded_sessions import EmbeddedSessions
from tandem.state.sessions import LASTS, Session, Sessions
from tandem.state.sign_ins import LASTS as SIGN_IN_LASTS

COOKIE = "tandem_session"
BEGUN = "tandem_sign_in"
"""The cookie of a browser that was sent off to sign in, until it comes back."""
HOST_ONLY = "__Host-"
"""Browsers take such a name only with Secure, for this host alone and for all of its paths (RFC 6265bis, 4.1.3.2)."""
CHOICE_LASTS = timedelta(days=365)
MASK = 32
"""Bytes, as many as a token has."""
LIVE = "x-tandem-live"
"""The header of what a page asks for by itself."""


@dataclass(frozen=True, slots=True)
class Guard:
    """Knows the SHA-256 of the admin token, in hex, and never the token. Without one nobody is let in by it."""

    token_sha256: str
    sessions: Sessions
    embedding: Embedding = field(default_factory=Embedding)

    def is_admin(self, token: str) -> bool:
        given = hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
        return hmac.compare_digest(given, self.token_sha256.lower())

    def bears_token(self, request: Request) -> bool:
        borne = bearer_of(request)
        return bool(borne) and self.is_admin(borne)

    def session(self, request: Request) -> Session | None:
        """The session of the request's cookie. Only what a person does keeps it alive."""
        secret = secret_of(request)
        find = self.sessions.find if LIVE in request.headers else self.sessions.use
        return find(secret, request.now) if secret else None

    @property
    def embedded(self) -> EmbeddedSessions:
        return EmbeddedSessions(self.sessions.table, self.sessions.ids, self.sessions.bound_to)

    def embedded_session(self, request: Request) -> Session | None:
        """The session that a framed page bears. A cookie is none: other sites' pages send it along, too."""
        return self.embedded.find(bearer_of(request), request.now)


def bearer_of(request: Request) -> str:
    scheme, _, borne = request.headers.get("authorization", "").partition(" ")
    return borne.strip() if scheme.lower() == "bearer" else ""


def is_by_tls(request: Request) -> bool:
    return request.headers.get("x-forwarded-proto") == "https"


def secret_of(request: Request) -> str:
    return request.cookies.get(_name(COOKIE, request), "")


def begun_of(request: Request) -> str:
    return request.cookies.get(_name(BEGUN, request), "")


def form_token(secret: str) -> str:
    """What every form of a session carries; nobody learns the session from it."""
    return _marked(secret, b"tandem form")


def mark_of(secret: str) -> str:
    """By which a session is known again where its secret doesn't belong; empty for none."""
    return _marked(secret, b"tandem consent") if secret else ""


def _marked(secret: str, use: bytes) -> str:
    return hmac.new(secret.encode("utf-8", "surrogatepass"), use, hashlib.sha256).hexdigest()


def masked(token: str, chance: str) -> str:
    """The same token, looking like another one each time: nobody learns it from how well a page packs (BREACH, 2013).

    `chance` is something that nobody can guess; in front stands what takes it off again.
    """
    mask = hashlib.sha256(chance.encode()).digest()
    return mask.hex() + _crossed(mask, bytes.fromhex(token)).hex()


def _unmasked(given: str) -> bytes:
    """Nothing for what can't be one."""
    try:
        raw = bytes.fromhex(given)
    except ValueError:
        return b""
    return _crossed(raw[:MASK], raw[MASK:]) if len(raw) == 2 * MASK else raw


def _crossed(mask: bytes, text: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(mask, text, strict=True))


def is_own_form(request: Request, given: str) -> bool:
    return hmac.compare_digest(bytes.fromhex(form_token(secret_of(request))), _unmasked(given))


def is_from_here(request: Request) -> bool:
    """Whether a form was sent from a page of ours, as far as the browser tells (Fetch Metadata; else Origin)."""
    site, origin = request.headers.get("sec-fetch-site", ""), request.headers.get("origin", "")
    return site in {"", "same-origin"} and (not origin or _is_of(request, origin))


def _is_of(request: Request, origin: str) -> bool:
    try:
        parts = urlsplit(origin)
    except ValueError:  # no address at all, as "http://["
        return False
    is_same_scheme = parts.scheme == ("https" if is_by_tls(request) else "http")
    return is_same_scheme and parts.netloc == request.headers.get("host", "")


def cookie(secret: str, request: Request) -> str:
    """The Set-Cookie line that begins a session, or with no secret ends it.

    Lax, as people come here by links from Pipedrive; what changes something is asked for by our own forms alone.
    """
    return _line(COOKIE, secret, LASTS, request)


def begun_cookie(secret: str, request: Request) -> str:
    """The same for a sign-in that was begun. Lax, as the browser comes back from another site."""
    return _line(BEGUN, secret, SIGN_IN_LASTS, request)


def choice_cookie(name: str, value: str, request: Request) -> str:
    """The line that keeps what a person chose for a year, or with no value forgets it. It is no secret."""
    seconds = int(CHOICE_LASTS.total_seconds()) if value else 0
    line = f"{name}={value}; Max-Age={seconds}; Path=/; SameSite=Lax"
    return f"{line}; Secure" if is_by_tls(request) else line


def _line(name: str, value: str, lasts: timedelta, request: Request) -> str:
    seconds = int(lasts.total_seconds()) if value else 0
    line = f"{_name(name, request)}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax"
    return f"{line}; Secure" if is_by_tls(request) else line


def _name(name: str, request: Request) -> str:
    return f"{HOST_ONLY}{name}" if is_by_tls(request) else name
