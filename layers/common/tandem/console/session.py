"""Who may look: the bearer token of the API, and the signed cookie that a browser gets for it."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tandem.console.request import Request

COOKIE = "tandem_session"
LASTS = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Guard:
    """Knows the SHA-256 of the admin token, in hex, and never the token. Without one nobody is let in."""

    token_sha256: str

    def is_admin(self, token: str) -> bool:
        given = hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
        return hmac.compare_digest(given, self.token_sha256.lower())

    def bears_token(self, request: Request) -> bool:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and self.is_admin(token.strip())

    def new_session(self, now: datetime) -> str:
        ends = int((now + LASTS).timestamp())
        value = f"{ends}.{secrets.token_urlsafe(32)}"
        return f"{value}.{self._signature(value)}"

    def has_session(self, request: Request) -> bool:
        value, _, signature = request.cookies.get(COOKIE, "").rpartition(".")
        ends = value.partition(".")[0]
        if not (self.token_sha256 and ends.isascii() and ends.isdigit() and len(ends) < 12):
            return False
        is_ours = hmac.compare_digest(self._signature(value).encode(), signature.encode("utf-8", "surrogatepass"))
        return is_ours and request.now < datetime.fromtimestamp(int(ends), UTC)

    def _signature(self, value: str) -> str:
        """A new admin token ends every session: it changes the key."""
        key = hashlib.sha256(b"tandem session " + self.token_sha256.lower().encode()).digest()
        return hmac.new(key, value.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def cookie(value: str, request: Request) -> str:
    """The Set-Cookie line; `Secure` wherever the browser came by TLS."""
    line = f"{COOKIE}={value}; Path=/; Max-Age={int(LASTS.total_seconds())}; HttpOnly; SameSite=Strict"
    return f"{line}; Secure" if request.headers.get("x-forwarded-proto") == "https" else line
