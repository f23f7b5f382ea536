"""Laws that the mapping keeps with a Pipedrive that answers for itself."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings, strategies as st

from tandem.domain.contact import Contact
from tandem.domain.content import as_event
from tandem.domain.event import Event, Links
from tandem.domain.ids import LinkId
from tandem.domain.sight import Seen
from tandem.ports import Change, Creation, Replica, Write, Written
from tests.providers.pipedrive.office import Office
from tests.providers.pipedrive.test_activity import EVENTS
from tests.providers.pipedrive.test_persons import CONTACTS

ORGANIZATIONS = st.sampled_from(["", "Acme GmbH", "Straße & Söhne", " padded  name "])
WHOLE = st.builds(
    lambda contact, organization: replace(contact, organization=organization, missing=frozenset()),
    CONTACTS,
    ORGANIZATIONS,
)
BATCHES = st.lists(st.tuples(WHOLE, WHOLE), min_size=10, max_size=10)
OPEN = st.builds(lambda event: replace(event, missing=frozenset(), links=Links(), done=False), EVENTS)
EVENT_BATCHES = st.lists(st.tuples(OPEN, OPEN), min_size=10, max_size=10)
ONE_COMPANY = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@ONE_COMPANY
@given(pairs=BATCHES, contact_sync=st.booleans())
def test_pipedrive_shows_the_projection_of_whatever_is_made_and_of_whatever_it_is_changed_to(
    office: Office, pairs: list[tuple[Contact, Contact]], contact_sync: bool
) -> None:
    office.switch(contact_sync=contact_sync)
    office.ensure_fields()
    contacts = office.contacts()

    made = office.write(*(Creation(LinkId(f"{place:032x}"), first) for place, (first, _) in enumerate(pairs)))
    changed = office.write(*(Change(seen, then) for seen, (_, then) in zip(made, pairs, strict=True)))

    assert [seen.content for seen in made] == [contacts.projection(first) for first, _ in pairs]
    assert [seen.content for seen in changed] == [contacts.projection(then) for _, then in pairs]
    read = contacts.read([seen.remote_id for seen in changed])
    assert [read[seen.remote_id] for seen in changed] == changed


@ONE_COMPANY
@given(pairs=BATCHES)
def test_writing_what_pipedrive_shows_already_asks_nothing_of_it(
    office: Office, pairs: list[tuple[Contact, Contact]]
) -> None:
    made = office.make(*(first for first, _ in pairs))
    office.requests()

    outcomes = list(office.contacts().write([Change(seen, seen.content) for seen in made]))
    again = list(office.contacts().write([Change(seen, first) for seen, (first, _) in zip(made, pairs, strict=True)]))

    assert outcomes == again == [Written(seen) for seen in made]
    assert office.requests() == {}


@ONE_COMPANY
@given(pairs=EVENT_BATCHES)
def test_pipedrive_shows_the_projection_of_whatever_event_is_made_and_of_whatever_it_is_changed_to(
    office: Office, pairs: list[tuple[Event, Event]]
) -> None:
    activities = office.activities()

    made = shown(activities, *(Creation(LinkId(f"{place:032x}"), first) for place, (first, _) in enumerate(pairs)))
    changed = shown(activities, *(Change(seen, then) for seen, (_, then) in zip(made, pairs, strict=True)))

    assert [seen.content for seen in made] == [activities.projection(first) for first, _ in pairs]
    for before, after, (_, then) in zip(made, changed, pairs, strict=True):
        wanted = activities.projection(then)
        title = wanted.title if then.title.strip() else as_event(before.content).title
        assert after.content == replace(wanted, title=title)
    read = activities.read([seen.remote_id for seen in changed])
    assert [read[seen.remote_id] for seen in changed] == changed


def shown(activities: Replica, *writes: Write) -> list[Seen]:
    outcomes = list(activities.write(writes))
    assert all(isinstance(each, Written) for each in outcomes), outcomes
    return [each.seen for each in outcomes if isinstance(each, Written) and each.seen]
