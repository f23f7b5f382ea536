"""One route of the JSON API: how it is called, what it answers, what it does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tandem.console.app import App
from tandem.console.fields import Fields
from tandem.domain.ids import ConnectionId


@dataclass(frozen=True, slots=True)
class Call:
    """What a caller said, checked."""

    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Mapping[str, Any]

    @property
    def connection(self) -> ConnectionId:
        return ConnectionId(self.path["id"])

    @property
    def after(self) -> str:
        return self.query.get("next", "")


@dataclass(frozen=True, slots=True)
class Route:
    """`answer` is the type of what `handle` returns. `is_open`: it is called without the admin token."""

    method: str
    path: str
    does: str
    answer: Any
    handle: Callable[[App, Call], object]
    status: int = 200
    body: Fields | None = None
    query: tuple[str, ...] = ()
    is_open: bool = False
