"""What new connections of a company begin with: shown, and changed by its admins; each change is noted with its author.

What belongs to one account or one user alone, such as a group, a calendar or a filter, has no default.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from tandem.domain.calendar_rules import AnyRules, CalendarRules
from tandem.domain.defaults import KINDS, Defaults, DefaultsChange
from tandem.domain.errors import Refused
from tandem.domain.ids import CompanyId, UserId
from tandem.domain.rules import Rules
from tandem.state.companies import Company
from tandem.usecases.connecting.choosing import changed_rules, is_offered
from tandem.usecases.seeing.look import shown_rules
from tandem.usecases.world import World

logger = logging.getLogger("tandem")

SETTABLE: Mapping[str, tuple[str, ...]] = {
    "contacts": ("direction", "crm_scope", "visibility", "deletes", "conflict"),
    "calendar": ("mode", "private", "deletes", "title"),
}
"""By kind, in the order in which they are shown."""
SCOPES = frozenset({"own", "visible"})


@dataclass(frozen=True, slots=True)
class DefaultsChangeView:
    """`by` is a user's id, empty for the machine's admin, None for who was erased since. `rules`: before and after."""

    at: datetime
    by: str | None
    kind: str
    rules: Mapping[str, tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class DefaultsView:
    """The rules that a new connection of each kind begins with; the latest changes first."""

    contacts: Mapping[str, object]
    calendar: Mapping[str, object]
    changes: tuple[DefaultsChangeView, ...]


def beginning(company: Company, kind: str) -> AnyRules:
    """With which rules a connection begins. A visibility that the plan offers no longer is left to each user's own."""
    rules = company.defaults.of(kind)
    if isinstance(rules, Rules) and not is_offered(company.plan, rules.visibility):
        return replace(rules, visibility=None)
    return rules


def defaults_view(company: Company) -> DefaultsView:
    shown = {kind: _settable(kind, beginning(company, kind)) for kind in KINDS}
    changes = tuple(DefaultsChangeView(it.at, it.by, it.kind, it.rules) for it in company.defaults.changes)
    return DefaultsView(shown["contacts"], shown["calendar"], changes)


def set_defaults(
    world: World, company_id: CompanyId, by: UserId, wanted: Mapping[str, Mapping[str, object]]
) -> Company:
    """Change the named rules of each kind; others stay. What makes no difference is no change, and isn't noted.

    `by` is empty for the machine's admin. Raise `Refused` with the rule's name as detail.
    """
    world.erasures.require_none(company_id, by)

    def change(company: Company) -> Company:
        defaults = company.defaults
        for kind, rules in wanted.items():
            defaults = _changed(world, company, defaults, by, kind, rules)
        return replace(company, defaults=defaults)

    before = world.companies.get(company_id)
    after = world.companies.change_defaults(company_id, change)
    if after.defaults != before.defaults:
        logger.info("defaults changed", extra={"company": company_id})
    return after


def _changed(
    world: World, company: Company, defaults: Defaults, by: UserId, kind: str, wanted: Mapping[str, object]
) -> Defaults:
    _require_settable(kind, wanted)
    before = beginning(replace(company, defaults=defaults), kind)
    after = _unattached(changed_rules(world, company.id, before, wanted))
    rules = _differing(kind, before, after)
    if not rules:
        return defaults
    return defaults.become(after, DefaultsChange(world.clock.now(), by, kind, rules))


def _require_settable(kind: str, wanted: Mapping[str, object]) -> None:
    for name, value in wanted.items():
        if name not in SETTABLE[kind] or (name == "crm_scope" and value not in SCOPES):
            raise Refused("bad_rule", name)


def _unattached(rules: AnyRules) -> AnyRules:
    """No title was ever composed by a default, so none has to be taken apart by a former one."""
    return replace(rules, title=replace(rules.title, former=None)) if isinstance(rules, CalendarRules) else rules


def _settable(kind: str, rules: AnyRules) -> Mapping[str, object]:
    shown = shown_rules(rules)
    return {name: shown[name] for name in SETTABLE[kind]}


def _differing(kind: str, before: AnyRules, after: AnyRules) -> Mapping[str, tuple[object, object]]:
    old, new = _settable(kind, before), _settable(kind, after)
    return {name: (old[name], new[name]) for name in SETTABLE[kind] if old[name] != new[name]}
