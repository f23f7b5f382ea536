"""The controls of the calendar: people at work in it, sharing, sync tokens, many events at once, a year of life."""

from typing import TYPE_CHECKING, Any

from sandbox.google.answers import not_found
from sandbox.google.calendar import editing, ui
from sandbox.google.calendar.place import place
from sandbox.google.year import fill

if TYPE_CHECKING:
    from sandbox.google.server import Standin


def edit(standin: "Standin", body: Any) -> Any:
    return ui.edit(standin.agenda, body)


def load(standin: "Standin", body: Any) -> Any:
    """`{email, calendar?, events}`: many events, as the person would have made them; their identifiers."""
    account = standin.world.account(body["email"])
    if account is None:
        raise not_found()
    where = place(standin.agenda, account, body.get("calendar", "primary"), "writer")
    return {"ids": [editing.insert(where, event, "none")["id"] for event in body["events"]]}


def live_a_year(standin: "Standin", body: Any) -> Any:
    """`{email, calendar?, year?, seed?}`"""
    return fill(standin.agenda, body["email"], body.get("calendar", "primary"), body.get("year"), body.get("seed", 1))


def add_calendar(standin: "Standin", body: Any) -> Any:
    """`{email, summary, timeZone?}`: the person makes a calendar."""
    account = standin.world.account(body["email"])
    if account is None:
        raise not_found()
    return standin.agenda.make(account["id"], {"summary": body["summary"], "timeZone": body.get("timeZone")})


def delete_calendar(standin: "Standin", body: Any) -> Any:
    """`{calendar}`"""
    if standin.agenda.calendar(body["calendar"]) is None:
        raise not_found()
    standin.agenda.remove(body["calendar"])
    return {"deleted": body["calendar"]}


def share(standin: "Standin", body: Any) -> Any:
    """`{calendar, email, role}`: role none takes the access away."""
    if standin.agenda.calendar(body["calendar"]) is None:
        raise not_found()
    return standin.agenda.share(body["calendar"], body["email"].lower(), body["role"])


def expire_sync(standin: "Standin", body: Any) -> Any:
    """`{calendar?}`: without it all sync tokens, those of the lists of calendars too."""
    standin.agenda.expire_sync(body.get("calendar"))
    return {"expired": body.get("calendar", "all")}


def dump(standin: "Standin", _body: Any) -> Any:
    """Every calendar that is there, and every event in it as it is kept."""
    calendars = [row for row in standin.world.rows("calendar").values() if not row["is_deleted"]]
    events = {row["id"]: standin.agenda.events(row["id"]) for row in calendars}
    return {
        "calendars": calendars,
        "events": {calendar_id: [feed.get(each) for each in feed.ids] for calendar_id, feed in events.items()},
    }


CALENDAR_CONTROLS = {
    ("POST", "/edit"): edit,
    ("POST", "/load"): load,
    ("POST", "/year"): live_a_year,
    ("POST", "/calendars"): add_calendar,
    ("POST", "/calendars/delete"): delete_calendar,
    ("POST", "/share"): share,
    ("POST", "/expire_sync"): expire_sync,
    ("GET", "/dump"): dump,
}
