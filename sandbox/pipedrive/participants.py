"""Participants of a deal (v1): further persons beside its main one."""

from sandbox.pipedrive.answers import Answer, not_found, ok
from sandbox.pipedrive.bodies import check_reference
from sandbox.pipedrive.calls import Call
from sandbox.pipedrive.clock import to_v1
from sandbox.pipedrive.old_shapes import v1_person
from sandbox.pipedrive.pages_v1 import cut
from sandbox.pipedrive.records import find_living
from sandbox.pipedrive.table import Row


def list_participants(call: Call) -> Answer:
    deal = find_living(call, "deal")
    rows = [row for row in call.company.table("participant").rows.values() if row["deal_id"] == deal["id"]]
    page, told = cut(call, rows)
    return ok([_shown(call, row, deal) for row in page], additional_data=told)


def add_participant(call: Call) -> Answer:
    deal = find_living(call, "deal")
    person_id = call.body.get("person_id") if type(call.body) is dict else None
    person = check_reference(call, "person", "person_id", person_id)
    table, stamp = call.company.table("participant"), call.company.clock.stamp()
    row = {"id": table.new_id(), "deal_id": deal["id"], "person_id": person["id"], "add_time": stamp}
    return ok(_shown(call, table.put({**row, "user_id": call.user["id"]}), deal))


def delete_participant(call: Call) -> Answer:
    deal, text = find_living(call, "deal"), call.args[1]
    row = call.company.get("participant", int(text)) if text.isdigit() else None
    if row is None or row["deal_id"] != deal["id"]:
        raise not_found()
    call.company.table("participant").drop(row["id"])
    return ok({"id": row["id"]})


def _shown(call: Call, row: Row, deal: Row) -> Row:
    person = call.company.get("person", row["person_id"]) or {}
    shape = v1_person(call.company, person)
    about = {name: shape[name] for name in ("active_flag", "name", "email", "phone", "owner_id", "company_id")}
    full = {name: value for name, value in shape.items() if not name.startswith("participant_")}
    return {
        "id": row["id"],
        "person_id": {**about, "value": person["id"]},
        "add_time": to_v1(row["add_time"]),
        "active_flag": True,
        "related_item_data": {"deal_id": deal["id"], "title": deal["title"]},
        "person": {**full, "owner_id": _short(call, person["owner_id"]), "org_id": None},
        "added_by_user_id": _short(call, row["user_id"]),
        "related_item_type": "deal",
        "related_item_id": deal["id"],
    }


def _short(call: Call, user_id: int) -> Row:
    user = call.company.get("user", user_id) or call.user
    named = {name: user[name] for name in ("id", "name", "email", "active_flag")}
    return {**named, "has_pic": 0, "pic_hash": None, "value": user_id}
