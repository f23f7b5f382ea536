"""The routes of what new connections of a company begin with."""

from tandem.console.app import App
from tandem.console.bodies import DEFAULTS
from tandem.console.route import Call, Route
from tandem.domain.ids import CompanyId, UserId
from tandem.usecases.connecting.defaults import DefaultsView

PATH = "/api/companies/{id}/defaults"
MACHINE = UserId("")


def _show(app: App, call: Call) -> DefaultsView:
    return app.defaults(CompanyId(call.path["id"]))


def _change(app: App, call: Call) -> DefaultsView:
    return app.set_defaults(CompanyId(call.path["id"]), MACHINE, call.body)


DEFAULTS_ROUTES: tuple[Route, ...] = (
    Route("GET", PATH, "Show what new connections begin with", DefaultsView, _show),
    Route("PATCH", PATH, "Change what new connections begin with", DefaultsView, _change, 200, DEFAULTS),
)
