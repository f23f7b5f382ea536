"""JSON from outside, read with limits: what was read can be written, copied and compared without another thought.

Standard library only, since a receiver imports it.
"""

from collections.abc import Iterator
from json import loads
from typing import Any

DEEPEST = 64
"""Levels of lists and objects; what Pipedrive says has about seven."""


def parsed(text: bytes | str) -> Any:
    """Raise ValueError for what is no JSON, is nested too deep, or has a number too long for Python to read."""
    try:
        found = loads(text)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if _is_too_deep(found):
        raise ValueError("nested too deep")
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
