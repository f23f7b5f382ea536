"""Reads what a person chose for a connection; what is no rule, no value of it, or not on offer is refused."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from tandem.domain.calendar_rules import AnyRules, CalendarRules, Mode, Private
from tandem.domain.errors import Refused
from tandem.domain.field import Field
from tandem.domain.ids import CompanyId
from tandem.domain.rules import CrmScope, Deletes, Direction, Plan, Rules, Visibility
from tandem.domain.side import Side
from tandem.domain.title import Pattern, pattern_of
from tandem.usecases.world import World

SMALL = (Visibility.OWNER, Visibility.COMPANY)
OFFERED = {
    Plan.LITE: SMALL,
    Plan.GROWTH: SMALL,
    Plan.PREMIUM: tuple(Visibility),
    Plan.ULTIMATE: tuple(Visibility),
}
"""What each plan can show to whom (Pipedrive, visibility groups, 2026-11)."""


def changed_rules(world: World, company: CompanyId, before: AnyRules, wanted: Mapping[str, object]) -> AnyRules:
    """Raise `Refused` with the rule's name as detail for what isn't a rule, a value, or on offer."""
    rules = before
    for name, value in wanted.items():
        try:
            rules = _changed(rules, name, value)
        except (ValueError, TypeError, AttributeError) as error:
            raise Refused("bad_rule", name) from error
    if isinstance(rules, Rules):
        _require_offered(world, company, rules)
    return rules


def _require_offered(world: World, company: CompanyId, rules: Rules) -> None:
    if not is_offered(world.companies.get(company).plan, rules.visibility):
        raise Refused("visibility_not_offered", "visibility")


def is_offered(plan: Plan | None, visibility: Visibility | None) -> bool:
    """The user's own setting always is; a plan that nobody knows offers what each does."""
    return visibility is None or visibility in OFFERED[plan or Plan.LITE]


def _changed(rules: AnyRules, name: str, value: object) -> AnyRules:
    readers = OF_CALENDARS if isinstance(rules, CalendarRules) else OF_CONTACTS
    if name not in readers:
        raise ValueError(name)
    chosen = readers[name](value)
    if isinstance(rules, CalendarRules) and isinstance(chosen, Pattern):
        chosen = chosen.after(rules.title)
    return replace(rules, **{name: chosen})


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _winners(value: object) -> dict[Field, Side]:
    if not isinstance(value, dict):
        raise TypeError
    return {Field(name): Side(side) for name, side in value.items()}


def _scope(text: str) -> CrmScope:
    kind, _, filter_id = text.partition(":")
    if (kind == "filter") != filter_id.isdigit() or kind not in {"own", "visible", "filter"}:
        raise ValueError(text)
    return CrmScope(kind, filter_id)


def _types(value: object) -> frozenset[str] | None:
    """All where none is named."""
    if value in (None, "", "all"):
        return None
    listed = value.split(",") if isinstance(value, str) else value
    if not isinstance(listed, list):
        raise TypeError
    return frozenset(_text(one).strip() for one in listed)


OF_CONTACTS: Mapping[str, Callable[[Any], Any]] = {
    "direction": lambda value: Direction(_text(value)),
    "group": lambda value: _text(value or "") or None,
    "crm_scope": lambda value: _scope(_text(value)),
    "visibility": lambda value: Visibility(_text(value)) if value else None,
    "deletes": lambda value: Deletes(_text(value)),
    "conflict": _winners,
}
OF_CALENDARS: Mapping[str, Callable[[Any], Any]] = {
    "calendar": _text,
    "mode": lambda value: Mode(_text(value)),
    "private": lambda value: Private(_text(value)),
    "types": _types,
    "title": lambda value: pattern_of(_text(value)),
    "deletes": lambda value: Deletes(_text(value)),
    "conflict": _winners,
}
"""How each rule is read; all but these are refused."""
