"""Microsoft's consent page, and the code that comes back from it (authorization code with PKCE, RFC 7636)."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlencode

from tandem.domain.errors import Refused, Unavailable
from tandem.providers.microsoft.grant import NONSENSE, SCOPES, MicrosoftApp, tokens_of
from tandem.providers.transport import Transport

_CHECKED = "checked"
_ASKED = [*SCOPES, "openid", "profile", "offline_access"]
"""With what msal adds wherever it asks itself."""


def consent_page(app: MicrosoftApp, redirect: str, state: str, challenge: str, address: str) -> str:
    """As msal would make it; but its own flow lives in a browser's session, ours in usecases/connecting/consent.

    The nonce is known by the challenge, and so by the verifier that stays here: no id token of another flow passes.
    `select_account`: whoever is signed in already may want to add another account of theirs.
    """
    query = {
        "client_id": app.client_id,
        "redirect_uri": redirect,
        "response_type": "code",
        "response_mode": "query",
        "scope": " ".join(_ASKED),
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "nonce": sha256(challenge.encode()).hexdigest(),
        "prompt": "select_account",
    }
    return f"{app.authority}/oauth2/v2.0/authorize?{urlencode(query | ({'login_hint': address} if address else {}))}"


def redeem(
    app: MicrosoftApp, transport: Transport, code: str, verifier: str, redirect: str, now: datetime
) -> Mapping[str, str]:
    """Refresh token, access token and its end. Raise `Refused` for a code that is none, `Unavailable`."""
    try:
        told = app.opened(transport).acquire_token_by_auth_code_flow(
            _flow(verifier, redirect), {"code": code, "state": _CHECKED}
        )
    except NONSENSE:
        raise Unavailable("token_refused") from None
    if str(told.get("error")) in {"invalid_grant", "access_denied", "invalid_request"}:
        raise Refused("consent_refused", "code")
    tokens = tokens_of(told, now, {})
    if not tokens["refresh_token"]:
        raise Unavailable("bad_token_answer")
    return tokens


def _flow(verifier: str, redirect: str) -> dict[str, object]:
    """The state was checked already, and is good for once."""
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")
    asked = {"state": _CHECKED, "redirect_uri": redirect, "scope": _ASKED}
    return {**asked, "code_verifier": verifier, "nonce": challenge}
