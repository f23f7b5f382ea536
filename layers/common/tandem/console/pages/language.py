"""The choice of a language: kept by the browser, so that it holds before one is signed in, too."""

from tandem.console import words
from tandem.console.pages.page import Go, Needs, Page, Reply, Visit
from tandem.console.pages.reader import LANGUAGE_COOKIE
from tandem.console.paths import own_path
from tandem.console.session import choice_cookie
from tandem.domain.errors import Refused


def _choose(visit: Visit) -> Reply:
    language = visit.form.get("language", "")
    if language not in words.LANGUAGES:
        raise Refused("unknown", "language")
    line = choice_cookie(LANGUAGE_COOKIE, language, visit.request)
    return Go(own_path(visit.form.get("back", "")), cookies=(f"{line}; HttpOnly",))


PAGES = (Page("POST", "/language", _choose, needs=Needs.NOTHING),)
