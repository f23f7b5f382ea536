"""Leads (v1): UUIDs as ids, visibility as text."""

from uuid import uuid4

from sandbox.pipedrive import edits
from sandbox.pipedrive.answers import Answer, Refused, not_found, ok
from sandbox.pipedrive.calls import Call
from sandbox.pipedrive.pages_v1 import cut
from sandbox.pipedrive.table import Row
from sandbox.pipedrive.visibility import default_visibility, is_visible

EMPTY = ("origin_id", "channel", "channel_id", "source_deal_id", "value", "expected_close_date", "next_activity_id")
WRITABLE = ("title", "owner_id", "label_ids", "person_id", "organization_id", "value", "expected_close_date")


def list_leads(call: Call) -> Answer:
    wanted = {name: call.number(name) for name in ("owner_id", "person_id", "organization_id") if call.query.get(name)}
    rows = [row for row in call.company.table("lead").rows.values() if not row["is_deleted"]]
    kept = [row for row in rows if all(row[name] == value for name, value in wanted.items())]
    seen = [row for row in kept if is_visible(call.company, call.user, "lead", row)]
    page, told = cut(call, seen)
    return ok([_shown(row) for row in page], additional_data=told)


def get_lead(call: Call) -> Answer:
    return ok(_shown(_found(call)))


def add_lead(call: Call) -> Answer:
    body = _body(call)
    if not body.get("title") or not (body.get("person_id") or body.get("organization_id")):
        raise Refused(400, "A lead needs a title and a person or an organization")
    owner = call.user["id"]
    row = {
        "id": str(uuid4()),
        "title": "",
        "owner_id": owner,
        "creator_id": owner,
        "label_ids": [],
        "person_id": None,
        "organization_id": None,
        "source_name": "API",
        "origin": "API",
        "is_archived": False,
        "was_seen": True,
        **dict.fromkeys(EMPTY),
        "visible_to": str(default_visibility(call.company, call.user, "lead")),
        "cc_email": "",
        "is_deleted": False,
        **body,
    }
    return ok(_shown(edits.create(call.company, "lead", row, call.actor)), 201)


def change_lead(call: Call) -> Answer:
    return ok(_shown(edits.change(call.company, "lead", _found(call), _body(call), call.actor)))


def delete_lead(call: Call) -> Answer:
    row = edits.remove(call.company, "lead", _found(call), call.actor)
    return ok({"id": row["id"]})


def _body(call: Call) -> Row:
    body = call.body if type(call.body) is dict else {}
    return {name: body[name] for name in (*WRITABLE, "visible_to", "was_seen") if name in body}


def _found(call: Call) -> Row:
    row = call.company.get("lead", call.args[0])
    if row is None or row["is_deleted"] or not is_visible(call.company, call.user, "lead", row):
        raise not_found()
    return row


def _shown(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "is_deleted"}
