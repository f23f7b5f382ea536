"""Answers a request for a page: finds it, lets in whom it may, and turns what it replies into an answer."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from tandem.console.app import App
from tandem.console.pages import headers
from tandem.console.pages.notices import SAID
from tandem.console.pages.page import Asset, File, Go, Html, Needs, Page, Reply, Visit
from tandem.console.pages.reader import Reader, reader_of
from tandem.console.pages.rendering import render
from tandem.console.pages.scope import CHECKS, Scope
from tandem.console.pages.table import PAGES
from tandem.console.paths import match, own_path
from tandem.console.problems import FOREIGN, INTERNAL, NOT_FOUND, Problem, problem_of
from tandem.console.request import Request, Unfit
from tandem.console.session import LIVE, Guard, is_by_tls, is_from_here, is_own_form
from tandem.domain.errors import Trouble
from tandem.domain.fault import place_of
from tandem.state.sessions import Session

logger = logging.getLogger("tandem")

SIGN_IN = "/sign-in"


def respond(request: Request, app: App, guard: Guard, language: str, pages: Sequence[Page] = PAGES) -> dict[str, Any]:
    """The answer to send. A fault of ours is noted without its text, which may hold what people typed.

    What tells of a trouble has no navigation: what that counts may be what is in trouble.
    """
    reader = reader_of(request, language)
    visit = Visit(_NOWHERE, request, app, guard, reader, {}, Scope(app, None))
    try:
        visit = _visit(request, app, guard, reader, pages)
        return _answer(visit, _reply(visit), pages)
    except Trouble as trouble:
        return _answer(visit, _problem(problem_of(trouble), reader), ())
    except Exception as error:  # the edge of the process
        logger.error("console failed", extra=place_of(error))
        return _answer(visit, _problem(INTERNAL, reader), ())


def _visit(request: Request, app: App, guard: Guard, reader: Reader, pages: Sequence[Page]) -> Visit:
    for page in pages:
        path = match(page.path, request.path)
        if path is not None and page.method == request.method:
            return Visit(page, request, app, guard, reader, path, Scope(app, _session(page, request, guard)))
    return Visit(_NOWHERE, request, app, guard, reader, {}, Scope(app, guard.session(request)))


def _session(page: Page, request: Request, guard: Guard) -> Session | None:
    """A framed page's parts are for who bears a session of theirs; every other page is for the browser's."""
    return guard.embedded_session(request) if page.needs is Needs.EMBEDDED else guard.session(request)


def _reply(visit: Visit) -> Reply:
    refused = _refusal(visit)
    if refused is not None:
        return refused
    for name, value in visit.path.items():
        check = CHECKS[name]
        if check is not None:
            check(visit.scope, value)
    return visit.page.handle(visit)


def _refusal(visit: Visit) -> Reply | None:
    """Why the visitor isn't let in, None if they are: first where the request comes from, then who they are."""
    page, request = visit.page, visit.request
    if request.method != "GET" and not is_from_here(request):
        return _problem(FOREIGN, visit.reader)
    if page.needs is Needs.NOTHING:
        return None
    if visit.scope.session is None:
        return _to_sign_in(visit)
    if request.method != "GET" and not is_own_form(request, visit.form.get("form_token", "")):
        return _problem(FOREIGN, visit.reader)
    if page.needs is Needs.ADMIN and not visit.scope.is_admin:
        return _problem(NOT_FOUND, visit.reader)
    return None


SIGNED_OUT = Problem(401, "unauthorized", "signed_out")


def _to_sign_in(visit: Visit) -> Reply:
    """Whoever looks for a page is sent to sign in; a form, or what a page asks for by itself, is only told so."""
    is_live = LIVE in visit.request.headers or visit.page.needs is Needs.EMBEDDED
    if visit.request.method == "GET" and not is_live:
        return Go(f"{SIGN_IN}{_asked_for(visit)}")
    return _problem(SIGNED_OUT, visit.reader)


def _asked_for(visit: Visit) -> str:
    """So that whoever signs in comes to the page that they wanted; never with its query, which may hold names."""
    path = "/" + "/".join(visit.request.path)
    return f"?{urlencode({'next': path})}" if own_path(path) != "/" else ""


def _problem(problem: Problem, reader: Reader) -> Html:
    return Html("problem.html", {"sentence": reader.sentence(problem.reason, problem.detail)}, problem.status)


def _nowhere(_visit: Visit) -> Reply:
    raise Unfit(404, "unknown")


_NOWHERE = Page("GET", "", _nowhere, needs=Needs.NOTHING)


def _answer(visit: Visit, reply: Reply, pages: Sequence[Page]) -> dict[str, Any]:
    by_tls = headers.BY_TLS if is_by_tls(visit.request) else {}
    match reply:
        case Go(path, said, cookies):
            to = f"{path}{'&' if '?' in path else '?'}{urlencode({SAID: said})}" if said else path
            return _sent(303, {**headers.PAGE, **by_tls, "Location": to}, "", cookies)
        case Asset(content_type, body):
            return _sent(200, {**headers.ASSET, **by_tls, "Content-Type": content_type}, body)
        case File(name, content_type, body):
            kept = {"Content-Type": content_type, "Content-Disposition": f'attachment; filename="{name}"'}
            return _sent(200, {**headers.PAGE, **by_tls, **kept}, body.encode("utf-8", "replace").decode())
        case Html():
            said_in = {"Content-Language": visit.reader.language, "Vary": "Accept-Language, Cookie"}
            body = render(visit, reply, _areas(visit, pages)).encode("utf-8", "replace").decode()
            plain = headers.PAGE if reply.framed_by is None else headers.framed(reply.framed_by)
            return _sent(reply.status, {**plain, **by_tls, **said_in}, body, reply.cookies)


def _sent(status: int, fields: Mapping[str, str], body: str, cookies: Sequence[str] = ()) -> dict[str, Any]:
    return {"statusCode": status, "headers": dict(fields), "cookies": list(cookies), "body": body}


def _areas(visit: Visit, pages: Sequence[Page]) -> frozenset[str]:
    if visit.scope.session is None:
        return frozenset()
    return frozenset(one.area for one in pages if one.needs is not Needs.ADMIN or visit.scope.is_admin)
