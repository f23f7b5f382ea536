"""Google's consent page, and the code that comes back from it (OAuth 2.0 for web server applications, RFC 7636)."""

from base64 import urlsafe_b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlencode

from tandem.domain.errors import Refused, Unavailable
from tandem.providers.document import parsed
from tandem.providers.google.grant import CALENDAR, CONTACTS, GoogleApp
from tandem.providers.transport import Transport

SCOPES = ("openid", "email", CALENDAR, CONTACTS)
"""The first two tell whose account it is. On Google's page a person may untick either of the others."""


def consent_page(auth_url: str, app: GoogleApp, redirect: str, state: str, challenge: str, address: str) -> str:
    """`prompt=consent`: without it Google gives a refresh token only the first time."""
    query = {
        "client_id": app.client_id,
        "redirect_uri": redirect,
        "response_type": "code",
        "scope": " ".join(SCOPES),
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "access_type": "offline",
        "prompt": "consent",
    }
    return f"{auth_url}?{urlencode(query | ({'login_hint': address} if address else {}))}"


def redeem(
    app: GoogleApp, transport: Transport, code: str, verifier: str, redirect: str, now: datetime
) -> tuple[str, Mapping[str, str]]:
    """The account's address where it is told; refresh token, access token and its end.

    Raise `Refused` for a code that is none, and where neither calendars nor contacts were granted; `Unavailable`.
    """
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "code_verifier": verifier,
        "redirect_uri": redirect,
        "client_id": app.client_id,
        "client_secret": app.client_secret(),
    }
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = transport.send("POST", app.token_url, headers=headers, content=urlencode(form).encode())
    if answer.status in (400, 401):
        raise Refused("consent_refused", "code")
    if answer.status != 200:
        raise Unavailable("token_refused", str(answer.status))
    return _address(answer.body), _credentials(answer.body, now)


def _address(body: bytes) -> str:
    """The e-mail of the ID token, which needs no check: it comes from Google itself (OpenID Connect Core 3.1.3.7)."""
    try:
        payload = str(parsed(body)["id_token"]).split(".")[1]
        told = parsed(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return str(told.get("email") or "")
    except (ValueError, TypeError, LookupError, AttributeError, NotBase64):
        return ""


def _credentials(body: bytes, now: datetime) -> Mapping[str, str]:
    try:
        told = parsed(body)
        expires = now + timedelta(seconds=int(told.get("expires_in", 3599)))
        refresh, access = told["refresh_token"], told["access_token"]
        granted = str(told.get("scope") or CALENDAR).split()
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise Unavailable("bad_token_answer") from error
    if not {CALENDAR, CONTACTS} & set(granted):
        raise Refused("consent_refused", "scope")
    return {"refresh_token": str(refresh), "access_token": str(access), "expires_at": expires.isoformat()}
