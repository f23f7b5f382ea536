"""The rules of contacts as a form or an address says them, both ways. What makes no sense is left for the use case."""

import re
from collections.abc import Mapping
from urllib.parse import urlencode

from tandem.domain.field import CONTACT_FIELDS
from tandem.domain.rules import Direction, Plan, Rules, Visibility
from tandem.domain.side import Side
from tandem.usecases.connecting.choosing import OFFERED

ALL, GROUP = "all", "group:"
USUAL = "usual"
FIELDS = tuple(map(str, CONTACT_FIELDS))
LAST_NUMBER = re.compile(r"(\d+)\D*$")
PLAIN = ("direction", "deletes")

Said = Mapping[str, str]


def rules_of(said: Said) -> dict[str, object]:
    """Only what is said, and nothing of who goes out where nobody does. A filter may be told by its number, or by the
    address of its list in Pipedrive.
    """
    rules: dict[str, object] = {name: said[name] for name in PLAIN if said.get(name)}
    if said.get("group"):
        rules["group"] = None if said["group"] == ALL else said["group"].removeprefix(GROUP)
    if said.get("crm_scope") and goes_out(said):
        rules["crm_scope"] = f"filter:{_number(said)}" if said["crm_scope"] == "filter" else said["crm_scope"]
    if said.get("visibility"):
        rules["visibility"] = None if said["visibility"] == USUAL else said["visibility"]
    if winners := {name: side for name in FIELDS if (side := said.get(f"winner_{name}"))}:
        rules["conflict"] = {name: side for name, side in winners.items() if side != Side.CRM}
    return rules


def goes_out(said: Said) -> bool:
    return said.get("direction") == Direction.TWO_WAY


def _number(said: Said) -> str:
    found = LAST_NUMBER.search(said.get("filter", "").strip())
    return found[1][:18] if found else ""


def missing(said: Said) -> list[str]:
    """The names of what has yet to be chosen or typed."""
    wants_filter = goes_out(said) and said.get("crm_scope") == "filter"
    is_open = {"group": not said.get("group"), "filter": wants_filter and not _number(said)}
    return [name for name, is_missing in is_open.items() if is_missing]


def said_by(rules: Mapping[str, object]) -> dict[str, str]:
    """What a form that has been filled in with these rules would say."""
    scope, _, number = str(rules.get("crm_scope") or "own").partition(":")
    group, conflict = rules.get("group"), rules.get("conflict") or {}
    winners = conflict if isinstance(conflict, Mapping) else {}
    return {
        **{name: str(rules[name]) for name in PLAIN if rules.get(name)},
        "group": f"{GROUP}{group}" if group else ALL,
        "crm_scope": scope,
        "filter": number,
        "visibility": str(rules.get("visibility") or USUAL),
        **{f"winner_{name}": str(winners.get(name, Side.CRM)) for name in FIELDS},
    }


FRESH: Said = {
    **said_by({"direction": Rules().direction, "deletes": Rules().deletes}),
    "group": "",
}
"""A form that nobody has touched: what goes over has to be chosen."""
NAMES = tuple(FRESH)


def fresh(defaults: Mapping[str, object]) -> dict[str, str]:
    """The same where the company has chosen what a connection begins with."""
    return {**said_by(defaults), "group": ""}


def of_form(form: Said) -> dict[str, str]:
    """What of a form, or of an address, is about the rules."""
    return {name: form[name][:2000] for name in NAMES if name in form}


def in_address(said: Said) -> str:
    return urlencode(of_form(said))


def changes(before: Said, after: Said) -> list[str]:
    """The names of what differs and matters, in the order of the form."""
    is_idle = {"crm_scope": not goes_out(after), "filter": not goes_out(after) or after.get("crm_scope") != "filter"}
    old, new = ({**one, "filter": _number(one)} for one in (before, after))
    return [name for name in NAMES if old[name] != new[name] and not is_idle.get(name)]


def is_small(plan: str | None) -> bool:
    """Plans that know nothing of visibility groups."""
    return len(visibilities(plan)) < len(Visibility)


def visibilities(plan: str | None) -> tuple[str, ...]:
    known = Plan(plan) if plan in set(Plan) else Plan.LITE
    return tuple(map(str, OFFERED[known]))
