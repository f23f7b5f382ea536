"""After a crash: a write that happened is recognised, a write that didn't is forgotten, neither is repeated."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tandem.domain.action import Become, Create, Delete, Nothing, Settle, Update
from tandem.domain.calendar_rules import CalendarRules
from tandem.domain.contact import Contact, Field, Side
from tandem.domain.event import AllDay, Event, Links, Thing
from tandem.domain.ids import Version
from tandem.domain.link import Intent, Link, LinkState, Replicated
from tandem.domain.recovery import advanced, happened
from tandem.domain.showing import dressed, masked
from tandem.domain.sight import Seen
from tandem.domain.why import Why
from tests.domain.deciding import EDITED_AT_CRM, EDITED_AT_PROVIDER, IDS, decide, gone, link, seen, unchanged
from tests.domain.people import ANNA, ONE_WAY, TWO_WAY

CRM, PROVIDER = Side.CRM, Side.PROVIDER
BOTH = frozenset(Side)
LATER = replace(ANNA, notes="Zog nach Berlin.")
LATER_STILL = replace(ANNA, notes="Zog nach Wien.")


def intending(crm: Contact, provider: Contact, written: frozenset[Side], known: Link | None = None) -> Link:
    intent = Intent("update", written, datetime(2026, 11, 1, tzinfo=UTC), crm, provider)
    return replace(known or link(), intent=intent)


def test_a_write_that_happened_is_only_noted() -> None:
    known = intending(LATER, LATER, frozenset({CRM}))

    assert decide(known, seen(CRM, LATER, "v2"), seen(PROVIDER, LATER, "v2"), TWO_WAY) == Settle(Why.UNCHANGED)


def test_an_edit_after_a_write_that_happened_is_no_conflict() -> None:
    """Only one person edited: the provider's newest text goes over, and nothing is lost."""
    known = intending(LATER, LATER, frozenset({CRM}))

    action = decide(known, seen(CRM, LATER, "v2"), seen(PROVIDER, LATER_STILL, "v3"), TWO_WAY)

    assert action == Update(LATER_STILL, None, Why.PROVIDER_CHANGED)


def test_an_edit_of_another_field_does_not_hide_that_a_write_happened() -> None:
    """It fell between our read and our write, or came before the recovery."""
    known = intending(LATER, LATER, frozenset({CRM}))
    beside = replace(LATER, job_title="Chefin")

    action = decide(known, seen(CRM, beside, "v3"), seen(PROVIDER, LATER, "v2"), TWO_WAY)

    assert action == Update(None, beside, Why.CRM_CHANGED)


def test_a_write_that_did_not_happen_is_planned_anew() -> None:
    known = intending(LATER, LATER, frozenset({CRM}))

    action = decide(known, unchanged(CRM), seen(PROVIDER, LATER_STILL, "v3"), TWO_WAY)

    assert action == Update(LATER_STILL, None, Why.PROVIDER_CHANGED)


def test_a_write_of_what_is_hidden_by_now_is_not_taken_for_done() -> None:
    """Nobody can see whether it happened: what was to be written is still to be told, or kept as a loss."""
    base = Event(AllDay(date(2026, 12, 1)), title="Anruf")
    typed = replace(base, description="Unterlagen mitnehmen")
    sides = {side: Replicated(IDS[side], Version("v1"), base) for side in Side}
    intent = Intent("update", frozenset({PROVIDER}), datetime(2026, 11, 1, tzinfo=UTC), typed, typed)
    known = replace(link(), crm=sides[CRM], provider=sides[PROVIDER], intent=intent)

    def sights(provider: Event) -> tuple[Seen, Seen]:
        return Seen(IDS[CRM], Version("v2"), typed), Seen(IDS[PROVIDER], Version("v2"), provider)

    assert happened(known, *sights(masked(base))) == frozenset()
    assert happened(known, *sights(typed)) == {PROVIDER}


def moved_and_described() -> Link:
    """Only the activity was edited; its event is about to be given a day and a description at once."""
    sides = {side: Replicated(IDS[side], Version("v1"), CALL) for side in Side}
    typed = replace(MOVED, description="Unterlagen mitnehmen")
    intent = Intent("update", frozenset({PROVIDER}), datetime(2026, 11, 1, tzinfo=UTC), typed, typed, crm_was=typed)
    return replace(link(), crm=sides[CRM], provider=sides[PROVIDER], intent=intent)


def test_what_a_write_did_is_known_by_what_of_it_is_not_hidden_by_now() -> None:
    """The activity was moved once more, its event was hidden: only one of the two was ever moved by a person.

    What it is about is kept for a person to see, since the hidden event hides its activity.
    """
    day_after = replace(MOVED, when=AllDay(date(2026, 12, 3)), description="Unterlagen mitnehmen")

    action = decide(moved_and_described(), event(CRM, day_after), event(PROVIDER, masked(MOVED)), CalendarRules())

    assert isinstance(action, Update)
    assert [loss.field for loss in action.losses] == [Field.DESCRIPTION]
    assert isinstance(action.provider, Event)
    assert action.provider.when == day_after.when


@pytest.mark.parametrize("told", ["Unterlagen mitnehmen", "", "Mit Kuchen"])
def test_nothing_is_agreed_on_what_is_hidden_though_the_rest_of_its_write_is_there(told: str) -> None:
    known = moved_and_described()
    sights = event(CRM, replace(MOVED, description="Unterlagen mitnehmen")), event(PROVIDER, masked(MOVED))

    after = replace(advanced(known, *sights), intent=None)
    action = decide(after, sights[0], event(PROVIDER, replace(MOVED, description=told)), CalendarRules())

    assert after.crm.base == after.provider.base == MOVED
    losses = [loss.field for loss in getattr(action, "losses", ())]
    assert losses == [Field.DESCRIPTION] * (told == "Mit Kuchen")
    assert isinstance(action, Settle if told == "Unterlagen mitnehmen" else Update)


def test_half_a_write_leaves_the_bases_alone_and_is_completed() -> None:
    """The CRM was written, the provider wasn't: its half of the merge is still to come."""
    whole = replace(LATER, job_title="Chefin")
    known = intending(whole, whole, BOTH)

    action = decide(known, seen(CRM, whole, "v2"), seen(PROVIDER, LATER, "v2"), TWO_WAY)

    assert isinstance(action, Update)
    assert (action.crm, action.provider, action.losses) == (None, whole, ())


def test_what_is_edited_after_half_a_write_was_done_is_no_conflict_where_both_agreed() -> None:
    """The contact took the person's job title, the person has yet to get the contact's note."""
    known = intending(replace(LATER, job_title="Chefin"), replace(LATER, job_title="Chefin"), BOTH)
    edited, written = replace(ANNA, job_title="Vorstand"), replace(LATER, job_title="Chefin")
    known = replace(known, intent=replace(known.intent, crm_was=EDITED_AT_CRM, provider_was=EDITED_AT_PROVIDER))

    action = decide(known, seen(CRM, edited, "v3"), seen(PROVIDER, written, "v3"), TWO_WAY)

    whole = replace(edited, notes=LATER.notes)
    assert action == Update(whole, whole, Why.BOTH_CHANGED)


EVA = Links(person=Thing("2", "Eva Muster"))
CALL = Event(AllDay(date(2026, 12, 1)), title="Anruf")
MOVED = replace(CALL, when=AllDay(date(2026, 12, 2)))
SHOWN = dressed(replace(MOVED, links=EVA), CalendarRules().title)
"""The activity was given a contact person while its event was moved."""


def moved_and_linked() -> Link:
    """Both are about to be written: the activity gets the event's day, the event its title."""
    sides = {side: Replicated(IDS[side], Version("v1"), CALL) for side in Side}
    linked, at = replace(CALL, links=EVA), datetime(2026, 11, 1, tzinfo=UTC)
    intent = Intent("update", BOTH, at, replace(MOVED, links=EVA), SHOWN, crm_was=linked, provider_was=MOVED)
    return replace(link(), crm=sides[CRM], provider=sides[PROVIDER], intent=intent)


def event(side: Side, shown: Event) -> Seen:
    return Seen(IDS[side], Version("v2"), shown)


@pytest.mark.parametrize("links", [EVA, Links(person=Thing("2", "")), Links(person=Thing("2", "Eva Neu")), Links()])
@pytest.mark.parametrize("done", [False, True])
def test_a_name_that_half_a_write_put_into_a_title_is_none_of_its_subject(links: Links, done: bool) -> None:
    """Whoever the activity belongs to by now: perhaps to somebody who was deleted, and has no name any more."""
    today = replace(CALL, links=links, done=done)

    action = decide(moved_and_linked(), event(CRM, today), event(PROVIDER, SHOWN), CalendarRules())

    assert isinstance(action, Update)
    assert (action.crm, action.losses) == (replace(today, when=MOVED.when), ())
    assert (action.provider or SHOWN) == dressed(replace(MOVED, links=links, done=done), CalendarRules().title)


def titling(**beside: str) -> Link:
    """The event gets its title and the name below it, and what else the activity says."""
    linked = replace(CALL, links=EVA, **beside)
    sides = {side: Replicated(IDS[side], Version("v1"), CALL) for side in Side}
    shown = dressed(linked, CalendarRules().title)
    intent = Intent("update", frozenset({PROVIDER}), datetime(2026, 11, 1, tzinfo=UTC), linked, shown, crm_was=linked)
    return replace(link(), crm=sides[CRM], provider=sides[PROVIDER], intent=intent)


def composed_by(known: Link) -> Event:
    assert known.intent is not None
    assert isinstance(known.intent.provider, Event)
    return known.intent.provider


@pytest.mark.parametrize("edit", [{"description": "Mit Kuchen"}, {"title": "Eva Muster > Rückruf"}])
@pytest.mark.parametrize("links", [EVA, Links(person=Thing("2", "")), Links()])
def test_a_title_that_a_write_composed_keeps_its_names_though_a_person_typed_over_the_rest_of_it(
    links: Links, edit: dict[str, str]
) -> None:
    """The worker died before its note; whom the activity was about is deleted by now, or nobody any more."""
    known = titling()
    edited = replace(composed_by(known), **edit)

    action = decide(known, event(CRM, replace(CALL, links=links)), event(PROVIDER, edited), CalendarRules())

    typed = edit | ({"title": "Rückruf"} if "title" in edit else {})
    assert isinstance(action, Update)
    assert (action.crm, action.losses) == (replace(CALL, links=links, **typed), ())


@pytest.mark.parametrize(("location", "is_done"), [("", False), ("Büro", True), ("Café", True)])
def test_a_composed_title_proves_its_write_unless_something_stands_there_as_it_was(
    location: str, is_done: bool
) -> None:
    """Then it may have been put there otherwise, and what the activity says beside it is still to be written."""
    known = titling(location="Büro")
    activity, shown = replace(CALL, links=EVA, location="Büro"), replace(composed_by(known), location=location)

    assert happened(known, event(CRM, activity), event(PROVIDER, shown)) == ({PROVIDER} if is_done else set())


def test_what_stands_in_the_crm_as_it_was_to_be_written_is_agreed_on_and_what_is_edited_beside_it_is_not() -> None:
    """Anybody may have typed that subject: what both say of the place is a conflict still."""
    known, renamed = titling(), replace(CALL, links=EVA, title="Rückruf", location="Büro")
    assert known.intent is not None
    shown = dressed(renamed, CalendarRules().title)
    known = replace(known, intent=replace(known.intent, written=frozenset({CRM}), crm=renamed, provider=shown))
    sights = event(CRM, replace(renamed, location="Café")), event(PROVIDER, shown)

    action = decide(known, *sights, CalendarRules())

    assert happened(known, *sights) == {CRM}
    assert isinstance(action, Update)
    assert [loss.field for loss in action.losses] == [Field.LOCATION]


def two_at_once(target: Event) -> Link:
    """The event is about to be given what the activity says in two fields."""
    sides = {side: Replicated(IDS[side], Version("v1"), CALL) for side in Side}
    intent = Intent("update", frozenset({PROVIDER}), datetime(2026, 11, 1, tzinfo=UTC), target, target, crm_was=target)
    return replace(link(), crm=sides[CRM], provider=sides[PROVIDER], intent=intent)


def test_an_edit_of_one_of_two_written_fields_leaves_the_other_agreed_on() -> None:
    """The activity was moved once more: nobody ever moved the event."""
    written = replace(MOVED, title="Rückruf")
    later = replace(written, when=AllDay(date(2026, 12, 3)))

    action = decide(
        two_at_once(written), event(CRM, later), event(PROVIDER, replace(written, title="Besuch")), CalendarRules()
    )

    assert isinstance(action, Update)
    assert isinstance(action.provider, Event)
    assert action.provider.when == later.when
    assert [loss.field for loss in action.losses] == [Field.TITLE]


@pytest.mark.parametrize(
    ("shown", "is_done"),
    [
        (replace(MOVED, title="Besuch", busy=False), True),
        (replace(CALL, title="Besuch", busy=False), False),
        (replace(MOVED, title="Besuch", busy=True), False),
        (replace(MOVED, title="Anruf", busy=False), False),
        (replace(CALL, when=AllDay(date(2026, 12, 9)), title="Besuch", busy=False), False),
    ],
)
def test_a_write_is_known_by_what_stands_there_unless_that_is_one_of_two_or_the_rest_is_as_it_was(
    shown: Event, is_done: bool
) -> None:
    known = two_at_once(replace(MOVED, title="Rückruf", busy=False))

    assert happened(known, event(CRM, MOVED), event(PROVIDER, shown)) == ({PROVIDER} if is_done else set())


def test_a_title_that_half_a_write_left_out_is_written_afterwards() -> None:
    action = decide(moved_and_linked(), event(CRM, replace(MOVED, links=EVA)), event(PROVIDER, MOVED), CalendarRules())

    assert action == Update(None, SHOWN, Why.CRM_CHANGED)


def test_the_rest_of_a_write_is_told_by_what_it_was_begun_for() -> None:
    """As if nothing had come in between; what is edited since is a write of its own."""
    half = replace(ANNA, notes=LATER.notes)
    whole = replace(LATER, job_title="Chefin")
    known = intending(whole, whole, frozenset({PROVIDER}), replace(link(), crm=link().crm.agreed_on(half)))
    known = replace(known, provider=known.provider.agreed_on(half))
    known = replace(known, intent=replace(known.intent, rule=Why.BOTH_CHANGED))

    begun = decide(known, seen(CRM, whole, "v2"), seen(PROVIDER, half, "v2"), TWO_WAY)
    edited = decide(known, seen(CRM, replace(whole, job_title="Vorstand"), "v3"), seen(PROVIDER, half, "v2"), TWO_WAY)

    assert begun == Update(None, whole, Why.BOTH_CHANGED)
    assert edited == Update(None, replace(whole, job_title="Vorstand"), Why.CRM_CHANGED)


def test_an_event_that_was_hidden_by_half_a_write_is_hidden_in_the_crm_too() -> None:
    """The event got its new day; the activity still shows what nobody is to read any more."""
    known, hidden = moved_and_linked(), masked(MOVED)
    at, veil = datetime(2026, 11, 1, tzinfo=UTC), replace(CALL, title=hidden.title)
    intent = Intent("update", BOTH, at, replace(MOVED, title=hidden.title), hidden, crm_was=MOVED)
    sights = event(CRM, MOVED), event(PROVIDER, hidden)

    action = decide(replace(known, intent=replace(intent, provider_was=masked(CALL))), *sights, CalendarRules())

    assert action == Update(replace(veil, when=MOVED.when), None, Why.BOTH_CHANGED)


def test_an_open_intent_is_closed_even_if_nothing_came_of_it() -> None:
    known = intending(LATER, LATER, frozenset({CRM}))

    assert decide(known, unchanged(CRM), unchanged(PROVIDER), TWO_WAY) == Settle(Why.UNCHANGED)


def test_a_made_item_is_taken_as_agreed_though_its_source_was_edited_meanwhile() -> None:
    """Without bases this would be a conflict that the untouched copy could win."""
    known = intending(ANNA, ANNA, frozenset({CRM}), link(LinkState.CREATING, base=None))

    action = decide(known, seen(CRM, ANNA, "made"), seen(PROVIDER, LATER, "v2"), TWO_WAY)

    assert action == Update(LATER, None, Why.PROVIDER_CHANGED)


def test_a_made_item_that_shows_something_else_is_merged_for_the_first_time() -> None:
    known = intending(ANNA, ANNA, frozenset({CRM}), link(LinkState.CREATING, base=None))
    filled = replace(ANNA, organization="")

    action = decide(known, seen(CRM, filled, "made"), unchanged(PROVIDER), TWO_WAY)

    assert action == Update(ANNA, None, Why.ADOPTED)


def deleting(side: Side) -> Link:
    return replace(link(), intent=Intent("delete", frozenset({side}), datetime(2026, 11, 1, tzinfo=UTC)))


def test_a_deletion_that_happened_is_no_proof_against_a_twin_that_is_back() -> None:
    """The contact was deleted, its person after it; then somebody took the contact out of the trash."""
    back = seen(PROVIDER, version="v2")

    assert decide(deleting(CRM), gone(CRM), back, TWO_WAY) == Create(CRM, ANNA, Why.RESTORED)
    assert decide(deleting(CRM), gone(CRM), back, ONE_WAY) == Nothing(Why.GONE)


def test_a_person_that_is_back_is_sent_anew_after_we_deleted_its_contact() -> None:
    assert decide(deleting(PROVIDER), seen(CRM, version="v2"), gone(PROVIDER), TWO_WAY) == Create(
        PROVIDER, ANNA, Why.RESTORED
    )


def test_a_stale_read_after_our_own_deletion_deletes_nothing() -> None:
    assert decide(deleting(CRM), gone(CRM), unchanged(PROVIDER), TWO_WAY) == Nothing(Why.GONE)


def test_a_deletion_that_did_not_happen_is_planned_anew() -> None:
    assert decide(deleting(CRM), unchanged(CRM), gone(PROVIDER), TWO_WAY) == Delete(
        CRM, seen(CRM), Why.DELETED_AT_PROVIDER
    )


def test_a_deletion_that_happened_ends_with_both_gone() -> None:
    assert decide(deleting(CRM), gone(CRM), gone(PROVIDER), TWO_WAY) == Become(LinkState.TOMBSTONE, Why.BOTH_GONE)
