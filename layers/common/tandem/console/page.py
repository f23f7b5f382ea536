"""The plain status page and its login: HTML from the server, no script, everything that was typed escaped."""

import base64
import hashlib
from html import escape
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import parse_qs

from tandem.console import status_view, words
from tandem.console.app import App
from tandem.console.request import Request
from tandem.console.session import Guard, cookie
from tandem.domain.errors import Trouble

REFRESH_SECONDS = 5

_HERE = Path(__file__).parent
_PAGE = Template((_HERE / "page.html").read_text(encoding="utf-8"))
_STYLE = (_HERE / "page.css").read_text(encoding="utf-8")
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; img-src data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def status(request: Request, app: App, guard: Guard, language: str) -> dict[str, Any]:
    """What there is and how it fares; the login form for whoever has no session."""
    if not guard.has_session(request):
        return _html(200, _login_form("", language), language)
    return _html(200, status_view.content(app, language), language, refreshes=True)


def login(request: Request, guard: Guard, language: str) -> dict[str, Any]:
    """A session for the admin token, and on to the page."""
    form = parse_qs(request.body.decode("utf-8", "replace"))
    if not guard.is_admin(form.get("token", [""])[0].strip()):
        return _html(401, _login_form(words.label("wrong_token", language), language), language)
    session = cookie(guard.new_session(request.now), request)
    return {"statusCode": 303, "headers": {**_HEADERS, "Location": "/"}, "cookies": [session], "body": ""}


def connect(request: Request, app: App, provider: str, language: str) -> dict[str, Any]:
    """Where a provider sends a browser back. The state that it brings is good for once, and all that is asked for."""
    try:
        account = app.finish_consent(provider, request.query.get("state", ""), request.query.get("code", ""))
    except Trouble as trouble:
        said = words.sentence(trouble.reason, "", language)
        return _html(400, f'<section><p class="error" role="alert">{escape(said)}</p></section>', language)
    said = words.label("account_connected", language).format(address=account.address)
    return _html(200, f"<section><p>{escape(said)}</p></section>", language)


def _login_form(error: str, language: str) -> str:
    said = f'<p class="error" role="alert">{escape(error)}</p>' if error else ""
    return (
        f'<form method="post" action="/login">{said}'
        f'<label for="token">{escape(words.label("token", language))}</label>'
        '<input id="token" name="token" type="password" autocomplete="current-password" required autofocus>'
        f'<p class="soft">{escape(words.label("token_where", language))}</p>'
        f"<button>{escape(words.label('log_in', language))}</button></form>"
    )


def _html(code: int, content: str, language: str, *, refreshes: bool = False) -> dict[str, Any]:
    body = _PAGE.substitute(
        language=language,
        style=_STYLE,
        refresh=f'<meta http-equiv="refresh" content="{REFRESH_SECONDS}">\n' if refreshes else "",
        headline=escape(words.label("headline", language)),
        content=content,
    )
    return {"statusCode": code, "headers": {**_HEADERS, "Content-Language": language}, "body": body}
