"""The upload of activities that have no event yet: counted first, and those that are over only if asked for."""

from collections.abc import Mapping
from typing import Any

from tandem.console.pages.calendar import of_calendar
from tandem.console.pages.offered import sentence_of
from tandem.console.pages.page import Go, Html, Page, Reply, Visit
from tandem.console.pages.scope import is_started
from tandem.domain.errors import Trouble
from tandem.domain.ids import ConnectionId


def _show(visit: Visit) -> Reply:
    connection = visit.connection
    goes_on = is_started(connection)
    shown = {"connection": connection, "account": visit.account, "is_started": goes_on}
    return Html("upload.html", {**shown, **(_counted(visit) if goes_on else NOT_COUNTED)})


NOT_COUNTED: Mapping[str, Any] = {"unsynced": None, "trouble": ""}


def _counted(visit: Visit) -> Mapping[str, Any]:
    try:
        return {"unsynced": visit.app.count_unsynced(ConnectionId(visit.connection.id)), "trouble": ""}
    except Trouble as trouble:
        return {"unsynced": None, "trouble": sentence_of(visit, trouble)}


def _upload(visit: Visit) -> Reply:
    run = visit.app.upload_unsynced(ConnectionId(visit.connection.id), "past" in visit.form)
    return Go(f"/runs/{run}" if run else f"/connections/{visit.connection.id}", "uploading")


PAGES = (
    Page("GET", "/connections/{connection}/upload", of_calendar(_show), "connections"),
    Page("POST", "/connections/{connection}/upload", of_calendar(_upload), "connections"),
)
