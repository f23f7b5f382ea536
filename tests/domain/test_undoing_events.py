"""Taking back what was written into a calendar or its activities: every state, every sight, all that may be done."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

from tandem.domain.action import Action, Create, Delete, Hold, Update
from tandem.domain.calendar_rules import CalendarRules
from tandem.domain.content import as_event
from tandem.domain.deed import Changed, Done, Made, Net, Removed
from tandem.domain.deletion import Facts
from tandem.domain.event import HIDDEN, Event, Links, Thing, Timed
from tandem.domain.field import Field
from tandem.domain.ids import RemoteId, Version
from tandem.domain.link import Link, LinkState, Replicated
from tandem.domain.merge import Projections
from tandem.domain.showing import dressed, masked
from tandem.domain.side import Side
from tandem.domain.sight import Absence, Broken, Seen, Sight, Tombstone, Unseen
from tandem.domain.spared import Spared
from tandem.domain.title import pattern_of
from tandem.domain.undoing import Undoing, undo
from tests.domain.deciding import link as known_link

CRM, PROVIDER = Side.CRM, Side.PROVIDER
WHEN = Timed(datetime(2026, 12, 1, 8, tzinfo=UTC), timedelta(hours=1), "Europe/Berlin")
LATER = Timed(datetime(2026, 12, 1, 9, tzinfo=UTC), timedelta(hours=1), "Europe/Berlin")
THEN, TODAY = Links(Thing("1", "Website"), Thing("2", "Bea")), Links(Thing("1", "Relaunch"), Thing("2", "Bea"))
BEFORE = Event(WHEN, title="Anruf", location="Büro", links=THEN)
AFTER = Event(LATER, title="Treffen", location="Café", links=THEN)
EDITED = Event(LATER, title="Ganz anders", location="Anderswo", links=THEN)
RULES = CalendarRules()
FREE = Facts(is_owned=True, is_shared=False, has_open_deals=False)
WRITTEN = frozenset({Field.TITLE, Field.WHEN, Field.LOCATION})
CANT = frozenset({Field.DONE, Field.LINKS})
VIEWS = Projections(
    lambda one: replace(as_event(one), private=False, missing=as_event(one).missing | {Field.PRIVATE}),
    lambda one: replace(dressed(as_event(one), RULES.title), missing=as_event(one).missing | CANT),
)


def shown(side: Side, activity: Event) -> Event:
    return as_event(VIEWS.crm(activity) if side is CRM else VIEWS.provider(activity))


def nets(side: Side) -> tuple[Net | None, ...]:
    before, after = shown(side, BEFORE), shown(side, AFTER)
    return None, Changed(WRITTEN, before, after), Made(after), Removed(after)


def sights(side: Side) -> list[Sight]:
    remote = RemoteId(f"{side}-1")
    seen: list[Sight] = [Seen(remote, Version("v9"), shown(side, one)) for one in (BEFORE, AFTER, EDITED)]
    extra: list[Sight] = [Tombstone(remote), Unseen(remote), Broken(remote, Version("v9"), "odd"), Absence.NOTHING]
    if side is PROVIDER:
        after = shown(side, AFTER)
        extra += [Seen(remote, Version("v9"), after, meeting=True), Seen(remote, Version("v9"), masked(after))]
    return [*seen, *extra]


Case = tuple[Link, Sight, Sight, Done]


def cases() -> Iterator[Case]:
    whole = product(LinkState, sights(CRM), sights(PROVIDER), nets(CRM), nets(PROVIDER))
    for state, crm, provider, on_crm, on_provider in whole:
        done = {side: net for side, net in ((CRM, on_crm), (PROVIDER, on_provider)) if net is not None}
        sides = {side: _replicated(side, sight) for side, sight in ((CRM, crm), (PROVIDER, provider))}
        yield replace(known_link(state), crm=sides[CRM], provider=sides[PROVIDER]), crm, provider, Done(done)


def _replicated(side: Side, sight: Sight) -> Replicated:
    if isinstance(sight, Absence):
        return Replicated()
    base = sight.content if isinstance(sight, Seen) else shown(side, AFTER)
    return Replicated(RemoteId(f"{side}-1"), Version("v9"), base)


def undone(case: Case, rules: CalendarRules = RULES) -> Undoing:
    link, crm, provider, done = case
    return undo(link, crm, provider, done, rules, VIEWS, FREE)


def written(action: Action) -> list[tuple[Side, Event]]:
    match action:
        case Update(crm=crm, provider=provider):
            return [(side, as_event(one)) for side, one in ((CRM, crm), (PROVIDER, provider)) if one is not None]
        case Create(side=side, content=content):
            return [(side, as_event(content))]
        case _:
            return []


def test_no_case_raises_and_nothing_is_written_to_what_is_not_seen() -> None:
    count = 0
    for case in cases():
        count += 1
        for action in undone(case).actions:
            for side, _ in written(action):
                sight = case[1] if side is CRM else case[2]
                assert isinstance(sight, Tombstone | Absence if isinstance(action, Create) else Seen), (case, action)
    assert count == len(LinkState) * 7 * 9 * 16


def is_edited(sight: Sight) -> bool:
    return isinstance(sight, Seen) and as_event(sight.content).location == EDITED.location


def test_what_was_edited_since_is_neither_changed_nor_deleted() -> None:
    for case in cases():
        edited = {side for side, sight in ((CRM, case[1]), (PROVIDER, case[2])) if is_edited(sight)}
        for action in undone(case).actions:
            assert not isinstance(action, Delete) or action.side not in edited, case
            for side, event in written(action):
                assert side not in edited or (event.location, event.title) == (EDITED.location, _title(side)), case


def _title(side: Side) -> str:
    return shown(side, EDITED).title


def test_what_a_private_event_hides_is_put_back_nowhere() -> None:
    for case in cases():
        is_private = isinstance(case[2], Seen) and case[2].content.missing >= HIDDEN
        for action in undone(case).actions:
            for side, event in written(action) if is_private and isinstance(action, Update) else ():
                now = as_event((case[1] if side is CRM else case[2]).content)
                assert (event.title, event.location, event.description) == (now.title, now.location, now.description)


def test_a_meeting_is_neither_moved_nor_deleted_without_a_person() -> None:
    for case in cases():
        is_meeting = isinstance(case[2], Seen) and case[2].meeting
        for action in undone(case).actions if is_meeting else ():
            assert not isinstance(action, Delete) or action.side is CRM, case
            assert not isinstance(action, Hold) or action.side is PROVIDER
            moved = [event.when for side, event in written(action) if side is PROVIDER]
            assert moved in ([], [LATER]), case


def test_done_again_on_what_it_left_behind_it_does_nothing_more() -> None:
    """Where both are there: items that are made again have other ids."""
    for case in cases():
        link, crm, provider, done = case
        first = undone(case)
        wanted = [pair for action in first.actions if isinstance(action, Update) for pair in written(action)]
        sides = {CRM: crm, PROVIDER: provider}
        for side, event in wanted:
            sides[side] = replace(sides[side], content=event)
        again = undo(link, sides[CRM], sides[PROVIDER], done, RULES, VIEWS, FREE)
        assert not [one for one in again.actions if isinstance(one, Update)], case


def changed_title(activity: Event, rules: CalendarRules = RULES) -> Undoing:
    """A run changed the subject; the event shows the activity as it is now."""
    now = Seen(RemoteId("crm-1"), Version("v9"), shown(CRM, activity))
    title = replace(as_event(dressed(activity, rules.title)), missing=CANT)
    there = Seen(RemoteId("provider-1"), Version("v9"), title)
    net = Changed(frozenset({Field.TITLE}), shown(PROVIDER, BEFORE), shown(PROVIDER, AFTER))
    link = replace(known_link(LinkState.LIVE), crm=Replicated(now.remote_id, None, now.content))
    link = replace(link, provider=Replicated(there.remote_id, None, there.content))
    return undo(link, now, there, Done({PROVIDER: net}), rules, VIEWS, FREE)


def title_of(found: Undoing) -> str:
    (action,) = found.actions
    ((_, event),) = written(action)
    return event.title


def test_a_subject_is_put_back_under_todays_names() -> None:
    assert title_of(changed_title(replace(AFTER, links=THEN))) == "Website > Bea > Anruf"
    assert title_of(changed_title(replace(AFTER, links=TODAY))) == "Relaunch > Bea > Anruf"
    assert title_of(changed_title(replace(AFTER, links=TODAY, done=True))) == "✓ Relaunch > Bea > Anruf"


def test_a_subject_that_was_changed_since_is_left_alone_under_whatever_names() -> None:
    for links in (THEN, TODAY):
        found = changed_title(replace(EDITED, links=links))
        assert (found.actions, [one.why for one in found.left]) == ((), [Spared.EDITED])


def test_names_alone_are_nothing_to_take_back() -> None:
    now = Seen(RemoteId("crm-1"), Version("v9"), shown(CRM, replace(AFTER, links=TODAY)))
    there = Seen(RemoteId("provider-1"), Version("v9"), shown(PROVIDER, replace(AFTER, links=TODAY)))
    was = shown(PROVIDER, AFTER)
    net = Changed(frozenset({Field.TITLE, Field.DESCRIPTION}), was, as_event(there.content))

    found = undo(known_link(LinkState.LIVE), now, there, Done({PROVIDER: net}), RULES, VIEWS, FREE)

    assert (found.actions, {one.why for one in found.left}) == ((), {Spared.COMPOSED})


def test_an_event_that_was_made_under_another_pattern_is_taken_away_all_the_same() -> None:
    rules = replace(RULES, title=pattern_of("{subject} | {deal}"))
    now = Seen(RemoteId("crm-1"), Version("v9"), shown(CRM, AFTER))
    there = Seen(RemoteId("provider-1"), Version("v9"), replace(as_event(dressed(AFTER, rules.title)), missing=CANT))
    done = Done({PROVIDER: Made(shown(PROVIDER, AFTER))})

    (action,) = undo(known_link(LinkState.LIVE), now, there, done, rules, VIEWS, FREE).actions

    assert isinstance(action, Delete)
