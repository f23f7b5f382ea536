"""Reads what a client sends as a person: checked, and in the form in which it is kept."""

from typing import Any

from sandbox.google.people.book import Book
from sandbox.google.people.refusals import bad, stale
from sandbox.google.people.words import OPEN_SYSTEM_GROUPS, READABLE, SINGLETONS, UPDATABLE, WRITABLE
from sandbox.rows import Row

SAID_BY_SERVER = frozenset(
    {"metadata", "formattedType", "formattedProtocol", "displayNameLastFirst", "canonicalForm", "contactGroupId"}
)
VALUES = {"emailAddresses": "value", "phoneNumbers": "value", "imClients": "username", "biographies": "value"}
DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def mask(text: str | None, known: frozenset[str], name: str) -> list[str]:
    """The fields of a mask. Raises Refused for none, and for one that there is not."""
    fields = [one.strip() for one in (text or "").split(",") if one.strip()]
    if not fields:
        raise bad(f"{name} mask is required. Please specify one or more valid paths.")
    unknown = [one for one in fields if one not in known]
    if unknown:
        raise bad(f'Invalid {name} mask path: "{unknown[0]}".')
    return fields


def read_mask(text: str | None, name: str = "personFields") -> list[str]:
    return mask(text, READABLE, name)


def update_mask(text: str | None, name: str = "updatePersonFields") -> list[str]:
    return mask(text, UPDATABLE, name)


def fields_of(person: Row) -> Row:
    """The fields that a contact may have, each element without what only the server says."""
    found: Row = {}
    for name in WRITABLE:
        elements = person.get(name) or []
        if name in SINGLETONS and len(elements) > 1:
            raise bad(f"person.{name} is a singleton field for contact sources.")
        kept = [one for one in map(_kept, elements) if _says_something(name, one)]
        if kept:
            found[name] = _primary_first(elements, kept) if name in VALUES else kept
    for one in found.get("birthdays", []):
        _check_date(one.get("date"))
    if "names" in found:
        found["names"] = [_parsed(found["names"][0])]
    return found


def _kept(element: Row) -> Row:
    return {name: _trimmed(value) for name, value in element.items() if name not in SAID_BY_SERVER and value != ""}


def _trimmed(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _says_something(name: str, element: Row) -> bool:
    return bool(element.get(VALUES[name])) if name in VALUES else bool(element)


def _primary_first(elements: list[Row], kept: list[Row]) -> list[Row]:
    """The one that the client calls its source's primary stands first."""
    if len(elements) != len(kept):
        return kept
    marked = [bool((one.get("metadata") or {}).get("sourcePrimary")) for one in elements]
    order = sorted(range(len(kept)), key=lambda at: not marked[at])
    return [kept[at] for at in order]


def _parsed(name: Row) -> Row:
    """A free form alone is taken apart; with parts it is built from them."""
    parts = {key: value for key, value in name.items() if key not in ("unstructuredName", "displayName")}
    if parts:
        return parts
    words = (name.get("unstructuredName") or name.get("displayName") or "").split()
    return {"givenName": " ".join(words[:-1] or words)} | ({"familyName": words[-1]} if len(words) > 1 else {})


def _check_date(date: Row | None) -> None:
    if not date:
        return
    month, day, year = (date.get(name) or 0 for name in ("month", "day", "year"))
    most = DAYS[month - 1] if 1 <= month <= 12 else 0
    if not 0 <= month <= 12 or not 0 <= day <= most or not 0 <= year <= 9999:
        raise bad("Invalid person.birthdays.date.")


def checked_groups(book: Book, email: str, sent: list[Row], held: list[str]) -> list[Row]:
    """Memberships that may be had: groups that are there, and of the system's only the open ones, or those held."""
    wanted = [(one.get("contactGroupMembership") or {}).get("contactGroupResourceName") or "" for one in sent]
    for name in wanted:
        group = book.group(email, name)
        if group is None:
            raise bad(f"Contact group {name!r} does not exist.")
        if group["is_system"] and group["id"] not in OPEN_SYSTEM_GROUPS and name not in held:
            raise bad("Membership in this system group cannot be added.")
    return memberships(wanted)


def memberships(names: list[str]) -> list[Row]:
    return [{"contactGroupMembership": {"contactGroupResourceName": name}} for name in dict.fromkeys(names)]


def check_version(body: Row, sent: Row) -> None:
    """The contact's source with its etag must be named, and be the one that is kept."""
    sources = (sent.get("metadata") or {}).get("sources") or []
    etags = [one.get("etag") for one in sources if one.get("type") == "CONTACT"]
    if not etags:
        raise bad("Request must set person.etag or person.metadata.sources.etag for the source that is being updated.")
    if etags[0] != source_etag(body):
        raise stale()


def source_etag(body: Row) -> str:
    return "#" + str(body["etag"]).strip('"')
