"""After a backup was put back: over every combination that a plan decides on, nothing is written by itself."""

from dataclasses import replace

import pytest

from tandem.domain.action import Action, Become, Create, Delete, Hold, Nothing, Settle, Update
from tandem.domain.contact import Side
from tandem.domain.link import LinkState
from tandem.domain.merge import VERBATIM
from tandem.domain.restoring import DOUBTS, narrowed
from tandem.domain.sight import Absence, Seen
from tandem.domain.why import Why
from tests.domain.deciding import World, changed, decide, gone, link, seen, unchanged, unseen
from tests.domain.people import ANNA, ONE_WAY, TWO_WAY
from tests.domain.test_plan_table import Row, rows, written

CRM, PROVIDER = Side.CRM, Side.PROVIDER
DOUBTED = replace(link(LinkState.HELD), reason=Why.HELD_RESTORED)
TABLE: list[tuple[Row, Action]] = [
    ((doubted, *row[1:]), narrowed(doubted, decide(doubted, *row[1:])))
    for row in rows()
    if row[4] is VERBATIM
    for doubted in (row[0], replace(row[0], reason=Why.HELD_RESTORED))
]


def test_no_combination_ends_in_a_write() -> None:
    kinds = {type(action) for _, action in TABLE}

    assert len(TABLE) > 40_000
    assert [row for row, action in TABLE if written(action)] == []
    assert kinds == {Settle, Become, Hold, Nothing}


def test_nothing_that_one_side_overruled_is_settled() -> None:
    assert [row for row, action in TABLE if isinstance(action, Settle) and action.losses] == []


def test_a_doubt_ends_only_when_both_are_there_and_equal_or_both_are_gone() -> None:
    for (_, crm, provider, *_), action in TABLE:
        match action:
            case Settle():
                assert (type(crm), type(provider)) == (Seen, Seen)
            case Become(state=LinkState.TOMBSTONE):
                assert Seen not in {type(crm), type(provider)}
            case Become() | Hold():
                assert action.rule in DOUBTS


def test_one_way_the_provider_is_not_even_threatened() -> None:
    assert [row for row, act in TABLE if isinstance(act, Hold) and act.side is PROVIDER and not row[3].is_two_way] == []


def test_a_hold_is_asked_for_once() -> None:
    """One that a backup brings has two items."""
    for (known, crm, provider, rules, views, facts), action in TABLE:
        if isinstance(action, Hold):
            held = replace(known, state=LinkState.HELD, reason=action.rule)
            again = narrowed(held, decide(held, crm, provider, rules, views, facts))
            assert isinstance(again, Nothing) or Absence.NOTHING in {crm, provider}, (known, crm, provider, action)


def test_what_is_settled_stays_settled() -> None:
    for (known, crm, provider, rules, views, facts), action in TABLE:
        if isinstance(action, Settle):
            world = World(known, crm, provider)
            world.carry_out(action)
            settled = replace(world.link, reason="")
            assert isinstance(narrowed(settled, decide(settled, crm, provider, rules, views, facts)), Nothing)


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (Create(PROVIDER, ANNA, Why.NEW_AT_CRM), Hold(PROVIDER, Why.HELD_RESTORED_NEW)),
        (Create(CRM, ANNA, Why.EDIT_BEATS_DELETE), Hold(CRM, Why.HELD_RESTORED_GONE)),
        (Update(None, ANNA, Why.CRM_CHANGED), Hold(PROVIDER, Why.HELD_RESTORED)),
        (Update(ANNA, ANNA, Why.BOTH_CHANGED), Hold(CRM, Why.HELD_RESTORED)),
        (Delete(PROVIDER, seen(PROVIDER), Why.DELETED_AT_CRM), Hold(PROVIDER, Why.HELD_RESTORED_GONE)),
        (Hold(CRM, Why.HELD_EDITED), Hold(CRM, Why.HELD_RESTORED_GONE)),
        (Become(LinkState.UNLINKED, Why.DELETES_KEPT), Hold(CRM, Why.HELD_RESTORED_GONE)),
        (Become(LinkState.NOT_WANTED, Why.NOT_WANTED), Hold(CRM, Why.HELD_RESTORED_GONE)),
        (Nothing(Why.UNSEEN), Become(LinkState.LIVE, Why.HELD_RESTORED)),
        (Nothing(Why.UNCHANGED), Nothing(Why.UNCHANGED)),
        (Settle(Why.BOTH_CHANGED), Settle(Why.BOTH_CHANGED)),
    ],
    ids=lambda one: f"{type(one).__name__} {one.rule}",
)
def test_each_action_has_its_place(action: Action, expected: Action) -> None:
    assert narrowed(link(), action) == expected


def test_a_held_pair_that_is_equal_again_is_settled() -> None:
    action = decide(DOUBTED, changed(CRM), seen(PROVIDER, changed(CRM).contact, "v2"), TWO_WAY)  # type: ignore[union-attr]  # it was seen

    assert isinstance(narrowed(DOUBTED, action), Settle)


def test_a_held_pair_of_which_one_is_deleted_as_well_is_told_anew() -> None:
    action = narrowed(DOUBTED, decide(DOUBTED, gone(CRM), unchanged(PROVIDER), ONE_WAY))

    assert action == Hold(CRM, Why.HELD_RESTORED_GONE)


def test_a_held_pair_that_cannot_be_seen_stays_held() -> None:
    action = narrowed(DOUBTED, decide(DOUBTED, unseen(CRM), unchanged(PROVIDER), TWO_WAY))

    assert isinstance(action, Nothing)
