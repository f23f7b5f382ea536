"""What new connections of a company begin with, and who changed that, and when."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never

from tandem.domain.calendar_rules import AnyRules, CalendarRules
from tandem.domain.ids import UserId
from tandem.domain.rules import Rules

KINDS = ("contacts", "calendar")
KEPT = 20
"""So many of the latest changes are remembered."""


@dataclass(frozen=True, slots=True)
class DefaultsChange:
    """Of rules of one kind: what each was, and what it became, in the words that people see.

    `by` is empty for the machine's admin, and None for somebody who was erased since.
    """

    at: datetime
    by: UserId | None
    kind: str
    rules: Mapping[str, tuple[object, object]]


@dataclass(frozen=True, slots=True)
class Defaults:
    """`contacts` names no group and `calendar` no calendar: those are each account's own. Latest change first."""

    contacts: Rules = field(default_factory=Rules)
    calendar: CalendarRules = field(default_factory=CalendarRules)
    changes: tuple[DefaultsChange, ...] = ()

    def of(self, kind: str) -> AnyRules:
        return self.calendar if kind == "calendar" else self.contacts

    def become(self, rules: AnyRules, change: DefaultsChange) -> "Defaults":
        changes = (change, *self.changes)[:KEPT]
        match rules:
            case Rules():
                return replace(self, contacts=rules, changes=changes)
            case CalendarRules():
                return replace(self, calendar=rules, changes=changes)
            case _:
                assert_never(rules)

    def without(self, user: UserId) -> "Defaults":
        """The same, and nobody learns any more that it was this user."""
        return replace(self, changes=tuple(replace(one, by=None) if one.by == user else one for one in self.changes))
