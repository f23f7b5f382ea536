"""The address of every page of the console, from the table that serves them: who adds a page has it measured."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.grown import ACCOUNT, CALENDAR, COMPANY, CONTACTS, ERASURE, Grown
from tandem.console.pages.page import Page
from tandem.console.pages.scope import KINDS
from tandem.console.pages.table import PAGES

EMBEDDED = frozenset({"/embedded", "/embedded/summary"})
"""There only with an app to sign in with; the second is let in by a session of its own."""
LEFT_OUT = EMBEDDED | {"/static/{file}", "/connect/{provider}", "/sign-in/pipedrive"}
"""No pages to look at: files of ours, and where a browser comes back to with what another site gave it, too."""
ASKING = frozenset(
    {
        "/accounts/{account}/contacts",
        "/accounts/{account}/calendar",
        "/connections/{connection}/contacts",
        "/connections/{connection}/calendar",
        "/connections/{connection}/preview",
        "/connections/{connection}/upload",
        "/runs/{run}/undo",
        "/history/{entry}/undo",
    }
)
"""They ask Pipedrive or the provider while one waits: what these have to choose from, or what both sides show now."""
OF_CONTACTS = frozenset({"/connections/{connection}/contacts"})
"""There for connections of contacts alone; pages of calendars lead others on."""
HANDING_OUT = frozenset({"/company/{company}/export", "/company/{company}/users/{user}/export"})
"""They read all that they hand out, up to 4 MB at a time."""


@dataclass(frozen=True, slots=True)
class Address:
    """One page as a browser asks for it; `route` is how the table names it."""

    route: str
    path: str

    @property
    def is_asking(self) -> bool:
        return self.route in ASKING

    @property
    def is_searching(self) -> bool:
        return "?query=" in self.path

    @property
    def is_judged(self) -> bool:
        """By the time that a page may take: how long others take to answer isn't the console's doing."""
        return not self.is_asking and self.route not in HANDING_OUT


def addresses(grown: Grown, pages: Sequence[Page] = PAGES) -> list[Address]:
    """Each page as it is first seen, and with each search and filter that it has."""
    return [
        Address(one, path + more)
        for one in routes(pages)
        for path in _paths(one, grown)
        for more in MORE.get(one, ("",))
    ]


def routes(pages: Sequence[Page] = PAGES) -> list[str]:
    return [one.path for one in pages if one.method == "GET" and one.path not in LEFT_OUT]


def _paths(route: str, grown: Grown) -> Iterator[str]:
    """For both kinds of connections, where a page is about one; some are there for one kind alone and lead on."""
    for connection, run, entry in ((CONTACTS, grown.first, grown.entry), (CALENDAR, grown.calendars_first, "")):
        named = {**ALWAYS, "user": grown.user, "connection": connection, "run": run, "entry": entry or grown.entry}
        path = route
        for name, value in named.items():
            path = path.replace(f"{{{name}}}", value)
        yield path
        if route in OF_CONTACTS or not {"{connection}", "{run}"} & set(route.split("/")):
            return


ALWAYS: Mapping[str, str] = {
    "company": COMPANY,
    "account": ACCOUNT,
    "erasure": ERASURE,
    "provider": "google",
}
NAME, NOBODY = "ma", "nobody has this name"
MORE: Mapping[str, Sequence[str]] = {
    "/decide": ("", *(f"?kind={kind}" for kind in KINDS)),
    "/history": ("", "?side=provider", "?side=crm"),
    "/connections/{connection}": ("", f"?query={NAME}", f"?query={NOBODY.replace(' ', '+')}"),
}
"""Beside each page's own address."""
