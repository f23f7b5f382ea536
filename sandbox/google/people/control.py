"""The controls of the People API: people at work in their address books, sync tokens, made-up people, a look inside."""

from typing import TYPE_CHECKING, Any

from sandbox.google.people import ui
from sandbox.google.people.made_up import fill

if TYPE_CHECKING:
    from sandbox.google.server import Standin


def edit(standin: "Standin", body: Any) -> Any:
    return ui.edit(standin.book, body)


def expire_sync(standin: "Standin", body: Any) -> Any:
    """`{email}`"""
    standin.book.expire_sync(body["email"].lower())
    return {"expired": body["email"]}


def fill_book(standin: "Standin", body: Any) -> Any:
    """`{email, contacts?, seed?}`: made-up people, some of them in groups."""
    return fill(standin.book, body["email"].lower(), body.get("contacts", 60), body.get("seed", 1))


def dump(standin: "Standin", body: Any) -> Any:
    """`{email}`: the persons that are there and the groups, as they are kept."""
    email = body["email"].lower()
    feeds = {"persons": standin.book.persons(email), "groups": standin.book.groups(email)}
    found = {name: [feed.get(each) or {} for each in feed.ids] for name, feed in feeds.items()}
    return {name: [one for one in rows if not one["deleted"]] for name, rows in found.items()}


PEOPLE_CONTROLS = {
    ("POST", "/people/edit"): edit,
    ("POST", "/people/expire_sync"): expire_sync,
    ("POST", "/people/fill"): fill_book,
    ("POST", "/people/dump"): dump,
}
