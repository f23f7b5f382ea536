"""A connection's rules as they are stored, and shown: JSON with the names that people see."""

import json
from dataclasses import replace
from functools import lru_cache
from typing import Any

from tandem.domain.calendar_rules import AnyRules, CalendarRules, Mode, Private
from tandem.domain.contact import Field, Side
from tandem.domain.rules import CrmScope, Deletes, Direction, Rules, Visibility
from tandem.domain.title import Pattern, pattern_of


def rules_to_json(rules: AnyRules) -> str:
    if isinstance(rules, Rules):
        scope = {"kind": rules.crm_scope.kind, "filter_id": rules.crm_scope.filter_id}
        whom = {"direction": rules.direction, "group": rules.group, "crm_scope": scope}
        others = {"visibility": rules.visibility, "deletes": rules.deletes, "conflict": dict(rules.conflict)}
        return json.dumps({**whom, **others})
    types = sorted(rules.types) if rules.types is not None else None
    plain = {"calendar": rules.calendar, "mode": rules.mode, "private": rules.private, "deletes": rules.deletes}
    former = {"former_title": str(rules.title.former)} if rules.title.former is not None else {}
    return json.dumps({**plain, "types": types, "title": str(rules.title), "conflict": dict(rules.conflict), **former})


@lru_cache
def rules_from_json(stored: str) -> AnyRules:
    values: dict[str, Any] = json.loads(stored)
    return _of_calendar(values) if "mode" in values else _of_contacts(values)


def _of_calendar(values: dict[str, Any]) -> CalendarRules:
    return CalendarRules(
        values["calendar"],
        Mode(values["mode"]),
        Private(values["private"]),
        frozenset(values["types"]) if values["types"] is not None else None,
        _title(values),
        Deletes(values["deletes"]),
        {Field(name): Side(side) for name, side in values["conflict"].items()},
    )


def _title(values: dict[str, Any]) -> Pattern:
    title, former = pattern_of(values["title"]), values.get("former_title")
    return replace(title, former=pattern_of(former)) if former is not None else title


def _of_contacts(values: dict[str, Any]) -> Rules:
    visibility = values["visibility"]
    return Rules(
        Direction(values["direction"]),
        values["group"],
        CrmScope(**values["crm_scope"]),
        Visibility(visibility) if visibility else None,
        Deletes(values["deletes"]),
        {Field(name): Side(side) for name, side in values["conflict"].items()},
    )
