"""The JSON API as one table: what is answered, what is described in OpenAPI, and nothing beside it."""

from collections.abc import Callable

from tandem.console.answers import DoctorView, GroupView, MarkedView, RunStarted, SettingView, group_view
from tandem.console.app import App
from tandem.console.bodies import (
    CHANGED_RULES,
    DECISIONS,
    NEW_ACCOUNT,
    NEW_COMPANY,
    NEW_CONNECTION,
    ON_ALL,
    STOP,
    WITH,
    choice,
)
from tandem.console.calendar_routes import CALENDAR_ROUTES
from tandem.console.checkup_routes import CHECKUP_ROUTES
from tandem.console.data_routes import DATA_ROUTES
from tandem.console.defaults_routes import DEFAULTS_ROUTES
from tandem.console.fields import Field, Fields, Listed, Text
from tandem.console.item_id import from_path
from tandem.console.preview_routes import PREVIEW_ROUTES
from tandem.console.proposal_routes import PROPOSAL_ROUTES
from tandem.console.request import Unfit
from tandem.console.route import Call, Route
from tandem.console.undo_routes import UNDO_ROUTES
from tandem.console.zone import zone_named
from tandem.domain.contact import Side
from tandem.domain.ids import AccountId, CompanyId, ConnectionId, RunId
from tandem.usecases.deciding.decide_some import DecidedView
from tandem.usecases.seeing.by_day import DayView
from tandem.usecases.seeing.views import (
    AccountView,
    CompanyView,
    ConnectionView,
    HistoryView,
    LinkView,
    Listing,
    PendingView,
    RunView,
)


def _add_company(app: App, call: Call) -> CompanyView:
    return app.add_company(call.body["api_domain"], call.body["api_token"])


def _add_account(app: App, call: Call) -> AccountView:
    body = call.body
    company = CompanyId(body["company"])
    return app.add_account(company, body["user"], body["provider"], body["address"], body["credentials"])


def _groups(app: App, call: Call) -> list[GroupView]:
    return [group_view(group) for group in app.groups(AccountId(call.path["id"]))]


def _add_connection(app: App, call: Call) -> ConnectionView:
    return app.add_connection(AccountId(call.body["account"]), call.body["kind"], call.body.get("rules", {}))


def _set_rules(app: App, call: Call) -> ConnectionView:
    plain = {name: value for name, value in call.body.items() if name != "rules"}
    return app.set_rules(call.connection, {**call.body.get("rules", {}), **plain})


def _stop(app: App, call: Call) -> RunStarted:
    return RunStarted(app.stop(call.connection, call.body.get("remove", False)))


def _doctor(app: App, _call: Call) -> DoctorView:
    settings = tuple(SettingView(*setting) for setting in app.settings())
    return DoctorView(settings, tuple(app.problems()), app.counts())


def _run(act: Callable[[App, ConnectionId], RunId]) -> Callable[[App, Call], RunStarted]:
    return lambda app, call: RunStarted(act(app, call.connection))


def _history(app: App, call: Call) -> Listing[HistoryView]:
    link, run, side = (call.query.get(name, "") for name in ("link", "run", "side"))
    if side not in {"", *Side}:
        raise Unfit(422, "not_allowed", "side")
    return app.history(call.connection, call.after, link, run, side)


def _days(app: App, call: Call) -> list[DayView]:
    zone = zone_named(call.query.get("zone", "UTC"))
    if zone is None:
        raise Unfit(422, "not_allowed", "zone")
    return list(app.days(call.connection, zone))


def _of_connection(act: str, does: str, run: Callable[[App, ConnectionId], RunId]) -> Route:
    return Route("POST", f"/api/connections/{{id}}/{act}", does, RunStarted, _run(run), 202, Fields())


def _pending(kind: str) -> Route:
    path = f"/api/connections/{{id}}/{kind}"
    return Route(
        "GET",
        path,
        f"List what waits: {kind}",
        Listing[PendingView],
        lambda app, call: app.pending(call.connection, kind, call.after),
        query=("next",),
    )


def _decide_all(app: App, call: Call) -> RunStarted:
    return RunStarted(app.decide_all(call.connection, call.body["decision"]))


def _decision(kind: str) -> Route:
    path = f"/api/connections/{{id}}/{kind}/{{item}}"
    decision = Field("decision", choice(*DECISIONS[kind]), is_required=True)
    body = Fields((decision, WITH) if kind == "review" else (decision,))

    def decide(app: App, call: Call) -> None:
        partner = [from_path(call.body["with"])] if "with" in call.body else []
        app.decide(call.connection, kind, from_path(call.path["item"]), call.body["decision"], *partner)

    return Route("POST", path, f"Decide on one of what waits: {kind}", None, decide, 204, body)


def _decisions(kind: str) -> Route:
    """Ids come as they are listed, and go back so."""
    items = Field("items", Listed(Text(longest=4000, shortest=1)), is_required=True)
    body = Fields((Field("decision", choice(*DECISIONS[kind]), is_required=True), items))

    def decide(app: App, call: Call) -> DecidedView:
        wanted = list(map(from_path, call.body["items"]))
        return app.decide_some(call.connection, kind, wanted, call.body["decision"])

    path = f"/api/connections/{{id}}/decisions/{kind}"
    return Route("POST", path, f"Decide on several of what waits: {kind}", DecidedView, decide, 200, body)


ROUTES: tuple[Route, ...] = (
    Route("POST", "/api/companies", "Add a company, or a grant", CompanyView, _add_company, 201, NEW_COMPANY),
    Route("GET", "/api/companies", "List companies", list[CompanyView], lambda app, _: app.companies()),
    Route("POST", "/api/accounts", "Add a provider account", AccountView, _add_account, 201, NEW_ACCOUNT),
    Route("GET", "/api/accounts", "List accounts", list[AccountView], lambda app, _: app.accounts()),
    Route("GET", "/api/accounts/{id}/groups", "List an account's groups, live", list[GroupView], _groups),
    Route("POST", "/api/connections", "Add a connection", ConnectionView, _add_connection, 201, NEW_CONNECTION),
    Route("GET", "/api/connections", "List connections", list[ConnectionView], lambda app, _: app.connections()),
    Route(
        "GET",
        "/api/connections/{id}",
        "Show a connection",
        ConnectionView,
        lambda app, call: app.connection(call.connection),
    ),
    Route("PATCH", "/api/connections/{id}", "Change rules", ConnectionView, _set_rules, 200, CHANGED_RULES),
    _of_connection("start", "Start the sync", lambda app, it: app.start(it)),
    _of_connection("pause", "Pause the sync", lambda app, it: app.pause(it)),
    _of_connection("resume", "Resume the sync", lambda app, it: app.resume(it)),
    _of_connection("refresh", "Sync now", lambda app, it: app.refresh(it)),
    Route("POST", "/api/connections/{id}/stop", "End the sync", RunStarted, _stop, 202, STOP),
    Route("GET", "/api/runs/{id}", "Show a run", RunView, lambda app, call: app.run(RunId(call.path["id"]))),
    Route(
        "GET",
        "/api/connections/{id}/links",
        "List the synced items",
        Listing[LinkView],
        lambda app, call: app.links(call.connection, call.query.get("query", ""), call.after),
        query=("query", "next"),
    ),
    Route(
        "GET",
        "/api/connections/{id}/history",
        "List every write, newest first",
        Listing[HistoryView],
        _history,
        query=("link", "run", "side", "next"),
    ),
    Route(
        "GET",
        "/api/connections/{id}/days",
        "Count what was made, changed and deleted on each of the last thirty days",
        list[DayView],
        _days,
        query=("zone",),
    ),
    *PREVIEW_ROUTES,
    *CALENDAR_ROUTES,
    *PROPOSAL_ROUTES,
    *UNDO_ROUTES,
    *DATA_ROUTES,
    *DEFAULTS_ROUTES,
    *CHECKUP_ROUTES,
    *(_pending(kind) for kind in DECISIONS),
    *(_decision(kind) for kind in DECISIONS),
    *(_decisions(kind) for kind in DECISIONS),
    Route(
        "POST",
        "/api/connections/{id}/decisions",
        "Decide on all that is held now",
        RunStarted,
        _decide_all,
        202,
        ON_ALL,
    ),
    Route(
        "POST",
        "/api/restored",
        "Tell that a backup was put back; nothing is written until both sides are compared",
        MarkedView,
        lambda app, _: MarkedView(app.mark_restored()),
        202,
        Fields(),
    ),
    Route("GET", "/api/doctor", "Show settings and what is wrong", DoctorView, _doctor),
)
