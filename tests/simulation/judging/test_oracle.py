"""What the oracle excuses: only that of which nobody could know better."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tandem.domain.contact import Contact, Name
from tandem.domain.event import AllDay, Timed, When
from tandem.domain.ids import ConnectionId, LinkId, RemoteId
from tandem.domain.link import Intent, Link, LinkState, Replicated
from tandem.domain.side import Side
from tandem.domain.sight import Seen
from tandem.domain.why import Why
from tandem.ports import Change, Creation, Removal
from tandem.state.connections import Connection
from tandem.state.links import Agreement
from tandem.state.pending import Kind, Pending
from tests.simulation.judging.ledger import Ledger
from tests.simulation.persons.appointments import on_day, time_of
from tests.simulation.persons.wishes import Wishes
from tests.simulation.story.choices import Choices, Recorded
from tests.simulation.story.engine import Engine
from tests.simulation.story.faults import Weather
from tests.simulation.story.hub import Hub
from tests.simulation.town import Town, Traits
from tests.simulation.twins.office import ANNA
from tests.simulation.twins.side import SidePort
from tests.simulation.twins.truth import Item
from tests.usecases.calendar_scene import an_event

EVA = Contact(name=Name(given="O1", family="Beispiel"))
PERSON = RemoteId("crm/typed")


@pytest.fixture
def town() -> Town:
    made = Town(Hub(), Weather(Choices(Recorded([{}])), is_fair=True), Traits(), Ledger(), lambda _line: None)
    made.settle_in()
    made.connect(ANNA, "book0", {"direction": "two_way"})
    made.persons.put(Item(PERSON, EVA))
    return made


def persons(town: Town) -> SidePort:
    (connection,) = town.connections()
    crm = town.open(connection).crm
    assert isinstance(crm, SidePort)
    return crm


def test_who_was_left_out_when_they_were_last_asked_for_may_be_made_once_more(town: Town) -> None:
    town.persons.unseen.add(PERSON)
    list(persons(town).list_all())

    list(persons(town).write([Creation(LinkId("a" * 32), EVA)]))

    assert "O1" in town.ledger.excused


def test_who_was_shown_again_since_may_not(town: Town) -> None:
    town.persons.unseen.add(PERSON)
    list(persons(town).list_all())
    town.persons.unseen.clear()
    persons(town).read([PERSON])

    list(persons(town).write([Creation(LinkId("a" * 32), EVA)]))

    assert "O1" not in town.ledger.excused


def test_who_was_shown_again_may_where_the_making_had_begun_before(town: Town) -> None:
    town.persons.unseen.add(PERSON)
    list(persons(town).list_all())
    (connection,) = town.connections()
    card = town.books["book0"].put(Item(RemoteId("book0/1001"), EVA))
    town.world.links.commit([Agreement(a_link_being_made(connection, card.remote_id), None)])
    town.persons.unseen.clear()
    persons(town).read([PERSON])

    list(persons(town).write([Creation(LinkId("a" * 32), EVA)]))

    assert "O1" in town.ledger.excused


def a_link_being_made(connection: Connection, card: RemoteId) -> Link:
    return Link(
        LinkId("a" * 32),
        connection.company,
        connection.account,
        connection.id,
        LinkState.CREATING,
        provider=Replicated(card),
    )


def test_an_edit_in_the_gap_of_a_connection_that_stopped_need_not_be_found_until_it_starts_again() -> None:
    ledger, one = Ledger(), ConnectionId("one")
    before, after = {("job_title", "before")}, {("job_title", "after")}
    ledger.fell_into_gap(one, before)
    ledger.stops(one)
    ledger.fell_into_gap(one, after)
    ledger.blind.discard(one)
    ledger.fell_into_gap(one, {("job_title", "again")})

    assert ledger.gone_in_gap == before | after


def an_activity(town: Town, is_known: bool) -> Item:
    """That Tandem made, and of which the answer was lost, or not."""
    name = town.connect_calendar(ANNA, "book1", {})
    calendar = next(one for one in town.connections() if one.id == name)
    made = town.activities.put_as(ANNA, Item(town.activities.new_id(), an_event("Zahnarzt"), by_tandem=True))
    link = Link(LinkId("b" * 32), calendar.company, calendar.account, calendar.id, crm=Replicated(made.remote_id))
    if is_known:
        town.world.links.commit([Agreement(link, None)])
    return made


@pytest.mark.parametrize("is_known", [True, False])
def test_who_edits_an_activity_before_anybody_knows_of_it_may_have_it_twice(town: Town, is_known: bool) -> None:
    made = an_activity(town, is_known)

    town.activities.put(replace(made, content=an_event("Zahnärztin"), by_tandem=False))

    assert town.ledger.excused == (set() if is_known else {made.origin})


@pytest.mark.parametrize(("private", "is_told"), [("full", True), ("busy_only", False)])
def test_what_is_private_may_go_unseen(town: Town, private: str, is_told: bool) -> None:
    name = town.connect_calendar(ANNA, "book1", {"private": private})
    calendar = town.open(next(one for one in town.connections() if one.id == name)).provider
    book = town.books["book1"]
    made = book.put(Item(RemoteId("book1/1001"), an_event("Title1canary", private=True)))
    seen = calendar.read([made.remote_id])[made.remote_id]
    town.oracle.removed(calendar.connection, "provider", Removal(seen), book.put(made))
    unseen = replace(seen, content=replace(seen.content, title="Title2canary"))
    told = {one.what for one in town.oracle.violations if one.invariant == "I2"}
    town.oracle.violations.clear()

    town.oracle.removed(calendar.connection, "provider", Removal(unseen), book.put(made))

    assert told == set()
    assert any(one.invariant == "I2" for one in town.oracle.violations) == is_told


@pytest.mark.parametrize("is_left_out", [True, False])
def test_what_was_there_may_come_over_where_a_listing_left_it_out(town: Town, is_left_out: bool) -> None:
    name = town.connect_calendar(ANNA, "book1", {})
    calendar = next(one for one in town.connections() if one.id == name)
    event = town.books["book1"].put(Item(RemoteId("book1/1001"), an_event("Zahnarzt")))
    town.oracle.enabled(calendar)
    town.books["book1"].unseen |= {event.remote_id} if is_left_out else set()
    list(town.open(calendar).provider.list_all())
    link = Link(LinkId("b" * 32), calendar.company, calendar.account, calendar.id, provider=Replicated(event.remote_id))
    town.world.links.commit([Agreement(link, None)])

    list(town.open(calendar).crm.write([Creation(link.id, an_event("Zahnarzt"))]))

    assert any(one.invariant == "I21" for one in town.oracle.violations) != is_left_out


@pytest.mark.parametrize("is_hidden", [True, False])
def test_an_activity_may_come_back_of_an_event_that_somebody_hid(town: Town, is_hidden: bool) -> None:
    made, remote = an_activity(town, is_known=True), RemoteId("book1/1001")
    calendar = next(one for one in town.connections() if town.book_of(one).has_events)
    town.ledger.acted("activity", made, town.activities.put(replace(made, is_deleted=True)))
    event = town.books["book1"].put(Item(remote, an_event("Zahnarzt")))
    if is_hidden:
        town.books["book1"].put(replace(event, content=an_event("Zahnarzt", private=True)))
    link = Link(LinkId("c" * 32), calendar.company, calendar.account, calendar.id, provider=Replicated(remote))
    town.world.links.commit([Agreement(link, None)])

    list(town.open(calendar).crm.write([Creation(link.id, an_event("Zahnarzt"))]))

    assert any(one.invariant == "I4" for one in town.oracle.violations) != is_hidden


@pytest.mark.parametrize("is_longer", [True, False])
def test_an_activity_may_come_back_of_an_event_that_somebody_made_longer(town: Town, is_longer: bool) -> None:
    made, remote = an_activity(town, is_known=True), RemoteId("book1/1001")
    calendar = next(one for one in town.connections() if town.book_of(one).has_events)
    town.ledger.acted("activity", made, town.activities.put(replace(made, is_deleted=True)))
    when = replace(made.content.when, length=made.content.when.length * (2 if is_longer else 1))
    event = town.books["book1"].put(Item(remote, replace(made.content, when=when)))
    link = Link(LinkId("c" * 32), calendar.company, calendar.account, calendar.id, provider=Replicated(remote))
    town.world.links.commit([Agreement(link, None)])

    list(town.open(calendar).crm.write([Creation(link.id, event.content)]))

    assert any(one.invariant == "I4" for one in town.oracle.violations) != is_longer


@pytest.mark.parametrize("is_unread", [True, False])
@pytest.mark.parametrize("has_moved", [True, False])
def test_who_was_deleted_may_come_back_by_a_card_that_could_not_be_read_once_it_had_moved(
    town: Town, has_moved: bool, is_unread: bool
) -> None:
    made, book = an_activity(town, is_known=True), town.books["book1"]
    calendar = next(one for one in town.connections() if town.book_of(one).has_events)
    town.ledger.acted("activity", made, town.activities.put(replace(made, is_deleted=True)))
    card = book.put(Item(RemoteId("book1/1001"), an_event("Zahnarzt"), uid="u"))
    if has_moved:
        book.put(replace(card, is_deleted=True))
    moved = book.put(replace(card, remote_id=RemoteId("book1/2002"), is_broken=is_unread))
    book.put(replace(moved, is_broken=False))
    link = Link(LinkId("c" * 32), calendar.company, calendar.account, calendar.id, provider=Replicated(moved.remote_id))
    town.world.links.commit([Agreement(link, None)])

    list(town.open(calendar).crm.write([Creation(link.id, an_event("Zahnarzt"))]))

    assert any(one.invariant == "I4" for one in town.oracle.violations) != (has_moved and is_unread)


@pytest.mark.parametrize(("edited", "is_over"), [("before", False), ("since", True), ("never", False)])
def test_an_activity_may_come_back_of_an_event_that_was_edited_when_it_was_deleted(
    town: Town, edited: str, is_over: bool
) -> None:
    """It is being made by then, and its event is put back as it was."""
    made, remote, book = an_activity(town, is_known=True), RemoteId("book1/1001"), town.books["book1"]
    calendar = next(one for one in town.connections() if town.book_of(one).has_events)
    event = book.put(Item(remote, an_event("Zahnarzt")))
    states = [replace(event.content, location="Location1canary"), event.content] if edited != "never" else []
    for content in states if not is_over else []:
        book.put(replace(event, content=content))
    town.hub.now += timedelta(minutes=1)
    town.ledger.acted("activity", made, town.activities.put(replace(made, is_deleted=True)))
    town.hub.now += timedelta(minutes=1)
    for content in states if is_over else []:
        book.put(replace(event, content=content))
    link = Link(LinkId("c" * 32), calendar.company, calendar.account, calendar.id, provider=Replicated(remote))
    town.world.links.commit([Agreement(link, None)])

    list(town.open(calendar).crm.write([Creation(link.id, an_event("Zahnarzt"))]))

    assert any(one.invariant == "I4" for one in town.oracle.violations) != is_over


@pytest.mark.parametrize("is_known", [True, False])
def test_who_deletes_an_activity_before_anybody_knows_of_it_may_see_it_once_more(town: Town, is_known: bool) -> None:
    first = an_activity(town, is_known=True)
    town.ledger.acted("activity", first, town.activities.put(replace(first, is_deleted=True, by_tandem=False)))
    again = town.activities.put_as(ANNA, replace(first, remote_id=town.activities.new_id(), is_deleted=False))
    calendar = next(one for one in town.connections() if town.book_of(one).has_events)
    held = Link(LinkId("c" * 32), calendar.company, calendar.account, calendar.id, crm=Replicated(again.remote_id))
    if is_known:
        town.world.links.commit([Agreement(held, None)])
    town.ledger.acted("activity", again, town.activities.put(replace(again, is_deleted=True)))

    list(town.open(calendar).crm.write([Creation(LinkId("d" * 32), an_event("Zahnarzt"))]))

    assert any(one.invariant == "I4" for one in town.oracle.violations) == is_known


@pytest.mark.parametrize("is_adopted", [True, False])
def test_what_only_a_twin_showed_goes_with_it_where_it_was_linked_as_it_was(town: Town, is_adopted: bool) -> None:
    made, remote = an_activity(town, is_known=False), RemoteId("book0/6006")
    calendar = next(one for one in town.connections() if town.book_of(one).has_events)
    event = an_event("Zahnarzt", location="Location1canary")
    item = town.books["book1"].put(Item(remote, event))
    town.ledger.acted("book1", None, item)
    link = Link(
        LinkId("c" * 32),
        calendar.company,
        calendar.account,
        calendar.id,
        crm=Replicated(made.remote_id, base=made.content),
        provider=Replicated(remote, base=event),
        adopted=is_adopted,
    )
    town.world.links.commit([Agreement(link, None)])

    town.oracle.removed(calendar, "provider", Removal(town.open(calendar).provider.read([remote])[remote]), item)

    assert (("location", "Location1canary") in town.ledger.open_[item.origin]) != is_adopted


@pytest.mark.parametrize("is_releasing", [True, False])
def test_what_is_held_since_a_person_looked_is_released_with_all_the_rest(town: Town, is_releasing: bool) -> None:
    (connection,) = town.connections()
    item, card = town.persons.items[PERSON], RemoteId("book0/1001")
    link = replace(a_link_being_made(connection, card), state=LinkState.HELD, crm=Replicated(PERSON))
    town.world.links.commit([Agreement(link, None)])
    town.oracle.releasing[connection.id] += is_releasing

    town.oracle.removed(connection, "crm", Removal(persons(town).read([PERSON])[PERSON]), item)

    assert (link.id in town.oracle.released) == is_releasing


DAYS = AllDay(date(2026, 4, 9)), AllDay(date(2026, 4, 10))


def wishes(town: Town) -> Wishes:
    choices = Choices(Recorded([{}]))
    return Wishes(town, Engine(town, choices), choices)


def typed(town: Town, when: When) -> str:
    """By a person, into an activity; the origin."""
    item = town.activities.put(Item(town.activities.new_id(), an_event("Besprechung", when=when)))
    town.ledger.acted("activity", None, item)
    return item.origin


@pytest.mark.parametrize("decision", ["dismiss", "swap"])
def test_who_settles_a_conflict_gives_up_the_day_in_it_and_no_other(town: Town, decision: str) -> None:
    day, other = (typed(town, when) for when in DAYS)
    (connection,) = town.connections()
    lost = {"lost": {"first": "2026-04-09", "days": 1}, "shown": {}}

    wishes(town).answer_for(
        connection.id, Pending(Kind.CONFLICT, "one", "both_changed", town.hub.now, content=lost), decision
    )

    assert [
        ("when", time_of(when)) in town.ledger.open_[one] for when, one in zip(DAYS, (day, other), strict=True)
    ] == [
        False,
        True,
    ]


EIGHT = on_day(0)
NINE, TEN = (replace(EIGHT, start=EIGHT.start + timedelta(hours=later)) for later in (1, 2))


def with_held_move(town: Town, asked: When) -> tuple[Connection, Link]:
    """A meeting at eight; of the activity a person is asked whether it shall be moved."""
    name = town.connect_calendar(ANNA, "book1", {})
    calendar = next(one for one in town.connections() if one.id == name)
    event = town.books["book1"].put(Item(RemoteId("book1/1001"), an_event("Treffen", when=EIGHT), has_guests=True))
    link = Link(
        LinkId("d" * 32),
        calendar.company,
        calendar.account,
        calendar.id,
        LinkState.HELD,
        provider=Replicated(event.remote_id, base=event.content),
        intent=Intent("update", frozenset({Side.PROVIDER}), town.hub.now),
        reason=Why.HELD_MOVE,
        asked=asked,
    )
    town.world.links.commit([Agreement(link, None)])
    return calendar, link


def answer(town: Town, link: Link, decision: str) -> None:
    asked = Pending(Kind.HELD, link.id, Why.HELD_MOVE, town.hub.now, Side.PROVIDER, None, link.id)
    wishes(town).answer_for(link.connection, asked, decision)


@pytest.mark.parametrize(("asked", "is_given_up"), [(NINE, True), (TEN, False)])
def test_who_lets_a_meeting_stay_gives_up_the_time_that_was_asked_about_alone(
    town: Town, asked: Timed, is_given_up: bool
) -> None:
    origin = typed(town, NINE)
    _, link = with_held_move(town, asked)

    answer(town, link, "restore")

    assert (("when", time_of(NINE)) in town.ledger.open_[origin]) != is_given_up


@pytest.mark.parametrize(("asked", "is_let"), [(NINE, True), (TEN, False)])
def test_who_lets_a_meeting_be_moved_lets_it_be_moved_just_there(town: Town, asked: Timed, is_let: bool) -> None:
    connection, link = with_held_move(town, asked)
    calendar = town.open(connection).provider
    assert isinstance(calendar, SidePort)
    seen = calendar.read([RemoteId("book1/1001")])[RemoteId("book1/1001")]
    answer(town, link, "release")

    list(calendar.write([Change(seen, replace(seen.content, when=NINE))]))

    assert town.books["book1"].items[RemoteId("book1/1001")].content.when == NINE
    assert any(one.invariant == "I20" for one in town.oracle.violations) != is_let


@pytest.mark.parametrize("is_noted", [True, False])
def test_a_deletion_that_nobody_noted_and_a_person_undid_counts_once_if_it_is_done_again(
    town: Town, is_noted: bool
) -> None:
    name = town.connect_calendar(ANNA, "book1", {})
    calendar = next(one for one in town.connections() if one.id == name)
    first, *others = [gone_event(town, calendar, number) for number in range(4)]
    remove(town, calendar, first)
    if is_noted:
        link = town.world.links.get(calendar.id, [LinkId(f"{0:032}")])[LinkId(f"{0:032}")]
        town.world.links.commit([Agreement(replace(link, changed_at=town.hub.now + timedelta(seconds=1)), link)])
    again = town.activities.put(first)

    for one in (again, *others):
        remove(town, calendar, one)

    assert ("I11" in {one.invariant for one in town.oracle.violations}) == is_noted


def gone_event(town: Town, calendar: Connection, number: int) -> Item:
    """The activity of an event that a person has deleted."""
    event = town.books["book1"].put(Item(RemoteId(f"book1/{number}"), an_event("Treffen"), is_deleted=True))
    activity = town.activities.put(Item(town.activities.new_id(), an_event("Treffen"), owner=calendar.user))
    sides = {"crm": Replicated(activity.remote_id), "provider": Replicated(event.remote_id)}
    link = Link(LinkId(f"{number:032}"), calendar.company, calendar.account, calendar.id, **sides)
    town.world.links.commit([Agreement(link, None)])
    return activity


def remove(town: Town, calendar: Connection, activity: Item) -> None:
    seen = town.open(calendar).crm.read([activity.remote_id])[activity.remote_id]
    assert isinstance(seen, Seen)
    town.oracle.removed(calendar, "crm", Removal(seen), activity)
    town.activities.put(replace(activity, is_deleted=True))


@pytest.mark.parametrize(("is_agreed", "is_same_try"), [(False, False), (False, True), (True, False)])
def test_a_first_agreement_that_was_cut_off_between_both_sides_may_find_a_conflict_with_itself(
    town: Town, is_agreed: bool, is_same_try: bool
) -> None:
    (connection,) = town.connections()
    person, card = Item(PERSON, EVA, version=1), town.books["book0"].put(Item(RemoteId("book0/1"), EVA))
    base = EVA if is_agreed else None
    both = {"crm": Replicated(PERSON, base=base), "provider": Replicated(card.remote_id, base=base)}
    link = Link(LinkId("e" * 32), connection.company, connection.account, connection.id, **both)
    town.world.links.commit([Agreement(replace(link, intent=Intent("update", frozenset(Side), town.hub.now)), None)])
    seen = persons(town).read([PERSON])[PERSON]
    assert isinstance(seen, Seen)
    town.oracle.changed(connection, "crm", Change(seen, EVA), person, person)
    if not is_same_try:
        (before,) = town.world.links.get(connection.id, [link.id]).values()
        later = Intent("update", frozenset(Side), town.hub.now + timedelta(minutes=1))
        town.world.links.commit([Agreement(replace(before, intent=later), before)])

    town.oracle.changed(connection, "provider", Change(seen, EVA), card, card)

    assert town.oracle.met_anew == (set() if is_agreed or is_same_try else {"O1"})
