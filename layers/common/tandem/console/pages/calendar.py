"""What a person chooses for a calendar: which one, what goes which way, private events, types, deletions."""

from collections.abc import Callable, Mapping

from tandem.console.pages.example import EXAMPLE
from tandem.console.pages.offered import offered
from tandem.console.pages.page import Go, Html, Page, Reply, Visit
from tandem.console.pages.scope import is_started
from tandem.console.pages.wrongs import Wrongs, wrongs_of
from tandem.console.problems import problem_of
from tandem.domain.calendar_rules import CalendarRules
from tandem.domain.errors import Trouble
from tandem.domain.ids import AccountId, CompanyId, ConnectionId
from tandem.domain.title import compose, pattern_of
from tandem.ports import ProviderName
from tandem.usecases.seeing.views import ConnectionView

NEW = "+"
"""What the drop-down says for a calendar that isn't there yet; no provider has such an id."""
OWN = "Pipedrive"
"""The name of the calendar that is made for a person."""
UNATTACHED: Mapping[str, object] = {"calendar": CalendarRules().calendar, "types": CalendarRules().types}
"""What has no default, as nobody has chosen it yet."""


def of_calendar(handle: Callable[[Visit], Reply]) -> Callable[[Visit], Reply]:
    """A handler for connections of calendars alone; who comes with another one is sent to its dashboard."""

    def only(visit: Visit) -> Reply:
        connection = visit.connection
        return handle(visit) if connection.kind == "calendar" else Go(f"/connections/{connection.id}")

    return only


def _show(visit: Visit) -> Reply:
    return _page(visit, visit.connection.rules, visit.connection)


def _show_new(visit: Visit) -> Reply:
    return _page(visit, _before(visit), None) if _has_calendars(visit) else Go("/")


def _before(visit: Visit) -> Mapping[str, object]:
    """The rules that stand when nobody has chosen yet."""
    return {**UNATTACHED, **visit.app.defaults(CompanyId(visit.account.company)).calendar}


def _page(
    visit: Visit,
    chosen: Mapping[str, object],
    connection: ConnectionView | None,
    wrongs: Wrongs | None = None,
    status: int = 422,
) -> Reply:
    """`connection` None: there is none yet, and what is saved makes one. `status` is for a form that was not taken."""
    shown = {
        "connection": connection,
        "account": visit.account,
        "chosen": chosen,
        "wrongs": wrongs or {},
        "is_bound": connection is not None and is_started(connection),
        "calendars": offered(visit, visit.app.calendars),
        "types": offered(visit, visit.app.activity_types),
        "example": compose(EXAMPLE, pattern_of(str(chosen["title"]))),
        "own": OWN,
        "new": NEW,
    }
    return Html("calendar.html", shown, status if wrongs else 200)


def _save(visit: Visit) -> Reply:
    connection, chosen = visit.connection, _chosen(visit)
    shown = {**connection.rules, **chosen}
    if wrongs := _lacking(visit, chosen, is_bound=is_started(connection)):
        return _page(visit, shown, connection, wrongs)
    try:
        visit.app.set_rules(ConnectionId(connection.id), _with_calendar(visit, chosen))
    except Trouble as trouble:
        return _not_taken(visit, shown, connection, trouble)
    return Go(f"/connections/{connection.id}/calendar", "calendar_saved")


def _add(visit: Visit) -> Reply:
    if not _has_calendars(visit):
        return Go("/")
    chosen = _chosen(visit)
    if wrongs := _lacking(visit, chosen, is_bound=False):
        return _page(visit, {**_before(visit), **chosen}, None, wrongs)
    try:
        made = visit.app.add_connection(AccountId(visit.account.id), "calendar", _with_calendar(visit, chosen))
    except Trouble as trouble:
        return _not_taken(visit, {**_before(visit), **chosen}, None, trouble)
    return Go(f"/connections/{made.id}/calendar", "calendar_added")


def _has_calendars(visit: Visit) -> bool:
    return "calendar" in ProviderName(visit.account.provider).kinds


def _chosen(visit: Visit) -> dict[str, object]:
    """The rules that the form names."""
    named = ("calendar", "mode", "private", "deletes")
    chosen: dict[str, object] = {name: value for name in named if (value := visit.form.get(name))}
    types, shown = visit.all_of("types"), visit.all_of("offered")
    if shown:  # else they couldn't be listed, and stay as they are
        chosen["types"] = None if set(shown) <= set(types) else sorted(types)
    return chosen


def _lacking(visit: Visit, chosen: Mapping[str, object], *, is_bound: bool) -> Wrongs:
    """What has yet to be chosen."""
    wrongs = {}
    if not is_bound and not chosen.get("calendar"):
        wrongs["calendar"] = visit.reader.text("Choose a calendar first.")
    if chosen.get("types") == []:
        wrongs["types"] = visit.reader.text("Tick at least one type of activity.")
    return wrongs


def _not_taken(
    visit: Visit, chosen: Mapping[str, object], connection: ConnectionView | None, trouble: Trouble
) -> Reply:
    return _page(visit, chosen, connection, wrongs_of(visit, trouble, _before(visit)), problem_of(trouble).status)


def _with_calendar(visit: Visit, chosen: Mapping[str, object]) -> Mapping[str, object]:
    """The calendar that is wished for is made, unless one of that name is there: a second press makes no second."""
    if chosen.get("calendar") != NEW:
        return chosen
    account = AccountId(visit.account.id)
    known = [one for one in visit.app.calendars(account) if one.name == OWN]
    return {**chosen, "calendar": (known[0] if known else visit.app.create_calendar(account, OWN)).id}


PAGES = (
    Page("GET", "/accounts/{account}/calendar", _show_new, "connections"),
    Page("POST", "/accounts/{account}/calendar", _add, "connections"),
    Page("GET", "/connections/{connection}/calendar", of_calendar(_show), "connections"),
    Page("POST", "/connections/{connection}/calendar", of_calendar(_save), "connections"),
)
