"""Answers an HTTP API event: the JSON API, the pages and the health check."""

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from tandem.console import embedded_session, openapi, words
from tandem.console.answers import to_json
from tandem.console.app import App
from tandem.console.fields import read_body
from tandem.console.packing import packed
from tandem.console.pages import front
from tandem.console.paths import match
from tandem.console.problems import INTERNAL, NOT_FOUND, UNAUTHORIZED, Problem, method_not_allowed, problem_of
from tandem.console.request import Request, Unfit, arrival, read_request
from tandem.console.route import Call, Route
from tandem.console.routes import ROUTES
from tandem.console.session import Guard
from tandem.domain.errors import Trouble
from tandem.domain.fault import place_of

Answer = dict[str, Any]

logger = logging.getLogger("tandem")

DESCRIPTION = Route("GET", "/api/openapi.json", "Describe this API", dict[str, object], lambda _app, _call: _document())
ALL = (*ROUTES, DESCRIPTION)
"""What the admin token opens."""
DESCRIBED = (*ALL, embedded_session.ROUTE)
PARAMETER_LIMIT = 4000


def respond(event: Mapping[str, Any], app: App, guard: Guard, language: str) -> Answer:
    """The answer to send. `language` is what a caller hears who names none that we speak."""
    headers = event.get("headers") or {}
    return packed(_respond(event, app, guard, _language(headers, language)), str(headers.get("accept-encoding", "")))


def _language(headers: Mapping[str, Any], default: str) -> str:
    return words.preferred(str(headers.get("accept-language", "")), default)


def _respond(event: Mapping[str, Any], app: App, guard: Guard, chosen: str) -> Answer:
    try:
        request = read_request(event, arrival(event) or datetime.now(UTC))
        return _answer(request, app, guard, chosen)
    except Trouble as trouble:
        return _problem(problem_of(trouble), chosen)
    except Exception as error:  # the edge of the process: noted without its text, which may hold what people typed
        logger.error("console failed", extra=place_of(error))
        return _problem(INTERNAL, chosen)


def _answer(request: Request, app: App, guard: Guard, language: str) -> Answer:
    match request.method, request.path:
        case "GET", ("health",):
            return _json(200, {"status": "ok"})
        case _, embedded_session.PATH:
            return _embedded(request, app, guard, language)
        case _, ("api", *_):
            return _api(request, app, guard, language)
        case _:
            return front.respond(request, app, guard, language)


def _api(request: Request, app: App, guard: Guard, language: str) -> Answer:
    if not guard.bears_token(request):
        return _problem(UNAUTHORIZED, language)
    found = {route.method: (route, path) for route in ALL if (path := match(route.path, request.path)) is not None}
    if not found:
        return _problem(NOT_FOUND, language)
    if request.method not in found:
        return _problem(method_not_allowed(set(found)), language)
    return _call(*found[request.method], request, app, language)


def _embedded(request: Request, app: App, guard: Guard, language: str) -> Answer:
    route = embedded_session.ROUTE
    if request.method != route.method:
        return _problem(method_not_allowed({route.method}), language)
    return _json(route.status, to_json(embedded_session.begin(request, app, guard), language))


def _call(route: Route, path: Mapping[str, str], request: Request, app: App, language: str) -> Answer:
    body = read_body(request.body, route.body) if route.body is not None else {}
    result = route.handle(app, Call(path, _query(route, request), body))
    if route.answer is None:
        return {"statusCode": route.status, "headers": dict(_HEADERS), "body": ""}
    return _json(route.status, to_json(result, language))


def _query(route: Route, request: Request) -> Mapping[str, str]:
    for name, value in request.query.items():
        if name not in route.query:
            raise Unfit(422, "unknown_field", name[:60])
        if len(value) > PARAMETER_LIMIT:
            raise Unfit(422, "wrong_length", name)
    return request.query


def _document() -> dict[str, Any]:
    return openapi.document(DESCRIBED)


_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}


def _json(status: int, value: object) -> Answer:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    body = text.encode("utf-8", "backslashreplace").decode()  # half a surrogate pair, as JSON escapes it
    return {
        "statusCode": status,
        "headers": {**_HEADERS, "Content-Type": "application/json; charset=utf-8"},
        "body": body,
    }


def _problem(problem: Problem, language: str) -> Answer:
    answer = _json(problem.status, problem.document(language))
    answer["headers"].update(problem.headers)
    answer["headers"] |= {"Content-Type": "application/problem+json", "Content-Language": language}
    return answer
