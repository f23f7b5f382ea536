"""A person's name. Google keeps parts; a name that is known only as a whole stands in the given name."""

from dataclasses import fields

from tandem.domain.contact import Name
from tandem.providers.google.call import Json
from tandem.providers.google.people.elements import elements, line, text

FIELD = "names"
PARTS = {
    "prefix": "honorificPrefix",
    "given": "givenName",
    "middle": "middleName",
    "family": "familyName",
    "suffix": "honorificSuffix",
}
"""In the order in which they are spoken."""


def read_name(person: Json) -> Name:
    """How Google shows it whole depends on the account's language, so that is put together here."""
    found = next(iter(elements(person, FIELD)), {})
    parts = {part: line(text(found, name)) for part, name in PARTS.items()}
    whole = " ".join(filter(None, parts.values()))
    whole = whole or line(text(found, "unstructuredName") or text(found, "displayName"))
    if _is_whole(parts, whole):
        parts["given"] = "" if " " in whole else whole
    return Name(**parts, formatted=whole)


def _is_whole(parts: dict[str, str], whole: str) -> bool:
    return not any(value for part, value in parts.items() if part != "given") and parts["given"] in ("", whole)


def write_name(person: Json, name: Name) -> list[Json]:
    """How it sounds is kept."""
    cleaned = {one.name: line(getattr(name, one.name)) for one in fields(Name)}
    parts = {PARTS[part]: cleaned[part] for part in PARTS if cleaned[part]}
    if not parts and cleaned["formatted"]:
        parts["givenName"] = cleaned["formatted"]
    before = next(iter(elements(person, FIELD)), {})
    spoken = {key: value for key, value in before.items() if key.startswith("phonetic")}
    return [{**spoken, **parts}] if spoken or parts else []
