"""The endpoints under /v1/webhooks."""

import socket
from urllib.parse import urlsplit

import orjson

from sandbox.pipedrive.answers import Answer, Refused
from sandbox.pipedrive.calls import Call
from sandbox.pipedrive.table import Row

ACTIONS = frozenset({"create", "change", "delete", "*"})
OBJECTS = frozenset(
    {"activity", "deal", "lead", "note", "organization", "person", "pipeline", "product", "stage", "user", "*"}
    | {"project", "task", "board", "phase", "deal_installment", "deal_product"}
)
MOST_PER_USER = 40


def list_webhooks(call: Call) -> Answer:
    """Only those that this app, or this API token's user's own integrations, made."""
    _needs_admin(call)
    return _answer([_shown(row) for row in call.company.table("webhook").rows.values() if row["client"] == call.client])


def add_webhook(call: Call) -> Answer:
    _needs_admin(call)
    body = _checked(call.body)
    if call.company.switches.webhook_check and not _is_reachable(body["subscription_url"]):
        raise _bad("subscription_url", "invalid or non-reachable URL")
    user_id = body.get("user_id") or call.user["id"]
    if call.company.get("user", user_id) is None:
        raise _bad("user_id", "invalid user")
    rows = call.company.table("webhook").rows.values()
    if sum(row["client"] == call.client and row["user_id"] == user_id for row in rows) >= MOST_PER_USER:
        raise Refused(422, "Webhooks limit reached")
    row = call.company.table("webhook").put(_new(call, body, user_id))
    return _answer(_shown(row), 201)


def delete_webhook(call: Call) -> Answer:
    _needs_admin(call)
    row = call.company.get("webhook", int(call.args[0])) if call.args[0].isdigit() else None
    if row is None:
        raise Refused(404, "", body={"status": "error", "success": False, "errors": {"id": ["not found"]}})
    if row["client"] != call.client:
        raise Refused(403, "", body={"success": False, "message": "Forbidden"})
    call.company.table("webhook").drop(row["id"])
    call.company.on_webhook_gone(row["id"])
    return Answer(200, orjson.dumps({"status": "ok", "success": True}))


def _new(call: Call, body: Row, user_id: int) -> Row:
    return {
        "id": call.company.table("webhook").new_id(),
        "company_id": call.company.company_id,
        "owner_id": call.user["id"],
        "user_id": user_id,
        "event_action": body["event_action"],
        "event_object": body["event_object"],
        "subscription_url": body["subscription_url"],
        "version": body.get("version", "2.0"),
        "is_active": 1,
        "add_time": call.company.clock.stamp_ms(),
        "remove_time": None,
        "type": "application" if call.client else "general",
        "http_auth_user": body.get("http_auth_user"),
        "http_auth_password": body.get("http_auth_password"),
        "remove_reason": None,
        "last_delivery_time": None,
        "last_http_status": None,
        "admin_id": call.user["id"],
        "name": body["name"],
        "client": call.client,
    }


def _checked(body: Row) -> Row:
    body = body if type(body) is dict else {}
    if body.get("event_action") not in ACTIONS:
        raise _bad("event_action", "invalid event action")
    if body.get("event_object") not in OBJECTS:
        raise _bad("event_object", "invalid event object")
    if type(body.get("name")) is not str or not 0 < len(body["name"]) <= 255:
        raise _bad("name", "should have 1 to 255 characters")
    if body.get("version", "2.0") != "2.0":
        raise _bad("version", "the stand-in only speaks 2.0")
    url = urlsplit(body["subscription_url"] if type(body.get("subscription_url")) is str else "")
    if url.scheme not in ("http", "https") or not url.hostname or url.hostname.endswith(".pipedrive.com"):
        raise _bad("subscription_url", "invalid or non-reachable URL")
    return body


def _is_reachable(url: str) -> bool:
    """Whether somebody listens there. What Pipedrive itself tries is not documented."""
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname or "", parts.port or {"https": 443}.get(parts.scheme, 80)), 1).close()
    except OSError:
        return False
    return True


def _needs_admin(call: Call) -> None:
    if call.company.switches.webhooks_need_admin and not call.user["is_admin"]:
        raise Refused(403, "", body={"success": False, "message": "Forbidden"})


def _bad(name: str, problem: str) -> Refused:
    return Refused(400, "", body={"status": "error", "success": False, "errors": {name: [problem]}})


def _shown(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "client"}


def _answer(data: Row | list[Row], status: int = 200) -> Answer:
    return Answer(status, orjson.dumps({"status": "ok", "success": True, "data": data}))
