"""The control API under /_control, for tests, seeds and measurements; only callers on this machine get in."""

import asyncio
from typing import TYPE_CHECKING, Any

from sandbox.controls import ALIKE, Controls, controlled
from sandbox.microsoft.answers import Answer, Refused, told
from sandbox.microsoft.calls import Request
from sandbox.microsoft.contacts.control import CONTACT_CONTROLS

if TYPE_CHECKING:
    from sandbox.microsoft.server import Standin

EVERYTHING = ("offline_access", "openid", "profile", "Contacts.ReadWrite", "MailboxSettings.Read", "User.Read")


async def answer_control(standin: "Standin", request: Request) -> Answer:
    """What the API would refuse is refused in its words."""
    path = request.path.removeprefix("/_control")
    try:
        return told(*await controlled(standin, CONTROLS, request.method, path, request.raw))
    except Refused as refused:
        return refused.answer()


def get_switches(standin: "Standin", _body: Any) -> Any:
    return standin.world.switches.as_dict()


def set_switches(standin: "Standin", body: Any) -> Any:
    """They survive a restart."""
    world = standin.world
    world.switches.update(body)
    world.set_meta("switches", values=world.switches.as_dict())
    standin.subscriptions.courier.pump_all()
    return world.switches.as_dict()


def get_stats(standin: "Standin", _body: Any) -> Any:
    courier = standin.subscriptions.courier
    pushes = {"pushes": dict(courier.counts), "pushes_pending": courier.pending(), "most_at_once": standin.gate.most}
    return {**standin.gate.stats.as_dict(), **pushes}


def reset_stats(standin: "Standin", body: Any) -> Any:
    """What was counted, and from zero again."""
    counted = get_stats(standin, body)
    standin.gate.stats.reset()
    standin.gate.most = 0
    standin.subscriptions.courier.counts.clear()
    return counted


def advance_clock(standin: "Standin", body: Any) -> Any:
    world = standin.world
    world.clock.advance(float(body["seconds"]))
    world.set_meta("clock", offset=world.clock.offset)
    return {"now": world.clock.stamp(), "offset": world.clock.offset}


def get_accounts(standin: "Standin", _body: Any) -> Any:
    return list(standin.world.rows("account").values())


def add_account(standin: "Standin", body: Any) -> Any:
    """`{email, name?, personal?}`"""
    email = body["email"]
    return standin.world.add_account(email, body.get("name", email), personal=bool(body.get("personal")))


def give_token(standin: "Standin", body: Any) -> Any:
    """`{email, scopes?}`: as if the person had just consented; the token endpoint's answer."""
    if standin.world.account(body["email"]) is None:
        raise ValueError("no such account")
    return standin.oauth.tokens(body["email"].lower(), list(body.get("scopes", EVERYTHING)))


def revoke_grant(standin: "Standin", body: Any) -> Any:
    """`{email}`: the password was changed, or an admin ended the sessions."""
    return {"revoked": standin.grants.revoke(body["email"])}


def expire_access(standin: "Standin", body: Any) -> Any:
    """`{email?}`"""
    return {"expired": standin.grants.expire_access(body.get("email"))}


def get_subscriptions(standin: "Standin", _body: Any) -> Any:
    return standin.subscriptions.live()


def clear_subscriptions(standin: "Standin", _body: Any) -> Any:
    return {"ended": standin.subscriptions.forget()}


def announce(standin: "Standin", body: Any) -> Any:
    """`{event, subscription?}`: a lifecycle event."""
    return {"told": standin.subscriptions.announce(body["event"], body.get("subscription", ""))}


async def drain(standin: "Standin", body: Any) -> Any:
    """Wait until no push is on its way, at most `seconds` (10)."""
    courier = standin.subscriptions.courier
    for _ in range(int(float(body.get("seconds", 10)) * 100)):
        if not courier.pending():
            break
        await asyncio.sleep(0.01)
    return {"pushes_pending": courier.pending()}


CONTROLS: Controls["Standin"] = {
    **ALIKE,
    ("GET", "/switches"): get_switches,
    ("POST", "/switches"): set_switches,
    ("GET", "/stats"): get_stats,
    ("POST", "/stats/reset"): reset_stats,
    ("POST", "/clock"): advance_clock,
    ("GET", "/accounts"): get_accounts,
    ("POST", "/accounts"): add_account,
    ("POST", "/token"): give_token,
    ("POST", "/revoke"): revoke_grant,
    ("POST", "/expire_access"): expire_access,
    ("GET", "/subscriptions"): get_subscriptions,
    ("DELETE", "/subscriptions"): clear_subscriptions,
    ("POST", "/lifecycle"): announce,
    ("POST", "/drain"): drain,
    **CONTACT_CONTROLS,
}
