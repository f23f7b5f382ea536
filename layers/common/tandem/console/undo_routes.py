"""The routes that take back what was written, and show first what that would do."""

from tandem.console.answers import RunStarted
from tandem.console.app import App
from tandem.console.bodies import UNDO
from tandem.console.fields import Fields
from tandem.console.route import Call, Route
from tandem.domain.ids import EntryId, RunId
from tandem.usecases.seeing.views import UndoPreviewView


def _undo_entry(app: App, call: Call) -> RunStarted:
    return RunStarted(app.undo_entry(EntryId(call.path["id"]), call.body.get("record", False)))


def _preview_entry(app: App, call: Call) -> UndoPreviewView:
    return app.preview_undo_of_entry(EntryId(call.path["id"]), call.body.get("record", False), call.after)


UNDO_ROUTES: tuple[Route, ...] = (
    Route(
        "POST",
        "/api/runs/{id}/undo",
        "Take back what a run wrote",
        RunStarted,
        lambda app, call: RunStarted(app.undo_run(RunId(call.path["id"]))),
        202,
        Fields(),
    ),
    Route(
        "POST",
        "/api/runs/{id}/undo/preview",
        "Show what an undo of a run would do; writes nothing",
        UndoPreviewView,
        lambda app, call: app.preview_undo_of_run(RunId(call.path["id"]), call.after),
        200,
        Fields(),
        ("next",),
    ),
    Route("POST", "/api/history/{id}/undo", "Take back one write", RunStarted, _undo_entry, 202, UNDO),
    Route(
        "POST",
        "/api/history/{id}/undo/preview",
        "Show what an undo of one write would do; writes nothing",
        UndoPreviewView,
        _preview_entry,
        200,
        UNDO,
        ("next",),
    ),
)
