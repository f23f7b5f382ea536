"""One account's grant at Google: signs requests, and renews its access token before it lapses."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
from google.oauth2.credentials import Credentials

from tandem.domain.errors import AccessRevoked, Trouble, Unavailable
from tandem.providers.transport import Transport

CALENDAR = "https://www.googleapis.com/auth/calendar"
CONTACTS = "https://www.googleapis.com/auth/contacts"
NONSENSE = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)
"""What google-auth runs into where an answer is none of the token endpoint's."""
DEAD = ("invalid_grant", "unauthorized_client", "deleted_client")


@dataclass(frozen=True, slots=True)
class GoogleApp:
    """Tandem's registration at Google, and where its OAuth lives. The secret is read where a token is asked for."""

    token_url: str
    client_id: str
    client_secret: Callable[[], str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Told:
    """An answer in the shape that google-auth reads."""

    status: int
    headers: Mapping[str, str]
    data: bytes


class GoogleGrant:
    """`store` is called with a new access token and its end before it is used. Thread-safe."""

    def __init__(
        self,
        *,
        app: GoogleApp,
        refresh_token: str,
        transport: Transport,
        store: Callable[[str, datetime | None], None],
        access_token: str = "",
        expires_at: datetime | None = None,
    ) -> None:
        self._app = app
        self._transport = transport
        self._store = store
        self._lock = threading.Lock()
        self._refresh_token = refresh_token
        self._credentials = Credentials(
            token=access_token or None,
            expiry=expires_at.astimezone(UTC).replace(tzinfo=None) if expires_at else None,
        )

    def headers(self) -> Mapping[str, str]:
        """Raise `AccessRevoked`, `Unavailable` where a new token is needed and there is none to be had."""
        with self._lock:
            if not self._credentials.valid:
                self._renew()
            return {"authorization": f"Bearer {self._credentials.token}"}

    def renew(self, refused: Mapping[str, str]) -> None:
        """A token that was refused is replaced, once for all who hold it."""
        with self._lock:
            if refused.get("authorization") == f"Bearer {self._credentials.token}":
                self._renew()

    def _renew(self) -> None:
        self._refresh()
        token, expiry = self._credentials.token, self._credentials.expiry
        self._credentials.token = None  # what could not be stored must not be used
        if not isinstance(token, str) or not _is_sendable(token):
            raise Unavailable("token_refused")
        self._store(token, expiry.replace(tzinfo=UTC) if expiry else None)
        self._credentials.token = token

    def _refresh(self) -> None:
        renewed = Credentials(
            token=None,
            refresh_token=self._refresh_token,
            token_uri=self._app.token_url,
            client_id=self._app.client_id,
            client_secret=self._app.client_secret(),
        )
        try:
            renewed.refresh(self._request)
        except RefreshError as error:
            raise _refused(error) from None  # its text may hold what the server said
        except (GoogleAuthError, *NONSENSE):
            raise Unavailable("token_refused") from None
        self._credentials = renewed

    def _request(
        self,
        url: str,
        method: str = "GET",
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        **_timeout: Any,
    ) -> _Told:
        content = body.encode() if isinstance(body, str) else body or b""
        try:
            answer = self._transport.send(method, url, headers=headers or {}, content=content)
        except Trouble as trouble:
            raise TransportError(trouble.reason) from None
        return _Told(answer.status, answer.headers, answer.body)


def _is_sendable(token: str) -> bool:
    """As a part of a header."""
    return token.isascii() and token.isprintable() and bool(token)


def _refused(error: RefreshError) -> Trouble:
    said = str(error.args[0]) if error.args else ""
    return AccessRevoked("google_revoked") if any(word in said for word in DEAD) else Unavailable("token_refused")
