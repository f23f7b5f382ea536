"""JSON that says what no sender means: other types, huge numbers, names twice, half characters, deep nesting."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.fuzz import signs


@dataclass(frozen=True, slots=True)
class Raw:
    """Goes out as it is written, whether that is JSON or not."""

    text: str


@dataclass(frozen=True, slots=True)
class Twice:
    """Makes its object say this name once more, with another value."""

    first: Any
    second: Any


def written(value: Any) -> str:
    match value:
        case Raw():
            return value.text
        case dict():
            return "{" + ",".join(_member(name, held) for name, held in value.items()) + "}"
        case list():
            return "[" + ",".join(map(written, value)) + "]"
        case Twice():
            return written(value.first)
        case _:
            return json.dumps(value, ensure_ascii=False)


def _member(name: str, held: Any) -> str:
    key = json.dumps(name, ensure_ascii=False)
    if isinstance(held, Twice):
        return f"{key}:{written(held.first)},{key}:{written(held.second)}"
    return f"{key}:{written(held)}"


def odd_value(source: Random) -> Any:
    return source.choice(_ODD)(source)


def _nested(source: Random) -> Raw:
    depth = source.choice((3, 40, 64, 70, 300, 480, source.randrange(900, 1_000), 5_000, 60_000))
    start, end = source.choice((("[", "]"), ('{"a":', "}"), ('[{"id":', "}]")))
    return Raw(start * depth + source.choice(("1", "", '"x"')) + end * source.choice((depth, depth - 1)))


def _number(source: Random) -> Raw:
    digits = "9" * source.choice((1, 10, 20, 40, 400, 4_300, 4_301, 200_000))
    return Raw(source.choice(("", "-", "0.", "1e")) + digits)


def _word(source: Random) -> Raw:
    return Raw(source.choice(("NaN", "Infinity", "-Infinity", "nul", "1e400", "-0", "0x1f", "1e-400", "01")))


def _half_character(source: Random) -> Raw:
    return Raw('"' + source.choice(("\\ud83d", "\\udc00", "\\ud83dx", "a\\u0000b", "\\uffff")) + '"')


_ODD: tuple[Callable[[Random], Any], ...] = (
    lambda _source: None,
    lambda source: source.random() < 0.5,
    lambda source: source.choice((0, 1, -1, 17, 2**31, 2**63, 2**64, 10**30, 1.5, -0.0)),
    signs.text,
    signs.text,
    lambda source: [odd_value(source) for _ in range(source.randrange(3))],
    lambda source: {signs.text(source): odd_value(source) for _ in range(source.randrange(3))},
    lambda _source: {},
    lambda _source: [],
    _number,
    _word,
    _half_character,
    _nested,
)


def changed(value: Any, source: Random) -> Any:
    """The same with one place of it changed; the deeper it is, the likelier."""
    inner = [key for key in _keys(value) if isinstance(_at(value, key), dict | list) or source.random() < 0.4]
    if not inner or source.random() < 0.1:
        return source.choice(_CHANGES)(value, source)
    key = source.choice(inner)
    return _with(value, key, changed(_at(value, key), source))


def _keys(value: Any) -> list[Any]:
    return list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []


def _at(value: Any, key: Any) -> Any:
    return value[key]


def _with(value: Any, key: Any, held: Any) -> Any:
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[key] = held
    return copy


def _without(value: Any, source: Random) -> Any:
    keys = _keys(value)
    if not keys:
        return odd_value(source)
    gone = source.choice(keys)
    if isinstance(value, dict):
        return {key: held for key, held in value.items() if key != gone}
    return value[:gone] + value[gone + 1 :]


def _more(value: Any, source: Random) -> Any:
    if isinstance(value, dict):
        return {**value, source.choice(list(value) or [""]) + source.choice(("", "_", "\0")): odd_value(source)}
    if not isinstance(value, list) or len(value) >= 50:
        return [value]
    return value * signs.fitting(signs.many(source), len(written(value)))  # no door takes hundreds of megabytes


_CHANGES: tuple[Callable[[Any, Random], Any], ...] = (
    lambda _value, source: odd_value(source),
    lambda _value, source: odd_value(source),
    lambda _value, source: odd_value(source),
    lambda value, source: Twice(value, odd_value(source)),
    lambda value, _source: [value],
    lambda value, _source: str(value),
    _without,
    _more,
)


def mutated(seed: Any, source: Random) -> bytes:
    """The seed with one to four places changed, now and then in another encoding or spoiled as bytes."""
    for _ in range(source.choice((1, 1, 2, 4))):
        seed = changed(seed, source)
    coding = source.choice(("utf-16", "utf-32", "utf-8-sig", "utf-16-be")) if source.random() < 0.02 else "utf-8"
    data = written(seed).encode(coding, "surrogatepass")
    return signs.spoiled(data, source) if source.random() < 0.15 else data
