"""The route of who types an e-mail address and doesn't know what it is at."""

from dataclasses import dataclass

from tandem.console.app import App
from tandem.console.fields import Field, Fields, Text
from tandem.console.route import Call, Route


@dataclass(frozen=True, slots=True)
class ProposalView:
    """`provider` as accounts are added with it; `url` of its server, or empty; `sign`: domain, mail or server."""

    provider: str
    url: str
    sign: str


@dataclass(frozen=True, slots=True)
class ProposalsView:
    proposals: tuple[ProposalView, ...]


ADDRESS = Fields((Field("address", Text(longest=500, shortest=1), is_required=True),))


def _propose(app: App, call: Call) -> ProposalsView:
    found = app.propose(call.body["address"])
    return ProposalsView(tuple(ProposalView(one.provider, one.url, str(one.sign)) for one in found))


PROPOSAL_ROUTES: tuple[Route, ...] = (
    Route("POST", "/api/proposals", "Propose a provider for an address", ProposalsView, _propose, 200, ADDRESS),
)
