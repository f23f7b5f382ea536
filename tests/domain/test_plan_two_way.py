"""The two-way table, cell by cell: what both sides show, and what is done."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tandem.domain.action import Action, Become, Create, Delete, Hold, Nothing, Settle, Update
from tandem.domain.contact import Contact, Entry, Field, Side
from tandem.domain.deletion import Facts
from tandem.domain.link import LinkState
from tandem.domain.plan import needs_facts
from tandem.domain.rules import Deletes, Direction, Rules
from tandem.domain.sight import Absence, Seen, Sight
from tandem.domain.why import Why
from tests.domain.deciding import (
    EDITED_AT_CRM,
    EDITED_AT_PROVIDER,
    FREE,
    SIGHTS,
    World,
    broken,
    changed,
    decide,
    gone,
    link,
    merged_away,
    out_of_scope,
    seen,
    unchanged,
    unseen,
)
from tests.domain.people import ANNA, TWO_WAY

CRM, PROVIDER = Side.CRM, Side.PROVIDER
Sighting = Callable[[Side], Sight]
KEEP = Rules(direction=Direction.TWO_WAY, deletes=Deletes.KEEP)


class TestBothAreThere:
    def test_unchanged_on_both_sides_nothing_is_done(self) -> None:
        """F1, F5: a healthy pair is left alone."""
        assert decide(link(), unchanged(CRM), unchanged(PROVIDER), TWO_WAY) == Nothing(Why.UNCHANGED)

    def test_a_new_version_of_the_same_content_is_only_noted(self) -> None:
        assert decide(link(), unchanged(CRM), seen(PROVIDER, version="v2"), TWO_WAY) == Settle(Why.UNCHANGED)

    def test_a_change_in_the_crm_goes_to_the_provider(self) -> None:
        assert decide(link(), changed(CRM), unchanged(PROVIDER), TWO_WAY) == Update(
            None, EDITED_AT_CRM, Why.CRM_CHANGED
        )

    def test_a_change_at_the_provider_goes_to_the_crm(self) -> None:
        assert decide(link(), unchanged(CRM), changed(PROVIDER), TWO_WAY) == Update(
            EDITED_AT_PROVIDER, None, Why.PROVIDER_CHANGED
        )

    def test_changes_of_different_fields_both_survive(self) -> None:
        """F24: the job title of one side, the notes of the other."""
        both = replace(EDITED_AT_CRM, notes=EDITED_AT_PROVIDER.notes)

        assert decide(link(), changed(CRM), changed(PROVIDER), TWO_WAY) == Update(both, both, Why.BOTH_CHANGED)

    def test_the_same_change_on_both_sides_is_only_noted(self) -> None:
        crm, provider = seen(CRM, EDITED_AT_CRM, "v2"), seen(PROVIDER, EDITED_AT_CRM, "v2")

        assert decide(link(), crm, provider, TWO_WAY) == Settle(Why.BOTH_CHANGED)

    def test_of_two_changes_of_one_field_the_crm_s_stays_and_the_other_is_kept_as_a_loss(self) -> None:
        other = replace(ANNA, job_title="Direktorin")

        action = decide(link(), changed(CRM), seen(PROVIDER, other, "v2"), TWO_WAY)

        assert isinstance(action, Update)
        assert (action.crm, action.provider) == (None, EDITED_AT_CRM)
        assert [(loss.field, loss.side, loss.loser) for loss in action.losses] == [(Field.JOB_TITLE, PROVIDER, other)]

    def test_a_person_may_let_the_provider_win_a_field(self) -> None:
        rules = replace(TWO_WAY, conflict={Field.JOB_TITLE: PROVIDER})
        other = replace(ANNA, job_title="Direktorin")

        action = decide(link(), changed(CRM), seen(PROVIDER, other, "v2"), rules)

        assert isinstance(action, Update)
        assert (action.crm, action.provider) == (other, None)

    def test_twins_without_bases_are_merged_for_the_first_time(self) -> None:
        bare = replace(ANNA, notes="", birthday=None)

        assert decide(link(base=None), seen(CRM, bare), unchanged(PROVIDER), TWO_WAY) == Update(ANNA, None, Why.ADOPTED)

    def test_equal_twins_without_bases_are_only_noted(self) -> None:
        """F1: a lost mapping table makes no writes."""
        assert decide(link(base=None), unchanged(CRM), unchanged(PROVIDER), TWO_WAY) == Settle(Why.ADOPTED)


class TestOneIsGone:
    def test_deleted_at_the_provider_the_person_goes_too(self) -> None:
        """F6: the deletion arrives."""
        person = seen(CRM)

        assert decide(link(), person, gone(PROVIDER), TWO_WAY) == Delete(CRM, person, Why.DELETED_AT_PROVIDER)

    @pytest.mark.parametrize(
        ("facts", "why"),
        [
            (Facts(is_owned=False, is_shared=False, has_open_deals=False), Why.HELD_NOT_OWNED),
            (Facts(is_owned=True, is_shared=True, has_open_deals=False), Why.HELD_SHARED),
            (Facts(is_owned=True, is_shared=False, has_open_deals=True), Why.HELD_OPEN_DEALS),
        ],
    )
    def test_a_person_whom_others_may_miss_waits_for_a_decision(self, facts: Facts, why: Why) -> None:
        assert decide(link(), unchanged(CRM), gone(PROVIDER), TWO_WAY, facts=facts) == Hold(CRM, why)

    def test_an_edited_person_waits_for_a_decision(self) -> None:
        """F6: deleted while the other side edits."""
        assert decide(link(), changed(CRM), gone(PROVIDER), TWO_WAY) == Hold(CRM, Why.HELD_EDITED)

    @pytest.mark.parametrize("side", Side)
    def test_what_was_typed_into_a_field_that_the_base_does_not_show_is_not_deleted(self, side: Side) -> None:
        """The field was made in the CRM after both agreed, say: nobody else has what stands in it."""
        before = replace(ANNA, job_title="", missing=frozenset({Field.JOB_TITLE}))
        shown = {side: seen(side, ANNA, "v2"), side.other: gone(side.other)}

        action = decide(link(base=before), shown[CRM], shown[PROVIDER], TWO_WAY)

        assert action == (Hold(CRM, Why.HELD_EDITED) if side is CRM else Create(CRM, ANNA, Why.EDIT_BEATS_DELETE))

    def test_a_new_field_that_is_empty_is_no_edit(self) -> None:
        bare = replace(ANNA, job_title="")
        person, known = seen(CRM, bare, "v2"), link(base=replace(bare, missing=frozenset({Field.JOB_TITLE})))

        assert decide(known, person, gone(PROVIDER), TWO_WAY) == Delete(CRM, person, Why.DELETED_AT_PROVIDER)

    def test_an_adopted_person_waits_for_a_decision(self) -> None:
        """F39: only what we made goes by itself."""
        assert decide(link(adopted=True), unchanged(CRM), gone(PROVIDER), TWO_WAY) == Hold(CRM, Why.HELD_ADOPTED)

    def test_deleted_in_the_crm_the_contact_goes_too(self) -> None:
        card = seen(PROVIDER)

        assert decide(link(), gone(CRM), card, TWO_WAY) == Delete(PROVIDER, card, Why.DELETED_AT_CRM)

    def test_deleted_in_the_crm_but_edited_at_the_provider_the_person_is_made_anew(self) -> None:
        """F6: an edit beats a deletion, and what was typed is in what is made."""
        assert decide(link(), gone(CRM), changed(PROVIDER), TWO_WAY) == Create(
            CRM, EDITED_AT_PROVIDER, Why.EDIT_BEATS_DELETE
        )

    def test_blanks_that_a_server_took_out_of_a_number_bring_nobody_back(self) -> None:
        base = replace(ANNA, phones=(Entry("+49 30 1234567", "work", primary=True),))
        card = seen(PROVIDER, replace(base, phones=(Entry("+49301234567", "work", primary=True),)), "v2")

        assert decide(link(base=base), gone(CRM), card, TWO_WAY) == Delete(PROVIDER, card, Why.DELETED_AT_CRM)

    def test_without_a_base_no_contact_is_deleted(self) -> None:
        assert decide(link(base=None), gone(CRM), unchanged(PROVIDER), TWO_WAY) == Hold(PROVIDER, Why.HELD_NEVER_AGREED)

    @pytest.mark.parametrize(("crm", "provider"), [(unchanged, gone), (gone, unchanged), (gone, changed)])
    def test_kept_deletes_unlink_and_leave(self, crm: Sighting, provider: Sighting) -> None:
        assert decide(link(), crm(CRM), provider(PROVIDER), KEEP) == Become(LinkState.UNLINKED, Why.DELETES_KEPT)

    def test_gone_on_both_sides_the_link_is_a_tombstone(self) -> None:
        assert decide(link(), gone(CRM), gone(PROVIDER), TWO_WAY) == Become(LinkState.TOMBSTONE, Why.BOTH_GONE)

    def test_merged_into_another_person_is_not_deleted(self) -> None:
        """F26: the link follows to the survivor before anything is decided."""
        assert decide(link(), merged_away(CRM), unchanged(PROVIDER), TWO_WAY) == Nothing(Why.MERGED)


class TestOneIsNew:
    def test_a_contact_without_a_person_makes_one(self) -> None:
        """F34: what one side doesn't know is made there, not deleted here."""
        assert decide(link(base=None), Absence.NOTHING, unchanged(PROVIDER), TWO_WAY) == Create(
            CRM, ANNA, Why.NEW_AT_PROVIDER
        )

    def test_a_person_without_a_contact_makes_one(self) -> None:
        assert decide(link(base=None), unchanged(CRM), Absence.NOTHING, TWO_WAY) == Create(
            PROVIDER, ANNA, Why.NEW_AT_CRM
        )


class TestNotProperlySeen:
    @pytest.mark.parametrize(("sight", "why"), [(unseen, Why.UNSEEN), (broken, Why.BROKEN)])
    def test_nothing_follows_from_it(self, sight: Sighting, why: Why) -> None:
        """F4: no answer is no deletion."""
        assert decide(link(), sight(CRM), gone(PROVIDER), TWO_WAY) == Nothing(why)
        assert decide(link(), gone(CRM), sight(PROVIDER), TWO_WAY) == Nothing(why)


class TestScope:
    """F33: moved out of the group is not deleted."""

    @pytest.mark.parametrize(("crm", "provider"), [(out_of_scope, changed), (changed, out_of_scope)])
    def test_either_side_takes_the_link_out_of_scope(self, crm: Sighting, provider: Sighting) -> None:
        assert decide(link(), crm(CRM), provider(PROVIDER), TWO_WAY) == Become(LinkState.OUT_OF_SCOPE, Why.OUT_OF_SCOPE)

    def test_out_of_scope_it_stays_silent(self) -> None:
        known = link(LinkState.OUT_OF_SCOPE)

        assert decide(known, gone(CRM), out_of_scope(PROVIDER), TWO_WAY) == Nothing(Why.OUT_OF_SCOPE)

    @pytest.mark.parametrize("sight", [unchanged, changed])
    def test_what_is_deleted_out_of_scope_takes_nothing_along(self, sight: Sighting) -> None:
        known = link(LinkState.OUT_OF_SCOPE)

        assert decide(known, sight(CRM), gone(PROVIDER), TWO_WAY) == Nothing(Why.OUT_OF_SCOPE)
        assert decide(known, gone(CRM), sight(PROVIDER), TWO_WAY) == Nothing(Why.OUT_OF_SCOPE)

    def test_back_in_scope_it_goes_on_from_its_bases(self) -> None:
        known = link(LinkState.OUT_OF_SCOPE)

        assert decide(known, unchanged(CRM), unchanged(PROVIDER), TWO_WAY) == Settle(Why.UNCHANGED)
        assert decide(known, changed(CRM), unchanged(PROVIDER), TWO_WAY) == Update(None, EDITED_AT_CRM, Why.CRM_CHANGED)

    def test_a_stranger_out_of_scope_leaves_no_trace(self) -> None:
        stranger = replace(link(base=None), crm=replace(link().crm, remote_id=None))

        assert decide(stranger, Absence.NOTHING, out_of_scope(PROVIDER), TWO_WAY) == Nothing(Why.OUT_OF_SCOPE)


class TestAtRest:
    def test_a_held_deletion_waits(self) -> None:
        assert decide(link(LinkState.HELD), unchanged(CRM), gone(PROVIDER), TWO_WAY) == Nothing(Why.HELD)

    def test_a_held_deletion_is_moot_when_the_item_is_back(self) -> None:
        assert decide(link(LinkState.HELD), unchanged(CRM), unchanged(PROVIDER), TWO_WAY) == Settle(Why.UNCHANGED)

    def test_a_held_deletion_is_over_when_both_are_gone(self) -> None:
        assert decide(link(LinkState.HELD), gone(CRM), gone(PROVIDER), TWO_WAY) == Become(
            LinkState.TOMBSTONE, Why.BOTH_GONE
        )

    def test_an_unlinked_pair_is_let_go(self) -> None:
        assert decide(link(LinkState.UNLINKED), changed(CRM), gone(PROVIDER), TWO_WAY) == Nothing(Why.UNLINKED)

    def test_a_stale_read_of_the_dead_makes_nothing(self) -> None:
        """F6: no resurrection."""
        assert decide(link(LinkState.TOMBSTONE), unchanged(CRM), gone(PROVIDER), TWO_WAY) == Nothing(Why.GONE)

    def test_taken_out_of_the_trash_it_is_made_on_the_other_side(self) -> None:
        assert decide(link(LinkState.TOMBSTONE), seen(CRM, version="v9"), gone(PROVIDER), TWO_WAY) == Create(
            PROVIDER, ANNA, Why.RESTORED
        )


@pytest.mark.parametrize("crm", SIGHTS)
@pytest.mark.parametrize("provider", SIGHTS)
def test_facts_bear_only_on_what_says_that_it_needs_them(crm: Sighting, provider: Sighting) -> None:
    nobodys = Facts(is_owned=False, is_shared=True, has_open_deals=True)
    sights = crm(CRM), provider(PROVIDER)

    is_same = decide(link(), *sights, TWO_WAY, facts=nobodys) == decide(link(), *sights, TWO_WAY, facts=FREE)

    assert is_same or needs_facts(*sights)


def test_a_round_of_edits_ends_in_agreement() -> None:
    world = World(link(), changed(CRM), changed(PROVIDER))

    world.carry_out(_next(world))

    assert _contact(world, CRM) == _contact(world, PROVIDER)
    assert _next(world) == Nothing(Why.UNCHANGED)


def _next(world: World) -> Action:
    return decide(world.link, world.sights[CRM], world.sights[PROVIDER], TWO_WAY)


def _contact(world: World, side: Side) -> Contact:
    sight = world.sights[side]
    assert isinstance(sight, Seen)
    return sight.content
