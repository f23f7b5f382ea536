"""Restrictions: which items a search lets through."""

from collections.abc import Callable

from sandbox.exchange.properties import field_key
from sandbox.exchange.soap import Element, Refusal, T, elements, name_of

Value = Callable[[str], str | None]
"""What an item has under a key, None where it has nothing."""
Rule = Callable[[Value], bool]


def read_rule(restriction: Element | None) -> Rule:
    """Read once for all the items of a search; none lets everything through."""
    return (lambda _value: True) if restriction is None else _rule(restriction[0])


def _rule(element: Element) -> Rule:
    parts = list(elements(element))
    match name_of(element):
        case "And":
            every = list(map(_rule, parts))
            return lambda value: all(one(value) for one in every)
        case "Or":
            return _any(parts)
        case "Not":
            inner = _rule(parts[0])
            return lambda value: not inner(value)
        case "Exists":
            key = field_key(parts[0])
            return lambda value: value(key) is not None
        case "Contains":
            return _contains(element, field_key(parts[0]))
        case name if name in _COMPARED:
            return _compared(_COMPARED[name], field_key(parts[0]), _constant(parts[1]))
        case name:
            raise Refusal("ErrorUnsupportedPathForQuery", name)


def _any(parts: list[Element]) -> Rule:
    """Of many values of one property, the only question is whether it has one of them."""
    keys = {field_key(part[0]) if name_of(part) == "IsEqualTo" else "" for part in parts}
    if len(keys) == 1 and "" not in keys:
        key, wanted = keys.pop(), {_constant(part[1]) for part in parts}
        return lambda value: value(key) in wanted
    some = list(map(_rule, parts))
    return lambda value: any(one(value) for one in some)


def _compared(compare: Callable[[str, str], bool], key: str, wanted: str) -> Rule:
    def rule(value: Value) -> bool:
        held = value(key)
        return held is not None and compare(held, wanted)

    return rule


def _constant(side: Element) -> str:
    other = side.find(f"{T}Constant")
    if other is None:
        raise Refusal("ErrorUnsupportedPathForQuery", "only constants are compared")
    return str(other.get("Value"))


def _contains(element: Element, key: str) -> Rule:
    is_loose = (element.get("ContainmentComparison") or "Exact") != "Exact"
    mode, wanted = element.get("ContainmentMode"), str(element.find(f"{T}Constant").get("Value"))
    wanted = wanted.casefold() if is_loose else wanted
    match mode:
        case "FullString" | "ExactPhrase":
            return _compared(lambda held, _: _folded(held, is_loose) == wanted, key, wanted)
        case "Prefixed":
            return _compared(lambda held, _: _folded(held, is_loose).startswith(wanted), key, wanted)
        case _:
            return _compared(lambda held, _: wanted in _folded(held, is_loose), key, wanted)


def _folded(text: str, is_loose: bool) -> str:
    return text.casefold() if is_loose else text


_COMPARED: dict[str, Callable[[str, str], bool]] = {
    "IsEqualTo": lambda held, wanted: held == wanted,
    "IsNotEqualTo": lambda held, wanted: held != wanted,
    "IsGreaterThan": lambda held, wanted: held > wanted,
    "IsGreaterThanOrEqualTo": lambda held, wanted: held >= wanted,
    "IsLessThan": lambda held, wanted: held < wanted,
    "IsLessThanOrEqualTo": lambda held, wanted: held <= wanted,
}
