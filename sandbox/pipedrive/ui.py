"""Edits as somebody makes them in Pipedrive's own pages: no tokens, no limits, `change_source` app."""

from typing import Any

from sandbox.pipedrive import edits
from sandbox.pipedrive.answers import Refused
from sandbox.pipedrive.bodies import read_body
from sandbox.pipedrive.calls import Call
from sandbox.pipedrive.company import Actor, Company
from sandbox.pipedrive.gaps import add_gap
from sandbox.pipedrive.merges import merge
from sandbox.pipedrive.routes import ENTITIES
from sandbox.pipedrive.table import Row


def edit(company: Company, body: dict[str, Any]) -> Row:
    """`{entity, action: create|change|delete|restore|merge, id, patch, into, user_id}`; the row as it is afterwards."""
    kind, action = body["entity"], body["action"]
    user = editor(company, body)
    actor = Actor(user["id"], "app", "Mozilla/5.0 (X11; Linux x86_64)")
    if action == "create":
        return edits.create(company, kind, _stored(company, user, kind, body.get("patch", {}), None), actor)
    found = company.get(kind, body["id"])
    if found is None:
        raise Refused(404, f"no {kind} {body['id']}")
    match action:
        case "change":
            return edits.change(company, kind, found, _stored(company, user, kind, body["patch"], found), actor)
        case "delete":
            return edits.remove(company, kind, found, actor)
        case "restore":
            return edits.restore(company, kind, found)
        case "merge":
            return merge(company, kind, found, body["into"], actor)
        case _:
            raise Refused(400, f"no action {action}")


def order_gap(company: Company, body: dict[str, Any]) -> None:
    """`{id, patch, entity: person, user_id}`: the patch falls in right before the next write of that record."""
    kind = body.get("entity", "person")
    found = company.get(kind, body["id"])
    if found is None:
        raise Refused(404, f"no {kind} {body['id']}")
    user = editor(company, body)
    add_gap(company, kind, body["id"], _stored(company, user, kind, body["patch"], found), user["id"])


def editor(company: Company, body: dict[str, Any]) -> Row:
    """The user named, else the last of the company: rarely the one whose token a client holds."""
    user = company.get("user", body["user_id"]) if "user_id" in body else company.users()[-1]
    if user is None:
        raise Refused(404, f"no user {body['user_id']}")
    return user


def _stored(company: Company, user: Row, kind: str, patch: Row, before: Row | None) -> Row:
    entity = ENTITIES[kind]
    call = Call(company, {**user, "is_admin": True}, None, [], {}, patch)
    return entity.prepare(call, read_body(call, kind, entity.checks, before), before)
