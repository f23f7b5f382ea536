"""Which route a request takes."""

from datetime import timedelta

import pytest

from tandem.local.routes import Routes
from tandem.local.template import Function, Route

FUNCTION = Function("Console", "console", "handler.handler", timedelta(seconds=3), {})
ROUTES = Routes(
    [
        Route(method, path, FUNCTION)
        for method, path in [
            ("ANY", "/api/{proxy+}"),
            ("ANY", "/api/accounts/{account}"),
            ("GET", "/api/accounts/{account}"),
            ("GET", "/api/accounts/mine"),
            ("POST", "/hooks/pipedrive/{secret}"),
            ("GET", "/"),
            ("GET", "/a.b"),
        ]
    ]
)


@pytest.mark.parametrize(
    ("method", "path", "route", "parameters"),
    [
        ("GET", "/", "GET /", {}),
        ("GET", "/api/accounts/mine", "GET /api/accounts/mine", {}),
        ("GET", "/api/accounts/17-a1", "GET /api/accounts/{account}", {"account": "17-a1"}),
        ("PATCH", "/api/accounts/17-a1", "ANY /api/accounts/{account}", {"account": "17-a1"}),
        ("GET", "/api/accounts/17-a1/groups", "ANY /api/{proxy+}", {"proxy": "accounts/17-a1/groups"}),
        ("POST", "/hooks/pipedrive/a%2Fb%20c", "POST /hooks/pipedrive/{secret}", {"secret": "a/b c"}),
    ],
)
def test_the_most_specific_route_wins(method: str, path: str, route: str, parameters: dict[str, str]) -> None:
    match = ROUTES.find(method, path)

    assert match is not None
    assert f"{match.route.method} {match.route.path}" == route
    assert match.parameters == parameters


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/"),
        ("GET", "/api"),
        ("GET", "/api/"),
        ("GET", "/hooks/pipedrive/x"),
        ("POST", "/hooks/pipedrive/"),
        ("POST", "/hooks/pipedrive/x/y"),
        ("GET", "/aXb"),
        ("GET", "//"),
    ],
)
def test_what_no_route_names_has_none(method: str, path: str) -> None:
    assert ROUTES.find(method, path) is None
