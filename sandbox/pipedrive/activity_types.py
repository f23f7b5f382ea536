"""Activity types (v1): the key is derived from the name."""

from sandbox.pipedrive.answers import Answer, Refused, forbidden, ok
from sandbox.pipedrive.calls import Call


def list_types(call: Call) -> Answer:
    return ok(list(call.company.table("activityType").rows.values()))


def add_type(call: Call) -> Answer:
    if call.company.switches.fields_need_admin and not call.user["is_admin"]:
        raise forbidden()
    body = call.body if type(call.body) is dict else {}
    if not body.get("name") or not body.get("icon_key"):
        raise Refused(400, "Bad request", "name and icon_key are needed.")
    table, stamp = call.company.table("activityType"), call.company.clock.stamp()
    row = {
        "id": table.new_id(),
        "name": body["name"],
        "icon_key": body["icon_key"],
        "color": body.get("color", "FFFFFF"),
        "order_nr": len(table.rows) + 1,
        "key_string": "_".join(body["name"].lower().split()),
        "active_flag": True,
        "is_custom_flag": True,
        "add_time": stamp,
        "update_time": stamp,
    }
    return ok(table.put(row))
