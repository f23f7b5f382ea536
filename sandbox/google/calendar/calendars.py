"""The methods of `calendars` and `calendarList`."""

from collections.abc import Iterator
from typing import Any

from sandbox.google.answers import Answer, Refused, invalid, not_found, nothing, required, told
from sandbox.google.calendar.agenda import ROLES, Agenda
from sandbox.google.calendar.pages import Book, Step
from sandbox.google.calendar.place import Place, place
from sandbox.google.calendar.times import zone_info
from sandbox.google.calls import Call
from sandbox.rows import Row

FIELDS = ("summary", "description", "location", "timeZone")
OWN = (
    "summaryOverride", "colorId", "backgroundColor", "foregroundColor", "hidden", "selected", "defaultReminders",
    "notificationSettings"
)  # fmt: skip
CONFERENCES = {"allowedConferenceSolutionTypes": ["hangoutsMeet"]}
DEFAULT_SIZE, LARGEST_SIZE = 100, 250


class Calendars:
    def __init__(self, agenda: Agenda) -> None:
        self._agenda = agenda

    def get(self, call: Call) -> Answer:
        return told(_calendar(self._place(call, "reader")))

    def insert(self, call: Call) -> Answer:
        fields = _facts(call.fields)
        if not fields.get("summary"):
            raise required("Missing title.")
        row = self._agenda.make(call.account["id"], fields)
        return told(_calendar(place(self._agenda, call.account, row["id"], "owner")))

    def patch(self, call: Call) -> Answer:
        return self._changed(call, _facts(call.fields))

    def update(self, call: Call) -> Answer:
        if not call.fields.get("summary"):
            raise required("Missing title.")
        return self._changed(call, {"description": None, "location": None, **_facts(call.fields)})

    def delete(self, call: Call) -> Answer:
        where = self._place(call, "owner")
        if where.id == where.calendar["owner"]:
            raise invalid("Cannot delete the primary calendar.")
        self._agenda.remove(where.id)
        return nothing()

    def list(self, call: Call) -> Answer:
        """Incremental lists show what was taken off the list, whatever `showDeleted` says."""
        email = call.account["id"]
        if call.one("syncToken") and (call.one("minAccessRole") or call.one("showOwnOrganizationOnly")):
            raise invalid("Sync token cannot be used with minAccessRole.", "syncToken")
        feed = self._agenda.entries(email)
        epoch = str(self._agenda.world.meta("sync").get("epoch", 0))
        book = Book(self._agenda.world, call, f"calendarList {email}", epoch, feed.visible())
        start = book.start()
        if start.since is not None:
            changed = feed.log.between(start.since if start.at is None else start.at, start.end)
            steps: Iterator[Step] = ((number, self._entry(call, each)) for number, each in changed)
        else:
            after = 0 if start.at is None else start.at + 1
            found = ((at, self._entry(call, feed.ids[at])) for at in range(after, len(feed.ids)))
            steps = ((at, entry) for at, entry in found if _is_listed(call, entry))
        page = book.page(start, steps, call.number("maxResults", DEFAULT_SIZE, LARGEST_SIZE), may_sync=True)
        return told({"kind": "calendar#calendarList", "etag": f'"p{feed.log.last:012d}"', **page})

    def entry(self, call: Call) -> Answer:
        """`primary` is an identifier here too."""
        return self._answered(call, self._listed(call))

    def enlist(self, call: Call) -> Answer:
        where = place(self._agenda, call.account, call.fields.get("id") or "", "freeBusyReader")
        self._agenda.enlist(where.email, where.id, **_own(call.fields))
        return self._answered(call, where.id)

    def patch_entry(self, call: Call) -> Answer:
        calendar_id = self._listed(call)
        held = self._agenda.entries(call.account["id"]).get(calendar_id) or {}
        self._agenda.enlist(call.account["id"], calendar_id, **(_own(held) | _own(call.fields)))
        return self._answered(call, calendar_id)

    def delist(self, call: Call) -> Answer:
        calendar_id = self._listed(call)
        self._agenda.enlist(call.account["id"], calendar_id, deleted=True)
        return nothing()

    def _listed(self, call: Call) -> str:
        email = call.account["id"]
        calendar_id = email if call.args[0] == "primary" else call.args[0]
        held = self._agenda.entries(email).get(calendar_id)
        if held is None or held.get("deleted"):
            raise not_found()
        return calendar_id

    def _answered(self, call: Call, calendar_id: str) -> Answer:
        entry = self._entry(call, calendar_id)
        return told(entry, etag=entry["etag"])

    def _entry(self, call: Call, calendar_id: str) -> Row:
        email = call.account["id"]
        own = self._agenda.entries(email).get(calendar_id) or {}
        row = self._agenda.world.rows("calendar")[calendar_id]
        if own.get("deleted"):
            return {"kind": "calendar#calendarListEntry", "etag": own["etag"], "id": calendar_id, "deleted": True}
        facts = {name: row[name] for name in FIELDS if row.get(name)}
        role: dict[str, Any] = {"accessRole": row["acl"].get(email, "none")}
        role |= {"primary": True} if calendar_id == email else {"dataOwner": row["owner"]}
        shown = {**own, **facts, **role, "conferenceProperties": CONFERENCES}
        return {"kind": "calendar#calendarListEntry", **shown}

    def _changed(self, call: Call, facts: Row) -> Answer:
        where = self._place(call, "owner")
        self._agenda.change(where.id, **facts)
        return told(_calendar(self._place(call, "owner")))

    def _place(self, call: Call, at_least: str) -> Place:
        return place(self._agenda, call.account, call.args[0], at_least)


def _calendar(where: Place) -> Row:
    row = where.calendar
    entry = where.agenda.entries(row["owner"]).get(where.id) or {}
    facts = {name: row[name] for name in FIELDS if row.get(name)}
    owner = {} if where.id == row["owner"] else {"dataOwner": row["owner"]}
    shown = {"etag": entry.get("etag", '"0"'), "id": where.id, **facts, **owner}
    return {"kind": "calendar#calendar", **shown, "conferenceProperties": CONFERENCES}


def _facts(fields: Row) -> Row:
    if fields.get("timeZone"):
        zone_info(fields["timeZone"], "calendar")
    return {name: fields[name] for name in FIELDS if name in fields}


def _own(fields: Row) -> Row:
    return {name: fields[name] for name in OWN if name in fields}


def _is_listed(call: Call, entry: Row) -> bool:
    least = call.one("minAccessRole") or "none"
    if least not in ROLES:
        raise Refused(400, "invalid", "Invalid value", location=("parameter", "minAccessRole"))
    if entry.get("deleted"):
        return call.flag("showDeleted")
    is_shown = not entry.get("hidden") or call.flag("showHidden")
    return is_shown and ROLES.index(entry["accessRole"]) >= ROLES.index(least)
