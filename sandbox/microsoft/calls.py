"""One API request on its way to its handler."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.microsoft.answers import Answer, bad_request
from sandbox.rows import Row

IMMUTABLE = re.compile(r'idtype\s*=\s*"?immutableid"?', re.IGNORECASE)
PAGE_SIZE = re.compile(r"odata\.maxpagesize\s*=\s*(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Request:
    """`path` is as it came, still percent-encoded."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    raw: bytes


@dataclass(slots=True)
class Call:
    """`args` are the path's variable parts in order; `client` is the OAuth client behind the token."""

    account: Row
    client: str
    path: str
    args: list[str]
    query: dict[str, str]
    body: Any = None
    raw: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def email(self) -> str:
        return str(self.account["id"])

    @property
    def is_immutable(self) -> bool:
        return IMMUTABLE.search(self.headers.get("prefer", "")) is not None

    @property
    def page_size(self) -> int:
        """What the caller would have, 0 where nothing was said."""
        found = PAGE_SIZE.search(self.headers.get("prefer", ""))
        return int(found[1]) if found else 0

    def one(self, name: str) -> str:
        return self.query.get(name, "")

    def number(self, name: str, default: int, highest: int) -> int:
        text = self.one(name)
        if not text:
            return default
        if not text.isdecimal():
            raise bad_request(f"Invalid value '{text}' for {name} query option found.")
        return min(int(text), highest)

    @property
    def fields(self) -> Row:
        if not isinstance(self.body, dict):
            raise bad_request("Empty Payload. JSON content expected.", "RequestBodyRead")
        return self.body


Handled = Answer | Awaitable[Answer]
Handler = Callable[[Call], Handled]


@dataclass(frozen=True, slots=True)
class Route:
    """Any one of `scopes` opens it; none: any token does."""

    method: str
    template: str
    handler: Handler
    scopes: frozenset[str]
