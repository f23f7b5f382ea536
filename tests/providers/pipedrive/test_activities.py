"""Activities on the stand-in: listed, followed, read, named, written and found again."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tandem.domain.content import as_event
from tandem.domain.errors import AccessRevoked, RateLimited, Rejected, Unavailable
from tandem.domain.event import AllDay, Event, Links, Thing, Timed
from tandem.domain.field import EVENT_FIELDS, Field
from tandem.domain.ids import Cursor, LinkId, RemoteId, UserId
from tandem.domain.sight import Broken, Seen, Tombstone, Unseen
from tandem.ports import ActivityType, Change, Creation, Failed, Page, Removal, Replica, Write, Written
from tandem.providers.pipedrive.operations import Operation
from tests.providers.pipedrive.office import ANNA, BEN, Office

NINE = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
CALL = Event(Timed(NINE, timedelta(hours=1)), title="Call", location="Weg 1", description="Ask", busy=False)
LINK = LinkId("0" * 32)
LONG_AGO = Cursor('{"since": "2020-01-01T00:00:00Z"}')


def events(count: int) -> list[Write]:
    return [Creation(LinkId(f"{number:032x}"), replace(CALL, title=f"Call {number}")) for number in range(count)]


def make(office: Office, event: Event = CALL, types: frozenset[str] | None = None) -> Seen:
    (outcome,) = office.activities(types).write([Creation(LINK, event)])
    assert isinstance(outcome, Written)
    assert outcome.seen is not None
    return outcome.seen


def edit(office: Office, remote: RemoteId, **patch: Any) -> None:
    office.edit("change", "activity", id=int(remote), patch=patch)


def load(office: Office, count: int, **more: Any) -> None:
    rows = [{"subject": f"Call {number}", "due_date": "2026-11-30", **more} for number in range(count)]
    office.standin.control("load", {"activities": rows})


def seen(office: Office, remote: RemoteId, user: UserId = ANNA) -> Seen:
    found = office.activities(user=user).read([remote])[remote]
    assert isinstance(found, Seen), found
    return found


def listed(pages: list[Page]) -> list[Seen]:
    return [each for page in pages for each in page.seen if isinstance(each, Seen)]


def end_of_listing(office: Office) -> Cursor:
    *_, last = office.activities().list_all()
    assert last.cursor is not None
    return last.cursor


def company(office: Office) -> dict[str, Any]:
    """A deal, a person, an organization and a lead."""
    organization = office.edit("create", "organization", patch={"name": "Acme GmbH"})["id"]
    person = office.edit("create", patch={"name": "Bea Stone", "org_id": organization})["id"]
    deal = office.edit("create", "deal", patch={"title": "Engine", "person_id": person})["id"]
    body = {"title": "Big lead", "person_id": person}
    lead = office.client.send(Operation("POST", "/api/v1/leads", 10), body=body)["data"]["id"]
    office.requests()
    return {"organization": organization, "person": person, "deal": deal, "lead": lead}


def test_the_adapter_is_a_replica(office: Office) -> None:
    replica: Replica = office.activities()

    assert replica.projection(CALL) == replace(CALL, missing=frozenset({Field.PRIVATE}))


# --- what is made ----------------------------------------------------------------------------------------------


def test_a_new_activity_is_an_unlinked_task_of_the_user(office: Office) -> None:
    made = make(office)

    (stored,) = office.stored("activities")
    assert (stored["type"], stored["owner_id"], stored["done"]) == ("task", int(ANNA), False)
    assert made.owner == ANNA
    assert made.mentions == ()
    assert as_event(made.content).links == Links()
    assert (stored["due_date"], stored["due_time"], stored["duration"]) == ("2026-11-30", "09:00:00", "01:00:00")
    assert stored["location"]["value"] == "Weg 1"


def test_where_tasks_are_not_followed_it_is_of_a_type_that_is(office: Office) -> None:
    made = make(office, types=frozenset({"meeting", "lunch"}))

    assert made.in_scope
    assert office.stored("activities")[0]["type"] == "lunch"


def test_neither_links_nor_done_nor_private_is_ever_changed(office: Office) -> None:
    made = make(office)
    office.requests()

    linked = replace(CALL, done=True, private=True, links=Links(deal=Thing("1", "Engine")))
    outcome = list(office.activities().write([Change(made, linked)]))

    assert outcome == [Written(made)]
    assert office.requests() == {}
    assert (office.stored("activities")[0]["done"], office.stored("activities")[0]["deal_id"]) == (False, None)


def test_one_that_is_made_again_belongs_to_what_it_belonged_to(office: Office) -> None:
    ids = company(office)
    links = Links(*(Thing(str(ids[kind]), "Of then") for kind in ("deal", "person", "organization")))

    made = make(office, replace(CALL, done=True, links=links))

    (stored,) = office.stored("activities")
    assert (stored["deal_id"], stored["person_id"], stored["org_id"]) == (
        ids["deal"],
        ids["person"],
        ids["organization"],
    )
    assert stored["done"]
    assert {one.name for one in (made.content.links.deal, made.content.links.person)} == {"Engine", "Bea Stone"}


def test_one_that_is_made_again_may_belong_to_a_lead(office: Office) -> None:
    made = make(office, replace(CALL, links=Links(lead=Thing(company(office)["lead"], "Big lead"))))

    assert made.mentions[0].startswith("lead/")


def test_what_it_belonged_to_and_is_gone_is_left_out(office: Office) -> None:
    ids = company(office)
    office.edit("delete", "deal", id=ids["deal"])
    links = Links(deal=Thing(str(ids["deal"]), "Engine"), person=Thing("999", "Nobody"))

    make(office, replace(CALL, links=replace(links, organization=Thing(str(ids["organization"]), "Acme GmbH"))))

    (stored,) = office.stored("activities")
    assert (stored["deal_id"], stored["person_id"], stored["org_id"]) == (None, None, ids["organization"])


def test_what_is_hidden_of_an_event_is_not_written_but_its_title(office: Office) -> None:
    hidden = frozenset({Field.TITLE, Field.LOCATION, Field.DESCRIPTION})

    made = make(office, replace(CALL, title="Busy", missing=hidden))

    assert as_event(made.content) == replace(
        CALL, title="Busy", location="", description="", missing=frozenset({Field.PRIVATE})
    )


def test_a_change_sends_what_changed_and_leaves_the_rest_alone(office: Office) -> None:
    made = make(office)
    edit(office, made.remote_id, note="<b>internal</b>", priority=None, done=True)
    before = seen(office, made.remote_id)

    list(office.activities().write([Change(before, replace(as_event(before.content), title="Visit"))]))

    (stored,) = office.stored("activities")
    assert (stored["subject"], stored["note"], stored["done"]) == ("Visit", "<b>internal</b>", True)


def test_an_edit_that_falls_into_the_gap_is_told(office: Office) -> None:
    made = make(office)
    gap = {"id": int(made.remote_id), "patch": {"location": None, "done": True}, "entity": "activity"}
    office.standin.control("gap", gap)

    (outcome,) = office.activities().write([Change(made, replace(as_event(made.content), title="Visit"))])

    assert isinstance(outcome, Written)
    assert outcome.overwritten is not None
    assert as_event(outcome.overwritten).location == ""
    assert as_event(outcome.overwritten).done
    assert outcome.overwritten.missing == set(EVENT_FIELDS) - {Field.LOCATION, Field.DONE}


def test_an_edit_that_a_removal_takes_along_is_told(office: Office) -> None:
    made = make(office)
    gap = {"id": int(made.remote_id), "patch": {"subject": "Important"}, "entity": "activity"}
    office.standin.control("gap", gap)

    (outcome,) = office.activities().write([Removal(made)])

    assert isinstance(outcome, Written)
    assert outcome.overwritten is not None
    assert as_event(outcome.overwritten).title == "Important"


def test_a_link_that_was_set_in_the_gap_is_told_with_its_name(office: Office) -> None:
    made, ids = make(office), company(office)
    gap = {"id": int(made.remote_id), "patch": {"deal_id": ids["deal"]}, "entity": "activity"}
    office.standin.control("gap", gap)

    (outcome,) = office.activities().write([Change(made, replace(as_event(made.content), title="Visit"))])

    assert isinstance(outcome, Written)
    assert outcome.seen is not None
    assert outcome.seen.mentions == (f"deal/{ids['deal']}",)
    assert outcome.overwritten is not None
    deal = as_event(outcome.overwritten).links.deal
    assert deal is not None
    assert deal.name == "Engine"
    assert outcome.overwritten.missing == set(EVENT_FIELDS) - {Field.LINKS}


def test_a_change_asks_no_names_that_it_was_given(office: Office) -> None:
    made, ids = make(office), company(office)
    edit(office, made.remote_id, deal_id=ids["deal"])
    before = seen(office, made.remote_id)
    office.requests()

    (outcome,) = office.activities().write([Change(before, replace(as_event(before.content), title="Visit"))])

    assert office.requests() == {"PATCH /activities/{id}": 1}
    assert isinstance(outcome, Written)
    assert outcome.overwritten is None
    assert outcome.seen is not None
    assert as_event(outcome.seen.content).links == as_event(before.content).links


def test_outcomes_come_in_the_order_of_the_writes_and_one_failure_stops_no_other(office: Office) -> None:
    office.fail(method="POST", path="/v2/activities", status=400, skip=5)

    outcomes = list(office.activities().write(events(20)))

    titles = [as_event(one.seen.content).title for one in outcomes if isinstance(one, Written) and one.seen]
    assert [type(one.error) for one in outcomes if isinstance(one, Failed)] == [Rejected]
    assert len(titles) == 19
    assert titles == sorted(titles, key=lambda title: int(title.split()[1]))


def test_when_the_day_is_spent_the_rest_is_not_tried(office: Office) -> None:
    office.switch(limits=True)
    office.standin.control("budget", {"spent": 10**9})
    office.requests()

    errors = [each.error for each in office.activities().write(events(50)) if isinstance(each, Failed)]

    assert len(errors) == 50
    assert all(isinstance(error, RateLimited) and error.is_daily for error in errors)
    assert sum(office.requests().values()) <= 8


# --- reading ---------------------------------------------------------------------------------------------------


def test_activities_and_names_are_read_a_hundred_at_a_time(office: Office) -> None:
    office.standin.control("load", {"persons": [{"id": 5000 + n, "name": f"Person {n}"} for n in range(250)]})
    office.standin.control("load", {"organizations": [{"id": 7000, "name": "Acme"}]})
    rows = [
        {
            "id": 100 + n,
            "subject": f"Call {n}",
            "due_date": "2026-11-30",
            "participants": [{"person_id": 5000 + n, "primary": True}],
            "org_id": 7000,
        }
        for n in range(250)
    ]
    office.standin.control("load", {"activities": rows})
    office.requests()

    sights = office.activities().read([RemoteId(str(100 + n)) for n in range(250)])

    assert office.requests() == {"GET /activities": 3, "GET /persons": 3, "GET /organizations": 1}
    shown = {each.remote_id: each for each in sights.values() if isinstance(each, Seen)}
    assert len(shown) == 250
    last = as_event(shown[RemoteId("349")].content).links
    assert last.person == Thing("5249", "Person 249", f"{office.standin.api_domain}/person/5249")
    assert last.organization == Thing("7000", "Acme", f"{office.standin.api_domain}/organization/7000")


@pytest.mark.parametrize("status", [404, 410])
def test_an_activity_that_is_not_found_is_gone_only_if_a_notification_said_so(office: Office, status: int) -> None:
    office.switch(deleted_get=status)
    made = make(office).remote_id
    office.edit("delete", "activity", id=int(made))

    assert office.activities().read([made]) == {made: Unseen(made)}
    assert office.activities().read([made], {made}) == {made: Tombstone(made)}


def test_a_removed_activity_is_proven_gone_and_removing_it_again_is_no_fault(office: Office) -> None:
    made = make(office)

    assert list(office.activities().write([Removal(made), Removal(made)])) == [Written(), Written()]
    assert office.activities().read([made.remote_id]) == {made.remote_id: Tombstone(made.remote_id)}


def test_an_activity_without_a_date_is_out_of_scope_and_comes_back_with_one(office: Office) -> None:
    made = make(office).remote_id

    edit(office, made, due_date=None, due_time=None)
    undated = seen(office, made)
    edit(office, made, due_date="2026-12-01")
    dated = seen(office, made)

    assert (undated.in_scope, Field.WHEN in undated.content.missing) == (False, True)
    assert (dated.in_scope, as_event(dated.content).when) == (True, AllDay(date(2026, 12, 1)))


def test_only_the_users_own_of_the_chosen_types_are_in(office: Office) -> None:
    task, theirs = make(office).remote_id, make(office).remote_id
    call = make(office).remote_id
    edit(office, theirs, owner_id=int(BEN))
    edit(office, call, type="call")

    def inside(types: frozenset[str] | None) -> set[RemoteId]:
        sights = office.activities(types).read([task, theirs, call]).values()
        return {each.remote_id for each in sights if isinstance(each, Seen) and each.in_scope}

    assert inside(None) == {task, call}
    assert inside(frozenset({"task"})) == {task}
    assert inside(frozenset()) == set()
    assert seen(office, theirs).owner == BEN


# --- names -----------------------------------------------------------------------------------------------------


def test_links_have_names_and_the_addresses_of_their_pages(office: Office) -> None:
    made, ids = make(office), company(office)
    person = {"participants": [{"person_id": ids["person"], "primary": True}], "org_id": ids["organization"]}

    edit(office, made.remote_id, deal_id=ids["deal"], **person)
    with_deal = seen(office, made.remote_id)
    edit(office, made.remote_id, deal_id=None, lead_id=ids["lead"])
    with_lead = seen(office, made.remote_id)

    domain = office.standin.api_domain
    bea = Thing(str(ids["person"]), "Bea Stone", f"{domain}/person/{ids['person']}")
    acme = Thing(str(ids["organization"]), "Acme GmbH", f"{domain}/organization/{ids['organization']}")
    engine = Thing(str(ids["deal"]), "Engine", f"{domain}/deal/{ids['deal']}")
    lead = Thing(ids["lead"], "Big lead", f"{domain}/leads/inbox/{ids['lead']}")
    assert as_event(with_deal.content).links == Links(engine, bea, acme)
    assert as_event(with_lead.content).links == Links(None, bea, acme, lead)
    assert with_lead.mentions == (f"person/{bea.id}", f"organization/{acme.id}", f"lead/{lead.id}")


def test_a_renamed_deal_is_read_anew_with_its_activity(office: Office) -> None:
    made, ids, activities = make(office), company(office), office.activities()
    edit(office, made.remote_id, deal_id=ids["deal"])
    activities.read([made.remote_id])

    office.edit("change", "deal", id=ids["deal"], patch={"title": "Better engine"})
    sight = activities.read([made.remote_id])[made.remote_id]

    assert isinstance(sight, Seen)
    deal = as_event(sight.content).links.deal
    assert deal is not None
    assert deal.name == "Better engine"


def test_names_are_asked_for_once_while_they_are_fresh(office: Office) -> None:
    ids, activities = company(office), office.activities()
    load(office, 600, deal_id=ids["deal"])
    office.requests()

    list(activities.list_all())
    list(activities.changes(LONG_AGO))

    assert office.requests()["GET /deals"] == 1


def test_what_the_user_may_not_see_has_no_name(office: Office) -> None:
    ids = company(office)
    office.edit("change", "deal", id=ids["deal"], patch={"visible_to": 1, "owner_id": int(ANNA)}, user_id=int(ANNA))
    load(office, 1, deal_id=ids["deal"], owner_id=int(BEN))
    remote = RemoteId(str(office.stored("activities")[0]["id"]))

    deal = as_event(seen(office, remote, BEN).content).links.deal

    assert deal == Thing(str(ids["deal"]), "", f"{office.standin.api_domain}/deal/{ids['deal']}")


def test_an_archived_deal_keeps_its_name_and_a_deleted_one_has_none(office: Office) -> None:
    made, ids = make(office), company(office)
    edit(office, made.remote_id, deal_id=ids["deal"])

    office.edit("change", "deal", id=ids["deal"], patch={"is_archived": True})
    archived = as_event(seen(office, made.remote_id).content).links.deal
    office.edit("delete", "deal", id=ids["deal"])
    deleted = as_event(seen(office, made.remote_id).content).links.deal

    assert (archived and archived.name, deleted and deleted.name) == ("Engine", "")


def test_a_lead_that_is_gone_has_no_name(office: Office) -> None:
    made, ids = make(office), company(office)
    edit(office, made.remote_id, lead_id=ids["lead"])
    office.client.send(Operation("DELETE", "/api/v1/leads/{}", 6), ids["lead"])

    lead = as_event(seen(office, made.remote_id).content).links.lead

    assert lead is not None
    assert lead.name == ""


def test_names_that_may_not_be_read_at_all_mean_the_grant_lacks_a_right(office: Office) -> None:
    """Else all titles would lose the names in them."""
    made, ids = make(office), company(office)
    edit(office, made.remote_id, deal_id=ids["deal"])
    office.fail(method="GET", path="/v2/deals", status=403)

    with pytest.raises(AccessRevoked):
        office.activities().read([made.remote_id])


def test_names_that_nobody_tells_are_waited_for(office: Office) -> None:
    made, ids = make(office), company(office)
    edit(office, made.remote_id, lead_id=ids["lead"])
    office.fail(method="GET", path="/v1/leads/.*", status=500)

    with pytest.raises(Unavailable):
        office.activities().read([made.remote_id])


# --- listing and following -------------------------------------------------------------------------------------


def test_a_listing_shows_the_users_own_in_pages_of_five_hundred(office: Office) -> None:
    load(office, 501)
    load(office, 10, owner_id=int(BEN), deal_id=77)
    office.requests()

    pages = list(office.activities().list_all())

    assert [len(page.seen) for page in pages] == [500, 1]
    assert [page.cursor is None for page in pages] == [True, False]
    assert office.requests() == {"GET /activities": 2}
    rest = list(office.activities().list_all(resume=pages[0].resume))
    assert [len(page.seen) for page in rest] == [1]


def test_what_changes_during_a_listing_is_in_the_next_pull(office: Office) -> None:
    load(office, 600)
    listing = office.activities().list_all()
    first = next(listing).seen[0]
    edit(office, first.remote_id, subject="Changed Meanwhile")
    *_, last = listing

    pulled = listed(list(office.activities().changes(last.cursor or Cursor(""))))

    assert "Changed Meanwhile" in {as_event(each.content).title for each in pulled}


def test_a_long_pull_shows_each_state_once_and_misses_none_that_moves(office: Office) -> None:
    load(office, 1200)
    pages = office.activities().changes(LONG_AGO)
    first = next(pages)
    edit(office, first.seen[0].remote_id, subject="Moved To The End")

    titles = [as_event(each.content).title for each in listed([first, *pages])]

    assert len(titles) == len(set(titles)) == 1201


def test_a_pull_tells_of_what_somebody_else_got_and_asks_no_names_for_it(office: Office) -> None:
    made, ids = make(office), company(office)
    cursor = end_of_listing(office)
    edit(office, made.remote_id, owner_id=int(BEN), deal_id=ids["deal"])
    office.requests()

    (pulled,) = listed(list(office.activities().changes(cursor)))

    assert (pulled.remote_id, pulled.in_scope, pulled.owner) == (made.remote_id, False, BEN)
    assert office.requests() == {"GET /activities": 1}


def test_a_deleted_activity_among_the_updated_ones_is_a_hint_that_it_is_gone(office: Office) -> None:
    office.switch(deleted_in_updated_since=True)
    cursor = end_of_listing(office)
    made = make(office).remote_id
    office.edit("delete", "activity", id=int(made))

    pages = list(office.activities().changes(cursor))

    assert ([each for page in pages for each in page.gone], listed(pages)) == ([made], [])


def test_a_listing_that_breaks_off_is_an_error_and_no_end(office: Office) -> None:
    load(office, 600)
    listing = office.activities().list_all()
    next(listing)
    office.fail(method="GET", path="/v2/activities", status=500)

    with pytest.raises(Unavailable):
        next(listing)


@pytest.mark.parametrize(
    "nonsense", [{"due_time": "noon"}, {"type": ["call"]}, {"deal_id": "x"}, {"location": 5}, {"owner_id": "me"}]
)
def test_an_activity_that_makes_no_sense_is_broken_or_out_and_stops_no_other(
    office: Office, nonsense: dict[str, Any]
) -> None:
    make(office)
    (good,) = office.stored("activities")
    rows = [{**good, "id": 99, **nonsense}, good]
    office.fail(method="GET", path="/v2/activities", status=200, body={"success": True, "data": rows})

    page = next(iter(office.activities().list_all()))

    bad, other = page.seen
    assert isinstance(other, Seen)
    if "type" in nonsense:
        assert isinstance(bad, Seen)
    else:
        assert bad == Broken(RemoteId("99"), good["update_time"], "unreadable_activity")


# --- creations whose fate is unknown ---------------------------------------------------------------------------


def test_only_the_users_own_that_were_added_lately_stand_for_a_creation(office: Office) -> None:
    since = datetime.now(UTC)
    mine, theirs = make(office).remote_id, make(office).remote_id
    edit(office, theirs, owner_id=int(BEN))

    found = office.activities().find_created({LINK: CALL, LinkId("1" * 32): CALL}, since)
    too_late = office.activities().find_created({LINK: CALL}, since + timedelta(hours=1))

    assert [each.remote_id for each in found.values()] == [mine]
    assert too_late == {}


def test_a_creation_is_found_that_was_noted_by_a_clock_ten_minutes_ahead(office: Office) -> None:
    made = make(office)

    found = office.activities().find_created({LINK: CALL}, datetime.now(UTC) + timedelta(minutes=10))

    assert [each.remote_id for each in found.values()] == [made.remote_id]


def test_an_old_activity_that_was_edited_lately_stands_for_no_creation(office: Office) -> None:
    load(office, 1, subject="Old", add_time="2026-01-01T00:00:00Z")
    remote = RemoteId(str(office.stored("activities")[0]["id"]))
    list(office.activities().write([Change(seen(office, remote), CALL)]))

    assert as_event(seen(office, remote).content).title == CALL.title
    assert office.activities().find_created({LINK: CALL}, datetime.now(UTC)) == {}


def test_a_thousand_others_hide_no_creation(office: Office) -> None:
    since = datetime.now(UTC)
    load(office, 1100)
    made = make(office)
    office.requests()

    found = office.activities().find_created({LINK: CALL}, since)

    assert {link: each.remote_id for link, each in found.items()} == {LINK: made.remote_id}
    assert office.requests() == {"GET /activities": 3}


def test_one_that_makes_no_sense_hides_no_creation(office: Office) -> None:
    made = make(office)
    (good,) = office.stored("activities")
    rows = [{**good, "id": 99, "due_time": "noon"}, good]
    office.fail(method="GET", path="/v2/activities", status=200, body={"success": True, "data": rows})

    found = office.activities().find_created({LINK: CALL}, datetime.now(UTC))

    assert [each.remote_id for each in found.values()] == [made.remote_id]


def test_a_found_creation_shows_what_it_was_linked_to_meanwhile(office: Office) -> None:
    made, ids = make(office), company(office)
    edit(office, made.remote_id, deal_id=ids["deal"])

    found = office.activities().find_created({LINK: CALL}, datetime.now(UTC))

    assert found == {LINK: seen(office, made.remote_id)}


# --- types -----------------------------------------------------------------------------------------------------


def test_the_companys_own_types_are_told_by_key_and_name(office: Office) -> None:
    body = {"name": "Video call", "icon_key": "camera"}
    office.client.send(Operation("POST", "/api/v1/activityTypes", 10), body=body)

    types = office.crm(BEN).activity_types()

    assert types[-1] == ActivityType("video_call", "Video call", is_active=True)
    assert "task" in {each.key for each in types}
