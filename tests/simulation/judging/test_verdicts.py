"""What the verdicts at the end of a run excuse: only that of which nobody could know better."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tandem.domain.calendar_rules import CalendarRules, Private
from tandem.domain.event import Links, Thing
from tandem.domain.footer import RULE
from tandem.domain.ids import LinkId, RemoteId
from tandem.domain.link import Link, LinkState, Replicated
from tandem.domain.side import Side
from tandem.domain.sight import Seen
from tandem.domain.why import Why
from tandem.ports import Change
from tandem.state.connections import Connection
from tandem.state.links import Agreement, stored
from tandem.state.pending import Kind, Pending
from tests.simulation.judging.ledger import Ledger
from tests.simulation.judging.verdicts import Verdicts
from tests.simulation.persons.appointments import on_day
from tests.simulation.story.choices import Choices, Recorded
from tests.simulation.story.faults import Weather
from tests.simulation.story.hub import Hub
from tests.simulation.town import Town, Traits
from tests.simulation.twins.office import ANNA
from tests.simulation.twins.temper import ICLOUD, OFFICE365, Temper
from tests.simulation.twins.truth import Item
from tests.usecases.calendar_scene import an_event
from tests.usecases.scene import someone

EVENT = RemoteId("book1/1001")
TITLE = "O1 Name1canary > Zahnarzt"


@pytest.fixture
def town() -> Town:
    made = Town(Hub(), Weather(Choices(Recorded([{}])), is_fair=True), Traits(), Ledger(), lambda _line: None)
    made.settle_in()
    made.connect_calendar(ANNA, "book1", {})
    return made


def the_calendar(town: Town) -> Connection:
    return next(one for one in town.connections() if town.book_of(one) is town.books["book1"])


def linked(town: Town, name: str, state: LinkState, activity: Item | None, event: Item | None) -> Link:
    calendar = the_calendar(town)
    link = Link(
        LinkId(name * 32),
        calendar.company,
        calendar.account,
        calendar.id,
        state,
        crm=Replicated(activity.remote_id, base=activity.content) if activity else Replicated(),
        provider=Replicated(event.remote_id, base=event.content) if event else Replicated(),
    )
    town.world.links.commit([Agreement(link, None)])
    return link


def violated(town: Town) -> set[str]:
    Verdicts(town).check()
    return {one.invariant for one in town.oracle.violations}


@pytest.mark.parametrize("below", ["", f"{RULE}\nO1 Name1canary"])
@pytest.mark.parametrize("was_gone", [True, False])
def test_names_stay_in_the_subject_of_what_came_out_of_the_bin_with_nothing_below_it(
    town: Town, was_gone: bool, below: str
) -> None:
    event = town.books["book1"].put(Item(EVENT, an_event(TITLE, description=below)))
    if was_gone:
        town.books["book1"].put(replace(event, is_deleted=True))
        event = town.books["book1"].put(event)
    activity = town.activities.put(Item(town.activities.new_id(), an_event(TITLE), owner=the_calendar(town).user))
    linked(town, "a", LinkState.LIVE, activity, event)

    Verdicts(town).check()

    found = [one for one in town.oracle.violations if "a person's name is none of its subject" in one.what]
    assert (found == []) == (was_gone and not below)


@pytest.mark.parametrize("below", ["", f"{RULE}\nO1 Name1canary"])
@pytest.mark.parametrize("is_old", [True, False])
def test_names_stay_in_a_subject_that_a_person_put_back_with_nothing_below_it(
    town: Town, is_old: bool, below: str
) -> None:
    event = town.books["book1"].put(Item(EVENT, an_event(TITLE, description=below)))
    town.ledger.acted("book1", event, event, is_old=is_old)
    activity = town.activities.put(Item(town.activities.new_id(), an_event(TITLE), owner=the_calendar(town).user))
    linked(town, "a", LinkState.LIVE, activity, event)

    Verdicts(town).check()

    found = [one for one in town.oracle.violations if "a person's name is none of its subject" in one.what]
    assert (found == []) == (is_old and not below)


@pytest.mark.parametrize("below", ["", f"{RULE}\nO1 Name1canary"])
@pytest.mark.parametrize("reason", ["refused", Why.BOTH_GONE])
def test_names_stay_in_a_subject_whose_activity_could_not_be_made_anew_while_its_lines_were_typed_over(
    town: Town, reason: str, below: str
) -> None:
    event = town.books["book1"].put(Item(EVENT, an_event(TITLE, description=below)))
    ended = linked(town, "a", LinkState.TOMBSTONE, None, event)
    town.world.links.commit([Agreement(replace(ended, reason=reason), stored(ended))])
    activity = town.activities.put(Item(town.activities.new_id(), an_event(TITLE), owner=the_calendar(town).user))
    linked(town, "b", LinkState.LIVE, activity, event)

    Verdicts(town).check()

    found = [one for one in town.oracle.violations if "a person's name is none of its subject" in one.what]
    assert (found == []) == (reason == "refused" and not below)


@pytest.mark.parametrize("was_gone", [True, False])
def test_names_stay_in_a_subject_that_another_calendars_event_brought_out_of_the_bin(
    town: Town, was_gone: bool
) -> None:
    event = town.books["book1"].put(Item(EVENT, an_event(TITLE)))
    town.connect_calendar(ANNA, "book2", {})
    source = town.books["book2"].put(Item(RemoteId("book2/1"), an_event(TITLE), is_deleted=was_gone))
    town.books["book2"].put(replace(source, is_deleted=False))
    activity = town.activities.put(Item(town.activities.new_id(), an_event(TITLE), owner=ANNA))
    linked(town, "a", LinkState.LIVE, activity, event)

    Verdicts(town).check()

    found = [one for one in town.oracle.violations if "a person's name is none of its subject" in one.what]
    assert (found == []) == was_gone


@pytest.mark.parametrize("is_held", [True, False])
def test_history_need_not_tell_of_a_refused_create_that_arrived_if_another_link_holds_what_came_of_it(
    town: Town, is_held: bool
) -> None:
    event = town.books["book1"].put(Item(EVENT, an_event("Zahnarzt"), by_tandem=True))
    refused = replace(linked(town, "a", LinkState.CREATING, None, None), state=LinkState.TOMBSTONE, reason="refused")
    town.world.links.commit([Agreement(refused, town.world.links.get(refused.connection, [refused.id])[refused.id])])
    if is_held:
        linked(town, "b", LinkState.LIVE, None, event)
    town.oracle.done.append((refused.connection, refused.id, "provider", "create", event))

    assert ("H1" in violated(town)) != is_held


@pytest.mark.parametrize("direction", ["one_way", "two_way"])
@pytest.mark.parametrize("temper", [OFFICE365, ICLOUD])
def test_history_need_not_tell_of_a_create_that_nobody_could_look_for_when_its_source_was_gone(
    direction: str, temper: Temper
) -> None:
    town = Town(Hub(), Weather(Choices(Recorded([{}])), is_fair=True), Traits(), Ledger(), lambda _line: None)
    town.settle_in()
    town.connect(ANNA, "book1", {"direction": direction}, temper)
    contact = town.books["book1"].put(Item(EVENT, someone("Eva Muster"), by_tandem=True))
    over = replace(linked(town, "a", LinkState.CREATING, None, None), state=LinkState.TOMBSTONE, reason=Why.BOTH_GONE)
    town.world.links.commit([Agreement(over, town.world.links.get(over.connection, [over.id])[over.id])])
    linked(town, "b", LinkState.LIVE, None, contact)
    town.oracle.done.append((over.connection, over.id, "provider", "create", contact))

    assert ("H1" in violated(town)) != (direction == "one_way" and temper is OFFICE365)


@pytest.mark.parametrize("now", ["full", "busy_only"])
@pytest.mark.parametrize("then", ["full", "busy_only"])
def test_history_need_not_tell_of_a_write_of_which_a_new_rule_hides_everything(town: Town, then: str, now: str) -> None:
    before = town.books["book1"].put(Item(EVENT, an_event("Zahnarzt", private=True)))
    activity = town.activities.put(Item(town.activities.new_id(), an_event("Zahnarzt"), owner=the_calendar(town).user))
    linked(town, "a", LinkState.LIVE, activity, before)
    calendar = with_private(town, then)
    seen = town.open(calendar).provider.read([EVENT])[EVENT]
    assert isinstance(seen, Seen)
    after = town.books["book1"].put(replace(before, content=an_event("Zahnärztin", private=True)))

    town.oracle.changed(calendar, "provider", Change(seen, seen.content), before, after)
    with_private(town, now)

    assert ("H1" in violated(town)) != (then == "full" and now == "busy_only")


def with_private(town: Town, private: str) -> Connection:
    def changed(one: Connection) -> Connection:
        assert isinstance(one.rules, CalendarRules)
        return replace(one, rules=replace(one.rules, private=Private(private)))

    return town.world.connections.change(the_calendar(town).id, changed)


@pytest.mark.parametrize("is_gone", [True, False])
@pytest.mark.parametrize("rule", ["skip", "busy_only"])
@pytest.mark.parametrize("is_private", [True, False])
def test_an_activity_that_is_back_may_stand_beside_the_private_event_of_the_one_that_is_gone(
    town: Town, is_private: bool, rule: str, is_gone: bool
) -> None:
    calendar = with_private(town, rule)
    hidden = town.books["book1"].put(Item(EVENT, an_event("Zahnarzt", private=is_private)))
    ours = town.books["book1"].put(Item(RemoteId("a" * 32), an_event("Zahnarzt"), uid="a" * 32))
    before, back = (
        town.activities.put(Item(town.activities.new_id(), an_event("Zahnarzt"), owner=calendar.user, is_deleted=gone))
        for gone in (is_gone, False)
    )
    linked(town, "b", LinkState.OUT_OF_SCOPE, before, hidden)
    linked(town, "a", LinkState.LIVE, back, ours)

    assert ("I3" not in violated(town)) == (is_private and rule == "skip" and is_gone)


@pytest.mark.parametrize("is_longer", [True, False])
def test_who_makes_an_appointment_longer_has_a_say_in_its_time(town: Town, is_longer: bool) -> None:
    event = town.books["book1"].put(Item(EVENT, an_event("Treffen", when=on_day(0))))
    later = replace(on_day(0), length=timedelta(hours=2 if is_longer else 1))

    town.ledger.acted("book1", event, replace(event, content=replace(event.content, when=later)))

    assert (town.ledger.typed.get((event.origin, "when"), set()) == {"book1"}) == is_longer


@pytest.mark.parametrize("is_gone", [True, False])
def test_a_conflict_takes_two_of_which_one_may_have_deleted_it(town: Town, is_gone: bool) -> None:
    """Then it keeps what was typed right before the deletion was carried out."""
    calendar = the_calendar(town)
    typed = an_event("Zahnarzt", location="Praxis")
    activity = town.activities.put(Item(town.activities.new_id(), typed, owner=calendar.user, is_deleted=is_gone))
    row = Pending(Kind.CONFLICT, "a", "both_changed", town.hub.now, Side.CRM, activity.remote_id, detail="location")
    town.world.links.table.transact([town.world.pendings.put(calendar.id, calendar.account, row)])

    assert ("I15b" in violated(town)) != is_gone


@pytest.mark.parametrize("is_adopted", [True, False])
@pytest.mark.parametrize("was_somebodys", [True, False])
def test_twins_that_are_linked_as_they_are_keep_their_titles_until_one_is_edited(
    town: Town, was_somebodys: bool, is_adopted: bool
) -> None:
    person = town.persons.put(Item(town.persons.new_id(), someone("Eva"), owner=the_calendar(town).user))
    eva = Links(person=Thing(person.remote_id, "Eva Beispiel"))
    event = town.books["book1"].put(Item(EVENT, an_event("Zahnarzt")))
    activity = town.activities.put(
        Item(town.activities.new_id(), an_event("Zahnarzt", links=eva), owner=the_calendar(town).user)
    )
    base = activity.content if was_somebodys else an_event("Zahnarzt")
    link = linked(town, "a", LinkState.LIVE, replace(activity, content=base), event)
    met = replace(stored(link), adopted=is_adopted)
    town.world.links.commit([Agreement(met, stored(link))])

    Verdicts(town).check()

    found = [one for one in town.oracle.violations if "is called" in one.what]
    assert (found == []) == (is_adopted and was_somebodys)
