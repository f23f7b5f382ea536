"""Laws of the merge: it converges, repeats itself without effect, loses nothing silently, favours no side by itself."""

import os
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings, strategies as st

from tandem.domain.comparison import (
    address_words,
    alike_names,
    is_blank_name,
    keyed_entries,
    same_field,
)
from tandem.domain.contact import Contact, Field, Side
from tandem.domain.field import CONTACT_FIELDS
from tandem.domain.merge import Merged, first_merge, merge, one_way_merge
from tandem.domain.rules import Direction, Rules
from tests.domain.people import COMPARISON, MODEST_CRM, TWO_WAY, contacts, edited, shortened, swapped

ENTRIES = (Field.EMAILS, Field.PHONES, Field.MESSENGERS)
SCALARS = (Field.ORGANIZATION, Field.JOB_TITLE, Field.NOTES, Field.BIRTHDAY)
PROVIDER_WINS = Rules(direction=Direction.TWO_WAY, conflict=dict.fromkeys(Field, Side.PROVIDER))

EXAMPLES = int(os.environ.get("TANDEM_EXAMPLES", "60"))
lawful = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def histories(draw: st.DrawFn) -> tuple[Contact, Contact, Contact]:
    """Base, and what each side made of it."""
    base = draw(contacts)
    return base, draw(edited(base)), draw(edited(base))


def keys(field: Field, contact: Contact) -> set[object]:
    return set(keyed_entries(field, getattr(contact, field), COMPARISON))


def lost(merged: Merged, field: Field, side: Side) -> bool:
    return any(loss.field is field and loss.side is side for loss in merged.losses)


def agree(field: Field, one: Contact, other: Contact) -> bool:
    """The field says the same on both sides, however it is spelled."""
    if field is Field.NAME:
        return alike_names(one.name, other.name)
    if field in ENTRIES:
        mine, its = (keyed_entries(field, getattr(contact, field), COMPARISON) for contact in (one, other))
        flags = [{key for key, entry in keyed.items() if entry.primary} for keyed in (mine, its)]
        return mine.keys() == its.keys() and flags[0] == flags[1] and all(mine[k].label == its[k].label for k in mine)
    return same_field(field, one, other)


@lawful
@given(histories())
def test_both_sides_converge(history: tuple[Contact, Contact, Contact]) -> None:
    base, crm, provider = history

    merged = merge(base, crm, base, provider, TWO_WAY, COMPARISON)

    assert [field for field in CONTACT_FIELDS if not agree(field, merged.crm, merged.provider)] == []


def unflagged(merged: Merged) -> Merged:
    """Without the flags: which entry is primary may be settled differently once what was before is gone."""
    return Merged(_plain(merged.crm), _plain(merged.provider), merged.losses)


def _plain(contact: Contact) -> Contact:
    lists: dict[str, Any] = {
        field.value: tuple(replace(one, primary=False) for one in getattr(contact, field)) for field in ENTRIES
    }
    return replace(contact, **lists)


@lawful
@given(histories())
def test_merging_again_changes_nothing(history: tuple[Contact, Contact, Contact]) -> None:
    """Neither with the new bases nor, after a crash before they were stored, with the old ones."""
    base, crm, provider = history
    merged = merge(base, crm, base, provider, TWO_WAY, COMPARISON)

    settled = merge(merged.crm, merged.crm, merged.provider, merged.provider, TWO_WAY, COMPARISON)
    repeated = merge(base, merged.crm, base, merged.provider, TWO_WAY, COMPARISON)

    assert settled == Merged(merged.crm, merged.provider)
    assert unflagged(repeated) == unflagged(Merged(merged.crm, merged.provider))


@lawful
@given(histories())
def test_an_edit_of_one_side_reaches_the_other_unopposed(history: tuple[Contact, Contact, Contact]) -> None:
    base, crm, _ = history

    merged = merge(base, crm, base, base, TWO_WAY, COMPARISON)

    assert merged.losses == ()
    assert [field for field in CONTACT_FIELDS if not agree(field, merged.provider, merged.crm)] == []
    assert is_blank_name(crm.name) or merged.crm.name == crm.name


@lawful
@given(histories())
def test_no_value_is_lost_silently(history: tuple[Contact, Contact, Contact]) -> None:
    """What a person changed is on both sides or in the losses."""
    base, crm, provider = history

    merged = merge(base, crm, base, provider, TWO_WAY, COMPARISON)

    for side, mine in ((Side.CRM, crm), (Side.PROVIDER, provider)):
        for field in SCALARS:
            if not same_field(field, base, mine) and not lost(merged, field, side):
                assert same_field(field, mine, merged.crm)
                assert same_field(field, mine, merged.provider)
        everywhere = places(merged.crm) & places(merged.provider)
        assert lost(merged, Field.ADDRESSES, side) or places(mine) - places(base) <= everywhere
        for field in ENTRIES:
            added, removed = keys(field, mine) - keys(field, base), keys(field, base) - keys(field, mine)
            assert added <= keys(field, merged.crm) & keys(field, merged.provider)
            if not lost(merged, field, side):
                assert not removed & (keys(field, merged.crm) | keys(field, merged.provider))
        if (
            not alike_names(base.name, mine.name)
            and not is_blank_name(mine.name)
            and not lost(merged, Field.NAME, side)
        ):
            assert alike_names(mine.name, merged.crm.name)
            assert alike_names(mine.name, merged.provider.name)


@lawful
@given(histories())
def test_only_the_rules_favour_a_side(history: tuple[Contact, Contact, Contact]) -> None:
    base, crm, provider = history

    merged = merge(base, crm, base, provider, TWO_WAY, COMPARISON)
    mirrored = swapped(merge(base, provider, base, crm, PROVIDER_WINS, COMPARISON))

    for field in CONTACT_FIELDS:
        assert agree(field, merged.crm, mirrored.crm)
    assert {(loss.field, loss.side) for loss in merged.losses} == {(loss.field, loss.side) for loss in mirrored.losses}


@lawful
@given(histories())
def test_one_primary_at_most(history: tuple[Contact, Contact, Contact]) -> None:
    base, crm, provider = history

    merged = merge(base, crm, base, provider, TWO_WAY, COMPARISON)

    for contact in (merged.crm, merged.provider):
        for field in ENTRIES:
            assert sum(entry.primary for entry in getattr(contact, field)) <= 1


@lawful
@given(histories())
def test_one_way_the_provider_is_the_very_same_and_loses_nothing(history: tuple[Contact, Contact, Contact]) -> None:
    base, crm, provider = history

    merged = one_way_merge(base, crm, base, provider, TWO_WAY, COMPARISON)

    assert merged.provider is provider
    assert all(loss.side is Side.CRM for loss in merged.losses)


@lawful
@given(histories())
def test_one_way_what_changed_at_the_provider_arrives(history: tuple[Contact, Contact, Contact]) -> None:
    base, crm, provider = history

    merged = one_way_merge(base, crm, base, provider, TWO_WAY, COMPARISON)

    for field in SCALARS:
        arrived = provider if not same_field(field, base, provider) else crm
        assert same_field(field, merged.crm, arrived)


@lawful
@given(contacts, contacts)
def test_a_first_merge_converges_and_never_overwrites_with_empty(crm: Contact, provider: Contact) -> None:
    merged = first_merge(crm, provider, TWO_WAY, COMPARISON)

    assert [field for field in CONTACT_FIELDS if not agree_or_alike(field, merged.crm, merged.provider)] == []
    for field in CONTACT_FIELDS:
        assert getattr(merged.crm, field) or not getattr(crm, field)
        assert getattr(merged.provider, field) or not getattr(provider, field)
    for field in ENTRIES:
        assert keys(field, crm) | keys(field, provider) == keys(field, merged.crm) == keys(field, merged.provider)
    for side, mine in ((Side.CRM, crm), (Side.PROVIDER, provider)):
        assert lost(merged, Field.ADDRESSES, side) or places(mine) <= places(merged.crm)


def places(contact: Contact) -> set[frozenset[str]]:
    return set(map(address_words, contact.addresses))


def agree_or_alike(field: Field, one: Contact, other: Contact) -> bool:
    """Adopted addresses are the same ones; which is the first stays each side's own."""
    if field is Field.ADDRESSES:
        return places(one) == places(other)
    mine, its = getattr(one, field), getattr(other, field)
    if isinstance(mine, str) and isinstance(its, str):
        return mine.casefold().split() == its.casefold().split()
    return agree(field, one, other)


@lawful
@given(contacts, contacts)
def test_a_first_merge_repeats_without_effect(crm: Contact, provider: Contact) -> None:
    merged = first_merge(crm, provider, TWO_WAY, COMPARISON)

    assert first_merge(merged.crm, merged.provider, TWO_WAY, COMPARISON) == Merged(merged.crm, merged.provider)


class TestALossySide:
    """F27, F28, F30: what a side can't hold is not deleted by the way back."""

    @lawful
    @given(contacts)
    def test_adopting_what_the_other_side_already_shows_writes_nothing(self, contact: Contact) -> None:
        crm = shortened(contact)

        merged = first_merge(crm, contact, TWO_WAY, COMPARISON, MODEST_CRM)

        assert shortened(merged.crm) == crm
        assert merged.losses == ()
        assert merged.provider == contact

    @lawful
    @given(contacts, st.data())
    def test_an_edit_of_the_modest_side_spares_what_it_never_showed(
        self, provider: Contact, data: st.DataObject
    ) -> None:
        base_crm = shortened(provider)
        crm = shortened(data.draw(edited(base_crm)))

        merged = merge(base_crm, crm, provider, provider, TWO_WAY, COMPARISON, MODEST_CRM)

        for field in ENTRIES:
            assert keys(field, provider) - keys(field, base_crm) <= keys(field, merged.provider)
            kept = keyed_entries(field, getattr(merged.provider, field), COMPARISON)
            for key, entry in keyed_entries(field, getattr(provider, field), COMPARISON).items():
                untouched = keyed_entries(field, getattr(crm, field), COMPARISON).get(key)
                before = keyed_entries(field, getattr(base_crm, field), COMPARISON).get(key)
                assert key not in kept or untouched != before or kept[key].label == entry.label
        assert merged.provider.name.prefix == provider.name.prefix
        if crm.birthday == base_crm.birthday:
            assert merged.provider.birthday == provider.birthday
        if crm.notes and base_crm.notes and len(provider.notes) > len(base_crm.notes):
            assert merged.provider.notes.endswith(provider.notes.replace("\r\n", "\n")[len(base_crm.notes) :])

    @lawful
    @given(contacts, st.data())
    def test_nothing_moves_after_both_agreed(self, provider: Contact, data: st.DataObject) -> None:
        base_crm = shortened(provider)
        crm, edited_provider = shortened(data.draw(edited(base_crm))), data.draw(edited(provider))
        merged = merge(base_crm, crm, provider, edited_provider, TWO_WAY, COMPARISON, MODEST_CRM)
        shown = shortened(merged.crm)

        again = merge(shown, shown, merged.provider, merged.provider, TWO_WAY, COMPARISON, MODEST_CRM)

        assert again == Merged(shown, merged.provider)

    @lawful
    @given(contacts, st.data())
    def test_an_edit_of_the_rich_side_never_comes_back_shortened(self, provider: Contact, data: st.DataObject) -> None:
        base_crm = shortened(provider)
        edited_provider = data.draw(edited(provider))

        merged = merge(base_crm, base_crm, provider, edited_provider, TWO_WAY, COMPARISON, MODEST_CRM)

        named = replace(edited_provider, name=merged.provider.name)
        flagged = {field.value: getattr(merged.provider, field) for field in ENTRIES}
        assert replace(named, **flagged) == merged.provider
        assert merged.losses == ()
        assert is_blank_name(edited_provider.name) or merged.provider.name == edited_provider.name
