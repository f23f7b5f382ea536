"""What a person does in Google's own calendar, without Tandem: the same rules, no token, and the UI's way to split."""

import re
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.google.answers import not_found
from sandbox.google.calendar import editing
from sandbox.google.calendar.agenda import Agenda
from sandbox.google.calendar.bodies import checked, merged
from sandbox.google.calendar.ledger import record
from sandbox.google.calendar.mail import notify
from sandbox.google.calendar.place import Place, place
from sandbox.google.calendar.series import Series
from sandbox.google.calendar.times import instant
from sandbox.rows import Row

COUNT = re.compile(r"COUNT=(\d+)")
NOT_KEPT = ("recurringEventId", "originalStartTime", "etag", "created", "updated", "sequence")


def edit(agenda: Agenda, body: dict[str, Any]) -> Row:
    """`{do, email, calendar?, event_id?, event?, send_updates?}`; answers the event as it is then.

    Raises Refused where the API would too, ValueError for a deed that is not known.
    """
    account = agenda.world.account(body["email"])
    if account is None:
        raise not_found()
    where = place(agenda, account, body.get("calendar", "primary"), "writer")
    deed = DEEDS.get(body["do"])
    if deed is None:
        raise ValueError(f"do is one of {sorted(DEEDS)}")
    return deed(where, body, body.get("send_updates", "none"))


def create(where: Place, body: dict[str, Any], send: str) -> Row:
    return editing.insert(where, body["event"], send)


def patch(where: Place, body: dict[str, Any], send: str) -> Row:
    """With an occurrence's identifier one occurrence, with the series' all of them."""
    return editing.patch(where, body["event_id"], body["event"], send)


def delete(where: Place, body: dict[str, Any], send: str) -> Row:
    editing.delete(where, body["event_id"], send)
    return editing.held(where, body["event_id"])


def move_to(where: Place, body: dict[str, Any], send: str) -> Row:
    """Drag an event or an occurrence: `start`, and its length stays."""
    held = editing.held(where, body["event_id"])
    length = instant(held["end"], where.zone) - instant(held["start"], where.zone)
    start: Row = body["start"]
    if "date" in start:
        end: Row = {"date": (instant(start, "UTC") + length).date().isoformat()}
    else:
        aware = instant(start, where.zone)
        aware = aware if aware.tzinfo else aware.replace(tzinfo=ZoneInfo(start.get("timeZone") or where.zone))
        end = {**start, "dateTime": (aware + length).isoformat()}
    other = {"dateTime": None, "timeZone": None} if "date" in start else {"date": None}
    return editing.patch(where, body["event_id"], {"start": other | start, "end": other | end}, send)


def invite(where: Place, body: dict[str, Any], send: str) -> Row:
    """`emails` beside those who are there."""
    held = editing.held(where, body["event_id"])
    known = held.get("attendees", [])
    more = [{"email": email} for email in body["emails"]]
    return editing.patch(where, body["event_id"], {"attendees": [*known, *more]}, send)


def respond(where: Place, body: dict[str, Any], send: str) -> Row:
    """The own `response`: accepted, declined, tentative, needsAction."""
    held = editing.held(where, body["event_id"])
    said = {"responseStatus": body["response"]}
    everybody = [{**one, **(said if one.get("self") else {})} for one in held.get("attendees", [])]
    return editing.patch(where, body["event_id"], {"attendees": everybody}, send)


def split(where: Place, body: dict[str, Any], send: str) -> Row:
    """This and following: the series ends before the occurrence `event_id`, a new one with `event` begins there.

    The new series is called as Google calls it: the old identifier, `_R`, and where it begins.
    """
    occurrence = editing.held(where, body["event_id"])
    master = editing.held(where, occurrence["recurringEventId"])
    series = Series(master, where.zone)
    start = series.start_of(occurrence["id"].rpartition("_")[2])
    if start is None:
        raise not_found()
    begin, end = series.times(start)
    lines = {"recurrence": _rest(master["recurrence"], series, start)}
    kept = {name: value for name, value in occurrence.items() if name not in NOT_KEPT}
    new = merged({**kept, "start": begin, "end": end, **lines}, body.get("event", {}))
    identifier = f"{master['id'].partition('_R')[0]}_R{start:%Y%m%dT%H%M%S}"
    new |= {"id": identifier, "iCalUID": f"{identifier}@google.com"}
    until = _until(series, start)
    editing.patch(where, master["id"], {"recurrence": [_ended(line, until) for line in master["recurrence"]]}, send)
    stored = record(where.agenda, where.id, None, checked(new, where.zone))
    notify(where, "insert", send, None, stored)
    return stored


def _until(series: Series, start: Any) -> str:
    """The last moment before the occurrence, as a rule says it."""
    if series.is_all_day:
        return f"{start - timedelta(days=1):%Y%m%d}"
    return series.suffix(start - timedelta(seconds=1))


def _ended(line: str, until: str) -> str:
    name, _, rule = line.partition(":")
    if name != "RRULE":
        return line
    parts = [part for part in rule.split(";") if not part.startswith(("UNTIL=", "COUNT="))]
    return f"{name}:{';'.join([*parts, f'UNTIL={until}'])}"


def _rest(lines: list[str], series: Series, start: Any) -> list[str]:
    """A count goes on with what is left of it."""
    before = sum(1 for each in series.starts(series.aware(start)) if each < start)
    return [COUNT.sub(lambda found: f"COUNT={int(found[1]) - before}", line) for line in lines]


DEEDS = {
    "create": create,
    "patch": patch,
    "delete": delete,
    "move": move_to,
    "invite": invite,
    "respond": respond,
    "split": split,
}
