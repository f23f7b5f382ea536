"""Values of fields as the history keeps them (`contact_codec`, `event_codec`), in the reader's words and formats."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from tandem.console.pages.reader import Reader
from tandem.usecases.seeing.views import FieldChange


def readable(reader: Reader, fields: Iterable[FieldChange]) -> tuple[FieldChange, ...]:
    return tuple(
        replace(one, before=plain(reader, one.name, one.before), after=plain(reader, one.name, one.after))
        for one in fields
    )


def plain(reader: Reader, name: str, value: object) -> object:
    """As `ui.value` shows it: a text, or a list or mapping of texts. What isn't known is left as it is."""
    read = READ.get(name)
    return read(reader, value) if read and value else value


def _name(_reader: Reader, value: object) -> object:
    """[given, family, formatted, middle, prefix, suffix], without its empty end."""
    match value:
        case [*parts] if all(isinstance(part, str) for part in parts):
            given, family, formatted, middle, prefix, suffix = _padded(parts, 6)
            return " ".join(filter(None, (prefix, given, middle, family, suffix))) or formatted
        case _:
            return value


def _padded(parts: Iterable[object], length: int) -> list[str]:
    return [*map(str, parts), *[""] * length][:length]


def _entries(reader: Reader, value: object) -> object:
    """[[value, label, 1 for the primary one]], without their empty ends."""
    return [_entry(reader, one) for one in value] if isinstance(value, list | tuple) else value


def _entry(reader: Reader, entry: object) -> object:
    match entry:
        case [str(value), str(label), *_] if label:
            return f"{value} ({reader.label(label)})"
        case [str(value), *_]:
            return value
        case _:
            return entry


def _addresses(_reader: Reader, value: object) -> object:
    """[[street, postcode, city, country, label, region, extended, po_box, text]], without their empty ends."""
    return [_address(one) for one in value] if isinstance(value, list | tuple) else value


def _address(address: object) -> object:
    match address:
        case [*parts] if all(isinstance(part, str) for part in parts):
            street, postcode, city, country, label, region, extended, po_box, text = _padded(parts, 9)
            place = " ".join(filter(None, (postcode, city)))
            whole = ", ".join(filter(None, (street, extended, po_box, place, region, country))) or text
            return f"{whole} ({label})" if label else whole
        case _:
            return address


def _when(reader: Reader, value: object) -> object:
    match value:
        case {"start": str(start), "minutes": int() | float() as minutes}:
            number = f"{minutes:g}"
            return reader.text("{start}, {minutes} min", start=_instant(reader, start), minutes=number)
        case {"first": str(first), "days": int(days)}:
            day = reader.day(date.fromisoformat(first))
            return day if days == 1 else reader.text("{day}, {days} days", day=day, days=days)
        case _:
            return value


def _instant(reader: Reader, start: str) -> str:
    return reader.full_time(datetime.fromisoformat(start))


def _links(_reader: Reader, value: object) -> object:
    """{part: [name, id, url]}."""
    if not isinstance(value, Mapping):
        return value
    return {name: one[0] if isinstance(one, list | tuple) and one else one for name, one in value.items()}


def _photo(reader: Reader, _value: object) -> object:
    return reader.text("a picture")


READ: Mapping[str, Callable[[Reader, object], object]] = {
    "name": _name,
    "emails": _entries,
    "phones": _entries,
    "messengers": _entries,
    "addresses": _addresses,
    "when": _when,
    "links": _links,
    "photo": _photo,
}
