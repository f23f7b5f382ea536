"""One request on its way to its handler, and the table that finds the handler."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sandbox.pipedrive.answers import Answer, invalid
from sandbox.pipedrive.clock import read_stamp
from sandbox.pipedrive.company import Actor, Company
from sandbox.pipedrive.table import Row

Found = TypeVar("Found")


@dataclass(slots=True)
class Call:
    """`args` are the path's variable parts in order; `client` is the app's id, or None for an API token."""

    company: Company
    user: Row
    client: str | None
    args: list[str]
    query: dict[str, str]
    body: Any = None
    raw: bytes = b""
    headers: dict[bytes, bytes] = field(default_factory=dict)

    @property
    def actor(self) -> Actor:
        return Actor(self.user["id"], "api", self.headers.get(b"user-agent", b"").decode("latin-1") or None)

    def number(self, name: str) -> int | None:
        text = self.query.get(name)
        if text is None or text == "":
            return None
        if not text.lstrip("-").isascii() or not text.lstrip("-").isdigit():
            raise invalid(name, "This value should be of type integer.")
        return int(text)

    def flag(self, name: str) -> bool | None:
        text = self.query.get(name)
        if text in (None, ""):
            return None
        if text not in ("true", "false", "1", "0"):
            raise invalid(name, "This value should be of type boolean.")
        return text in ("true", "1")

    def stamp(self, name: str) -> str | None:
        text = self.query.get(name)
        try:
            return read_stamp(text) if text else None
        except ValueError:
            raise invalid(name, "This value is not a valid RFC 3339 datetime.") from None

    def words(self, name: str) -> list[str]:
        return [each.strip() for each in self.query.get(name, "").split(",") if each.strip()]

    def one_of(self, name: str, default: str, allowed: Iterable[str]) -> str:
        value = self.query.get(name) or default
        if value not in allowed:
            raise invalid(name, "The value you selected is not a valid choice.")
        return value


Handler = Callable[[Call], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """`cost` in tokens; `is_search` puts it under the search burst."""

    method: str
    version: str
    template: str
    handler: Handler
    cost: int
    is_search: bool = False


class PathTable(Generic[Found]):
    """Finds what belongs to a method and a path; fixed words win over variables."""

    def __init__(self) -> None:
        self._tree: dict[str, Any] = {}

    def add(self, method: str, path: str, found: Found) -> None:
        node = self._tree
        for part in path.strip("/").split("/"):
            node = node.setdefault("{}" if part.startswith("{") else part, {})
        node[f" {method}"] = found

    def methods(self, path: str) -> tuple[dict[str, Found], list[str]]:
        """All that is known at the path, by method, and the path's variable parts."""
        node, args = self._tree, []
        for part in path.strip("/").split("/"):
            below = node.get(part)
            if below is None:
                below = node.get("{}")
                args.append(part)
            if below is None:
                return {}, []
            node = below
        return {name[1:]: found for name, found in node.items() if name[0] == " "}, args
