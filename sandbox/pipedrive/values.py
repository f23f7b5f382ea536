"""Checks of what a v2 body may hold. Types are strict: the text "1" is no number (api-v2-migration-guide)."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from sandbox.pipedrive.answers import invalid
from sandbox.pipedrive.fields import ADDRESS_PARTS
from sandbox.pipedrive.table import Row

Check = Callable[[str, Any], Any]
TIME = re.compile(r"\d{1,3}:\d{2}(:\d{2})?")
PHRASE = {int: "integer", str: "string", bool: "boolean", dict: "object", list: "array"}


def of_type(*kinds: type, null: bool = True) -> Check:
    """A check for exactly these types (a bool is no int); returns the value as it is."""
    wanted = " or ".join(PHRASE.get(kind, "number") for kind in kinds)

    def check(name: str, value: Any) -> Any:
        if type(value) in kinds or (value is None and null):
            return value
        raise invalid(name, f"This value should be of type {wanted}.")

    return check


text = of_type(str)
needed_text = of_type(str, null=False)
whole = of_type(int)
number = of_type(int, float)
boolean = of_type(bool, null=False)


def anything(_name: str, value: Any) -> Any:
    return value


def limited(length: int) -> Check:
    def check(name: str, value: Any) -> Any:
        if len(text(name, value) or "") > length:
            raise invalid(name, f"This value is too long. It should have {length} characters or less.")
        return value

    return check


def day(name: str, value: Any) -> Any:
    if value is None or value == "":
        return None
    try:
        return date.fromisoformat(needed_text(name, value)).isoformat()
    except ValueError:
        raise invalid(name, "This value is not a valid date.") from None


def clock_time(name: str, value: Any) -> Any:
    """`HH:MM` or `HH:MM:SS`, kept as `HH:MM:SS`; empty is null."""
    if value is None or value == "":
        return None
    if not TIME.fullmatch(needed_text(name, value)):
        raise invalid(name, "This value is not a valid datetime.")
    return value if value.count(":") == 2 else f"{value}:00"


def entries(name: str, value: Any) -> list[Row]:
    """E-mails, phones, messengers: the label defaults to work, and without a primary the first one is it."""
    found = [_entry(f"{name}[{at}]", each) for at, each in enumerate(of_type(list, null=False)(name, value))]
    primaries = sum(each["primary"] for each in found)
    if primaries > 1:
        raise invalid(name, "Only one value can be primary.")
    if found and not primaries:
        found[0]["primary"] = True
    return found


def _entry(name: str, value: Any) -> Row:
    if type(value) is not dict or not set(value) <= {"value", "label", "primary"}:
        raise invalid(name, "This value should be an object of value, label and primary.")
    if not needed_text(f"{name}.value", value.get("value")):
        raise invalid(f"{name}.value", "This value should not be blank.")
    primary = boolean(f"{name}.primary", value.get("primary", False))
    return {"value": value["value"], "primary": primary, "label": text(f"{name}.label", value.get("label")) or "work"}


def address(name: str, value: Any) -> Row | None:
    """Only `value` is needed; a part that is left out becomes null, on POST and PATCH alike."""
    if of_type(dict)(name, value) is None:
        return None
    if not set(value) <= {*ADDRESS_PARTS, "formatted_address"}:
        raise invalid(name, "This object has an unknown part.")
    needed_text(f"{name}.value", value.get("value"))
    return {part: text(f"{name}.{part}", value.get(part)) for part in ADDRESS_PARTS}


def list_of(kind: type) -> Check:
    each_one = of_type(kind, null=False)

    def check(name: str, value: Any) -> list[Any]:
        return [each_one(f"{name}[{at}]", each) for at, each in enumerate(of_type(list, null=False)(name, value))]

    return check


def parts(*, required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    """An object with these parts, the optional ones null where left out."""
    checks = {**required, **(optional or {})}

    def check(name: str, value: Any) -> Any:
        if of_type(dict)(name, value) is None:
            return None
        if not set(required) <= set(value) <= set(checks):
            raise invalid(name, f"This object should have {', '.join(checks)}.")
        return {part: one(f"{name}.{part}", value.get(part)) for part, one in checks.items()}

    return check


ZONE: dict[str, Check] = {"timezone_id": whole, "timezone_name": text}
CUSTOM: dict[str, Check] = {
    "varchar": limited(255),
    "varchar_auto": limited(255),
    "text": limited(65_535),
    "phone": limited(255),
    "double": number,
    "date": day,
    "enum": whole,
    "user": whole,
    "org": whole,
    "people": whole,
    "address": address,
    "monetary": parts(required={"value": number, "currency": needed_text}),
    "daterange": parts(required={"value": day, "until": day}),
    "time": parts(required={"value": clock_time}, optional=ZONE),
    "timerange": parts(required={"value": clock_time, "until": clock_time}, optional=ZONE),
}


def custom_value(definition: Row, value: Any) -> Any:
    """One custom field's value; null clears. Raises Refused where the type or the option does not fit."""
    name, field_type = f"custom_fields.{definition['field_code']}", definition["field_type"]
    if field_type == "set":
        return _options(name, definition, value)
    value = CUSTOM.get(field_type, anything)(name, value)
    if field_type == "enum" and value is not None:
        _known_options(name, definition, [value])
    return value if value != "" else None


def _options(name: str, definition: Row, value: Any) -> Any:
    if value is None:
        return None
    if value == []:
        raise invalid(name, "This collection should contain 1 element or more.")
    return _known_options(name, definition, list_of(int)(name, value))


def _known_options(name: str, definition: Row, chosen: list[int]) -> list[int]:
    known = {option["id"] for option in definition["options"] or []}
    if not set(chosen) <= known:
        raise invalid(name, "One or more of the given values is invalid.")
    return chosen
