"""What a person does on Google's own pages, without Tandem: the same rules, no token, and what no API can."""

from base64 import b64decode
from typing import Any

from sandbox.google.people.bodies import fields_of, memberships
from sandbox.google.people.book import Book, groups_of
from sandbox.google.people.groups import Groups
from sandbox.google.people.persons import MINE
from sandbox.google.people.photos import Photos
from sandbox.google.people.refusals import missing
from sandbox.rows import Row

JOINED = ("emailAddresses", "phoneNumbers", "addresses", "imClients", "memberships", "organizations", "urls")


def edit(book: Book, body: Row) -> Row:
    """`{do, email, person?, …}`; answers the person, or the group, as it is kept then."""
    deed = DEEDS.get(body["do"])
    if deed is None:
        raise ValueError(f"do is one of {sorted(DEEDS)}")
    return deed(book, body["email"].lower(), body)


def create(book: Book, email: str, body: Row) -> Row:
    """`contact`; `groups`, else in My Contacts alone."""
    fields = fields_of(body["contact"])
    return book.make(email, {**fields, "memberships": memberships([MINE, *body.get("groups", [])])})


def load(book: Book, email: str, body: Row) -> Row:
    """`contacts`, each with `groups` beside its fields."""
    return {"names": [create(book, email, {"contact": one, **one})["name"] for one in body["contacts"]]}


def change(book: Book, email: str, body: Row) -> Row:
    """`contact`: the fields in it are replaced, those that are empty go."""
    held = _held(book, email, body["person"])
    kept = {name: value for name, value in held["fields"].items() if name not in body["contact"]}
    return book.put(email, {**held, "fields": {**kept, **fields_of(body["contact"])}})


def delete(book: Book, email: str, body: Row) -> Row:
    return book.put(email, {**_held(book, email, body["person"]), "deleted": True})


def restore(book: Book, email: str, body: Row) -> Row:
    """Out of the trash, which no API reaches."""
    feed = book.persons(email)
    found = [one for each in feed.ids if (one := feed.get(each)) and one["name"] == body["person"]]
    return book.put(email, {**found[-1], "deleted": False})


def join(book: Book, email: str, body: Row) -> Row:
    held = _held(book, email, body["person"])
    return Groups(book).regroup(email, held, [*groups_of(held), body["group"]])


def leave(book: Book, email: str, body: Row) -> Row:
    held = _held(book, email, body["person"])
    left = [one for one in groups_of(held) if one != body["group"]]
    return Groups(book).regroup(email, held, left or [MINE])


def make_group(book: Book, email: str, body: Row) -> Row:
    made = Groups(book).make(email, body["name"])
    return {**made, "resourceName": f"contactGroups/{made['id']}"}


def delete_group(book: Book, email: str, body: Row) -> Row:
    held = book.group(email, body["group"])
    if held is None:
        raise missing()
    Groups(book).remove(email, held, with_contacts=body.get("with_contacts", False))
    return held


def set_photo(book: Book, email: str, body: Row) -> Row:
    return Photos(book).give(email, _held(book, email, body["person"]), b64decode(body["photo"]))


def rename(book: Book, email: str, body: Row) -> Row:
    """A profile turns out to be the contact's: it is called `name` from then on, and answers to the old name too."""
    held = _held(book, email, body["person"])
    return book.put(email, {**held, "name": body["name"], "previous": [*held["previous"], held["name"]]})


def merge(book: Book, email: str, body: Row) -> Row:
    """Merge duplicates: `keep` has all values then, `lose` is deleted; with `follow` its name leads to `keep`."""
    kept, lost = _held(book, email, body["keep"]), _held(book, email, body["lose"])
    fields = {**lost["fields"], **kept["fields"], **_joined(kept["fields"], lost["fields"])}
    fields.pop("clientData", None)
    own = {"clientData": kept["fields"]["clientData"]} if "clientData" in kept["fields"] else {}
    book.put(email, {**lost, "deleted": True})
    names = [lost["name"]] if body.get("follow") else []
    return book.put(email, {**kept, "fields": {**fields, **own}, "previous": [*kept["previous"], *names]})


def _joined(one: Row, other: Row) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in JOINED:
        elements = [*one.get(name, []), *other.get(name, [])]
        unique = [each for at, each in enumerate(elements) if each not in elements[:at]]
        if unique:
            found[name] = unique
    return found


def _held(book: Book, email: str, name: str) -> Row:
    found = book.find(email, name)
    if found is None:
        raise missing()
    return found


DEEDS = {
    "create": create,
    "load": load,
    "change": change,
    "delete": delete,
    "restore": restore,
    "join": join,
    "leave": leave,
    "make_group": make_group,
    "delete_group": delete_group,
    "set_photo": set_photo,
    "rename": rename,
    "merge": merge,
}
