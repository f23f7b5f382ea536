"""Partial answers: `fields=items(id,start/dateTime),nextPageToken`."""

from typing import Any

from sandbox.google.answers import invalid

Mask = dict[str, Any]
EVERYTHING: Mask = {}


def partial(value: Any, fields: str) -> Any:
    """Raises Refused for a selector that cannot be read."""
    mask, rest = _read(fields.replace(" ", ""))
    if rest:
        raise invalid(f"Invalid field selection {fields}", "fields")
    return _cut(value, mask)


def _cut(value: Any, mask: Mask) -> Any:
    if isinstance(value, list):
        return [_cut(one, mask) for one in value]
    if not mask or not isinstance(value, dict) or "*" in mask:
        return value
    return {name: _cut(one, mask[name]) for name, one in value.items() if name in mask}


def _read(text: str) -> tuple[Mask, str]:
    """A comma list up to its end or a closing bracket, and what follows it."""
    mask: Mask = {}
    while True:
        name = text[: next((at for at, sign in enumerate(text) if sign in ",()/"), len(text))]
        text = text[len(name) :]
        mask[name], text = _below(text)
        if not text.startswith(","):
            return mask, text
        text = text[1:]


def _below(text: str) -> tuple[Mask, str]:
    if text.startswith("("):
        inner, text = _read(text[1:])
        return inner, text.removeprefix(")")
    if not text.startswith("/"):
        return EVERYTHING, text
    name = text[1 : next((at for at, sign in enumerate(text) if at and sign in ",()/"), len(text))]
    below, text = _below(text[len(name) + 1 :])
    return {name: below}, text
