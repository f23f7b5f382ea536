"""All calendars with their events, and each account's list of calendars. Whoever is interested hears what changed."""

import secrets
from collections.abc import Callable, Iterable
from typing import Any

from sandbox.google.feed import Feed, Key
from sandbox.google.world import World
from sandbox.rows import Row

Hear = Callable[..., None]
ROLES = ("none", "freeBusyReader", "reader", "writerWithoutPrivateAccess", "writer", "owner")
REMINDERS = [{"method": "popup", "minutes": 10}]
COLOR = {"colorId": "14", "backgroundColor": "#9fe1e7", "foregroundColor": "#000000"}


def keys(event: Row) -> Iterable[Key]:
    """What events are looked up by, beside their identifier."""
    yield "uid", event["iCalUID"]
    if "recurringEventId" in event:
        yield "series", event["recurringEventId"]
    for sort, properties in (event.get("extendedProperties") or {}).items():
        for name, value in properties.items():
            yield sort, f"{name}={value}"


def events_of(calendar_id: str) -> str:
    """The topic of a calendar's events."""
    return f"events {calendar_id}"


def list_of(email: str) -> str:
    """The topic of an account's list of calendars."""
    return f"calendars {email}"


class Agenda:
    """`listeners` hear a topic, and as `state` not_exists where the thing itself went."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.listeners: list[Hear] = []
        self._events: dict[str, Feed] = {}
        self._lists: dict[str, Feed] = {}
        for kind, feed_of in (("event", self.events), ("entry", self.entries)):
            owned: dict[str, list[Row]] = {}
            for row in world.rows(kind).values():
                owned.setdefault(row["owner"], []).append(row)
            for owner, rows in owned.items():
                feed_of(owner).fill(rows)
        world.newcomers.append(self.welcome)

    def events(self, calendar_id: str) -> Feed:
        if calendar_id not in self._events:
            self._events[calendar_id] = Feed(self.world, "event", calendar_id, keys)
        return self._events[calendar_id]

    def entries(self, email: str) -> Feed:
        if email not in self._lists:
            self._lists[email] = Feed(self.world, "entry", email)
        return self._lists[email]

    def tell(self, topic: str, state: str = "exists") -> None:
        for hear in self.listeners:
            hear(topic, state)

    def welcome(self, account: Row) -> None:
        """A new account has its primary calendar, which is called as the account is."""
        self._put(account["id"], {"summary": account["id"], "timeZone": account["zone"]}, account["id"])

    def calendar(self, calendar_id: str) -> Row | None:
        """None for one that was deleted."""
        row = self.world.get("calendar", calendar_id)
        return row if row and not row["is_deleted"] else None

    def make(self, email: str, fields: Row) -> Row:
        """A secondary calendar, which stands in its owner's list at once."""
        zone = fields.get("timeZone") or (self.world.account(email) or {})["zone"]
        return self._put(f"c_{secrets.token_hex(32)}@group.calendar.google.com", {**fields, "timeZone": zone}, email)

    def _put(self, calendar_id: str, fields: Row, email: str) -> Row:
        shown = {name: value for name, value in fields.items() if value is not None}
        row = {"id": calendar_id, "owner": email, "epoch": 0, "is_deleted": False, "acl": {email: "owner"}, **shown}
        self.world.put("calendar", row)
        self.enlist(email, calendar_id)
        return row

    def change(self, calendar_id: str, **fields: Any) -> Row:
        """New facts about a calendar; everybody who lists it learns of them."""
        row = self.world.put("calendar", {**self.world.rows("calendar")[calendar_id], **fields})
        for email in row["acl"]:
            held = self.entries(email).get(calendar_id)
            if held is not None:
                self.enlist(email, calendar_id, **{n: v for n, v in held.items() if n not in ("id", "etag")})
        return row

    def enlist(self, email: str, calendar_id: str, **settings: Any) -> Row:
        """The account's own entry for a calendar: colors, reminders, what is hidden or deleted."""
        is_primary = email == calendar_id
        first = {**COLOR, "selected": True, "defaultReminders": REMINDERS if is_primary else []}
        entry = self.entries(email).put({**first, **settings, "id": calendar_id})
        self.tell(list_of(email))
        return entry

    def remove(self, calendar_id: str) -> None:
        """Gone for everybody, with its events; it leaves a mark in the lists."""
        row = self.world.rows("calendar")[calendar_id]
        for email in row["acl"]:
            if self.entries(email).get(calendar_id) is not None:
                self.enlist(email, calendar_id, deleted=True)
        self.world.put("calendar", {**row, "is_deleted": True})
        self.tell(events_of(calendar_id), "not_exists")

    def share(self, calendar_id: str, email: str, role: str) -> Row:
        """Change who may do what. Sync tokens of the calendar die with it."""
        if role not in ROLES:
            raise ValueError(f"role is one of {ROLES}")
        row = self.world.rows("calendar")[calendar_id]
        acl = {who: held for who, held in row["acl"].items() if who != email}
        if role == "none":
            self.enlist(email, calendar_id, deleted=True)
        row = self.change(calendar_id, acl=acl | ({email: role} if role != "none" else {}), epoch=row["epoch"] + 1)
        if role != "none" and self.world.account(email):
            self.enlist(email, calendar_id)
        return row

    def role(self, calendar_id: str, email: str) -> str:
        row = self.calendar(calendar_id)
        return str(row["acl"].get(email, "none")) if row else "none"

    def expire_sync(self, calendar_id: str | None = None) -> None:
        """No sync token that was given so far is good any more: of this calendar, or of all things."""
        if calendar_id is None:
            self.world.set_meta("sync", epoch=self.world.meta("sync").get("epoch", 0) + 1)
        else:
            row = self.world.rows("calendar")[calendar_id]
            self.world.put("calendar", {**row, "epoch": row["epoch"] + 1})

    def epoch(self, calendar_id: str) -> str:
        """What a sync token must have been given in."""
        own = (self.world.get("calendar", calendar_id) or {}).get("epoch", 0)
        return f"{self.world.meta('sync').get('epoch', 0)}.{own}"
