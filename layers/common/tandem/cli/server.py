"""Speaks to the JSON API: finds the server and the admin token, and turns problem details into one exception."""

import json
import os
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from tandem.cli.words import language, say

DEFAULT_URL = "http://127.0.0.1:8750"
DEFAULT_DATA = ".tandem"
PATIENCE_SECONDS = 300  # a preview lists both sides while the caller waits


class Told(Exception):
    """Something to tell the person and to end with 1; `answer` is the API's own text, where it gave one."""

    def __init__(self, title: str, detail: str = "", answer: str = "") -> None:
        super().__init__(title)
        self.title = title
        self.detail = detail
        self.answer = answer

    @property
    def problem(self) -> dict[str, Any]:
        """The API's own words, where it gave some."""
        value = json.loads(self.answer) if self.answer else {}
        return value if isinstance(value, dict) else {}


@dataclass(frozen=True, slots=True)
class Answer:
    """`text` is the body exactly as it came."""

    text: str
    value: Any


def data_folder() -> Path:
    return Path(os.environ.get("TANDEM_DATA") or DEFAULT_DATA)


def address() -> str:
    """Where the server is, without a slash at its end."""
    return (os.environ.get("TANDEM_URL") or DEFAULT_URL).rstrip("/")


def call(method: str, *path: str, body: object = None, **query: str) -> Answer:
    """Ask `/api/<path…>`; raise `Told` for a problem, an odd answer or none."""
    return _asked(method, path, body, query, PATIENCE_SECONDS)


def look(*path: str, patience: float) -> Answer:
    """The same for what is only looked at, and not for longer than so many seconds."""
    return _asked("GET", path, None, {}, patience)


def _asked(method: str, path: tuple[str, ...], body: object, query: Mapping[str, str], patience: float) -> Answer:
    url = address()
    asked = {name: value for name, value in query.items() if value}
    where = "/".join(quote(part, safe="") for part in ("api", *path))
    request = urllib.request.Request(  # noqa: S310  # the scheme is checked in _token
        f"{url}/{where}{'?' if asked else ''}{urlencode(asked)}",
        data=None if body is None else json.dumps(body).encode(),
        headers={
            "Authorization": f"Bearer {_token(url)}",
            "Accept-Language": language(),
            "Content-Type": "application/json",
        },
        method=method,
    )
    return _parsed(_sent(request, url, patience), url)


def _sent(request: urllib.request.Request, url: str, patience: float) -> str:
    try:
        with _opener(url).open(request, timeout=patience) as response:
            return str(response.read().decode("utf-8", "replace"))
    except urllib.error.HTTPError as error:
        with error:
            raise _told(error.read().decode("utf-8", "replace"), url) from None
    except TimeoutError as error:
        raise Told(say("no_answer", url=url)) from error
    except (OSError, HTTPException) as error:
        raise Told(say("no_server", url=url)) from error


def _parsed(text: str, url: str) -> Answer:
    try:
        return Answer(text, json.loads(text) if text else None)
    except ValueError as error:
        raise Told(say("odd_answer", url=url)) from error


def _told(text: str, url: str) -> Told:
    try:
        problem = json.loads(text)
        return Told(str(problem["title"]), str(problem["detail"]), text)
    except (ValueError, KeyError, TypeError):
        return Told(say("odd_answer", url=url))


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The API never redirects, and the token goes to nobody else."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _opener(url: str) -> urllib.request.OpenerDirector:
    direct = (urllib.request.ProxyHandler({}),) if _is_here(url) else ()
    return urllib.request.build_opener(_NoRedirect, *direct)


def _is_here(url: str) -> bool:
    return urlsplit(url).hostname in {"127.0.0.1", "::1", "localhost"}


def _token(url: str) -> str:
    scheme = urlsplit(url).scheme
    if scheme != "https" and not (scheme == "http" and _is_here(url)):
        raise Told(say("no_tls", url=url))
    path = Path(os.environ.get("TANDEM_TOKEN_FILE") or data_folder() / "admin-token")
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise Told(say("no_token", path=path)) from error
