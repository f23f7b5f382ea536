"""Saved filters (v1) and what they mean for a v2 list: conditions on any one field."""

from collections.abc import Callable
from operator import itemgetter
from typing import Any

from sandbox.pipedrive.answers import Answer, Refused, invalid, not_found, ok
from sandbox.pipedrive.calls import Call
from sandbox.pipedrive.clock import to_v1
from sandbox.pipedrive.company import Company
from sandbox.pipedrive.fields import BUILT_IN, CONTACT_SYNC, all_fields
from sandbox.pipedrive.table import Row

TYPES = {"people": "person", "org": "organization", "deals": "deal", "activity": "activity"}
FIRST_ID = {"person": 9000, "organization": 4000, "deal": 12000, "activity": 7000}
ALIAS = {"label": "label_ids", "email": "emails", "phone": "phones", "user_id": "owner_id"}


def field_ids(company: Company, kind: str) -> dict[str, str]:
    """Field code by the numeric id that v1 filters name fields with."""
    own = sorted(company.custom_fields(kind).values(), key=itemgetter("order"))
    codes = [*BUILT_IN[kind], *(CONTACT_SYNC if kind == "person" else ())]
    numbered = {str(FIRST_ID[kind] + at): code for at, code in enumerate(codes)}
    return numbered | {str(FIRST_ID[kind] + 100 + row["order"]): row["field_code"] for row in own}


def list_filters(call: Call) -> Answer:
    wanted = call.query.get("type")
    rows = [row for row in call.company.table("filter").rows.values() if wanted in (None, row["type"])]
    return ok([{name: value for name, value in row.items() if name != "conditions"} for row in rows])


def get_filter(call: Call) -> Answer:
    row = call.company.get("filter", _number(call))
    if row is None:
        raise not_found()
    return ok(row)


def add_filter(call: Call) -> Answer:
    body = call.body
    if type(body) is not dict or not body.get("name") or type(body.get("conditions")) is not dict:
        raise Refused(400, "Bad request", "name, type and conditions are needed.")
    if body.get("type") not in TYPES:
        raise Refused(400, "Bad request", "type is not valid")
    _test(call.company, TYPES[body["type"]], body["conditions"])
    stamp = to_v1(call.company.clock.stamp())
    row = {
        "id": call.company.table("filter").new_id(),
        "name": body["name"],
        "filter_code": None,
        "is_editable": True,
        "active_flag": True,
        "type": body["type"],
        "temporary_flag": False,
        "user_id": call.user["id"],
        "add_time": stamp,
        "update_time": stamp,
        "visible_to": "1",
        "last_used_time": None,
        "custom_view_id": None,
        "conditions": body["conditions"],
    }
    return ok(call.company.table("filter").put(row))


def delete_filter(call: Call) -> Answer:
    call.company.table("filter").drop(_number(call))
    return ok({"id": _number(call)})


def matcher(call: Call, kind: str) -> Callable[[Row], bool] | None:
    """The test of the filter that `filter_id` names; None without one. It overrides the quick filters."""
    filter_id = call.number("filter_id")
    if filter_id is None:
        return None
    row = call.company.get("filter", filter_id)
    if row is None or TYPES[row["type"]] != kind:
        raise invalid("filter_id", "This filter does not exist.")
    return _test(call.company, kind, row["conditions"])


def _test(company: Company, kind: str, group: Row) -> Callable[[Row], bool]:
    if "conditions" not in group:
        return _condition(company, kind, group)
    tests = [_test(company, kind, each) for each in group["conditions"]]
    if group.get("glue") == "or":
        return lambda row: not tests or any(test(row) for test in tests)
    return lambda row: all(test(row) for test in tests)


def _condition(company: Company, kind: str, condition: Row) -> Callable[[Row], bool]:
    named = str(condition.get("field_id", ""))
    code = field_ids(company, kind).get(named, ALIAS.get(named, named))
    if code not in {each["field_code"] for each in all_fields(company, kind)}:
        raise Refused(400, "Bad request", f"field_id {named} is not known")
    operator, wanted = condition.get("operator"), condition.get("value")
    if operator not in ("=", "!=", "IS NULL", "IS NOT NULL", "LIKE '$%'", "LIKE '%$%'"):
        raise Refused(400, "Bad request", f"operator {operator} is not supported by the stand-in")
    return lambda row: _holds(_values(row, code), operator, str(wanted or "").casefold())


def _values(row: Row, code: str) -> list[str]:
    value: Any = row[code] if code in row else row.get("custom_fields", {}).get(code)
    found = value if isinstance(value, list) else [value]
    plain = [each.get("value") if isinstance(each, dict) else each for each in found]
    return [str(each).casefold() for each in plain if each is not None and each != ""]


def _holds(values: list[str], operator: str, wanted: str) -> bool:
    match operator:
        case "=":
            return wanted in values
        case "!=":
            return wanted not in values
        case "IS NULL":
            return not values
        case "IS NOT NULL":
            return bool(values)
        case "LIKE '$%'":
            return any(value.startswith(wanted) for value in values)
        case _:
            return any(wanted in value for value in values)


def _number(call: Call) -> int:
    if not call.args[0].isdigit():
        raise not_found()
    return int(call.args[0])


def v1_fields(kind: str, call: Call) -> Answer:
    """/v1/personFields and its like, as far as a filter needs them: the numeric id of each field."""
    ids = {code: number for number, code in field_ids(call.company, kind).items()}
    shown = [
        {"id": int(ids[each["field_code"]]), "key": each["field_code"], "name": each["field_name"], "active_flag": True}
        | {"field_type": each["field_type"], "edit_flag": each["is_custom_field"], "options": each["options"] or []}
        for each in all_fields(call.company, kind)
    ]
    pagination = {"start": 0, "limit": len(shown), "more_items_in_collection": False}
    return ok(shown, additional_data=pagination)
