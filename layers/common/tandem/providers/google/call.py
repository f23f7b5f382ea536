"""One call of an API of Google's, before it is sent: by itself, or as a part of a batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from json import dumps
from typing import Any
from urllib.parse import quote, urlencode

from tandem.domain.errors import Unavailable

Json = dict[str, Any]


def named(told: Json, name: str) -> str:
    """By which something is known. Raise `Unavailable` for what could not even be asked for again."""
    found = told.get(name)
    if not isinstance(found, str) or not found:
        raise Unavailable("bad_answer", name)
    return found


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the API; `path` is what follows the API's base, with its ids already quoted.

    A parameter with several values is sent once for each.
    """

    method: str
    path: str
    query: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    body: Json | None = None
    etag: str = ""

    @property
    def target(self) -> str:
        return f"{self.path}?{self.parameters}" if self.query else self.path

    @property
    def parameters(self) -> str:
        return urlencode(self.query, doseq=True, quote_via=quote)

    @property
    def content(self) -> bytes:
        return b"" if self.body is None else dumps(self.body, ensure_ascii=False, separators=(",", ":")).encode()

    @property
    def headers(self) -> dict[str, str]:
        typed = {"content-type": "application/json; charset=UTF-8"} if self.body is not None else {}
        return {"accept": "application/json", **typed, **({"if-match": self.etag} if self.etag else {})}
