"""What is a person's own: language and time zone, their accounts, the end of a sync, the way out.

Both choices are kept by the browser: they hold before somebody signs in, and a device abroad may have another zone.
"""

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from tandem.console.pages.page import Go, Html, Page, Reply, Visit
from tandem.console.pages.reader import ZONE_COOKIE
from tandem.console.pages.zones import choices
from tandem.console.session import choice_cookie
from tandem.domain.errors import Refused
from tandem.domain.ids import ConnectionId
from tandem.usecases.seeing.views import AccountView

DEVICE = "device"
"""The choice of whatever the device is set to: its script tells it anew."""


def _show(visit: Visit) -> Reply:
    zone = getattr(visit.reader.zone, "key", "")
    mine = [(one, visit.scope.connections_of(one.id)) for one in _mine(visit)]
    return Html("own.html", {"zone": zone, "zones": choices(zone, visit.reader.language), "mine": mine})


def _mine(visit: Visit) -> list[AccountView]:
    """An admin's colleagues have pages of their own; the machine's admin has no accounts but all."""
    user = visit.scope.user
    return [one for one in visit.scope.accounts.values() if user is None or one.user == user.id]


def _choose_zone(visit: Visit) -> Reply:
    zone = visit.form.get("zone", DEVICE)
    if zone != DEVICE and zone not in available_timezones():
        raise Refused("unknown", "zone")
    line = choice_cookie(ZONE_COOKIE, "" if zone == DEVICE else zone, visit.request)
    return Go("/account", "zone_chosen", (line,))


# --- the end of a sync -----------------------------------------------------------------------------------------------


def _ask(visit: Visit) -> Reply:
    return Html("stop.html", _asked(visit))


def _asked(visit: Visit, wrong: str = "") -> Mapping[str, Any]:
    chosen = visit.form.get("what", "keep")
    return {"connection": visit.connection, "account": visit.account, "chosen": chosen, "wrong": wrong}


def _stop(visit: Visit) -> Reply:
    """`what` is keep or remove; `confirm` the account's address, as the person typed it."""
    if visit.form.get("confirm", "").strip().casefold() != visit.account.address.casefold():
        return Html(
            "stop.html", _asked(visit, visit.reader.text("That is not the address of this account. The sync goes on."))
        )
    visit.app.stop(ConnectionId(visit.connection.id), visit.form.get("what") == "remove")
    return Go("/account", "stopping")


PAGES = (
    Page("GET", "/account", _show, "account"),
    Page("POST", "/account/zone", _choose_zone, "account"),
    Page("GET", "/connections/{connection}/stop", _ask, "account"),
    Page("POST", "/connections/{connection}/stop", _stop, "account"),
)
