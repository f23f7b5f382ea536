"""What people see of Tandem inside Pipedrive's settings: how their syncs fare, and the way to the console.

The page itself knows nobody. Its script is let in by a token of Pipedrive's and asks for the summary with what it then
bears; there is no cookie, as browsers keep those from pages of another site.
"""

from collections.abc import Sequence

from tandem.console.pages.page import Html, Needs, Page, Reply, Visit
from tandem.domain.errors import Refused
from tandem.usecases.seeing.views import ConnectionView


def _show(visit: Visit) -> Reply:
    """Raise `Refused` ("unknown") where Tandem isn't registered at Pipedrive: then nobody may frame anything."""
    if not visit.app.offers_sign_in():
        raise Refused("unknown", "page")
    embedding = visit.guard.embedding
    return Html("embedded.html", {"embedding": embedding}, framed_by=embedding)


def _summary(visit: Visit) -> Reply:
    return Html("embedded_summary.html", {"connections": _own(visit)})


def _own(visit: Visit) -> Sequence[ConnectionView]:
    """The user's own: an admin sees those of others in the console."""
    user = visit.scope.user
    theirs = {one.id for one in visit.scope.accounts.values() if user is not None and one.user == user.id}
    return [one for one in visit.scope.connections if one.account in theirs]


PAGES = (
    Page("GET", "/embedded", _show, needs=Needs.NOTHING),
    Page("GET", "/embedded/summary", _summary, needs=Needs.EMBEDDED),
)
