"""JSON from outside, read with limits: what was read can be written, copied and compared without another thought.

Standard library only, since a receiver imports it.
"""

import re
from collections.abc import Iterator
from json import detect_encoding, loads
from typing import Any

DEEPEST = 64
"""Levels of lists and objects; what Pipedrive says has about seven."""
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
"""What half a character is written as; mostly it is one of two halves."""


def parsed(text: bytes | str) -> Any:
    """Raise ValueError for what is no JSON, is nested too deep, or has a number too long for Python to read.

    Half a character is replaced, as it could neither be stored nor sent to anybody: somebody cut a text within one.
    """
    written = _decoded(text)
    try:
        found = loads(written)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if _is_too_deep(found):
        raise ValueError("nested too deep")
    return _whole(found) if _HALF.search(written) else found


def _decoded(text: bytes | str) -> str:
    """In the encoding that JSON tells by its first bytes. Raise ValueError for what is no text."""
    if isinstance(text, str):
        text.encode()
        return text
    return text.decode(detect_encoding(text))


def _whole(found: Any) -> Any:
    match found:
        case str():
            return found.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case dict():
            return {_whole(name): _whole(value) for name, value in found.items()}
        case list():
            return [_whole(each) for each in found]
        case _:
            return found


def _is_too_deep(found: Any) -> bool:
    level = [found] if isinstance(found, dict | list) else []
    for _ in range(DEEPEST):
        if not level:
            return False
        level = [inner for outer in level for inner in _inside(outer)]
    return bool(level)


def _inside(outer: dict[str, Any] | list[Any]) -> Iterator[dict[str, Any] | list[Any]]:
    inner = outer.values() if isinstance(outer, dict) else outer
    return (each for each in inner if isinstance(each, dict | list))
