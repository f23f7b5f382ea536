"""N and FN, which a card needs both and which are kept right together."""

from collections.abc import Sequence
from dataclasses import fields

from tandem.domain.contact import Name
from tandem.providers.icloud.card import Card, Edit
from tandem.providers.icloud.lines import Line, clean
from tandem.providers.icloud.values import components, part, plain_params, text

_PARTS = ("family", "given", "middle", "prefix", "suffix")  # the order of N (RFC 2426 3.1.2)
_SPOKEN = ("prefix", "given", "middle", "family", "suffix")


def name_of(card: Card) -> Name:
    """The name. A name known only as a whole stands in N as the given name, where Apple shows it."""
    line, whole = card.first("N"), card.first("FN")
    parts = _parts(line, card.version)
    formatted = text(whole, card.version) if whole is not None else ""
    formatted = formatted or _spoken(parts)
    if not any(parts.values()) and len(formatted.split()) == 1:
        parts["given"] = formatted
    if _is_whole(parts, formatted):
        parts["given"] = ""
    return Name(**parts, formatted=formatted)


def write_name(edit: Edit, name: Name) -> None:
    """Bring N and FN to `name`; parts of N that don't change stay as they are written."""
    card = edit.card
    cleaned = Name(**{field.name: clean(getattr(name, field.name)) for field in fields(Name)})
    parts = {key: getattr(cleaned, key) for key in _PARTS}
    formatted = cleaned.formatted or _spoken(parts)
    if not any(parts.values()):
        parts["given"] = formatted
    if _parts(card.first("N"), card.version) != parts or card.first("N") is None:
        _put(edit, "N", _structured(edit, card.first("N"), parts), dropped="SORT-AS")
    whole = card.first("FN")
    if whole is None or text(whole, card.version) != formatted:
        _put(edit, "FN", edit.escaped(formatted))


def _parts(line: Line | None, version: str) -> dict[str, str]:
    raw = components(line)[: len(_PARTS)] if line is not None else []
    values = [part(value, version, " ") for value in raw] + [""] * (len(_PARTS) - len(raw))
    return dict(zip(_PARTS, values, strict=True))


def _spoken(parts: dict[str, str]) -> str:
    return " ".join(parts[key] for key in _SPOKEN if parts[key])


def _is_whole(parts: dict[str, str], formatted: str) -> bool:
    given = parts["given"]
    return given == formatted and len(given.split()) > 1 and not any(parts[key] for key in _PARTS if key != "given")


def _structured(edit: Edit, line: Line | None, parts: dict[str, str]) -> str:
    written: Sequence[str] = components(line) if line is not None else []
    raw = [*written, *[""] * (len(_PARTS) - len(written))]
    for at, key in enumerate(_PARTS):
        if part(raw[at], edit.card.version, " ") != parts[key]:
            raw[at] = edit.escaped(parts[key])
    return ";".join(raw)


def _put(edit: Edit, name: str, value: str, dropped: str = "") -> None:
    card = edit.card
    for at, line in card.all(name):
        params = [param for param in plain_params(line.params) if param.partition("=")[0].upper() != dropped]
        edit.replace(at, edit.line(line.group, name, params, value))
        return
    places = card.places.get("VERSION") or [card.begin]
    edit.insert(places[0], edit.line("", name, [], value))
