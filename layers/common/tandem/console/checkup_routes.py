"""The routes of live checks: one is begun, and shown while it goes on and afterwards."""

from tandem.console.app import App
from tandem.console.bodies import CHECKUP
from tandem.console.route import Call, Route
from tandem.usecases.live.views import CheckupView

PATH = "/api/connections/{id}/doctor"


def _begin(app: App, call: Call) -> CheckupView:
    return app.begin_checkup(call.connection, call.body.get("side", "provider"))


CHECKUP_ROUTES: tuple[Route, ...] = (
    Route(
        "POST",
        PATH,
        "Check a side live, with items made up for it; they are removed",
        CheckupView,
        _begin,
        202,
        CHECKUP,
    ),
    Route("GET", PATH, "Show the last live check", CheckupView, lambda app, call: app.checkup(call.connection)),
)
