"""Both tables of decisions, all 16 cells of each: what the two sides did since they agreed, and what is done about it.

A row is the CRM's, a column the provider's: unchanged, changed, new (known to no link yet, its twin on the other side
is), deleted. A new item that bears the mark of a link's item takes its place before the plan is asked; what is left is
new for good, on a link of its own.
"""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum

import pytest

from tandem.domain.action import Action, Become, Create, Delete, Hold, Nothing, Settle, Update
from tandem.domain.contact import Side
from tandem.domain.link import Link, LinkState, Replicated
from tandem.domain.rules import Rules
from tandem.domain.sight import Absence, Sight
from tandem.domain.why import Why
from tests.domain.deciding import EDITED_AT_CRM, EDITED_AT_PROVIDER, changed, decide, gone, link, seen, unchanged
from tests.domain.people import ANNA, ONE_WAY, TWO_WAY

CRM, PROVIDER = Side.CRM, Side.PROVIDER


class Did(StrEnum):
    UNCHANGED = "unchanged"
    CHANGED = "changed"
    NEW = "new"
    DELETED = "deleted"


U, C, N, D = Did.UNCHANGED, Did.CHANGED, Did.NEW, Did.DELETED
SIGHTS: dict[Did, Callable[[Side], Sight]] = {U: unchanged, C: changed, N: unchanged, D: gone}
BOTH = replace(EDITED_AT_CRM, notes=EDITED_AT_PROVIDER.notes)
NOTHING = Nothing(Why.UNCHANGED)
UNLINKED = Absence.NOTHING


def of(crm: Did, provider: Did) -> Link:
    """The link that the plan is asked about: new beside anything but new is a link that knows only the new one."""
    known = link(base=None if N in {crm, provider} else ANNA)
    if crm is N and provider is not N:
        return replace(known, provider=Replicated())
    return replace(known, crm=Replicated()) if provider is N and crm is not N else known


def sights(crm: Did, provider: Did) -> tuple[Sight, Sight]:
    """The old link of a side that is new elsewhere has a plan of its own: that of the row or column without it."""
    if crm is N and provider is not N:
        return SIGHTS[crm](CRM), UNLINKED
    return (UNLINKED if provider is N and crm is not N else SIGHTS[crm](CRM)), SIGHTS[provider](PROVIDER)


TWO_WAYS: dict[tuple[Did, Did], Action] = {
    (U, U): NOTHING,
    (U, C): Update(EDITED_AT_PROVIDER, None, Why.PROVIDER_CHANGED),
    (U, N): Create(CRM, ANNA, Why.NEW_AT_PROVIDER),
    (U, D): Delete(CRM, seen(CRM), Why.DELETED_AT_PROVIDER),
    (C, U): Update(None, EDITED_AT_CRM, Why.CRM_CHANGED),
    (C, C): Update(BOTH, BOTH, Why.BOTH_CHANGED),
    (C, N): Create(CRM, ANNA, Why.NEW_AT_PROVIDER),
    (C, D): Hold(CRM, Why.HELD_EDITED),
    (N, U): Create(PROVIDER, ANNA, Why.NEW_AT_CRM),
    (N, C): Create(PROVIDER, ANNA, Why.NEW_AT_CRM),
    (N, N): Settle(Why.ADOPTED),
    (N, D): Create(PROVIDER, ANNA, Why.NEW_AT_CRM),
    (D, U): Delete(PROVIDER, seen(PROVIDER), Why.DELETED_AT_CRM),
    (D, C): Create(CRM, EDITED_AT_PROVIDER, Why.EDIT_BEATS_DELETE),
    (D, N): Create(CRM, ANNA, Why.NEW_AT_PROVIDER),
    (D, D): Become(LinkState.TOMBSTONE, Why.BOTH_GONE),
}
"""An edited person whose contact was deleted isn't sent anew at once: that is for somebody to decide."""

ONE_WAYS: dict[tuple[Did, Did], Action] = {
    (U, U): NOTHING,
    (U, C): Update(EDITED_AT_PROVIDER, None, Why.PROVIDER_CHANGED),
    (U, N): Create(CRM, ANNA, Why.NEW_AT_PROVIDER),
    (U, D): Delete(CRM, seen(CRM), Why.DELETED_AT_PROVIDER),
    (C, U): Settle(Why.CRM_CHANGED),
    (C, C): Update(BOTH, None, Why.BOTH_CHANGED),
    (C, N): Create(CRM, ANNA, Why.NEW_AT_PROVIDER),
    (C, D): Hold(CRM, Why.HELD_EDITED),
    (N, U): Nothing(Why.CRM_ONLY),
    (N, C): Nothing(Why.CRM_ONLY),
    (N, N): Settle(Why.ADOPTED),
    (N, D): Nothing(Why.CRM_ONLY),
    (D, U): Become(LinkState.NOT_WANTED, Why.NOT_WANTED),
    (D, C): Become(LinkState.NOT_WANTED, Why.NOT_WANTED),
    (D, N): Create(CRM, ANNA, Why.NEW_AT_PROVIDER),
    (D, D): Become(LinkState.TOMBSTONE, Why.BOTH_GONE),
}


@pytest.mark.parametrize(("crm", "provider"), TWO_WAYS, ids=str)
def test_in_two_ways(crm: Did, provider: Did) -> None:
    assert decide(of(crm, provider), *sights(crm, provider), TWO_WAY) == TWO_WAYS[crm, provider]


@pytest.mark.parametrize(("crm", "provider"), ONE_WAYS, ids=str)
def test_in_one_way(crm: Did, provider: Did) -> None:
    assert decide(of(crm, provider), *sights(crm, provider), ONE_WAY) == ONE_WAYS[crm, provider]


@pytest.mark.parametrize("table", [TWO_WAYS, ONE_WAYS])
def test_no_cell_is_left_out(table: dict[tuple[Did, Did], Action]) -> None:
    assert set(table) == {(crm, provider) for crm in Did for provider in Did}


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize(("other", "expected"), [(U, Settle), (C, Update)])
@pytest.mark.parametrize("rules", [TWO_WAY, ONE_WAY], ids=["two_way", "one_way"])
def test_a_new_item_that_takes_the_old_one_s_place_is_followed_as_the_old_one(
    side: Side, other: Did, expected: type[Action], rules: Rules
) -> None:
    moved = {side: seen(side, version="moved"), side.other: SIGHTS[other](side.other)}

    action = decide(link(), moved[CRM], moved[PROVIDER], rules)

    is_one_ways_own = side is PROVIDER and other is C and rules is ONE_WAY
    assert isinstance(action, Settle if is_one_ways_own else expected)
