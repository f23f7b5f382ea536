"""One API request on its way to its handler."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.google.answers import Answer, Refused, invalid
from sandbox.rows import Row

Query = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Request:
    """`path` is as it came, still percent-encoded."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    raw: bytes


def meant(request: Request) -> Request:
    """Google's client sends what is too long for a URL as a form, and says which method it means."""
    method = request.headers.get("x-http-method-override")
    if method is None:
        return request
    return Request(method, request.path, request.raw.decode("latin-1"), request.headers, b"")


@dataclass(slots=True)
class Call:
    """`args` are the path's variable parts in order; `client` is the OAuth client behind the token."""

    account: Row
    client: str
    args: list[str]
    query: Query
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    def one(self, name: str) -> str | None:
        """The parameter's value, the last if it came twice; None for an empty one."""
        return (self.query.get(name) or [""])[-1] or None

    def many(self, name: str) -> list[str]:
        return [value for value in self.query.get(name, []) if value]

    def flag(self, name: str) -> bool:
        return (self.one(name) or "false").lower() == "true"

    def number(self, name: str, default: int, highest: int) -> int:
        """A count from one on, silently cut to `highest`."""
        text = self.one(name)
        if text is None:
            return default
        if not text.isascii() or not text.isdigit() or int(text) < 1:
            raise invalid(f"Invalid value '{text}'. Values must be within the range: [1, {highest}]", name)
        return min(int(text), highest)

    def moment(self, name: str) -> datetime | None:
        """RFC 3339 with an offset."""
        text = self.one(name)
        if text is None:
            return None
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            raise Refused(400, "badRequest", "Bad Request", location=("parameter", name)) from None
        if found.tzinfo is None:
            raise Refused(400, "badRequest", "Bad Request", location=("parameter", name))
        return found

    @property
    def fields(self) -> Row:
        """The body as an object; no body is an empty one."""
        if self.body is not None and not isinstance(self.body, dict):
            raise Refused(400, "parseError", "Parse Error")
        return self.body or {}


Handler = Callable[[Call], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """Any one of `scopes` opens it."""

    method: str
    template: str
    handler: Handler
    scopes: frozenset[str]
