"""All about one connection: progress while it runs, counts, every synced item, and the latest changes."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from tandem.console.pages.page import Html, Page, Reply, Visit
from tandem.domain.ids import ConnectionId

LATEST = 8


def _show(visit: Visit) -> Reply:
    query, after = visit.query.get("query", "")[:200], visit.query.get("next", "")[:200]
    items = visit.app.links(ConnectionId(visit.connection.id), query, after)
    searched = {"items": items, "query": query, "after": after, "listed": urlencode({"query": query, "next": after})}
    return Html("dashboard.html", {**_live(visit), **searched})


def _now(visit: Visit) -> Reply:
    """The part of the page that changes while it runs; it asks for itself as long as it does."""
    return Html("dashboard_live.html", _live(visit))


def _live(visit: Visit) -> Mapping[str, Any]:
    latest = visit.app.history(ConnectionId(visit.connection.id)).items[:LATEST]
    return {"connection": visit.connection, "account": visit.account, "latest": latest}


PAGES = (
    Page("GET", "/connections/{connection}", _show, "connections"),
    Page("GET", "/connections/{connection}/now", _now, "connections"),
)
