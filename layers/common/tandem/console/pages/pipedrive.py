"""Signing in with Pipedrive: off to its page, and back from it at the one address that is registered there."""

from tandem.console.pages.page import Go, Html, Needs, Page, Reply, Visit
from tandem.console.pages.sign_in import begun, ways_in
from tandem.console.paths import own_path
from tandem.console.problems import problem_of
from tandem.console.session import begun_cookie, begun_of
from tandem.domain.errors import Refused, Trouble
from tandem.usecases.connecting.sign_in import REDIRECT


def _leave(visit: Visit) -> Reply:
    """By a page that goes on by itself: `form-action 'self'` lets no form end at Pipedrive, nor where that leads."""
    off = visit.app.begin_sign_in(own_path(visit.form.get("next", "")))
    return Html("leaving.html", {"url": off.url}, cookies=(begun_cookie(off.browser, visit.request),))


def _back(visit: Visit) -> Reply:
    state, code = visit.query.get("state", ""), visit.query.get("code", "")
    if not visit.query:  # such as after a change of the language
        return Go("/sign-in")
    if code and not state:
        return Html("sign_in.html", ways_in(visit, "/", wrong="installed"))
    try:
        who = visit.app.finish_sign_in(state, code, begun_of(visit.request))
    except Trouble as trouble:
        return _refused(visit, trouble)
    secret = visit.guard.sessions.begin(who.company, who.user, visit.request.now)
    return begun(visit, secret, own_path(who.following), begun_cookie("", visit.request))


def _refused(visit: Visit, trouble: Trouble) -> Reply:
    """A no is no fault: it is told in another colour than one."""
    problem = problem_of(trouble)
    tone = "wait" if isinstance(trouble, Refused) else "bad"
    shown = ways_in(visit, "/", trouble=visit.reader.sentence(problem.reason), tone=tone)
    return Html("sign_in.html", shown, problem.status, (begun_cookie("", visit.request),))


PAGES = (
    Page("POST", REDIRECT, _leave, needs=Needs.NOTHING),
    Page("GET", REDIRECT, _back, needs=Needs.NOTHING),
)
