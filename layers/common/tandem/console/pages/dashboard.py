"""All about one connection: progress while it runs, counts, latest changes, changes per day, and every synced item."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from tandem.console.pages.chart import BAR_WIDTH, KINDS, chart
from tandem.console.pages.page import Html, Page, Reply, Visit
from tandem.domain.ids import ConnectionId

LATEST = 8


def _show(visit: Visit) -> Reply:
    query, after = visit.query.get("query", "")[:200], visit.query.get("next", "")[:200]
    items = visit.app.links(ConnectionId(visit.connection.id), query, after)
    searched = {"items": items, "query": query, "after": after, "listed": urlencode({"query": query, "next": after})}
    return Html("dashboard.html", {**_live(visit), **_by_day(visit), **searched})


def _now(visit: Visit) -> Reply:
    """The part of the page that changes while it runs; it asks for itself as long as it does."""
    return Html("dashboard_live.html", _live(visit))


def _days(visit: Visit) -> Reply:
    """The chart by itself: a page that stays open shows what came meanwhile."""
    return Html("days.html", _by_day(visit))


def _by_day(visit: Visit) -> Mapping[str, Any]:
    days = visit.app.days(ConnectionId(visit.connection.id), visit.reader.zone)
    return {"connection": visit.connection, "chart": chart(days), "kinds": KINDS, "bar_width": BAR_WIDTH}


def _live(visit: Visit) -> Mapping[str, Any]:
    latest = visit.app.history(ConnectionId(visit.connection.id)).items[:LATEST]
    return {"connection": visit.connection, "account": visit.account, "latest": latest}


PAGES = (
    Page("GET", "/connections/{connection}", _show, "connections"),
    Page("GET", "/connections/{connection}/now", _now, "connections"),
    Page("GET", "/connections/{connection}/days", _days, "connections"),
)
