"""The control API under /_control, for tests, seeds and measurements; only callers on this machine get in."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import orjson

from sandbox.google.answers import Answer, Refused, told
from sandbox.google.calendar.control import CALENDAR_CONTROLS
from sandbox.google.calls import Request

if TYPE_CHECKING:
    from sandbox.google.server import Standin

Control = Callable[["Standin", Any], Any]
EVERYTHING = ("https://www.googleapis.com/auth/calendar", "openid", "email")


async def answer_control(standin: "Standin", request: Request) -> Answer:
    """A wrong body is a 400 with the reason, and so is what the API would refuse, in its words."""
    control = CONTROLS.get((request.method, request.path.removeprefix("/_control").rstrip("/")))
    if control is None:
        return told({"error": "no such control", "controls": sorted(f"{m} {p}" for m, p in CONTROLS)}, 404)
    try:
        result = control(standin, orjson.loads(request.raw) if request.raw else {})
        return told(await result if isinstance(result, Awaitable) else result)
    except Refused as refused:
        return refused.answer()
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return told({"error": f"{type(error).__name__}: {error}"}, 400)


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


def get_violations(standin: "Standin", _body: Any) -> Any:
    return standin.gate.violations


def clear_violations(standin: "Standin", _body: Any) -> Any:
    standin.gate.violations.clear()
    return []


def get_outbox(standin: "Standin", _body: Any) -> Any:
    """Oldest first."""
    return sorted(standin.world.rows("mail").values(), key=lambda row: row["id"])


def clear_outbox(standin: "Standin", _body: Any) -> Any:
    for mail_id in list(standin.world.rows("mail")):
        standin.world.drop("mail", mail_id)
    return []


def order_fault(standin: "Standin", body: Any) -> Any:
    standin.faults.order(body)
    return {"waiting": len(standin.faults.waiting)}


def clear_faults(standin: "Standin", _body: Any) -> Any:
    standin.faults.waiting = []
    return {"waiting": 0}


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


CONTROLS: dict[tuple[str, str], Control] = {
    ("GET", "/switches"): get_switches,
    ("POST", "/switches"): set_switches,
    ("GET", "/stats"): get_stats,
    ("POST", "/stats/reset"): reset_stats,
    ("GET", "/violations"): get_violations,
    ("DELETE", "/violations"): clear_violations,
    ("GET", "/outbox"): get_outbox,
    ("DELETE", "/outbox"): clear_outbox,
    ("POST", "/fail"): order_fault,
    ("DELETE", "/fail"): clear_faults,
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
}
