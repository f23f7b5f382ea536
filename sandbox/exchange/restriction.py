"""Restrictions: which items a search lets through."""

from collections.abc import Callable

from sandbox.exchange.properties import field_key
from sandbox.exchange.soap import Element, Refusal, T, elements, name_of

Value = Callable[[str], str | None]
_PATHS = ("FieldURI", "IndexedFieldURI", "ExtendedFieldURI")


def passes(rule: Element, value: Value) -> bool:
    """`value` tells what an item has under a key, None where it has nothing."""
    parts = list(elements(rule))
    match name_of(rule):
        case "And":
            return all(passes(part, value) for part in parts)
        case "Or":
            return any(passes(part, value) for part in parts)
        case "Not":
            return not passes(parts[0], value)
        case "Exists":
            return value(field_key(parts[0])) is not None
        case "Contains":
            return _contains(rule, value(field_key(parts[0])))
        case name if name in _COMPARED:
            held = value(field_key(parts[0]))
            return held is not None and _COMPARED[name](held, _constant(parts[1]))
        case name:
            raise Refusal("ErrorUnsupportedPathForQuery", name)


def _constant(side: Element) -> str:
    other = side.find(f"{T}Constant")
    if other is None:
        raise Refusal("ErrorUnsupportedPathForQuery", "only constants are compared")
    return str(other.get("Value"))


def _contains(rule: Element, held: str | None) -> bool:
    wanted = str(rule.find(f"{T}Constant").get("Value"))
    if held is None:
        return False
    if (rule.get("ContainmentComparison") or "Exact") != "Exact":
        held, wanted = held.casefold(), wanted.casefold()
    match rule.get("ContainmentMode"):
        case "FullString" | "ExactPhrase":
            return held == wanted
        case "Prefixed":
            return held.startswith(wanted)
        case _:
            return wanted in held


_COMPARED: dict[str, Callable[[str, str], bool]] = {
    "IsEqualTo": lambda held, wanted: held == wanted,
    "IsNotEqualTo": lambda held, wanted: held != wanted,
    "IsGreaterThan": lambda held, wanted: held > wanted,
    "IsGreaterThanOrEqualTo": lambda held, wanted: held >= wanted,
    "IsLessThan": lambda held, wanted: held < wanted,
    "IsLessThanOrEqualTo": lambda held, wanted: held <= wanted,
}
