"""What a request to Pipedrive is signed with: a user's API token, or an OAuth grant that renews itself."""

import re
import threading
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol
from urllib.parse import urlencode

from tandem.domain.errors import GrantRevoked, Unavailable
from tandem.ports import Clock
from tandem.providers.document import parsed
from tandem.providers.transport import Answer, Transport

_DEAD = re.compile(rb"(?i)invalid[ _]grant")
_EARLY = timedelta(seconds=60)


class Grant(Protocol):
    """Thread-safe."""

    is_oauth: bool

    def headers(self) -> Mapping[str, str]:
        """The headers that sign a request; may renew an access token that is about to end."""
        ...

    def renew(self, refused: Mapping[str, str]) -> bool:
        """After a 401 to these headers: whether there are others now. Raise `GrantRevoked` if the grant is dead."""
        ...


class ApiToken:
    """A user's personal token; it changes only when a person makes a new one."""

    is_oauth = False

    def __init__(self, token: str) -> None:
        self._headers = {"x-api-token": token}

    def headers(self) -> Mapping[str, str]:
        return self._headers

    def renew(self, refused: Mapping[str, str]) -> bool:  # noqa: ARG002  # there is no other token
        return False


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the token endpoint handed out."""

    refresh_token: str = field(repr=False)
    access_token: str = field(default="", repr=False)
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OAuthApp:
    """Tandem's registration at Pipedrive; the URLs are `https://oauth.pipedrive.com/oauth/token` and `…/revoke`.

    `client_secret` is read with each request that needs it, so a new one counts without a restart.
    """

    token_url: str
    revoke_url: str
    client_id: str
    client_secret: Callable[[], str] = field(repr=False)

    @property
    def basic(self) -> str:
        return "Basic " + b64encode(f"{self.client_id}:{self.client_secret()}".encode()).decode()


class OAuthGrant:
    """`store` is called with whatever the token endpoint hands out before it is used: a refresh token may rotate."""

    is_oauth = True

    def __init__(
        self, *, app: OAuthApp, tokens: Tokens, transport: Transport, clock: Clock, store: Callable[[Tokens], None]
    ) -> None:
        self._app = app
        self._tokens = tokens
        self._transport = transport
        self._clock = clock
        self._store = store
        self._lock = threading.Lock()

    def headers(self) -> Mapping[str, str]:
        tokens = self._tokens
        if not tokens.access_token or (tokens.expires_at and tokens.expires_at - _EARLY <= self._clock.now()):
            tokens = self._renewed(tokens)
        return _bearer(tokens)

    def renew(self, refused: Mapping[str, str]) -> bool:
        tokens = self._tokens
        if _bearer(tokens) == refused:
            self._renewed(tokens)
        return True

    def _renewed(self, spent: Tokens) -> Tokens:
        with self._lock:
            if self._tokens is spent:
                tokens = self._ask(spent.refresh_token)
                self._store(tokens)
                self._tokens = tokens
            return self._tokens

    def _ask(self, refresh_token: str) -> Tokens:
        now = self._clock.now()
        answer = self._transport.send(
            "POST",
            self._app.token_url,
            headers={"authorization": self._app.basic, "content-type": "application/x-www-form-urlencoded"},
            content=urlencode({"grant_type": "refresh_token", "refresh_token": refresh_token}).encode(),
        )
        return _tokens(answer, refresh_token, now)


def revoke(app: OAuthApp, refresh_token: str, transport: Transport) -> None:
    """End a user's grant: the app is uninstalled for them, and their webhooks go too (app-uninstallation, 2026-11).

    A token that isn't known any more is a success (RFC 7009). Raise `Unavailable`.
    """
    answer = transport.send(
        "POST",
        app.revoke_url,
        headers={"authorization": app.basic, "content-type": "application/x-www-form-urlencoded"},
        content=urlencode({"token": refresh_token, "token_type_hint": "refresh_token"}).encode(),
    )
    if answer.status != 200:
        raise Unavailable("token_refused", str(answer.status))


def _tokens(answer: Answer, refresh_token: str, now: datetime) -> Tokens:
    """Raise `GrantRevoked` where the refresh token is refused; a fault of the app's registration is `Unavailable`."""
    try:
        found: Any = parsed(answer.body)
    except ValueError as error:
        raise Unavailable("bad_token_answer", str(answer.status)) from error
    if answer.status != 200:
        # Pipedrive's words are "Invalid grant: refresh_token is invalid"; the shape around them isn't documented.
        if is_invalid(answer):
            raise GrantRevoked("grant_refused")
        raise Unavailable("token_refused", str(answer.status))
    try:
        expires_at = now + timedelta(seconds=int(found.get("expires_in", 3599)))
        return Tokens(
            header_text(found.get("refresh_token") or refresh_token), header_text(found["access_token"]), expires_at
        )
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError) as error:
        raise Unavailable("bad_token_answer") from error


def is_invalid(answer: Answer) -> bool:
    """Whether a code or a refresh token is none, or not any more."""
    return answer.status == 400 and _DEAD.search(answer.body) is not None


def header_text(told: object) -> str:
    """What is no line of plain signs can't be sent in a header: raise TypeError."""
    if not isinstance(told, str) or not told.isascii() or not told.isprintable():
        raise TypeError
    return told


def _bearer(tokens: Tokens) -> dict[str, str]:
    return {"authorization": f"Bearer {tokens.access_token}"}
