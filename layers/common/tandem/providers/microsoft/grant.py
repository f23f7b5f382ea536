"""One account's grant at Microsoft: signs requests, and renews its tokens by msal before they lapse.

Each use of a refresh token brings another one (learn.microsoft.com/entra/identity-platform/refresh-tokens); it is
stored before anything is done with what came with it.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import msal

from tandem.domain.errors import AccessRevoked, Trouble, Unavailable
from tandem.ports import Clock
from tandem.providers.document import parsed
from tandem.providers.transport import Transport

SCOPES = ("Contacts.ReadWrite", "MailboxSettings.Read", "User.Read")
"""Beside those that msal asks for itself (openid, profile, offline_access)."""
EARLY = timedelta(minutes=4)
NONSENSE = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    msal.exceptions.MsalError,
)
"""What msal runs into where an answer is none of the identity platform's."""
DEAD = frozenset({"invalid_grant", "interaction_required", "consent_required", "login_required"})
Tokens = Mapping[str, str]
"""refresh_token, access_token, expires_at."""


@dataclass(frozen=True, slots=True)
class MicrosoftApp:
    """Tandem's registration at Microsoft. `authority` has the tenant: …/consumers, …/organizations.

    The secret is read where a token is asked for.
    """

    authority: str
    client_id: str
    client_secret: Callable[[], str] = field(repr=False)

    def opened(self, transport: Transport) -> msal.ConfidentialClientApplication:
        """Asks the authority where its endpoints are. No instance discovery: the authority is the owner's setting."""
        return msal.ConfidentialClientApplication(
            self.client_id,
            client_credential=self.client_secret(),
            authority=self.authority,
            instance_discovery=False,
            http_client=_Guarded(transport),
        )


@dataclass(frozen=True, slots=True)
class _Told:
    """An answer in the shape that msal reads."""

    status_code: int
    text: str
    headers: Mapping[str, str]

    def raise_for_status(self) -> None:
        if self.status_code >= 400:
            raise Unavailable("token_refused", str(self.status_code))


@dataclass(frozen=True, slots=True)
class _Guarded:
    """msal's requests by our transport, which guards addresses and circuits."""

    transport: Transport

    def get(self, url: str, params: Any = None, headers: Any = None, **_rest: Any) -> _Told:
        return self._sent("GET", f"{url}?{urlencode(params)}" if params else url, headers, b"")

    def post(self, url: str, params: Any = None, data: Any = None, headers: Any = None, **_rest: Any) -> _Told:
        typed = {**(headers or {}), "Content-Type": "application/x-www-form-urlencoded"}
        return self._sent(
            "POST", f"{url}?{urlencode(params)}" if params else url, typed, urlencode(data or {}).encode()
        )

    def close(self) -> None:
        """The transport is everybody's."""

    def _sent(self, method: str, url: str, headers: Any, content: bytes) -> _Told:
        """What is no document isn't handed on: msal would write it into its log."""
        answer = self.transport.send(method, url, headers=dict(headers or {}), content=content)
        try:
            parsed(answer.body)
        except ValueError:
            raise Unavailable("bad_token_answer", str(answer.status)) from None
        return _Told(answer.status, answer.body.decode("utf-8", "replace"), answer.headers)


class MicrosoftGrant:
    """`store` is called with new tokens before they are used; `reload` tells what is stored now. Thread-safe."""

    def __init__(
        self,
        *,
        app: MicrosoftApp,
        tokens: Tokens,
        transport: Transport,
        clock: Clock,
        store: Callable[[Tokens], None],
        reload: Callable[[], Tokens],
    ) -> None:
        self._app = app
        self._tokens = tokens
        self._transport = transport
        self._clock = clock
        self._store = store
        self._reload = reload
        self._lock = threading.Lock()

    def headers(self) -> Mapping[str, str]:
        """Raise `AccessRevoked`, `Unavailable` where a new token is needed and there is none to be had."""
        with self._lock:
            if not self._is_good(self._tokens):
                self._renew()
            return {"authorization": f"Bearer {self._tokens['access_token']}"}

    def renew(self, refused: Mapping[str, str]) -> None:
        """A token that was refused is replaced, once for all who hold it."""
        with self._lock:
            if refused.get("authorization") == f"Bearer {self._tokens.get('access_token')}":
                self._renew()

    def _renew(self) -> None:
        """Somebody else may have renewed it meanwhile: what is stored is the latest."""
        used, stored = self._tokens, self._reload()
        if stored.get("refresh_token") and stored.get("access_token") != used.get("access_token"):
            self._tokens = stored
            if self._is_good(stored):
                return
        renewed = tokens_of(self._asked(self._tokens.get("refresh_token", "")), self._clock.now(), self._tokens)
        self._store(renewed)
        self._tokens = renewed

    def _asked(self, refresh_token: str) -> Mapping[str, Any]:
        try:
            app = self._app.opened(self._transport)
            told: Mapping[str, Any] = app.acquire_token_by_refresh_token(refresh_token, scopes=list(SCOPES))
        except NONSENSE:
            raise Unavailable("token_refused") from None  # its text may hold what the server said
        return told

    def _is_good(self, tokens: Tokens) -> bool:
        until = tokens.get("expires_at", "")
        return bool(tokens.get("access_token") and until) and datetime.fromisoformat(until) - EARLY > self._clock.now()


def tokens_of(told: Mapping[str, Any], now: datetime, before: Tokens) -> dict[str, str]:
    """What is kept of an answer. Raise `AccessRevoked` where the grant is dead, `Unavailable` for nonsense."""
    if "error" in told:
        raise refused(told)
    try:
        expires = now + timedelta(seconds=int(told.get("expires_in", 3599)))
        access = _sendable(told["access_token"])
        refresh = _sendable(told.get("refresh_token") or before.get("refresh_token", ""))
    except (ValueError, TypeError, KeyError, OverflowError):
        raise Unavailable("bad_token_answer") from None
    return {"refresh_token": refresh, "access_token": access, "expires_at": expires.isoformat()}


def _sendable(token: object) -> str:
    """Raise ValueError for what can't be a part of a request."""
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise ValueError
    return token


def refused(told: Mapping[str, Any]) -> Trouble:
    error = str(told.get("error"))
    return AccessRevoked("microsoft_revoked") if error in DEAD else Unavailable("token_refused", error[:40])
