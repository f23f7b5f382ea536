"""Notes (v1), as little of them as a sync meets."""

from sandbox.pipedrive import edits
from sandbox.pipedrive.answers import Answer, Refused, not_found, ok
from sandbox.pipedrive.calls import Call
from sandbox.pipedrive.clock import to_v1
from sandbox.pipedrive.pages_v1 import cut
from sandbox.pipedrive.table import Row

LINKS = ("lead_id", "deal_id", "person_id", "org_id", "project_id", "task_id")


def list_notes(call: Call) -> Answer:
    wanted = {name: call.query[name] for name in (*LINKS, "user_id") if call.query.get(name)}
    rows = [row for row in call.company.table("note").rows.values() if not row["is_deleted"]]
    kept = [row for row in rows if all(str(row[name]) == text for name, text in wanted.items())]
    page, told = cut(call, kept)
    return ok([_shown(call, row) for row in page], additional_data={"pagination": told})


def get_note(call: Call) -> Answer:
    return ok(_shown(call, _found(call)))


def add_note(call: Call) -> Answer:
    body = call.body if type(call.body) is dict else {}
    if not body.get("content") or not any(body.get(name) for name in LINKS):
        raise Refused(400, "Bad request", "A note needs content and something that it belongs to.")
    linked = {name: body.get(name) for name in LINKS}
    row = {"content": body["content"], **linked, "user_id": body.get("user_id") or call.user["id"], "is_deleted": False}
    return ok(_shown(call, edits.create(call.company, "note", row, call.actor)))


def change_note(call: Call) -> Answer:
    body = call.body if type(call.body) is dict else {}
    patch = {name: body[name] for name in ("content", *LINKS) if name in body}
    return ok(_shown(call, edits.change(call.company, "note", _found(call), patch, call.actor)))


def delete_note(call: Call) -> Answer:
    edits.remove(call.company, "note", _found(call), call.actor)
    return ok(True)


def _found(call: Call) -> Row:
    row = call.company.get("note", int(call.args[0])) if call.args[0].isdigit() else None
    if row is None or row["is_deleted"]:
        raise not_found()
    return row


def _shown(call: Call, row: Row) -> Row:
    user = call.company.get("user", row["user_id"]) or {}
    return {
        **{name: value for name, value in row.items() if name != "is_deleted"},
        "active_flag": not row["is_deleted"],
        "add_time": to_v1(row["add_time"]),
        "update_time": to_v1(row["update_time"]),
        "last_update_user_id": row["user_id"],
        "user": {"email": user.get("email"), "name": user.get("name"), "icon_url": None, "is_you": user == call.user},
    }
