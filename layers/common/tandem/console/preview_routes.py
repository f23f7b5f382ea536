"""The routes that show what would be done before it is: by a sync, by other rules, by an upload, by another title."""

from tandem.console.app import App
from tandem.console.bodies import PREVIEW, TITLE
from tandem.console.request import Unfit
from tandem.console.route import Call, Route
from tandem.domain.side import Side
from tandem.usecases.previewing.preview_titles import TitlesView
from tandem.usecases.previewing.preview_view import PreviewView
from tandem.usecases.previewing.wish import Sought, Wish

ACTIONS = ("link", "create", "update", "delete", "hold", "conflict", "review", "leave")


def _preview(app: App, call: Call) -> PreviewView:
    body = call.body
    wish = Wish(body.get("rules", {}), body.get("upload", False), body.get("past", False))
    return app.preview(call.connection, call.after, wish, _sought(call))


def _sought(call: Call) -> Sought:
    query, action, side = (call.query.get(name, "") for name in ("query", "action", "side"))
    if action not in {"", *ACTIONS}:
        raise Unfit(422, "not_allowed", "action")
    if side not in {"", *Side}:
        raise Unfit(422, "not_allowed", "side")
    return Sought(query, action, side)


def _titles(app: App, call: Call) -> TitlesView:
    return app.preview_titles(call.connection, call.body["title"], call.after)


PREVIEW_ROUTES: tuple[Route, ...] = (
    Route(
        "POST",
        "/api/connections/{id}/preview",
        "Show what the sync would do, as it is, under other rules, or with an upload; writes nothing",
        PreviewView,
        _preview,
        200,
        PREVIEW,
        ("next", "query", "action", "side"),
    ),
    Route(
        "POST",
        "/api/connections/{id}/preview-titles",
        "Show what another pattern would make of a calendar's titles; writes nothing",
        TitlesView,
        _titles,
        200,
        TITLE,
        ("next",),
    ),
)
