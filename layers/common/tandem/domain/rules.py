"""What a person chose for a connection."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tandem.domain.field import Field
from tandem.domain.side import Side


class Direction(StrEnum):
    """`one_way` never writes to the provider."""

    ONE_WAY = "one_way"
    TWO_WAY = "two_way"


class Deletes(StrEnum):
    """`keep` turns each deletion into "unlink and leave"."""

    FOLLOW = "follow"
    KEEP = "keep"


class Visibility(StrEnum):
    """Who sees what Tandem brings into Pipedrive; what may be chosen depends on the company's plan."""

    OWNER = "owner"
    GROUP = "group"
    GROUP_AND_BELOW = "group_and_below"
    COMPANY = "company"


class Plan(StrEnum):
    """Pipedrive's plans; Silver and Gold are Lite and Growth today, Platinum is Premium and Ultimate."""

    LITE = "lite"
    GROWTH = "growth"
    PREMIUM = "premium"
    ULTIMATE = "ultimate"


@dataclass(frozen=True, slots=True)
class CrmScope:
    """Which persons go out in two-way mode: `own`, `visible`, or `filter` with the filter's id."""

    kind: str = "own"
    filter_id: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a connection of contacts. `group` None means all contacts; `visibility` None the user's default."""

    direction: Direction = Direction.ONE_WAY
    group: str | None = None
    crm_scope: CrmScope = field(default_factory=CrmScope)
    visibility: Visibility | None = None
    deletes: Deletes = Deletes.FOLLOW
    conflict: Mapping[Field, Side] = field(default_factory=dict)

    @property
    def is_two_way(self) -> bool:
        return self.direction is Direction.TWO_WAY

    @property
    def takes_new(self) -> bool:
        """Whether what is new at the provider comes over."""
        return True

    def winner(self, name: Field) -> Side:
        """Whose value stays when both sides changed a field differently; the CRM's unless a person said otherwise."""
        return self.conflict.get(name, Side.CRM)
