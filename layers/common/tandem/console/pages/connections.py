"""The first page: every connection as a card, with how it fares and what it needs."""

from collections.abc import Callable

from tandem.console.app import App
from tandem.console.pages.page import Go, Html, Page, Reply, Visit
from tandem.domain.ids import ConnectionId, RunId


def _show(visit: Visit) -> Reply:
    return Html("connections.html", {"connections": visit.scope.connections})


def _act(act: Callable[[App, ConnectionId], RunId], said: str) -> Callable[[Visit], Reply]:
    """A handler that does one thing to the path's connection and goes back to where its button was."""

    def handle(visit: Visit) -> Reply:
        connection = ConnectionId(visit.connection.id)
        act(visit.app, connection)
        return Go(f"/connections/{connection}" if visit.form.get("back") == "dashboard" else "/", said)

    return handle


def _button(name: str, act: Callable[[App, ConnectionId], RunId], said: str) -> Page:
    return Page("POST", f"/connections/{{connection}}/{name}", _act(act, said), "connections")


PAGES = (
    Page("GET", "/", _show, "connections"),
    _button("refresh", lambda app, it: app.refresh(it), "refreshing"),
    _button("pause", lambda app, it: app.pause(it), "paused"),
    _button("resume", lambda app, it: app.resume(it), "resumed"),
)
