"""The routes of calendars: which there are, and the upload of activities that have no event yet."""

from dataclasses import dataclass

from tandem.console.answers import GroupView, RunStarted, group_view
from tandem.console.app import App
from tandem.console.bodies import NEW_CALENDAR, NEW_CONSENT, UPLOAD
from tandem.console.route import Call, Route
from tandem.domain.ids import AccountId, CompanyId, UserId
from tandem.usecases.listing.upload_unsynced import Unsynced


@dataclass(frozen=True, slots=True)
class ConsentView:
    """The provider's page, for the person's browser."""

    url: str


@dataclass(frozen=True, slots=True)
class ActivityTypeView:
    """`key` is what the rule `types` takes."""

    key: str
    name: str


def _consent(app: App, call: Call) -> ConsentView:
    body = call.body
    company, user = CompanyId(body["company"]), UserId(body["user"])
    return ConsentView(app.begin_consent(company, user, body["provider"], body.get("address", "")))


def _calendars(app: App, call: Call) -> list[GroupView]:
    return [group_view(one) for one in app.calendars(AccountId(call.path["id"]))]


def _types(app: App, call: Call) -> list[ActivityTypeView]:
    return [ActivityTypeView(one.key, one.name) for one in app.activity_types(AccountId(call.path["id"]))]


def _create_calendar(app: App, call: Call) -> GroupView:
    return group_view(app.create_calendar(AccountId(call.path["id"]), call.body["name"]))


def _upload(app: App, call: Call) -> RunStarted:
    return RunStarted(app.upload_unsynced(call.connection, call.body.get("past", False)))


ACCOUNT = "/api/accounts/{id}/calendars"
CONNECTION = "/api/connections/{id}"

CALENDAR_ROUTES: tuple[Route, ...] = (
    Route("POST", "/api/consents", "Begin a provider's consent", ConsentView, _consent, 201, NEW_CONSENT),
    Route("GET", ACCOUNT, "List an account's calendars, live", list[GroupView], _calendars),
    Route(
        "GET",
        "/api/accounts/{id}/activity-types",
        "List the types of activities of an account's company, live",
        list[ActivityTypeView],
        _types,
    ),
    Route("POST", ACCOUNT, "Make a calendar in an account", GroupView, _create_calendar, 201, NEW_CALENDAR),
    Route(
        "GET",
        f"{CONNECTION}/unsynced",
        "Count the activities that have no event yet",
        Unsynced,
        lambda app, call: app.count_unsynced(call.connection),
    ),
    Route(
        "POST",
        f"{CONNECTION}/upload-unsynced",
        "Upload the activities that have no event yet",
        RunStarted,
        _upload,
        202,
        UPLOAD,
    ),
)
