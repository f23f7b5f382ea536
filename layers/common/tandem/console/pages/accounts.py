"""An account that was just added: what it may sync. With one thing to choose there is nothing to ask."""

from tandem.console.pages.page import Go, Html, Page, Reply, Visit
from tandem.ports import ProviderName

SETTINGS = {"contacts": "/accounts/{account}/contacts", "calendar": "/accounts/{account}/calendar"}
"""Where a new connection of each kind is set up."""


def _show(visit: Visit) -> Reply:
    account = visit.account
    made = visit.scope.connections_of(account.id)
    kinds = [kind for kind in SETTINGS if kind in ProviderName(account.provider).kinds]
    ways = {kind: SETTINGS[kind].format(account=account.id) for kind in kinds}
    if len(ways) == 1 and not made:
        return Go(next(iter(ways.values())), visit.query.get("said", ""))
    return Html("account.html", {"account": account, "made": made, "ways": ways})


PAGES = (Page("GET", "/accounts/{account}", _show, "connections"),)
