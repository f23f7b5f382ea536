"""Signing in: with Pipedrive, by a link that is good for once, or by the admin token; and signing out.

The link shows a button first: looking at it, as mail programs and previews do, must not use it up.
"""

from collections.abc import Mapping
from typing import Any

from tandem.console.pages.page import Go, Html, Needs, Page, Reply, Visit
from tandem.console.paths import own_path
from tandem.console.session import cookie, secret_of
from tandem.domain.ids import CompanyId, UserId


def _show(visit: Visit) -> Reply:
    following = own_path(visit.query.get("next", ""))
    return Html("sign_in.html", ways_in(visit, following, invitation=visit.query.get("token", "")))


def ways_in(visit: Visit, following: str, **more: str) -> Mapping[str, Any]:
    """What the page of signing in shows. `wrong` is a word for what was, `trouble` a sentence."""
    none = {"invitation": "", "wrong": "", "trouble": "", "tone": ""}
    return {**none, "following": following, "has_pipedrive": visit.app.offers_sign_in(), **more}


def _by_link(visit: Visit) -> Reply:
    secret = visit.guard.sessions.accept(visit.form.get("token", ""), visit.request.now)
    return begun(visit, secret, _following(visit)) if secret else _again(visit, "link")


def _by_token(visit: Visit) -> Reply:
    """A session of the machine's admin for the admin token."""
    if not visit.guard.is_admin(visit.form.get("token", "").strip()):
        return _again(visit, "token")
    secret = visit.guard.sessions.begin(CompanyId(""), UserId(""), visit.request.now)
    return begun(visit, secret, _following(visit))


def begun(visit: Visit, secret: str, following: str, *cookies: str) -> Reply:
    """On with the new session; one that the browser had before is over."""
    if before := secret_of(visit.request):
        visit.guard.sessions.end(before)
    return Go(following, cookies=(cookie(secret, visit.request), *cookies))


def _following(visit: Visit) -> str:
    return own_path(visit.form.get("next", ""))


def _again(visit: Visit, wrong: str) -> Reply:
    return Html("sign_in.html", ways_in(visit, _following(visit), wrong=wrong), 401)


def _sign_out(visit: Visit) -> Reply:
    visit.guard.sessions.end(secret_of(visit.request))
    return Go("/sign-in", "signed_out", (cookie("", visit.request),))


PAGES = (
    Page("GET", "/sign-in", _show, needs=Needs.NOTHING),
    Page("POST", "/sign-in", _by_link, needs=Needs.NOTHING),
    Page("POST", "/login", _by_token, needs=Needs.NOTHING),
    Page("POST", "/sign-out", _sign_out),
)
