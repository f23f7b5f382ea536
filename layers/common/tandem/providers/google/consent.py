"""Google's consent page, and the code that comes back from it (OAuth 2.0 for web server applications, RFC 7636)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlencode

from tandem.domain.errors import Refused, Unavailable
from tandem.providers.document import parsed
from tandem.providers.google.grant import CALENDAR, GoogleApp
from tandem.providers.transport import Transport


def consent_page(auth_url: str, app: GoogleApp, redirect: str, state: str, challenge: str, address: str) -> str:
    """`prompt=consent`: without it Google gives a refresh token only the first time."""
    query = {
        "client_id": app.client_id,
        "redirect_uri": redirect,
        "response_type": "code",
        "scope": CALENDAR,
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "access_type": "offline",
        "prompt": "consent",
    }
    return f"{auth_url}?{urlencode(query | ({'login_hint': address} if address else {}))}"


def redeem(
    app: GoogleApp, transport: Transport, code: str, verifier: str, redirect: str, now: datetime
) -> Mapping[str, str]:
    """Refresh token, access token and its end. Raise `Refused` for a code that is none, `Unavailable`."""
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
    return _credentials(answer.body, now)


def _credentials(body: bytes, now: datetime) -> Mapping[str, str]:
    try:
        told = parsed(body)
        expires = now + timedelta(seconds=int(told.get("expires_in", 3599)))
        refresh, access = told["refresh_token"], told["access_token"]
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise Unavailable("bad_token_answer") from error
    return {"refresh_token": str(refresh), "access_token": str(access), "expires_at": expires.isoformat()}
