"""What a connection of contacts syncs, and how: of a new one, and of one that there is.

A sync that goes on is changed in two steps: what would change is shown first, each with what comes of it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tandem.console.pages.contact_form import (
    ALL,
    FIELDS,
    GROUP,
    Said,
    changes,
    fresh,
    in_address,
    is_small,
    missing,
    of_form,
    rules_of,
    said_by,
    visibilities,
)
from tandem.console.pages.offered import offered
from tandem.console.pages.page import Go, Html, Page, Reply, Visit
from tandem.console.pages.wrongs import Wrongs, wrongs_of
from tandem.console.problems import problem_of
from tandem.domain.errors import Refused, Trouble
from tandem.domain.ids import AccountId, CompanyId, ConnectionId
from tandem.ports import Group
from tandem.usecases.seeing.views import ConnectionView


def _name(groups: Sequence[Group], said: Said) -> str:
    """Of the group that is chosen; empty for all contacts, and where nobody knows its name."""
    chosen = said["group"].removeprefix(GROUP)
    return next((one.name for one in groups if one.id == chosen), "")


# --- a new one ---------------------------------------------------------------------------------------------


def _show_new(visit: Visit) -> Reply:
    return _form(visit, _fresh(visit), None)


def _fresh(visit: Visit) -> Said:
    return fresh(visit.app.defaults(CompanyId(visit.account.company)).contacts)


def _add(visit: Visit) -> Reply:
    said = {**_fresh(visit), **of_form(visit.form)}
    if missing(said):
        return _form(visit, said, None, _open(visit, said))
    try:
        made = visit.app.add_connection(AccountId(visit.account.id), "contacts", rules_of(said))
    except Trouble as trouble:
        return _not_taken(visit, said, None, trouble)
    return Go(f"/connections/{made.id}/preview", "draft_made")


# --- one that there is -------------------------------------------------------------------------------------


def _connection(visit: Visit) -> ConnectionView:
    if visit.connection.kind != "contacts":
        raise Refused("unknown", "connection")
    return visit.connection


def _show(visit: Visit) -> Reply:
    """As it is; with what an address says of it, where one comes back from a preview of that."""
    connection = _connection(visit)
    return _form(visit, {**said_by(connection.rules), **of_form(visit.query)}, connection)


def _change(visit: Visit) -> Reply:
    connection = _connection(visit)
    before = said_by(connection.rules)
    said = {**before, **of_form(visit.form)}
    path = f"/connections/{connection.id}"
    if missing(said):
        return _form(visit, said, connection, _open(visit, said))
    if visit.form.get("act") == "look":
        return Go(f"{path}/preview?{in_address(said)}")
    changed = changes(before, said)
    if changed and connection.state != "draft" and visit.form.get("act") != "save":
        return _changes(visit, before, said, changed)
    try:
        if changed:
            visit.app.set_rules(ConnectionId(connection.id), rules_of(said))
    except Trouble as trouble:
        return _not_taken(visit, said, connection, trouble)
    if connection.state == "draft":
        return Go(f"{path}/preview", "settings_saved" if changed else "")
    return Go(path if changed else f"{path}/contacts", "settings_saved" if changed else "nothing_changed")


def _changes(visit: Visit, before: Said, said: Said, changed: list[str]) -> Html:
    groups = offered(visit, visit.app.groups).items
    shown = {"before": before, "after": said, "changed": changed, "address": in_address(said)}
    names = {"old_group": _name(groups, before), "new_group": _name(groups, said)}
    return Html("contact_changes.html", {**_frame(visit), **shown, **names, "connection": visit.connection})


# --- both --------------------------------------------------------------------------------------------------


def _form(
    visit: Visit,
    said: Said,
    connection: ConnectionView | None,
    wrongs: Wrongs | None = None,
    status: int = 422,
) -> Html:
    """`status` is what a form that was not taken is answered with."""
    groups = offered(visit, visit.app.groups)
    is_gone = said["group"] not in {"", ALL} and not _name(groups.items, said)
    shown = {"said": said, "groups": groups, "is_gone": is_gone, "wrongs": wrongs or {}, "connection": connection}
    return Html("contact_settings.html", {**_frame(visit), **shown}, status if wrongs else 200)


def _open(visit: Visit, said: Said) -> Wrongs:
    """What has yet to be chosen or typed."""
    told = {
        "group": visit.reader.text("Choose a group, or all contacts."),
        "filter": visit.reader.text(
            "There is no number in it. Open the filter in Pipedrive and copy the address of that page."
        ),
    }
    return {name: told[name] for name in missing(said)}


def _not_taken(visit: Visit, said: Said, connection: ConnectionView | None, trouble: Trouble) -> Html:
    return _form(visit, said, connection, wrongs_of(visit, trouble, said), problem_of(trouble).status)


def _frame(visit: Visit) -> Mapping[str, Any]:
    plan = visit.app.company(CompanyId(visit.account.company)).plan
    about = {"account": visit.account, "provider": visit.account.provider}
    return {**about, "offered": visibilities(plan), "is_small": is_small(plan), "fields": FIELDS}


PAGES = (
    Page("GET", "/accounts/{account}/contacts", _show_new, "connections"),
    Page("POST", "/accounts/{account}/contacts", _add, "connections"),
    Page("GET", "/connections/{connection}/contacts", _show, "connections"),
    Page("POST", "/connections/{connection}/contacts", _change, "connections"),
)
