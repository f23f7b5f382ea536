"""The one-way table, cell by cell: the provider is the source and is never written."""

from dataclasses import replace

import pytest

from tandem.domain.action import Become, Create, Delete, Hold, Nothing, Settle, Update
from tandem.domain.contact import Field, Side
from tandem.domain.deletion import Facts
from tandem.domain.link import LinkState
from tandem.domain.rules import Deletes, Direction, Rules
from tandem.domain.sight import Absence, Seen
from tandem.domain.why import Why
from tests.domain.deciding import (
    EDITED_AT_CRM,
    EDITED_AT_PROVIDER,
    changed,
    decide,
    gone,
    link,
    out_of_scope,
    seen,
    unchanged,
)
from tests.domain.people import ANNA, ONE_WAY

CRM, PROVIDER = Side.CRM, Side.PROVIDER
KEEP = Rules(direction=Direction.ONE_WAY, deletes=Deletes.KEEP)


def test_a_new_contact_makes_a_person() -> None:
    assert decide(link(base=None), Absence.NOTHING, unchanged(PROVIDER), ONE_WAY) == Create(
        CRM, ANNA, Why.NEW_AT_PROVIDER
    )


def test_a_person_made_in_the_crm_is_not_sent() -> None:
    assert decide(link(base=None), unchanged(CRM), Absence.NOTHING, ONE_WAY) == Nothing(Why.CRM_ONLY)


def test_a_change_at_the_provider_arrives() -> None:
    assert decide(link(), unchanged(CRM), changed(PROVIDER), ONE_WAY) == Update(
        EDITED_AT_PROVIDER, None, Why.PROVIDER_CHANGED
    )


def test_an_edit_of_the_person_stays_and_goes_nowhere() -> None:
    assert decide(link(), changed(CRM), unchanged(PROVIDER), ONE_WAY) == Settle(Why.CRM_CHANGED)


def test_an_edit_of_the_person_stays_beside_a_change_of_another_field() -> None:
    """F24."""
    both = replace(EDITED_AT_CRM, notes=EDITED_AT_PROVIDER.notes)

    assert decide(link(), changed(CRM), changed(PROVIDER), ONE_WAY) == Update(both, None, Why.BOTH_CHANGED)


def test_where_both_changed_a_field_the_provider_wins_whatever_the_rules_and_the_edit_is_kept_as_a_loss() -> None:
    rules = replace(ONE_WAY, conflict={Field.JOB_TITLE: CRM})
    other = replace(ANNA, job_title="Direktorin")

    action = decide(link(), changed(CRM), seen(PROVIDER, other, "v2"), rules)

    assert isinstance(action, Update)
    assert (action.crm, action.provider) == (other, None)
    assert [(loss.field, loss.side, loss.loser) for loss in action.losses] == [(Field.JOB_TITLE, CRM, EDITED_AT_CRM)]


def test_of_adopted_twins_only_what_the_person_lacks_is_filled() -> None:
    person = replace(ANNA, notes="", job_title="Chefin")

    assert decide(link(base=None), seen(CRM, person), unchanged(PROVIDER), ONE_WAY) == Update(
        replace(ANNA, job_title="Chefin"), None, Why.ADOPTED
    )


def test_deleted_at_the_provider_the_person_goes_too() -> None:
    """F6."""
    person = seen(CRM)

    assert decide(link(), person, gone(PROVIDER), ONE_WAY) == Delete(CRM, person, Why.DELETED_AT_PROVIDER)


def test_deleted_at_the_provider_an_edited_person_waits() -> None:
    assert decide(link(), changed(CRM), gone(PROVIDER), ONE_WAY) == Hold(CRM, Why.HELD_EDITED)


def test_deleted_at_the_provider_a_person_with_open_deals_waits() -> None:
    facts = Facts(is_owned=True, is_shared=False, has_open_deals=True)

    assert decide(link(), unchanged(CRM), gone(PROVIDER), ONE_WAY, facts=facts) == Hold(CRM, Why.HELD_OPEN_DEALS)


def test_deleted_at_the_provider_an_adopted_person_waits() -> None:
    assert decide(link(adopted=True), unchanged(CRM), gone(PROVIDER), ONE_WAY) == Hold(CRM, Why.HELD_ADOPTED)


@pytest.mark.parametrize("provider", [seen(PROVIDER), seen(PROVIDER, EDITED_AT_PROVIDER, "v2")])
def test_deleted_in_the_crm_the_contact_is_remembered_as_not_wanted(provider: Seen) -> None:
    """F6: it isn't made again, not even when it changes."""
    assert decide(link(), gone(CRM), provider, ONE_WAY) == Become(LinkState.NOT_WANTED, Why.NOT_WANTED)
    assert decide(link(LinkState.NOT_WANTED), gone(CRM), provider, ONE_WAY) == Nothing(Why.NOT_WANTED)
    assert decide(link(LinkState.NOT_WANTED), Absence.NOTHING, provider, ONE_WAY) == Nothing(Why.NOT_WANTED)


def test_not_wanted_is_over_once_the_person_is_taken_out_of_the_trash() -> None:
    assert decide(link(LinkState.NOT_WANTED), unchanged(CRM), changed(PROVIDER), ONE_WAY) == Update(
        EDITED_AT_PROVIDER, None, Why.PROVIDER_CHANGED
    )


def test_not_wanted_ends_with_the_contact() -> None:
    assert decide(link(LinkState.NOT_WANTED), gone(CRM), gone(PROVIDER), ONE_WAY) == Become(
        LinkState.TOMBSTONE, Why.BOTH_GONE
    )


def test_kept_deletes_unlink_and_leave() -> None:
    unlinked = Become(LinkState.UNLINKED, Why.DELETES_KEPT)

    assert decide(link(), unchanged(CRM), gone(PROVIDER), KEEP) == unlinked
    assert decide(link(), gone(CRM), unchanged(PROVIDER), KEEP) == unlinked


def test_the_scope_of_the_crm_is_of_no_matter() -> None:
    assert decide(link(), out_of_scope(CRM), changed(PROVIDER), ONE_WAY) == Update(
        EDITED_AT_PROVIDER, None, Why.PROVIDER_CHANGED
    )


def test_leaving_the_group_is_not_deletion() -> None:
    """F33."""
    assert decide(link(), unchanged(CRM), out_of_scope(PROVIDER), ONE_WAY) == Become(
        LinkState.OUT_OF_SCOPE, Why.OUT_OF_SCOPE
    )
