"""E-mail addresses, phone numbers and messengers both ways."""

from collections.abc import Iterable
from typing import Any

from tandem.domain.contact import Entry
from tandem.providers.pipedrive.addresses import clean

_KNOWN = frozenset(("work", "home", "mobile", "main", "fax", "work fax", "home fax", "pager", "other"))
_NO_LABEL = "other"


def to_entries(items: Any) -> tuple[Entry, ...]:
    """Entries with a value; an older person may hold a single empty one."""
    found = (item for item in items or () if str(item.get("value") or "").strip())
    return tuple(
        Entry(str(item["value"]).strip(), _label(item.get("label") or ""), bool(item.get("primary"))) for item in found
    )


def to_items(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Exactly one item is the primary one: the first that says so, else the first. An empty label is "other"."""
    kept = [entry for entry in entries if entry.value.strip()]
    primary = next((place for place, entry in enumerate(kept) if entry.primary), 0)
    return [
        {"value": entry.value.strip(), "label": entry.label.strip() or _NO_LABEL, "primary": place == primary}
        for place, entry in enumerate(kept)
    ]


def from_lines(text: str) -> tuple[Entry, ...]:
    """Messengers in a company without contact sync: a custom text field holds a line "service: handle" for each."""
    lines = [line.partition(": ") for line in clean(text).split("\n") if line]
    items = [
        {"label": service if found else "", "value": handle if found else service} for service, found, handle in lines
    ]
    return to_entries(items)


def to_lines(entries: Iterable[Entry]) -> str:
    return "\n".join(f"{_word(item['label'])}: {' '.join(item['value'].split())}" for item in to_items(entries))


def _word(label: str) -> str:
    return " ".join(label.replace(":", " ").split()) or _NO_LABEL


def _label(label: str) -> str:
    label = label.strip()
    return label.lower() if label.lower() in _KNOWN else label
