"""people.connections.list: whole, and what changed since a sync token, in pages."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from sandbox.google.calls import Call
from sandbox.google.people.bodies import read_mask
from sandbox.google.people.book import Book, as_of
from sandbox.google.people.persons import check_sources
from sandbox.google.people.refusals import bad
from sandbox.google.people.shown import shown
from sandbox.google.people.tokens import opened_page, opened_sync, page_token, sync_token
from sandbox.rows import Row

DEFAULT_SIZE, LARGEST_SIZE, MOST_VALUES = 100, 1000, 100
ORDERS = ("LAST_MODIFIED_ASCENDING", "LAST_MODIFIED_DESCENDING", "FIRST_NAME_ASCENDING", "LAST_NAME_ASCENDING")


def list_connections(book: Book, call: Call) -> Row:
    """Lists for syncing show what was written a while ago; all others show what is there."""
    if call.args[0] != "me":
        raise bad('Resource name must be "people/me".')
    fields, size = read_mask(call.one("personFields")), _size(call)
    check_sources(call)
    order = call.one("sortOrder") or ORDERS[0]
    if order not in ORDERS:
        raise bad("Invalid sort order.")
    start = _start(book, call)
    steps = list(_steps(book, call, start, order))
    return _page(book, call, start, steps, fields, size)


def _size(call: Call) -> int:
    text = call.one("pageSize") or "0"
    if not text.isdigit() or int(text) > LARGEST_SIZE:
        raise bad(f"Page size must be between 1 and {LARGEST_SIZE}.")
    return int(text) or DEFAULT_SIZE


def _start(book: Book, call: Call) -> Row:
    """`at`: how many are behind; `end`: up to which change; `since`: the sync token's; `born`: its full sync."""
    email, world = call.account["id"], book.world
    if call.one("pageToken"):
        return opened_page(call)
    is_sync = call.flag("requestSyncToken") or bool(call.one("syncToken"))
    end = book.visible(email) if is_sync else book.persons(email).log.last
    first = {"at": 0, "end": end, "since": None, "born": world.clock.now(), "blanks": world.switches.empty_pages}
    if call.one("syncToken"):
        held = opened_sync(book, call)
        return {**first, "since": held["number"], "born": held["born"]}
    return first


def _steps(book: Book, call: Call, start: Row, order: str) -> Iterator[Row]:
    """In order of change where nothing else is asked for. Deletions show where something was there before."""
    email = call.account["id"]
    if start["since"] is not None:
        yield from (body for _, body in book.changed(email, start["since"], start["end"]))
        return
    feed = book.persons(email)
    found = (as_of(feed.get(one) or {}, start["end"]) for one in feed.ids)
    there = [body for body in found if body is not None and not body["deleted"]]
    yield from sorted(there, key=lambda body: _key(order, body), reverse=order == ORDERS[1])


def _key(order: str, body: Row) -> Any:
    if order.startswith("LAST_MODIFIED"):
        return body["number"]
    name: Row = next(iter(body["fields"].get("names", [])), {})
    part = "givenName" if order.startswith("FIRST") else "familyName"
    return str(name.get(part, "")).casefold()


def _page(book: Book, call: Call, start: Row, steps: list[Row], fields: list[str], size: int) -> Row:
    if start["blanks"] > 0:
        return {"nextPageToken": page_token(call, {**start, "blanks": start["blanks"] - 1})}
    size = min(size, book.world.switches.page_cap or size)
    found = list(islice(steps, start["at"], start["at"] + size))
    is_sync = start["since"] is not None
    people = [_cut(shown(book.world, body, fields, is_sync=is_sync)) for body in found]
    page: Row = {"connections": people} if people else {}
    if not is_sync:
        page |= {"totalPeople": len(steps), "totalItems": len(steps)}
    left = start["at"] + len(found)
    if left < len(steps):
        blanks = book.world.switches.empty_pages
        return {**page, "nextPageToken": page_token(call, {**start, "at": left, "blanks": blanks})}
    return {**page, **({"nextSyncToken": sync_token(book, call, start)} if call.flag("requestSyncToken") else {})}


def _cut(person: Row) -> Row:
    """A list shows so many addresses and numbers of a person, and no more."""
    return {
        name: value[:MOST_VALUES] if name in ("emailAddresses", "phoneNumbers") else value
        for name, value in person.items()
    }
