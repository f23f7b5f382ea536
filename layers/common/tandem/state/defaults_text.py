"""The defaults of a company as they are stored with it: plain values for JSON."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tandem.domain.calendar_rules import CalendarRules
from tandem.domain.defaults import Defaults, DefaultsChange
from tandem.domain.ids import UserId
from tandem.domain.rules import Rules
from tandem.state.rules_text import rules_from_json, rules_to_json


def defaults_to_plain(defaults: Defaults) -> dict[str, Any]:
    changes = [
        {
            "at": one.at.isoformat(),
            "by": one.by,
            "kind": one.kind,
            "rules": {name: list(it) for name, it in one.rules.items()},
        }
        for one in defaults.changes
    ]
    rules = {"contacts": rules_to_json(defaults.contacts), "calendar": rules_to_json(defaults.calendar)}
    return {**rules, "changes": changes}


def defaults_from_plain(plain: Mapping[str, Any] | None) -> Defaults:
    """Those that nobody has touched, for a company that was stored before there were any."""
    if not plain:
        return Defaults()
    contacts, calendar = rules_from_json(plain["contacts"]), rules_from_json(plain["calendar"])
    if not isinstance(contacts, Rules) or not isinstance(calendar, CalendarRules):
        raise TypeError("rules of another kind")
    return Defaults(contacts, calendar, tuple(map(_change, plain["changes"])))


def _change(plain: Mapping[str, Any]) -> DefaultsChange:
    by = plain["by"]
    rules = {name: (before, after) for name, (before, after) in plain["rules"].items()}
    return DefaultsChange(datetime.fromisoformat(plain["at"]), None if by is None else UserId(by), plain["kind"], rules)
