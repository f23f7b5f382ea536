"""One run: how far it is, what it did, and the way to take it back."""

from collections.abc import Mapping
from typing import Any

from tandem.console.pages.history import rows_of, wanted_of
from tandem.console.pages.page import Html, Page, Reply, Visit
from tandem.domain.ids import RunId, connection_of


def _show(visit: Visit) -> Reply:
    return Html("run.html", _live(visit))


def _now(visit: Visit) -> Reply:
    """The part of the page that changes while it runs."""
    return Html("run_live.html", _live(visit))


def _live(visit: Visit) -> Mapping[str, Any]:
    run, after = visit.app.run(RunId(visit.path["run"])), visit.query.get("next", "")[:200]
    connection = visit.scope.connection(connection_of(RunId(run.id)))
    rows, following = rows_of(visit, [connection], {**wanted_of({}), "run": run.id}, after)
    shown = {"run": run, "connection": connection, "account": visit.scope.account(connection.account)}
    return {**shown, "rows": rows, "following": following, "is_first": not after}


PAGES = (
    Page("GET", "/runs/{run}", _show, "history"),
    Page("GET", "/runs/{run}/now", _now, "history"),
)
