"""Taking back: every state of a link, every sight of both sides, everything that may have been done there."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from tandem.domain.action import Action, Become, Create, Delete, Hold, Update
from tandem.domain.comparison import same_field
from tandem.domain.contact import Contact, Entry, Field, Name, Side
from tandem.domain.deed import Changed, Done, Made, Net, Removed
from tandem.domain.deletion import Facts
from tandem.domain.ids import RemoteId, Version
from tandem.domain.link import Link, LinkState, Replicated
from tandem.domain.merge import VERBATIM
from tandem.domain.rules import Rules
from tandem.domain.sight import Absence, Broken, Seen, Sight, Tombstone, Unseen
from tandem.domain.spared import Left, Spared
from tandem.domain.undoing import Undoing, swap, undo
from tandem.domain.why import Why
from tests.domain.deciding import link as known_link
from tests.domain.people import ANNA, ONE_WAY, TWO_WAY

CRM, PROVIDER = Side.CRM, Side.PROVIDER
BEFORE = replace(ANNA, job_title="Einkauf")
AFTER = replace(ANNA, job_title="Leitung")
EDITED = replace(ANNA, job_title="Vorstand")
TITLE = frozenset({Field.JOB_TITLE})
FREE = Facts(is_owned=True, is_shared=False, has_open_deals=False)
CHANGED = Changed(TITLE, BEFORE, AFTER)
NETS: tuple[Net | None, ...] = (None, CHANGED, Made(AFTER), Removed(AFTER))


def seen(side: Side, contact: Contact) -> Seen:
    return Seen(RemoteId(f"{side}-1"), Version("v9"), contact)


def sights(side: Side) -> list[Sight]:
    remote = RemoteId(f"{side}-1")
    shown: list[Sight] = [seen(side, one) for one in (BEFORE, AFTER, EDITED)]
    return [*shown, Tombstone(remote), Unseen(remote), Broken(remote, Version("v9"), "odd"), Absence.NOTHING]


def standing(state: LinkState, crm: Sight, provider: Sight) -> Link:
    """Of a side without an item the link knows none either; else its base is what the side shows."""
    sides = {CRM: crm, PROVIDER: provider}
    known = {side: _replicated(side, sight) for side, sight in sides.items()}
    return replace(known_link(state), crm=known[CRM], provider=known[PROVIDER])


def _replicated(side: Side, sight: Sight) -> Replicated:
    if isinstance(sight, Absence):
        return Replicated()
    base = sight.content if isinstance(sight, Seen) else AFTER
    return Replicated(RemoteId(f"{side}-1"), Version("v9"), base)


Case = tuple[Link, Sight, Sight, Done, Rules]


def cases() -> Iterator[Case]:
    flags = ((False, False), (True, False), (False, True))
    whole = product(LinkState, sights(CRM), sights(PROVIDER), NETS, NETS, flags, (ONE_WAY, TWO_WAY))
    for state, crm, provider, on_crm, on_provider, (linked, let_go), rules in whole:
        nets = {side: net for side, net in ((CRM, on_crm), (PROVIDER, on_provider)) if net is not None}
        yield standing(state, crm, provider), crm, provider, Done(nets, linked, let_go), rules


def undone(case: Case, facts: Facts = FREE) -> Undoing:
    link, crm, provider, done, rules = case
    return undo(link, crm, provider, done, rules, VERBATIM, facts)


def written(action: Action) -> list[tuple[Side, Contact | None]]:
    """What an action writes, side by side; None: nothing is there any more."""
    match action:
        case Update(crm=crm, provider=provider):
            return [(side, contact) for side, contact in ((CRM, crm), (PROVIDER, provider)) if contact is not None]
        case Create(side=side, content=contact):
            return [(side, contact)]
        case Delete(side=side):
            return [(side, None)]
        case _:
            return []


def test_no_case_raises_and_one_way_nothing_is_written_to_the_provider() -> None:
    count = 0
    for case in cases():
        count += 1
        sides = {side for action in undone(case).actions for side, _ in written(action)}
        assert case[4].is_two_way or PROVIDER not in sides, case
    assert count == len(LinkState) * 49 * 16 * 3 * 2


def test_what_was_edited_since_is_never_written_to_nor_deleted() -> None:
    for case in cases():
        for action in undone(case).actions:
            for side, contact in written(action):
                now = case[1] if side is CRM else case[2]
                is_edited = isinstance(now, Seen) and now.content == EDITED
                kept = contact is not None and contact.job_title == EDITED.job_title
                assert not is_edited or kept, (case, action)


def test_nothing_is_written_to_what_is_not_seen_nor_made_where_it_is_not_known_to_be_gone() -> None:
    for case in cases():
        for action in undone(case).actions:
            for side, contact in written(action):
                now = case[1] if side is CRM else case[2]
                if isinstance(action, Create):
                    assert isinstance(now, Tombstone | Absence), (case, action)
                else:
                    assert isinstance(now, Seen), (case, action)
                assert isinstance(action, Create) or contact != now, (case, action)


def test_nothing_is_made_beside_what_is_only_unseen() -> None:
    """Were it made, the twin that is there after all would be forgotten, and made a second time."""
    for case in cases():
        for action in undone(case).actions:
            if isinstance(action, Create):
                twin = case[1] if action.side is PROVIDER else case[2]
                is_first = isinstance(case[3].sides.get(action.side), Removed)
                assert not is_first or not isinstance(twin, Unseen | Broken), (case, action)


def test_whatever_still_stands_is_taken_back_or_told() -> None:
    for case in cases():
        found = undone(case)
        for side, net in case[3].sides.items():
            now = case[1] if side is CRM else case[2]
            if isinstance(now, Seen) and now.content == AFTER and isinstance(net, Changed | Made):
                sides = {one for action in found.actions for one, _ in written(action)}
                is_again = any(isinstance(one, Become) and one.state is LinkState.LIVE for one in found.actions)
                assert side in sides or is_again or side in {left.side for left in found.left}, case


def test_done_again_and_again_it_comes_to_an_end() -> None:
    """Each action is carried out as the use case does it; after a few nothing is left to do."""
    for case in cases():
        at = case
        for _ in range(5):
            actions = undone(at).actions
            if not actions:
                break
            at = carried_out(at, actions[0])
        assert undone(at).actions == (), (case, at)


def carried_out(case: Case, action: Action) -> Case:
    """The case as it stands once the action is done."""
    link, crm, provider, done, rules = case
    now = {CRM: crm, PROVIDER: provider}
    for side, contact in written(action):
        now[side] = Tombstone(RemoteId(f"{side}-1")) if contact is None else seen(side, contact)
    match action:
        case Become(state=state):
            link = replace(link, state=state, reason=Why.UNDONE)
        case Hold():
            link = replace(link, state=LinkState.HELD, reason=Why.HELD_UNDO)
        case Delete(side=side):
            is_alone = isinstance(now[side.other], Tombstone)
            link = replace(link, state=LinkState.TOMBSTONE if is_alone else LinkState.UNLINKED)
        case Create(side=side):
            link, now = made(link, now, side, rules)
        case _:
            pass
    bases = {side: one.content if isinstance(one, Seen) else link.side(side).base for side, one in now.items()}
    link = replace(link, crm=replace(link.crm, base=bases[CRM]), provider=replace(link.provider, base=bases[PROVIDER]))
    return link, now[CRM], now[PROVIDER], done, rules


def made(link: Link, now: dict[Side, Sight], side: Side, rules: Rules) -> tuple[Link, dict[Side, Sight]]:
    """An item that was made: its twin is followed where it is there, and forgotten where it is gone."""
    is_alone = not isinstance(now[side.other], Seen)
    twin = Replicated() if is_alone else link.side(side.other)
    sides = {side: Replicated(RemoteId(f"{side}-1")), side.other: twin}
    state = LinkState.UNLINKED if is_alone and not rules.is_two_way else LinkState.LIVE
    shown = {**now, **({side.other: Absence.NOTHING} if is_alone else {})}
    return replace(link, state=state, crm=sides[CRM], provider=sides[PROVIDER]), shown


# --- single cells ------------------------------------------------------------------------------------------


def live(crm: Sight, provider: Sight, done: Done, rules: Rules = TWO_WAY, facts: Facts = FREE) -> Undoing:
    return undone((standing(LinkState.LIVE, crm, provider), crm, provider, done, rules), facts)


def test_each_side_gets_back_what_was_written_there_and_no_more() -> None:
    found = live(seen(CRM, AFTER), seen(PROVIDER, AFTER), Done({CRM: CHANGED}))

    assert found == Undoing((Update(BEFORE, None, Why.UNDONE),))


def test_another_spelling_of_what_was_written_is_no_edit() -> None:
    spaced = replace(AFTER, job_title="  Leitung ")

    found = live(seen(CRM, spaced), seen(PROVIDER, AFTER), Done({CRM: CHANGED}))

    assert found.left == ()
    assert [one.job_title for _, one in written(found.actions[0]) if one] == ["Einkauf"]


def test_a_field_that_shows_neither_is_left_and_told_with_what_would_have_been_there() -> None:
    found = live(seen(CRM, EDITED), seen(PROVIDER, AFTER), Done({CRM: CHANGED}))

    assert found == Undoing((), (Left(CRM, Spared.EDITED, Field.JOB_TITLE, EDITED, BEFORE),))


def test_fields_are_judged_one_by_one() -> None:
    both = frozenset({Field.JOB_TITLE, Field.NOTES})
    change = Changed(both, replace(BEFORE, notes="Alt"), replace(AFTER, notes="Neu"))

    found = live(seen(CRM, replace(EDITED, notes="Neu")), seen(PROVIDER, AFTER), Done({CRM: change}))

    assert found.actions == (Update(replace(EDITED, notes="Alt"), None, Why.UNDONE),)
    assert [(left.field, left.why) for left in found.left] == [(Field.JOB_TITLE, Spared.EDITED)]


def test_a_name_is_never_taken_away_whole() -> None:
    change = Changed(frozenset({Field.NAME}), replace(ANNA, name=Name()), ANNA)

    found = live(seen(CRM, ANNA), seen(PROVIDER, ANNA), Done({CRM: change}))

    assert (found.actions, [left.why for left in found.left]) == ((), [Spared.NAMELESS])


def test_what_was_made_goes() -> None:
    found = live(seen(CRM, AFTER), seen(PROVIDER, AFTER), Done({CRM: Made(AFTER)}))

    assert found == Undoing((Delete(CRM, seen(CRM, AFTER), Why.UNDONE),))


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (replace(FREE, is_owned=False), Why.HELD_NOT_OWNED),
        (replace(FREE, is_shared=True), Why.HELD_SHARED),
        (replace(FREE, has_open_deals=True), Why.HELD_OPEN_DEALS),
    ],
)
def test_a_person_that_somebody_could_miss_is_held(facts: Facts, why: Why) -> None:
    found = live(seen(CRM, AFTER), seen(PROVIDER, AFTER), Done({CRM: Made(AFTER)}), facts=facts)

    assert found.actions == (Hold(CRM, why, Why.HELD_UNDO),)


def test_what_was_written_beside_what_was_made_is_put_back_first() -> None:
    found = live(seen(CRM, AFTER), seen(PROVIDER, AFTER), Done({CRM: Made(AFTER), PROVIDER: CHANGED}))

    assert [type(one) for one in found.actions] == [Update, Delete]


@pytest.mark.parametrize(("rules", "sides"), [(TWO_WAY, [CRM, PROVIDER]), (ONE_WAY, [CRM])])
def test_what_was_deleted_is_made_again_and_two_way_its_twin_too(rules: Rules, sides: list[Side]) -> None:
    gone = {side: Tombstone(RemoteId(f"{side}-1")) for side in Side}
    link = standing(LinkState.TOMBSTONE, gone[CRM], gone[PROVIDER])

    found = undo(link, gone[CRM], gone[PROVIDER], Done({CRM: Removed(AFTER)}), rules, VERBATIM, FREE)

    assert [(one.side, one.content) for one in found.actions if isinstance(one, Create)] == [
        (side, AFTER) for side in sides
    ]


def test_twins_are_let_go_of_after_their_values_are_put_back() -> None:
    found = live(seen(CRM, AFTER), seen(PROVIDER, AFTER), Done({CRM: CHANGED}, was_linked=True))

    assert found.actions == (Update(BEFORE, None, Why.UNDONE), Become(LinkState.UNLINKED, Why.UNDONE))


def test_twins_that_were_let_go_of_are_followed_again_before_anything_is_written() -> None:
    crm, provider = seen(CRM, AFTER), seen(PROVIDER, AFTER)
    link = standing(LinkState.UNLINKED, crm, provider)

    found = undo(link, crm, provider, Done({CRM: CHANGED}, was_let_go=True), TWO_WAY, VERBATIM, FREE)

    assert found.actions == (Become(LinkState.LIVE, Why.UNDONE), Update(BEFORE, None, Why.UNDONE))


# --- conflicts that are turned round -----------------------------------------------------------------------


def swapped(crm: Contact, provider: Contact, rules: Rules = TWO_WAY) -> Undoing:
    sides = (CRM, PROVIDER) if rules.is_two_way else (CRM,)
    now = seen(CRM, crm), seen(PROVIDER, provider)
    return swap(standing(LinkState.LIVE, *now), *now, dict.fromkeys(sides, CHANGED), rules, VERBATIM)


def test_a_swap_writes_both_sides() -> None:
    assert swapped(AFTER, AFTER) == Undoing((Update(BEFORE, BEFORE, Why.SWAPPED),))


def test_a_swap_of_which_a_side_was_written_already_writes_the_other() -> None:
    assert swapped(BEFORE, AFTER) == Undoing((Update(None, BEFORE, Why.SWAPPED),))


@pytest.mark.parametrize(("crm", "provider"), [(EDITED, AFTER), (AFTER, EDITED), (EDITED, BEFORE)])
def test_a_swap_writes_to_no_side_if_one_was_edited(crm: Contact, provider: Contact) -> None:
    found = swapped(crm, provider)

    assert (found.actions, {left.why for left in found.left}) == ((), {Spared.EDITED})


def test_one_way_a_swap_leaves_the_provider_alone() -> None:
    assert swapped(AFTER, AFTER, ONE_WAY) == Undoing((Update(BEFORE, None, Why.SWAPPED),))


def test_lists_are_compared_as_lists_whatever_their_order() -> None:
    both = (Entry("a@example.com"), Entry("b@example.com"))
    change = Changed(frozenset({Field.EMAILS}), replace(ANNA, emails=()), replace(ANNA, emails=both))
    turned = replace(ANNA, emails=both[::-1])

    found = live(seen(CRM, turned), seen(PROVIDER, turned), Done({CRM: change}))

    assert found.left == ()
    assert same_field(Field.EMAILS, written(found.actions[0])[0][1] or turned, replace(ANNA, emails=()))
