"""The merge of one field: what went in, on which terms, and what came out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from tandem.domain.contact import Side

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Values(Generic[T]):
    """One field on both sides, then and now."""

    base_crm: T
    crm: T
    base_provider: T
    provider: T


@dataclass(frozen=True, slots=True)
class Terms(Generic[T]):
    """How to judge a field.

    `is_first`: there are no bases yet, what stands in their place is empty. `mirrored` gives the field's values
    as each side would show the other's, crm first, so that a value that a side can only hold shortened isn't
    taken for another one. `is_final`: the provider isn't written, so its deletions beat the CRM's edits. `shown` is
    what a side would show of a value that was written there.
    """

    winner: Side
    is_first: bool
    is_final: bool
    mirrored: Callable[[], tuple[T, T]]
    shown: Callable[[Side, T], T]


@dataclass(frozen=True, slots=True)
class Verdict(Generic[T]):
    """What each side should show; `losers` are the sides of which something was overruled."""

    crm: T
    provider: T
    losers: frozenset[Side] = frozenset()


def conflict(winner: Side, crm: T, provider: T, from_crm: T, from_provider: T) -> Verdict[T]:
    """The winner keeps its value, and the other side takes it in the form made for it."""
    if winner is Side.CRM:
        return Verdict(crm, from_crm, frozenset({Side.PROVIDER}))
    return Verdict(from_provider, provider, frozenset({Side.CRM}))


def is_alike(values: Values[T], terms: Terms[T], alike: Callable[[T, T], bool]) -> bool:
    """Whether both sides mean the same, be it in the form that one of them can show."""
    if alike(values.crm, values.provider):
        return True
    shown_crm, shown_provider = terms.mirrored()
    return alike(values.crm, shown_crm) or alike(values.provider, shown_provider)
