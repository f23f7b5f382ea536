"""What all fields of a person have in common: lists of elements, texts, labels, and what only the server says."""

import unicodedata
from collections.abc import Mapping, Sequence

from tandem.providers.google.call import Json

SAID_BY_SERVER = frozenset({"metadata", "formattedType", "formattedProtocol", "canonicalForm"})
TYPES = {"home fax": "homeFax", "work fax": "workFax", "fax": "otherFax"}
"""Labels of the domain that Google spells otherwise; all others, made-up ones too, are spelled alike."""
LABELS = {
    **{kind.lower(): label for label, kind in TYPES.items()},
    "workmobile": "mobile",
    "workpager": "pager",
    **{label: label for label in ("home", "work", "mobile", "main", "pager", "other", *TYPES)},
}


def elements(person: Json, field: str) -> list[Json]:
    """Raise TypeError for what is no list of objects."""
    found = person.get(field, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise TypeError(field)
    return found


def text(element: Mapping[str, object], name: str) -> str:
    """Raise TypeError for what is no text."""
    found = element.get(name, "")
    if not isinstance(found, str):
        raise TypeError(name)
    return found


def line(value: str) -> str:
    """One line, as Google keeps it: nothing blank at its ends, no control characters, no half characters."""
    if value.isprintable():
        return value.strip()
    return "".join(_sendable(sign) for sign in value).strip()


def prose(value: str) -> str:
    """The same with its line ends."""
    return "\n".join(_sendable_line(one) for one in value.replace("\r\n", "\n").replace("\r", "\n").split("\n")).strip()


def _sendable_line(value: str) -> str:
    return value if value.isprintable() else "".join(_sendable(sign) for sign in value)


def _sendable(sign: str) -> str:
    match unicodedata.category(sign):
        case "Cc":
            return "\t" if sign == "\t" else " "
        case "Cs":
            return ""
        case _:
            return sign


def label_of(kind: str) -> str:
    """A type in the domain's words; one that a person made up stays as it is."""
    return LABELS.get(line(kind).lower(), line(kind))


def type_of(label: str) -> str:
    known = label_of(label)
    return TYPES.get(known, known)


def own(element: Json) -> Json:
    """Without what only the server says."""
    return {name: value for name, value in element.items() if name not in SAID_BY_SERVER}


def primary_of(found: Sequence[Json]) -> int:
    """The place of the primary element: the one that is marked, else the first."""
    for mark in ("primary", "sourcePrimary"):
        for at, one in enumerate(found):
            metadata = one.get("metadata")
            if isinstance(metadata, dict) and metadata.get(mark) is True:
                return at
    return 0
