"""The routes that hand out all that is known of somebody, make it forgotten, and let somebody in."""

from tandem.console.answers import ErasureStarted
from tandem.console.app import App
from tandem.console.bodies import ERASE, WHO
from tandem.console.route import Call, Route
from tandem.domain.ids import CompanyId, ErasureId, UserId
from tandem.usecases.connecting.invite import SignInLinkView
from tandem.usecases.seeing.views import ErasureView, ExportView

COMPANY, USER = "/api/companies/{id}", "/api/companies/{id}/users/{user}"


def _export(app: App, call: Call) -> ExportView:
    return app.export(CompanyId(call.path["id"]), call.path.get("user", ""), call.after)


def _erase(app: App, call: Call) -> ErasureStarted:
    return ErasureStarted(app.erase(CompanyId(call.path["id"]), call.path.get("user", ""), call.body["confirm"]))


def _erasure(app: App, call: Call) -> ErasureView:
    return app.erasure(ErasureId(call.path["id"]))


DATA_ROUTES: tuple[Route, ...] = (
    Route("GET", f"{COMPANY}/export", "Export a company", ExportView, _export, query=("next",)),
    Route("GET", f"{USER}/export", "Export a user", ExportView, _export, query=("next",)),
    Route("POST", f"{COMPANY}/erase", "Forget a company; contacts stay", ErasureStarted, _erase, 202, ERASE),
    Route("POST", f"{USER}/erase", "Forget a user; contacts stay", ErasureStarted, _erase, 202, ERASE),
    Route("GET", "/api/erasures/{id}", "Show an erasure, or the proof of it", ErasureView, _erasure),
    Route(
        "POST",
        "/api/sign-in-links",
        "Make a link that signs in at the console: once, within ten minutes",
        SignInLinkView,
        lambda app, call: app.invite(CompanyId(call.body.get("company", "")), UserId(call.body.get("user", ""))),
        201,
        WHO,
    ),
)
