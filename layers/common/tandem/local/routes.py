"""Finds the route of a request as an HTTP API does: the most specific one wins."""

import re
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import unquote

from tandem.local.template import Route

_PART = re.compile(r"\{(\w+)(\+?)\}")


class Match(NamedTuple):
    route: Route
    parameters: dict[str, str]


class Routes:
    def __init__(self, routes: Sequence[Route]) -> None:
        self._routes = [(route, _pattern(route.path)) for route in sorted(routes, key=_specificity)]

    def find(self, method: str, path: str) -> Match | None:
        """`path` as it was sent, still quoted."""
        for route, pattern in self._routes:
            if route.method in {method, "ANY"} and (found := pattern.fullmatch(path)):
                return Match(route, {name: unquote(value) for name, value in found.groupdict().items()})
        return None


def _specificity(route: Route) -> tuple[bool, int, int, bool]:
    """Whole paths come before those with variables, those before greedy ones, and a method before ANY.

    docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
    """
    variables = len(_PART.findall(route.path))
    return "+}" in route.path, variables, -len(route.path), route.method == "ANY"


def _pattern(path: str) -> re.Pattern[str]:
    pieces, end = [], 0
    for variable in _PART.finditer(path):
        pieces += [re.escape(path[end : variable.start()]), f"(?P<{variable[1]}>{'.+' if variable[2] else '[^/]+'})"]
        end = variable.end()
    return re.compile("".join([*pieces, re.escape(path[end:])]))
