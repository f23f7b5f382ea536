"""The control API under /_control, for tests, seeds and measurements; only callers on this machine get in."""

import asyncio
from typing import TYPE_CHECKING, Any

from sandbox.controls import ALIKE, Controls, controlled
from sandbox.google.answers import Answer, Refused, told
from sandbox.google.calendar.control import CALENDAR_CONTROLS
from sandbox.google.calls import Request
from sandbox.google.people.control import PEOPLE_CONTROLS

if TYPE_CHECKING:
    from sandbox.google.server import Standin

AUTH = "https://www.googleapis.com/auth"
EVERYTHING = (f"{AUTH}/calendar", f"{AUTH}/contacts", "openid", "email")


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
    standin.push.courier.pump_all()
    return world.switches.as_dict()


def get_stats(standin: "Standin", _body: Any) -> Any:
    pushes = {"pushes": dict(standin.push.counts), "pushes_pending": standin.push.courier.pending()}
    return {**standin.gate.stats.as_dict(), **pushes}


def reset_stats(standin: "Standin", body: Any) -> Any:
    """What was counted, and from zero again."""
    counted = get_stats(standin, body)
    standin.gate.stats.reset()
    standin.push.counts.clear()
    return counted


def get_outbox(standin: "Standin", _body: Any) -> Any:
    """Oldest first."""
    return sorted(standin.world.rows("mail").values(), key=lambda row: row["id"])


def clear_outbox(standin: "Standin", _body: Any) -> Any:
    for mail_id in list(standin.world.rows("mail")):
        standin.world.drop("mail", mail_id)
    return []


def advance_clock(standin: "Standin", body: Any) -> Any:
    world = standin.world
    world.clock.advance(float(body["seconds"]))
    world.set_meta("clock", offset=world.clock.offset)
    return {"now": world.clock.stamp(), "offset": world.clock.offset}


def get_accounts(standin: "Standin", _body: Any) -> Any:
    return list(standin.world.rows("account").values())


def add_account(standin: "Standin", body: Any) -> Any:
    """`{email, name?, zone?, locale?}`"""
    email = body["email"]
    zone, locale = body.get("zone", "Europe/Berlin"), body.get("locale", "de")
    return standin.world.add_account(email, body.get("name", email), zone, locale)


def give_token(standin: "Standin", body: Any) -> Any:
    """`{email, scopes?}`: as if the person had just consented, offline; the token endpoint's answer."""
    account = standin.world.account(body["email"])
    if account is None:
        raise ValueError("no such account")
    scopes = list(body.get("scopes", EVERYTHING))
    refresh = standin.grants.issue_refresh(account["id"], scopes, standin.oauth.client["client_id"])
    return {**standin.oauth.access(account["id"], scopes, refresh["id"]), "refresh_token": refresh["id"]}


def revoke_grant(standin: "Standin", body: Any) -> Any:
    """`{email}`: the person takes the app's access away."""
    return {"revoked": standin.grants.revoke(body["email"])}


def expire_access(standin: "Standin", body: Any) -> Any:
    """`{email?}`"""
    return {"expired": standin.grants.expire_access(body.get("email"))}


def get_channels(standin: "Standin", _body: Any) -> Any:
    return standin.push.channels()


def clear_channels(standin: "Standin", _body: Any) -> Any:
    return {"ended": standin.push.forget()}


async def drain(standin: "Standin", body: Any) -> Any:
    """Wait until no push is on its way, at most `seconds` (10)."""
    for _ in range(int(float(body.get("seconds", 10)) * 100)):
        if not standin.push.courier.pending():
            break
        await asyncio.sleep(0.01)
    return {"pushes_pending": standin.push.courier.pending()}


CONTROLS: Controls["Standin"] = {
    **ALIKE,
    ("GET", "/switches"): get_switches,
    ("POST", "/switches"): set_switches,
    ("GET", "/stats"): get_stats,
    ("POST", "/stats/reset"): reset_stats,
    ("GET", "/outbox"): get_outbox,
    ("DELETE", "/outbox"): clear_outbox,
    ("POST", "/clock"): advance_clock,
    ("GET", "/accounts"): get_accounts,
    ("POST", "/accounts"): add_account,
    ("POST", "/token"): give_token,
    ("POST", "/revoke"): revoke_grant,
    ("POST", "/expire_access"): expire_access,
    ("GET", "/channels"): get_channels,
    ("DELETE", "/channels"): clear_channels,
    ("POST", "/drain"): drain,
    **CALENDAR_CONTROLS,
    **PEOPLE_CONTROLS,
}
