"""After a backup was put back: over every combination that a plan decides on, nothing is written by itself."""

from dataclasses import replace

import pytest

from tandem.domain.action import Action, Become, Create, Delete, Hold, Nothing, Settle, Update
from tandem.domain.contact import Entry, Side
from tandem.domain.link import DOUBTS, Link, LinkState
from tandem.domain.merge import VERBATIM, Projections
from tandem.domain.restoring import narrowed, plan_carefully
from tandem.domain.rules import Rules
from tandem.domain.sight import Absence, Seen, Sight
from tandem.domain.why import Why
from tests.domain.deciding import EDITED_AT_CRM, World, decide, gone, link, seen, unchanged, unseen
from tests.domain.people import ANNA, COMPARISON, MODEST_CRM, ONE_WAY, TWO_WAY, shortened
from tests.domain.test_plan_table import FACTS, Row, rows, written

CRM, PROVIDER = Side.CRM, Side.PROVIDER
NO_PHONE = replace(ANNA, phones=())
DOUBTED = replace(link(LinkState.HELD), reason=Why.HELD_RESTORED)


def carefully(known: Link, crm: Sight, provider: Sight, rules: Rules, views: Projections = VERBATIM) -> Action:
    return plan_carefully(known, crm, provider, rules, views, COMPARISON)


TABLE: list[tuple[Row, Action]] = [
    ((doubted, *row[1:]), carefully(doubted, *row[1:5]))
    for row in rows()
    if row[5] is FACTS[0]
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
    for (known, crm, provider, rules, views, _), action in TABLE:
        if isinstance(action, Hold):
            held = replace(known, state=LinkState.HELD, reason=action.rule)
            again = carefully(held, crm, provider, rules, views)
            assert isinstance(again, Nothing) or Absence.NOTHING in {crm, provider}, (known, crm, provider, action)


def test_what_is_settled_stays_settled() -> None:
    for (known, crm, provider, rules, views, _), action in TABLE:
        if isinstance(action, Settle):
            world = World(known, crm, provider)
            world.carry_out(action)
            settled = replace(world.link, reason="")
            assert isinstance(decide(settled, crm, provider, rules, views), Nothing)


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
        (Settle(Why.UNCHANGED), Settle(Why.UNCHANGED)),
        (Settle(Why.CRM_CHANGED), Hold(CRM, Why.HELD_RESTORED)),
        (Settle(Why.ADOPTED), Hold(CRM, Why.HELD_RESTORED)),
    ],
    ids=lambda one: f"{type(one).__name__} {one.rule}",
)
def test_each_action_has_its_place(action: Action, expected: Action) -> None:
    assert narrowed(link(), action) == expected


def test_a_held_pair_that_is_equal_again_is_settled() -> None:
    action = carefully(DOUBTED, seen(CRM, EDITED_AT_CRM, "v2"), seen(PROVIDER, EDITED_AT_CRM, "v2"), TWO_WAY)

    assert isinstance(action, Settle)


SPELT = Entry("+43 1 7", "iPhone", primary=True)


@pytest.mark.parametrize("rules", [ONE_WAY, TWO_WAY])
def test_an_edit_that_was_carried_over_is_equal_though_the_crm_spells_it_its_own_way(rules: Rules) -> None:
    """By the old base both sides would have added the number, each with another label."""
    card = replace(ANNA, phones=(SPELT,))
    person = seen(CRM, shortened(card), "v2", in_scope=False) if rules is ONE_WAY else seen(CRM, shortened(card), "v2")

    action = carefully(link(base=shortened(ANNA)), person, seen(PROVIDER, card, "v2"), rules, MODEST_CRM)

    assert isinstance(action, Settle)


def test_one_way_what_only_the_crm_has_left_is_not_equal() -> None:
    """The provider deleted the number, and that was not carried over."""
    known = link(base=replace(ANNA, phones=(SPELT,)))

    action = carefully(known, seen(CRM, replace(ANNA, phones=(SPELT,)), "v2"), seen(PROVIDER, NO_PHONE, "v2"), ONE_WAY)

    assert action == Hold(CRM, Why.HELD_RESTORED)


def test_one_way_an_edit_in_the_crm_is_not_equal() -> None:
    """By an old base it may be what the provider had in between, and took back."""
    assert carefully(link(), seen(CRM, EDITED_AT_CRM, "v2"), unchanged(PROVIDER), ONE_WAY) == Hold(
        CRM, Why.HELD_RESTORED
    )


def test_one_way_twins_that_never_agreed_and_differ_are_not_equal() -> None:
    """The first merge would settle them, as the CRM's title wins."""
    known = link(base=None)

    assert carefully(known, seen(CRM, EDITED_AT_CRM), unchanged(PROVIDER), ONE_WAY) == Hold(CRM, Why.HELD_RESTORED)


def test_a_held_pair_of_which_one_is_deleted_as_well_is_told_anew() -> None:
    action = carefully(DOUBTED, gone(CRM), unchanged(PROVIDER), ONE_WAY)

    assert action == Hold(CRM, Why.HELD_RESTORED_GONE)


def test_a_held_pair_that_cannot_be_seen_stays_held() -> None:
    action = carefully(DOUBTED, unseen(CRM), unchanged(PROVIDER), TWO_WAY)

    assert isinstance(action, Nothing)
