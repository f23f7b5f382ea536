"""Where a provider sends a browser back. The state that it brings is good for once, and only in the browser that it
was begun in; what was begun by the command or the API may end in any.
"""

from tandem.console.pages.page import Go, Html, Needs, Page, Reply, Visit
from tandem.console.session import mark_of, secret_of
from tandem.domain.errors import Trouble


def _back(visit: Visit) -> Reply:
    state, code = visit.query.get("state", ""), visit.query.get("code", "")
    is_known = visit.scope.session is not None
    mark = mark_of(secret_of(visit.request)) if is_known else ""
    try:
        account = visit.app.finish_consent(visit.path["provider"], state, code, mark)
    except Trouble as trouble:
        sentence = visit.reader.sentence(trouble.reason)
        return Html("problem.html", {"sentence": sentence, "again": "/add" if is_known else ""}, 400)
    if account.id in visit.scope.accounts:
        return Go(f"/accounts/{account.id}", "account_added")
    return Html("connected.html", {"account": account})


PAGES = (Page("GET", "/connect/{provider}", _back, needs=Needs.NOTHING),)
