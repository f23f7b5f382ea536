"""Pipedrive's consent page, and the code that comes back from it (marketplace-oauth-authorization, 2026-11).

Pipedrive knows no PKCE: its contract of /oauth/authorize has `client_id`, `redirect_uri` and `state`, that of
/oauth/token no verifier. A challenge sent along would prove nothing. The code is worth nothing without our secret, and
the state is bound to the browser.
"""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from tandem.domain.errors import Refused, Unavailable
from tandem.providers.document import parsed
from tandem.providers.pipedrive.grant import OAuthApp, Tokens, header_text, is_invalid
from tandem.providers.transport import Transport


def consent_page(authorize_url: str, app: OAuthApp, redirect: str, state: str) -> str:
    """What may be done is said where the app is registered: there is no `scope` here."""
    return f"{authorize_url}?{urlencode({'client_id': app.client_id, 'redirect_uri': redirect, 'state': state})}"


def redeem(app: OAuthApp, transport: Transport, code: str, redirect: str, now: datetime) -> tuple[str, Tokens]:
    """The company's API domain, and the tokens of the user who agreed. The code is good for once, for five minutes.

    Raise `Refused` for a code that is none, or not any more; `Unavailable` where it is our registration that is wrong.
    """
    answer = transport.send(
        "POST",
        app.token_url,
        headers={"authorization": app.basic, "content-type": "application/x-www-form-urlencoded"},
        content=urlencode({"grant_type": "authorization_code", "code": code, "redirect_uri": redirect}).encode(),
    )
    if is_invalid(answer):
        raise Refused("sign_in_refused", "code")
    if answer.status != 200:
        raise Unavailable("token_refused", str(answer.status))
    try:
        return _granted(parsed(answer.body), now)
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError) as error:
        raise Unavailable("bad_token_answer") from error


def _granted(told: Any, now: datetime) -> tuple[str, Tokens]:
    expires = now + timedelta(seconds=int(told.get("expires_in", 3599)))
    domain = header_text(told["api_domain"])
    if not urlsplit(domain).netloc:
        raise ValueError("no domain")
    return domain, Tokens(header_text(told["refresh_token"]), header_text(told["access_token"]), expires)
