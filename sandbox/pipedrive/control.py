"""The control API under /_control, for tests, seeds and measurements; only callers on this machine get in."""

import asyncio
from typing import TYPE_CHECKING, Any

import orjson

from sandbox.controls import ALIKE, Controls, controlled
from sandbox.pipedrive import ui
from sandbox.pipedrive.answers import Answer, Refused
from sandbox.pipedrive.loading import load
from sandbox.pipedrive.users import new_user
from sandbox.pipedrive.visibility import forget_permissions

if TYPE_CHECKING:
    from sandbox.pipedrive.server import Standin


async def answer_control(standin: "Standin", method: str, path: str, raw: bytes) -> Answer:
    """`path` is what follows /_control."""
    try:
        told, status = await controlled(standin, CONTROLS, method, path, raw)
    except Refused as refused:
        return refused.answer()
    return Answer(status, orjson.dumps(told))


def get_switches(standin: "Standin", _body: Any) -> Any:
    return standin.company.switches.as_dict()


def set_switches(standin: "Standin", body: Any) -> Any:
    company = standin.company
    company.switches.update(body)
    company.set_meta("switches", values=company.switches.as_dict())
    forget_permissions(company)
    standin.delivery.pump_all()
    return company.switches.as_dict()


def get_stats(standin: "Standin", _body: Any) -> Any:
    more = {"webhooks": dict(standin.delivery.counts), "webhooks_pending": standin.delivery.pending()}
    return {
        **standin.gate.stats.as_dict(),
        **more,
        "tokens_today": standin.gate.limits.spent,
        "budget": standin.gate.limits.budget(),
    }


def reset_stats(standin: "Standin", body: Any) -> Any:
    """What was counted, and from zero again."""
    told = get_stats(standin, body)
    standin.gate.stats.reset()
    standin.delivery.counts.clear()
    return told


def edit(standin: "Standin", body: Any) -> Any:
    return ui.edit(standin.company, body)


def order_gap(standin: "Standin", body: Any) -> Any:
    ui.order_gap(standin.company, body)
    return {"waiting": sum(map(len, standin.company.gaps.values()))}


def bulk_load(standin: "Standin", body: Any) -> Any:
    return load(standin.company, body)


def dump(standin: "Standin", _body: Any) -> Any:
    """Every row, deleted ones too, in stored form (v2 shape)."""
    kinds = {"persons": "person", "organizations": "organization", "deals": "deal", "activities": "activity"}
    return {plural: list(standin.company.table(kind).rows.values()) for plural, kind in kinds.items()}


def get_webhooks(standin: "Standin", _body: Any) -> Any:
    return list(standin.company.table("webhook").rows.values())


def set_user(standin: "Standin", body: Any) -> Any:
    """Without a known id a new user; with one, its facts change (name, is_admin, active_flag, group_id, …)."""
    company = standin.company
    held = company.get("user", body.get("id"))
    if held is None:
        return new_user(company, body)
    if "is_admin" in body:
        body["access"] = [{**each, "admin": body["is_admin"]} for each in held["access"]]
    row = company.table("user").put({**held, **body})
    forget_permissions(company)
    return row


def set_group(standin: "Standin", body: Any) -> Any:
    """`{id, name, parent_id}`: one node of the tree of visibility groups."""
    row = standin.company.table("group").put(
        {"id": body["id"], "name": body["name"], "parent_id": body.get("parent_id")}
    )
    forget_permissions(standin.company)
    return row


def advance_clock(standin: "Standin", body: Any) -> Any:
    company = standin.company
    company.clock.advance(float(body["seconds"]))
    company.set_meta("clock", offset=company.clock.offset)
    return {"now": company.clock.stamp(), "offset": company.clock.offset}


def set_budget(standin: "Standin", body: Any) -> Any:
    """`{spent: n}`: as if the company had used so many tokens today."""
    standin.gate.limits.spent = int(body["spent"])
    return {"tokens_today": standin.gate.limits.spent, "budget": standin.gate.limits.budget()}


async def uninstall(standin: "Standin", body: Any) -> Any:
    """`{user_id}`: as the Marketplace does it; tells the app's callback by DELETE and answers with its status."""
    return {"callback_status": await standin.tell_uninstalled(int(body["user_id"]))}


async def drain(standin: "Standin", body: Any) -> Any:
    """Wait until no webhook is on its way, at most `seconds` (10)."""
    for _ in range(int(float(body.get("seconds", 10)) * 100)):
        if not standin.delivery.pending():
            break
        await asyncio.sleep(0.01)
    return {"webhooks_pending": standin.delivery.pending()}


CONTROLS: Controls["Standin"] = {
    **ALIKE,
    ("GET", "/switches"): get_switches,
    ("POST", "/switches"): set_switches,
    ("GET", "/stats"): get_stats,
    ("POST", "/stats/reset"): reset_stats,
    ("POST", "/edit"): edit,
    ("POST", "/gap"): order_gap,
    ("POST", "/load"): bulk_load,
    ("GET", "/dump"): dump,
    ("GET", "/webhooks"): get_webhooks,
    ("POST", "/user"): set_user,
    ("POST", "/group"): set_group,
    ("POST", "/clock"): advance_clock,
    ("POST", "/budget"): set_budget,
    ("POST", "/uninstall"): uninstall,
    ("POST", "/drain"): drain,
}
