"""The choice of a language: kept by the browser, so that it holds before one is signed in, too."""

from tandem.console import words
from tandem.console.pages.page import Go, Needs, Page, Reply, Visit
from tandem.console.pages.reader import LANGUAGE_COOKIE
from tandem.console.paths import own_path
from tandem.console.session import is_by_tls
from tandem.domain.errors import Refused

_YEAR = 365 * 24 * 3600


def _choose(visit: Visit) -> Reply:
    language = visit.form.get("language", "")
    if language not in words.LANGUAGES:
        raise Refused("unknown", "language")
    secure = "; Secure" if is_by_tls(visit.request) else ""
    line = f"{LANGUAGE_COOKIE}={language}; Path=/; Max-Age={_YEAR}; HttpOnly; SameSite=Lax{secure}"
    return Go(own_path(visit.form.get("back", "")), cookies=(line,))


PAGES = (Page("POST", "/language", _choose, needs=Needs.NOTHING),)
