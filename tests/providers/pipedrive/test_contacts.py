"""Persons on the stand-in: listed, followed, read, written and found again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tandem.domain.contact import Address, Birthday, Contact, Entry, Field, Name
from tandem.domain.errors import AccessRevoked, CursorExpired, RateLimited, Refused, Rejected, Unavailable
from tandem.domain.field import CONTACT_FIELDS
from tandem.domain.ids import Cursor, LinkId, RemoteId
from tandem.domain.rules import CrmScope, Plan, Visibility
from tandem.domain.sight import Broken, Seen, Tombstone, Unseen
from tandem.ports import Change, Creation, Failed, Removal, Replica, Written
from tandem.providers.pipedrive.codes import FieldCodes, Slot
from tandem.providers.pipedrive.operations import Operation
from tests.providers.pipedrive.office import ANNA, BEN, Office

ADA = Contact(
    name=Name("Ada", "Augusta", "King"),
    emails=(Entry("ada@example.com", "work", primary=True), Entry("ada@home.example", "home")),
    phones=(Entry("+49 30 1234567", "mobile", primary=True),),
    messengers=(Entry("ada.king", "skype", primary=True),),
    addresses=(
        Address(street="Hauptstraße 5", city="Berlin", region="Berlin", postcode="10115", country="DE"),
        Address(street="Weg 1", postcode="20095", city="Hamburg", country="DE", label="home"),
    ),
    organization="Analytical Engines",
    job_title="Countess",
    notes="First line\nsecond line",
    birthday=Birthday(12, 10, 1815),
)
BEA = Contact(name=Name("Bea", "", "Stone"), emails=(Entry("bea@example.com", "work", primary=True),))
LINK = LinkId("0" * 32)


def people(count: int) -> list[Contact]:
    return [Contact(name=Name(f"Given {number}", "", "Family")) for number in range(count)]


def pull(office: Office, cursor: Cursor) -> tuple[list[Seen], list[RemoteId], Cursor]:
    pages = list(office.contacts().changes(cursor))
    assert [page.cursor is None for page in pages] == [True] * (len(pages) - 1) + [False]
    seen = [each for page in pages for each in page.seen if isinstance(each, Seen)]
    return seen, [each for page in pages for each in page.gone], pages[-1].cursor or Cursor("")


def end_of_listing(office: Office) -> Cursor:
    *_, last = office.contacts().list_all()
    assert last.cursor is not None
    return last.cursor


def test_the_adapter_is_a_replica(office: Office) -> None:
    replica: Replica = office.contacts()

    assert replica.projection(BEA) == replace(BEA, name=Name("Bea", "", "Stone", formatted="Bea Stone"))


# --- writing and reading ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("contact_sync", [True, False], ids=["contact sync", "custom fields"])
@pytest.mark.parametrize("contact", [ADA, BEA, Contact(organization="Only Org"), Contact(notes="only notes")])
def test_pipedrive_shows_exactly_the_projection_of_what_was_written(
    office: Office, contact: Contact, contact_sync: bool
) -> None:
    office.switch(contact_sync=contact_sync)
    office.ensure_fields()

    made = office.make(contact)[0]

    assert made.content == office.contacts().projection(contact)
    assert office.seen(made.remote_id).content == made.content
    assert made.content.missing == frozenset()


def test_a_new_person_belongs_to_the_user_and_carries_its_link(office: Office) -> None:
    made = office.make(ADA)[0]

    assert (made.owner, made.marker) == (ANNA, LINK)
    assert made.mentions == (f"organization/{office.stored('organizations')[0]['id']}",)
    assert office.seen(made.remote_id) == made


def test_only_what_changed_is_sent_and_the_rest_of_the_person_stays(office: Office) -> None:
    made = office.make(ADA)[0]
    office.edit("change", id=int(made.remote_id), patch={"label_ids": []})
    before = office.seen(made.remote_id)

    after = office.write(Change(before, replace(before.content, job_title="", notes="New")))[0]

    assert after.content == replace(before.content, job_title="", notes="New")
    assert after.version >= before.version


@pytest.mark.parametrize("contact_sync", [True, False], ids=["contact sync", "custom fields"])
def test_every_field_can_be_cleared(office: Office, contact_sync: bool) -> None:
    office.switch(contact_sync=contact_sync)
    office.ensure_fields()
    made = office.make(ADA)[0]

    cleared = office.write(Change(made, Contact(name=made.content.name)))[0]

    assert cleared.content == Contact(name=made.content.name)


def test_a_change_that_pipedrive_cannot_show_is_not_sent(office: Office) -> None:
    made = office.make(ADA)[0]
    titled = replace(made.content, name=replace(made.content.name, prefix="Dr."), organization="ANALYTICAL engines")
    office.requests()

    outcome = list(office.contacts().write([Change(made, titled)]))

    assert outcome == [Written(made)]
    assert office.requests() == {}


def test_an_edit_that_falls_into_the_gap_is_told(office: Office) -> None:
    made = office.make(ADA)[0]
    gap = {"id": int(made.remote_id), "patch": {"phones": []}, "entity": "person"}
    office.standin.control("gap", gap)

    outcome = next(iter(office.contacts().write([Change(made, replace(made.content, notes="New"))])))

    assert isinstance(outcome, Written)
    assert outcome.overwritten is not None
    assert outcome.overwritten.phones == ()
    assert outcome.overwritten.missing == set(CONTACT_FIELDS) - {Field.PHONES}


def test_outcomes_come_in_the_order_of_the_writes_and_one_failure_stops_no_other(office: Office) -> None:
    writes = [Creation(LinkId(f"{number:032x}"), each) for number, each in enumerate(people(20))]
    office.fail(method="POST", path="/v2/persons", status=400, skip=5)

    outcomes = list(office.contacts().write(writes))

    failed = [each for each in outcomes if isinstance(each, Failed)]
    made = {place: each.seen for place, each in enumerate(outcomes) if isinstance(each, Written)}
    assert [type(each.error) for each in failed] == [Rejected]
    assert len(made) == 19
    assert all(seen and seen.marker == f"{place:032x}" for place, seen in made.items())


def test_nothing_to_write_asks_nothing(office: Office) -> None:
    office.requests()

    assert list(office.contacts().write([])) == []
    assert office.contacts().read([]) == {}
    assert office.requests() == {}


def test_a_removed_person_is_proven_gone_and_removing_it_again_is_no_fault(office: Office) -> None:
    made = office.make(BEA)[0]

    assert list(office.contacts().write([Removal(made)])) == [Written()]
    assert list(office.contacts().write([Removal(made)])) == [Written()]
    assert office.contacts().read([made.remote_id]) == {made.remote_id: Tombstone(made.remote_id)}


@pytest.mark.parametrize("status", [404, 410])
def test_a_person_that_is_not_found_is_gone_only_if_a_notification_said_so(office: Office, status: int) -> None:
    office.switch(deleted_get=status)
    made = office.make(BEA)[0].remote_id
    office.edit("delete", id=int(made))

    assert office.contacts().read([made]) == {made: Unseen(made)}
    assert office.contacts().read([made], {made}) == {made: Tombstone(made)}


@pytest.mark.parametrize("status", [403, 404])
def test_an_invisible_person_is_unseen(office: Office, status: int) -> None:
    office.switch(invisible_get=status)
    made = office.make(BEA)[0].remote_id
    office.edit("change", id=int(made), patch={"visible_to": 1}, user_id=9001)

    assert office.contacts(user=BEN).read([made]) == {made: Unseen(made)}


def test_persons_are_read_a_hundred_at_a_time(office: Office) -> None:
    ids = [seen.remote_id for seen in office.make(*people(150))]
    office.requests()

    sights = office.contacts().read(ids)

    assert set(sights) == set(ids)
    assert office.requests() == {"GET /persons": 2}


def test_a_renamed_organization_is_read_anew_with_its_person(office: Office) -> None:
    made = office.make(ADA)[0]
    organization = int(made.mentions[0].partition("/")[2])
    office.edit("change", "organization", id=organization, patch={"name": "Difference Engines"})

    assert office.seen(made.remote_id).content.organization == "Difference Engines"


# --- visibility and scope --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("plan", "visibility", "number"),
    [
        (Plan.PREMIUM, Visibility.OWNER, 1),
        (Plan.PREMIUM, Visibility.GROUP, 3),
        (Plan.ULTIMATE, Visibility.GROUP_AND_BELOW, 5),
        (Plan.ULTIMATE, Visibility.COMPANY, 7),
        (Plan.LITE, Visibility.OWNER, 1),
        (Plan.GROWTH, Visibility.COMPANY, 3),
        (Plan.LITE, Visibility.GROUP, 1),
    ],
)
def test_visibility_is_what_the_plan_makes_of_it(
    office: Office, plan: Plan, visibility: Visibility, number: int
) -> None:
    office.switch(plan=plan.value)

    list(office.contacts(visibility=visibility, plan=plan).write([Creation(LINK, BEA)]))

    assert [person["visible_to"] for person in office.stored()] == [number]


def test_the_scope_tells_of_each_person_whether_it_is_in(office: Office) -> None:
    mine, theirs = office.make(ADA, BEA)
    office.edit("change", id=int(theirs.remote_id), patch={"owner_id": 9002})

    def inside(scope: CrmScope) -> set[RemoteId]:
        pages = office.contacts(scope).list_all()
        return {each.remote_id for page in pages for each in page.seen if isinstance(each, Seen) and each.in_scope}

    assert inside(CrmScope("own")) == {mine.remote_id}
    assert inside(CrmScope("visible")) == {mine.remote_id, theirs.remote_id}


def family_filter(office: Office) -> CrmScope:
    fields = {"object": "person", "field_id": "last_name", "operator": "=", "value": "Stone", "extra_value": None}
    glued = [{"glue": "and", "conditions": [fields]}, {"glue": "or", "conditions": []}]
    body = {"name": "Stones", "type": "people", "conditions": {"glue": "and", "conditions": glued}}
    made = office.client.send(Operation("POST", "/api/v1/filters", 10), body=body)["data"]
    return CrmScope("filter", str(made["id"]))


def test_a_filter_tells_who_is_in_and_is_listed_once_for_all_reads(office: Office) -> None:
    scope = family_filter(office)
    contacts = office.contacts(scope)
    created = [each.seen for each in contacts.write([Creation(LINK, BEA), Creation(LinkId("1" * 32), ADA)])]
    office.requests()

    contacts = office.contacts(scope)
    sights = [contacts.read([each.remote_id])[each.remote_id] for each in created if each]

    assert [each.in_scope for each in created if each] == [True, True], "what was just made has the benefit of doubt"
    assert [each.in_scope for each in sights if isinstance(each, Seen)] == [True, False]
    assert office.requests() == {"GET /persons": 3, "GET /organizations": 1}


def test_a_filter_that_was_deleted_is_the_owners_to_replace(office: Office) -> None:
    made = office.make(BEA)[0].remote_id

    with pytest.raises(AccessRevoked) as trouble:
        office.contacts(CrmScope("filter", "777")).read([made])

    assert trouble.value.reason == "crm_filter_gone"


def test_a_scope_that_does_not_exist_is_refused(office: Office) -> None:
    for scope in (CrmScope("everything"), CrmScope("filter"), CrmScope("filter", "1 or 1")):
        with pytest.raises(Refused):
            office.contacts(scope)


# --- listing and following -------------------------------------------------------------------------------------


def test_a_listing_comes_in_pages_of_five_hundred_with_the_cursor_at_its_end(office: Office) -> None:
    office.standin.control("load", {"persons": [{"name": f"Person {number}"} for number in range(1001)]})
    office.requests()

    pages = list(office.contacts().list_all())

    assert [len(page.seen) for page in pages] == [500, 500, 1]
    assert [page.cursor is None for page in pages] == [True, True, False]
    assert office.requests() == {"GET /persons": 3}


def test_a_listing_that_was_cut_off_goes_on_behind_its_last_page(office: Office) -> None:
    office.standin.control("load", {"persons": [{"name": f"Person {number}"} for number in range(600)]})
    first = next(iter(office.contacts().list_all()))

    rest = list(office.contacts().list_all(resume=first.resume))

    assert [len(page.seen) for page in rest] == [100]
    assert rest[-1].cursor is not None


def test_what_changes_during_a_listing_is_in_the_next_pull(office: Office) -> None:
    office.standin.control("load", {"persons": [{"name": f"Person {number}"} for number in range(600)]})
    listing = office.contacts().list_all()
    first = next(listing).seen[0]
    office.edit("change", id=int(first.remote_id), patch={"name": "Changed Meanwhile"})
    *_, last = listing

    seen, _, _ = pull(office, last.cursor or Cursor(""))

    assert "Changed Meanwhile" in {each.content.name.formatted for each in seen}


def test_an_empty_company_has_a_cursor_too(office: Office) -> None:
    cursor = end_of_listing(office)

    assert pull(office, cursor)[0] == []


def test_a_pull_finds_what_was_made_and_changed_since(office: Office) -> None:
    cursor = end_of_listing(office)
    made = office.make(ADA)[0]

    seen, gone, later = pull(office, cursor)

    assert seen == [made]
    assert gone == []
    assert pull(office, later)[0] == [made], "the overlap shows it again"


def test_a_long_pull_shows_each_person_once_and_misses_none_that_moves(office: Office) -> None:
    office.standin.control("load", {"persons": [{"name": f"Person {number}"} for number in range(1200)]})
    pages = office.contacts().changes(Cursor('{"since": "2020-01-01T00:00:00Z"}'))
    first = next(pages)
    office.edit("change", id=int(first.seen[0].remote_id), patch={"name": "Moved To The End"})

    seen = [*first.seen, *(each for page in pages for each in page.seen)]

    names = [each.content.name.formatted for each in seen if isinstance(each, Seen)]
    assert len(names) == 1201
    assert names.count("Moved To The End") == 1
    assert len(set(names)) == 1201


def test_a_deleted_person_among_the_updated_ones_is_a_hint_that_it_is_gone(office: Office) -> None:
    office.switch(deleted_in_updated_since=True)
    cursor = end_of_listing(office)
    made = office.make(BEA)[0].remote_id
    office.edit("delete", id=int(made))

    assert pull(office, cursor)[:2] == ([], [made])


@pytest.mark.parametrize("cursor", ["", "null", "{}", '{"since": 5}', '{"since": "yesterday"}', "junk"])
def test_a_cursor_that_is_none_of_ours_has_expired(office: Office, cursor: str) -> None:
    with pytest.raises(CursorExpired):
        list(office.contacts().changes(Cursor(cursor)))


def test_a_listing_that_breaks_off_is_an_error_and_no_end(office: Office) -> None:
    office.standin.control("load", {"persons": [{"name": f"Person {number}"} for number in range(600)]})
    listing = office.contacts().list_all()
    next(listing)
    office.fail(method="GET", path="/v2/persons", status=500)

    with pytest.raises(Unavailable):
        next(listing)


def test_a_listing_that_is_forbidden_means_the_grant_lacks_a_right(office: Office) -> None:
    office.fail(method="GET", path="/v2/persons", status=403)

    with pytest.raises(AccessRevoked):
        list(office.contacts().list_all())


def test_a_person_that_makes_no_sense_is_broken_and_stops_no_other(office: Office) -> None:
    office.make(BEA)
    nonsense = {"id": 99, "update_time": "2026-11-01T00:00:00Z", "emails": 5}
    rows = [nonsense, {**office.stored()[0]}]
    office.fail(method="GET", path="/v2/persons", status=200, body={"success": True, "data": rows})

    page = next(iter(office.contacts().list_all()))

    assert page.seen[0] == Broken(RemoteId("99"), "2026-11-01T00:00:00Z", "unreadable_person")
    assert isinstance(page.seen[1], Seen)


# --- creations whose fate is unknown ---------------------------------------------------------------------------


def test_a_creation_whose_answer_was_lost_is_found_by_its_marker(office: Office) -> None:
    since = datetime.now(UTC)
    office.fail(method="POST", path="/v2/persons", drop="after")

    outcome = list(office.contacts().write([Creation(LINK, ADA)]))

    assert isinstance(outcome[0], Failed)
    assert isinstance(outcome[0].error, Unavailable)
    found = office.contacts().find_created({LINK: ADA, LinkId("f" * 32): BEA}, since)
    assert {link: seen.content for link, seen in found.items()} == {LINK: office.contacts().projection(ADA)}


def test_a_creation_that_never_arrived_is_not_found(office: Office) -> None:
    since = datetime.now(UTC)
    office.fail(method="POST", path="/v2/persons", drop="before")
    list(office.contacts().write([Creation(LINK, ADA)]))

    assert office.contacts().find_created({LINK: ADA}, since) == {}


def test_without_a_marker_name_mails_and_owner_tell_among_what_is_new(office: Office) -> None:
    office.codes = FieldCodes({slot: code for slot, code in office.codes.codes.items() if slot is not Slot.MARKER})
    made = office.make(ADA)[0]
    other = LinkId("e" * 32)

    found = office.contacts().find_created({LINK: ADA, other: ADA}, datetime.now(UTC))
    too_late = office.contacts().find_created({LINK: ADA}, datetime.now(UTC) + timedelta(hours=1))

    assert {link: seen.remote_id for link, seen in found.items()} == {LINK: made.remote_id}
    assert too_late == {}


# --- limits ----------------------------------------------------------------------------------------------------


def test_when_the_day_is_spent_the_rest_is_not_tried(office: Office) -> None:
    office.switch(limits=True)
    office.standin.control("budget", {"spent": 10**9})
    office.requests()

    outcomes = list(office.contacts().write([Creation(LINK, each) for each in people(50)]))

    errors = [each.error for each in outcomes if isinstance(each, Failed)]
    assert len(errors) == 50
    assert all(isinstance(error, RateLimited) and error.is_daily for error in errors)
    assert sum(office.requests().values()) <= 8


def test_a_burst_is_paced_so_that_nothing_is_refused(office: Office) -> None:
    office.switch(limits=True, plan="growth")
    office.standin.control("stats/reset", {})

    office.make(*people(60))

    assert office.standin.control("stats")["statuses"] == {"200": 60}


def test_a_dead_grant_stops_the_rest(office: Office) -> None:
    office.fail(method="POST", path="/v2/persons", status=401, times=50)

    outcomes = list(office.contacts().write([Creation(LINK, each) for each in people(50)]))

    assert all(isinstance(each, Failed) and isinstance(each.error, AccessRevoked) for each in outcomes)
    assert sum(office.requests().values()) <= 30
