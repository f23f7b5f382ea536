"""All address books: the persons and groups of each account, in order of change, and as they were a while ago."""

import secrets
from collections.abc import Iterable, Iterator

from sandbox.google.feed import Feed, Key
from sandbox.google.people.words import SYSTEM_GROUPS
from sandbox.google.world import World
from sandbox.rows import Row

PAST = 6
"""So many earlier states of a person are kept, for lists that lag."""


def person_keys(body: Row) -> Iterable[Key]:
    """A person answers to each name that it ever had, and belongs to groups."""
    if not body["deleted"]:
        yield from (("name", name) for name in (body["name"], *body["previous"]))
        yield from (("group", group) for group in groups_of(body))


def groups_of(body: Row) -> list[str]:
    found = (one.get("contactGroupMembership") for one in body["fields"].get("memberships", []))
    return [one["contactGroupResourceName"] for one in found if one]


class Book:
    """Persons by the id of their contact source, which stays whatever their resource name becomes."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._persons: dict[str, Feed] = {}
        self._groups: dict[str, Feed] = {}
        for kind, feed_of in (("person", self.persons), ("contact_group", self.groups)):
            owned: dict[str, list[Row]] = {}
            for row in world.rows(kind).values():
                owned.setdefault(row["owner"], []).append(row)
            for owner, rows in owned.items():
                feed_of(owner).fill(rows)
        world.newcomers.append(self.welcome)

    def persons(self, email: str) -> Feed:
        if email not in self._persons:
            self._persons[email] = Feed(self.world, "person", email, person_keys)
        return self._persons[email]

    def groups(self, email: str) -> Feed:
        if email not in self._groups:
            self._groups[email] = Feed(self.world, "contact_group", email)
        return self._groups[email]

    def welcome(self, account: Row) -> None:
        """A new account has the groups of the system."""
        for name, title in SYSTEM_GROUPS.items():
            self.groups(account["id"]).put({"id": name, "name": title, "is_system": True, "deleted": False})

    def find(self, email: str, name: str) -> Row | None:
        """By the resource name that it has, or had; None for what was deleted."""
        found = self.persons(email).find(("name", name))
        return found[0] if found else None

    def members(self, email: str, group: str) -> list[Row]:
        return self.persons(email).find(("group", group))

    def group(self, email: str, name: str) -> Row | None:
        held = self.groups(email).get(name.removeprefix("contactGroups/"))
        return held if held and not held["deleted"] and name.startswith("contactGroups/") else None

    def make(self, email: str, fields: Row) -> Row:
        source = f"{secrets.randbits(60) | 1 << 60:x}"
        name = f"people/c{int(source, 16)}"
        body = {"id": source, "name": name, "previous": [], "fields": fields, "deleted": False, "photo": ""}
        return self.put(email, body)

    def put(self, email: str, body: Row) -> Row:
        """Stored, with what it was before."""
        feed = self.persons(email)
        before = feed.get(body["id"])
        past = [*before["past"], [before["number"], _bare(before)]][-PAST:] if before else []
        now = self.world.clock
        stamp = now.stamp_ms()
        return feed.put({**_bare(body), "past": past, "number": feed.log.last + 1, "updated": stamp})

    def visible(self, email: str) -> int:
        """The number of the last change that lists for syncing show."""
        world = self.world
        return self.persons(email).log.until(world.clock.now() - world.switches.people_lag)

    def changed(self, email: str, low: int, high: int) -> Iterator[tuple[int, Row]]:
        """Persons as they were at change `high`, of those that changed behind `low`."""
        feed = self.persons(email)
        for number, source in feed.log.last_of_each(low, high):
            body = feed.get(source)
            found = as_of(body, high) if body else None
            if found is not None:
                yield number, found

    def epoch(self, email: str) -> int:
        return int(self.world.meta(f"people sync {email}").get("epoch", 0))

    def expire_sync(self, email: str) -> None:
        """No sync token that was given so far is good any more."""
        self.world.set_meta(f"people sync {email}", epoch=self.epoch(email) + 1)


def as_of(body: Row, number: int) -> Row | None:
    """The person at that change; None where it was not there yet."""
    if body["number"] <= number:
        return body
    earlier = [past for at, past in body["past"] if at <= number]
    return {**earlier[-1], "past": []} if earlier else None


def _bare(body: Row) -> Row:
    return {name: value for name, value in body.items() if name != "past"}
