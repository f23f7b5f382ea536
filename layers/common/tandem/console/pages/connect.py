"""Where a provider sends a browser back. The state that it brings is good for once, and all that is asked for."""

from tandem.console.pages.page import Html, Needs, Page, Reply, Visit
from tandem.domain.errors import Trouble


def _back(visit: Visit) -> Reply:
    state, code = visit.query.get("state", ""), visit.query.get("code", "")
    try:
        account = visit.app.finish_consent(visit.path["provider"], state, code)
    except Trouble as trouble:
        return Html("problem.html", {"sentence": visit.reader.sentence(trouble.reason)}, 400)
    return Html("connected.html", {"account": account})


PAGES = (Page("GET", "/connect/{provider}", _back, needs=Needs.NOTHING),)
