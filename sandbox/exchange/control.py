"""The control API under /_control, for tests, seeds and measurements; only callers on this machine get in."""

from typing import TYPE_CHECKING, Any

from sandbox.controls import ALIKE, Controls
from sandbox.exchange import people

if TYPE_CHECKING:
    from sandbox.exchange.server import Standin


def get_switches(standin: "Standin", _body: Any) -> Any:
    return standin.world.switches.as_dict()


def set_switches(standin: "Standin", body: Any) -> Any:
    """They survive a restart."""
    world = standin.world
    world.switches.update(body)
    world.set_meta("switches", values=world.switches.as_dict())
    return world.switches.as_dict()


def get_stats(standin: "Standin", _body: Any) -> Any:
    return standin.stats.as_dict()


def reset_stats(standin: "Standin", _body: Any) -> Any:
    """What was counted, and from zero again."""
    counted = standin.stats.as_dict()
    standin.stats.reset()
    return counted


def get_kept(standin: "Standin", _body: Any) -> Any:
    """Requests and answers, oldest first; only while the switch `keep` is on."""
    return [[asked.decode(), answered.decode()] for asked, answered in standin.kept]


def clear_kept(standin: "Standin", _body: Any) -> Any:
    standin.kept.clear()
    return []


def get_outbox(standin: "Standin", _body: Any) -> Any:
    return list(standin.world.rows("mail").values())


def clear_outbox(standin: "Standin", _body: Any) -> Any:
    for mail in list(standin.world.rows("mail")):
        standin.world.drop("mail", mail)
    return []


def advance_clock(standin: "Standin", body: Any) -> Any:
    """`{seconds}`"""
    world = standin.world
    world.clock.advance(float(body["seconds"]))
    world.set_meta("clock", offset=world.clock.offset)
    return {"now": world.clock.stamp(), "offset": world.clock.offset}


def get_accounts(standin: "Standin", _body: Any) -> Any:
    return list(standin.world.rows("account").values())


def add_account(standin: "Standin", body: Any) -> Any:
    """`{email, name?, password, login?, categories?}`"""
    world = standin.world
    made = world.add_account(body["email"], body.get("name", body["email"]), body["password"], body.get("login", ""))
    return world.put("account", {**made, "categories": list(body.get("categories", made["categories"]))})


def set_password(standin: "Standin", body: Any) -> Any:
    """`{email, password}`; handshakes that were done don't count any more."""
    account = standin.world.account(body["email"])
    if account is None:
        raise ValueError("no such account")
    standin.keeper.forget()
    return standin.world.put("account", {**account, "password": body["password"]})


def expire_states(standin: "Standin", _body: Any) -> Any:
    """No sync state that was given out so far is of use any more."""
    world = standin.world
    world.oldest_state = world.number + 1
    world.number += 1
    world.set_meta("number", last=world.number)
    world.set_meta("states", oldest=world.oldest_state)
    return {"oldest": world.oldest_state}


def edit(standin: "Standin", body: Any) -> Any:
    return people.edit(standin.world, body)


def load(standin: "Standin", body: Any) -> Any:
    return {"ids": people.load(standin.world, body)}


def refuse(standin: "Standin", body: Any) -> Any:
    """`{word, code}`: whoever writes an item with the word in it gets the error."""
    standin.refusals[body["word"]] = body["code"]
    return standin.refusals


def clear_refusals(standin: "Standin", _body: Any) -> Any:
    standin.refusals.clear()
    return {}


CONTROLS: Controls["Standin"] = {
    **ALIKE,
    ("GET", "/switches"): get_switches,
    ("POST", "/switches"): set_switches,
    ("GET", "/stats"): get_stats,
    ("POST", "/stats/reset"): reset_stats,
    ("GET", "/kept"): get_kept,
    ("DELETE", "/kept"): clear_kept,
    ("GET", "/outbox"): get_outbox,
    ("DELETE", "/outbox"): clear_outbox,
    ("POST", "/clock"): advance_clock,
    ("GET", "/accounts"): get_accounts,
    ("POST", "/accounts"): add_account,
    ("POST", "/password"): set_password,
    ("POST", "/expire_states"): expire_states,
    ("POST", "/edit"): edit,
    ("POST", "/load"): load,
    ("POST", "/refuse"): refuse,
    ("DELETE", "/refuse"): clear_refusals,
}
