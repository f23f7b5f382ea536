"""One route of the pages: how it is called, who may call it, and what it is answered with."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

from tandem.console.app import App
from tandem.console.embedding import Embedding
from tandem.console.pages.reader import Reader
from tandem.console.pages.scope import Scope
from tandem.console.request import Request
from tandem.console.session import Guard
from tandem.domain.ids import ConnectionId
from tandem.usecases.seeing.views import AccountView, ConnectionView


class Needs(StrEnum):
    """Who may call a page. `ADMIN`: an admin of the session's company, or the machine's.

    `EMBEDDED`: the page inside the CRM, by what it bears; no cookie opens it.
    """

    NOTHING = "nothing"
    SESSION = "session"
    ADMIN = "admin"
    EMBEDDED = "embedded"


@dataclass(frozen=True, slots=True)
class Html:
    """A page, or a part of one, made from a template and what it shows.

    `framed_by` names who may show it in a frame; None, as of all pages but one: nobody.
    """

    template: str
    shown: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    cookies: tuple[str, ...] = ()
    framed_by: Embedding | None = None


@dataclass(frozen=True, slots=True)
class Go:
    """On to another of our pages. `said` is a word of `notices.NOTICES` that is told there, once."""

    path: str
    said: str = ""
    cookies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that never changes under its name."""

    content_type: str
    body: str


@dataclass(frozen=True, slots=True)
class File:
    """Something to keep: the browser saves it under this name, which is plain ASCII."""

    name: str
    content_type: str
    body: str


Reply = Html | Go | Asset | File


@dataclass(frozen=True)
class Visit:
    """A request that was let in. `path` holds what stands in the place of the route's variables, and `scope` what the
    session may see: what a handler takes from there is looked up for the session's company and user.
    """

    page: "Page"
    request: Request
    app: App
    guard: Guard
    reader: Reader
    path: Mapping[str, str]
    scope: Scope

    @cached_property
    def _said(self) -> Sequence[tuple[str, str]]:
        return parse_qsl(self.request.body.decode("utf-8", "replace"), keep_blank_values=True)

    @cached_property
    def form(self) -> Mapping[str, str]:
        return dict(self._said)

    def all_of(self, name: str) -> Sequence[str]:
        """What was said under a name that a form may say more than once, such as a list of boxes."""
        return [value for key, value in self._said if key == name]

    @property
    def query(self) -> Mapping[str, str]:
        return self.request.query

    @cached_property
    def connection(self) -> ConnectionView:
        return self.scope.connection(ConnectionId(self.path["connection"]))

    @cached_property
    def account(self) -> AccountView:
        """The account of the path, or of the path's connection."""
        return self.scope.account(self.path.get("account") or self.connection.account)


@dataclass(frozen=True, slots=True)
class Page:
    """`area` is the entry of the navigation that it belongs to.

    Variables of a path are known by name, `scope.CHECKS` holds them: whose thing they name is checked before `handle`
    is called. A POST carries the session's form token and comes from here, or isn't let in; but one that needs nothing
    has no session to take a token from.
    """

    method: str
    path: str
    handle: Callable[[Visit], Reply]
    area: str = ""
    needs: Needs = Needs.SESSION
