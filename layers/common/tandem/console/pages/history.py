"""Every write, newest first: of one connection, or of all that the session may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tandem.console.pages.page import Go, Html, Page, Reply, Visit
from tandem.console.pages.values import readable
from tandem.domain.ids import ConnectionId, EntryId, place_of
from tandem.domain.side import Side
from tandem.usecases.seeing.views import ConnectionView, FieldChange, HistoryView, Listing

MOST = 50
"""On one page; as many as one connection lists at once."""
FILTERS = ("side", "run", "link")


@dataclass(frozen=True, slots=True)
class Row:
    """An entry, its fields as they are read, and the connection that it is of."""

    entry: HistoryView
    fields: tuple[FieldChange, ...]
    connection: ConnectionView


def _of_all(visit: Visit) -> Reply:
    """The form of both pages comes here, and is sent on to the connection that it names."""
    if chosen := visit.query.get("connection", ""):
        named = urlencode(_named(wanted_of(visit.query)))
        return Go(f"/connections/{visit.scope.connection(ConnectionId(chosen)).id}/history?{named}")
    return _page(visit, "/history", visit.scope.connections)


def _of_one(visit: Visit) -> Reply:
    connection = visit.connection
    return _page(visit, f"/connections/{connection.id}/history", [connection], {"connection": connection})


def _page(
    visit: Visit, path: str, connections: Sequence[ConnectionView], more: Mapping[str, Any] | None = None
) -> Reply:
    wanted = wanted_of(visit.query)
    rows, following = rows_of(visit, connections, wanted, visit.query.get("next", "")[:200])
    shown = {
        "connection": None,
        "connections": visit.scope.connections,
        "path": path,
        "rows": rows,
        "wanted": wanted,
        "is_first": not visit.query.get("next"),
        "following": urlencode({**_named(wanted), "next": following}) if following else "",
        "anew": urlencode(_named(wanted)),
        "without": {name: urlencode(_named({**wanted, name: ""})) for name in FILTERS},
    }
    return Html("history.html", {**shown, **(more or {})})


def wanted_of(query: Mapping[str, str]) -> dict[str, str]:
    """The filters that the address names; a side that isn't one is none."""
    wanted = {name: query.get(name, "")[:200] for name in FILTERS}
    return {**wanted, "side": wanted["side"] if wanted["side"] in set(Side) else ""}


def _named(wanted: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in wanted.items() if value}


def rows_of(
    visit: Visit, connections: Sequence[ConnectionView], wanted: Mapping[str, str], after: str = ""
) -> tuple[list[Row], str]:
    """A page and where the next one begins.

    Places in a history are in order of time, whichever connection it is of. A listing that isn't whole tells how far
    back it reaches; what is older than that is left for the next page, lest something of the others come before it.
    """
    found = {one.id: _listed(visit, one, wanted, after) for one in connections}
    reached = max((listing.next for listing in found.values()), default="")
    rows = [
        Row(entry, readable(visit.reader, entry.fields), one)
        for one in connections
        for entry in found[one.id].items
        if _place(entry) >= reached
    ]
    rows.sort(key=lambda row: _place(row.entry), reverse=True)
    return rows[:MOST], _place(rows[MOST - 1].entry) if len(rows) > MOST else reached


def _listed(visit: Visit, one: ConnectionView, wanted: Mapping[str, str], after: str) -> Listing[HistoryView]:
    return visit.app.history(ConnectionId(one.id), after, wanted["link"], wanted["run"], wanted["side"])


def _place(entry: HistoryView) -> str:
    return place_of(EntryId(entry.id))[1]


PAGES = (
    Page("GET", "/history", _of_all, "history"),
    Page("GET", "/connections/{connection}/history", _of_one, "history"),
)
