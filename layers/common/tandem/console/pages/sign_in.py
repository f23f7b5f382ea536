"""Signing in: by a link that is good for once, or by the admin token; and signing out.

The link shows a button first: looking at it, as mail programs and previews do, must not use it up.
"""

from tandem.console.pages.page import Go, Html, Needs, Page, Reply, Visit
from tandem.console.session import cookie, secret_of
from tandem.domain.ids import CompanyId, UserId


def _show(visit: Visit) -> Reply:
    return Html("sign_in.html", {"invitation": visit.query.get("token", ""), "wrong": ""})


def _by_link(visit: Visit) -> Reply:
    secret = visit.guard.sessions.accept(visit.form.get("token", ""), visit.request.now)
    return _begun(visit, secret) if secret else _again(visit, "link")


def _by_token(visit: Visit) -> Reply:
    """A session of the machine's admin for the admin token."""
    if not visit.guard.is_admin(visit.form.get("token", "").strip()):
        return _again(visit, "token")
    return _begun(visit, visit.guard.sessions.begin(CompanyId(""), UserId(""), visit.request.now))


def _begun(visit: Visit, secret: str) -> Reply:
    """On with the new session; one that the browser had before is over."""
    if before := secret_of(visit.request):
        visit.guard.sessions.end(before)
    return Go("/", cookies=(cookie(secret, visit.request),))


def _again(_visit: Visit, wrong: str) -> Reply:
    return Html("sign_in.html", {"invitation": "", "wrong": wrong}, 401)


def _sign_out(visit: Visit) -> Reply:
    visit.guard.sessions.end(secret_of(visit.request))
    return Go("/sign-in", "signed_out", (cookie("", visit.request),))


PAGES = (
    Page("GET", "/sign-in", _show, needs=Needs.NOTHING),
    Page("POST", "/sign-in", _by_link, needs=Needs.NOTHING),
    Page("POST", "/login", _by_token, needs=Needs.NOTHING),
    Page("POST", "/sign-out", _sign_out),
)
