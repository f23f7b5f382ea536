"""Taking back what was written: shown first with what it would leave alone, then done as a run of its own."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from tandem.console.pages.page import Go, Html, Page, Reply, Visit
from tandem.console.pages.paging import seen_before
from tandem.console.pages.values import readable
from tandem.domain.ids import ConnectionId, EntryId, RunId, connection_of, place_of
from tandem.usecases.seeing.views import UndoPreviewView

RECORD = "record"
"""What `of` says where all is meant that a run did to the same item."""


def _show_run(visit: Visit) -> Reply:
    run = RunId(visit.path["run"])
    view = visit.app.preview_undo_of_run(run, seen_before(visit))
    return _page(visit, connection_of(run), view, {"run": visit.app.run(run), "of": "run", "path": f"/runs/{run}/undo"})


def _show_entry(visit: Visit) -> Reply:
    entry, of = EntryId(visit.path["entry"]), _of(visit.query)
    view = visit.app.preview_undo_of_entry(entry, of == RECORD, seen_before(visit))
    return _page(visit, place_of(entry)[0], view, {"run": None, "of": of, "path": f"/history/{entry}/undo"})


def _page(visit: Visit, connection: ConnectionId, view: UndoPreviewView, more: Mapping[str, Any]) -> Reply:
    shown = {
        "connection": visit.scope.connection(connection),
        "view": view,
        "items": [(one, readable(visit.reader, one.fields)) for one in view.items],
        "is_first": not seen_before(visit),
        "following": urlencode({"of": more["of"], "next": view.next}) if view.next else "",
    }
    return Html("undo.html", {**shown, **more})


def _undo_run(visit: Visit) -> Reply:
    return Go(f"/runs/{visit.app.undo_run(RunId(visit.path['run']))}", "undoing")


def _undo_entry(visit: Visit) -> Reply:
    run = visit.app.undo_entry(EntryId(visit.path["entry"]), _of(visit.form) == RECORD)
    return Go(f"/runs/{run}", "undoing")


def _of(said: Mapping[str, str]) -> str:
    return RECORD if said.get("of") == RECORD else "entry"


PAGES = (
    Page("GET", "/runs/{run}/undo", _show_run, "history"),
    Page("POST", "/runs/{run}/undo", _undo_run, "history"),
    Page("GET", "/history/{entry}/undo", _show_entry, "history"),
    Page("POST", "/history/{entry}/undo", _undo_entry, "history"),
)
