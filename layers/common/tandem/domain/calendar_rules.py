"""What a person chose for a connection of a calendar."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tandem.domain.field import Field
from tandem.domain.rules import Deletes, Rules
from tandem.domain.side import Side
from tandem.domain.title import Pattern


class Mode(StrEnum):
    """`crm_only`: events that were made in the calendar stay there."""

    ALL = "all"
    CRM_ONLY = "crm_only"


class Private(StrEnum):
    """What comes of a private event: that one is busy then, nothing, or all of it."""

    BUSY_ONLY = "busy_only"
    SKIP = "skip"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class CalendarRules:
    """The rules of a connection of a calendar. `calendar` is its id, "" until one was chosen.

    `types` are the keys of the activity types that go out; None means all.
    """

    calendar: str = ""
    mode: Mode = Mode.ALL
    private: Private = Private.BUSY_ONLY
    types: frozenset[str] | None = None
    title: Pattern = field(default_factory=Pattern)
    deletes: Deletes = Deletes.FOLLOW
    conflict: Mapping[Field, Side] = field(default_factory=dict)

    @property
    def is_two_way(self) -> bool:
        """What is linked is always followed both ways."""
        return True

    @property
    def takes_new(self) -> bool:
        """Whether an event that was made in the calendar becomes an activity."""
        return self.mode is Mode.ALL

    def winner(self, name: Field) -> Side:
        """Whose value stays when both sides changed a field differently; the CRM's unless a person said otherwise."""
        return self.conflict.get(name, Side.CRM)


AnyRules = Rules | CalendarRules
"""What a person chose for a connection of whichever kind."""
