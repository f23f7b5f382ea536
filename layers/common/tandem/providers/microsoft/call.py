"""One call of Graph, before it is sent: by itself, or as a part of a batch."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from json import dumps
from typing import Any
from urllib.parse import quote

Json = dict[str, Any]
IMMUTABLE = 'IdType="ImmutableId"'
"""Else a contact's id changes when it is moved to another folder (learn.microsoft.com/graph/outlook-immutable-id)."""


@dataclass(frozen=True, slots=True)
class Call:
    """`path` is what follows the API's base, without a slash before it, with its ids already quoted."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Json | None = None
    etag: str = ""

    @property
    def target(self) -> str:
        pairs = "&".join(f"{name}={quote(value, safe='(),:/')}" for name, value in self.query.items())
        return f"{self.path}?{pairs}" if pairs else self.path

    @property
    def content(self) -> bytes:
        return b"" if self.body is None else dumps(self.body, ensure_ascii=False, separators=(",", ":")).encode()

    @property
    def headers(self) -> dict[str, str]:
        typed = {"content-type": "application/json"} if self.body is not None else {}
        return {"accept": "application/json", "prefer": IMMUTABLE, **typed, **self._condition}

    @property
    def _condition(self) -> dict[str, str]:
        return {"if-match": self.etag} if self.etag else {}


def part(text: str) -> str:
    """An id as a part of a path."""
    return quote(text, safe="=")
