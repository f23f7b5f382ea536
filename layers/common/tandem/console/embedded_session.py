"""The one route of the API without the admin token: what the page inside Pipedrive is let in by, for some minutes.

The signed token comes in the body and never in an address, where logs and other pages would see it.
"""

from dataclasses import dataclass
from datetime import datetime

from tandem.console.app import App
from tandem.console.fields import Field, Fields, Text, read_body
from tandem.console.problems import FOREIGN
from tandem.console.request import Request, Unfit
from tandem.console.route import Call, Route
from tandem.console.session import Guard, is_from_here
from tandem.usecases.seeing.embed import Onlooking

LONGEST = 4096
PATH = ("api", "embedded-session")
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class EmbeddedSessionView:
    """`bearer` opens the page's own parts, until `expires`; a new token begins another."""

    bearer: str
    expires: datetime


def _look_on(app: App, call: Call) -> Onlooking:
    return app.look_on(call.body["token"])


TOKEN = Fields((Field("token", Text(longest=LONGEST, shortest=1), is_required=True),))
ROUTE = Route(
    "POST",
    "/api/embedded-session",
    "Begin the session of the page inside Pipedrive, by the signed token that Pipedrive gives it",
    EmbeddedSessionView,
    _look_on,
    201,
    TOKEN,
    is_open=True,
)


def begin(request: Request, app: App, guard: Guard) -> EmbeddedSessionView:
    """Raise `Forged` for a token that isn't in order, `Unfit` for what is no JSON or comes from another site."""
    if not is_from_here(request):
        raise Unfit(FOREIGN.status, FOREIGN.reason)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON:
        raise Unfit(415, "not_json")
    body = read_body(request.body, TOKEN)
    who = _look_on(app, Call({}, {}, body))
    begun = guard.embedded.begin(body["token"], who.company, who.user, request.now)
    return EmbeddedSessionView(begun.bearer, begun.expires)
