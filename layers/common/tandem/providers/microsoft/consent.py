"""Microsoft's consent page, and the code that comes back from it, by msal (authorization code with PKCE, RFC 7636)."""

from collections.abc import Mapping
from datetime import datetime

from tandem.domain.errors import Refused, Unavailable
from tandem.providers.microsoft.grant import NONSENSE, SCOPES, MicrosoftApp, tokens_of
from tandem.providers.transport import Transport


def consent_page(
    app: MicrosoftApp, transport: Transport, redirect: str, state: str, challenge: str, address: str
) -> str:
    """`select_account`: whoever is signed in already may want to add another account of theirs."""
    try:
        url: str = app.opened(transport).get_authorization_request_url(
            list(SCOPES),
            redirect_uri=redirect,
            state=state,
            login_hint=address or None,
            prompt="select_account",
            code_challenge=challenge,
            code_challenge_method="S256",
        )
    except NONSENSE:
        raise Unavailable("token_refused") from None
    return url


def redeem(
    app: MicrosoftApp, transport: Transport, code: str, verifier: str, redirect: str, now: datetime
) -> Mapping[str, str]:
    """Refresh token, access token and its end. Raise `Refused` for a code that is none, `Unavailable`."""
    try:
        told = app.opened(transport).acquire_token_by_authorization_code(
            code, list(SCOPES), redirect_uri=redirect, data={"code_verifier": verifier}
        )
    except NONSENSE:
        raise Unavailable("token_refused") from None
    if told.get("error") in {"invalid_grant", "access_denied", "invalid_request"}:
        raise Refused("consent_refused", "code")
    tokens = tokens_of(told, now, {})
    if not tokens["refresh_token"]:
        raise Unavailable("bad_token_answer")
    return tokens
