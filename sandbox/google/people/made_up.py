"""Made-up people in an address book at Google, for a demonstration: customers, suppliers, and a family to stay out."""

from base64 import b64encode
from typing import Any

from sandbox.google.people import ui
from sandbox.google.people.book import Book
from sandbox.people import Address, Labelled, MadeUp, people
from sandbox.rows import Row

GROUPS = ("Kunden", "Lieferanten", "Familie")


def fill(book: Book, email: str, count: int, seed: int = 1) -> Row:
    """Two of three are customers; the last tenth is family. What is there already stays."""
    held = {row["name"]: row["id"] for row in _groups(book, email)}
    names = {name: held.get(name) or ui.make_group(book, email, {"name": name})["id"] for name in GROUPS}
    contacts = [{**as_contact(one), "groups": [f"contactGroups/{names[_group(n, count)]}"]} for n, one in
                enumerate(people(count, seed))]  # fmt: skip
    made = ui.load(book, email, {"contacts": contacts})["names"]
    for name, one in zip(made, people(count, seed), strict=True):
        if one.photo:
            ui.set_photo(book, email, {"person": name, "photo": b64encode(one.photo).decode()})
    return {"contacts": len(made), "groups": {name: f"contactGroups/{one}" for name, one in names.items()}}


def _groups(book: Book, email: str) -> list[Row]:
    feed = book.groups(email)
    return [row for one in feed.ids if (row := feed.get(one)) and not row["deleted"]]


def _group(number: int, count: int) -> str:
    if number >= count - count // 10:
        return "Familie"
    return "Lieferanten" if number % 3 == 2 else "Kunden"


def as_contact(one: MadeUp) -> Row:
    """As its owner would have typed it at Google."""
    name = {
        "givenName": one.given,
        "familyName": one.family,
        "honorificPrefix": one.prefix,
        "honorificSuffix": one.suffix,
    }
    job = {"name": one.organization, "department": one.department, "title": one.job_title}
    contact: dict[str, Any] = {
        "names": [_said(name)],
        "organizations": [_said(job)],
        "emailAddresses": [_labelled(each) for each in one.emails],
        "phoneNumbers": [_labelled(each) for each in one.phones],
        "imClients": [{"username": each.value, "protocol": each.label} for each in one.messengers],
        "addresses": [_address(each) for each in one.addresses],
        "biographies": [{"value": one.notes}] if one.notes else [],
        "birthdays": [{"date": _date(one.birthday)}] if one.birthday else [],
    }
    return {name: [each for each in elements if each] for name, elements in contact.items() if any(elements)}


def _said(parts: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in parts.items() if value}


def _labelled(one: Labelled) -> Row:
    return {"value": one.value, "type": one.label}


def _address(one: Address) -> Row:
    parts = {"streetAddress": one.street, "postalCode": one.postcode, "city": one.city, "region": one.region}
    return _said({**parts, "country": one.country, "type": one.label})


def _date(birthday: str) -> Row:
    year, month, day = (birthday if not birthday.startswith("--") else f"0000-{birthday[2:]}").split("-")
    return {name: int(value) for name, value in (("year", year), ("month", month), ("day", day)) if int(value)}
