"""Laws that the mapping keeps with a Pipedrive that answers for itself."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings, strategies as st

from tandem.domain.contact import Contact
from tandem.domain.ids import LinkId
from tandem.ports import Change, Creation, Written
from tests.providers.pipedrive.office import Office
from tests.providers.pipedrive.test_persons import CONTACTS

ORGANIZATIONS = st.sampled_from(["", "Acme GmbH", "Straße & Söhne", " padded  name "])
WHOLE = st.builds(
    lambda contact, organization: replace(contact, organization=organization, missing=frozenset()),
    CONTACTS,
    ORGANIZATIONS,
)
BATCHES = st.lists(st.tuples(WHOLE, WHOLE), min_size=10, max_size=10)
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
