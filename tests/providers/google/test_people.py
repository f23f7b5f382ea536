"""Google's contacts where they are odd: lag, names that change, tokens that die, batches in which one is wrong."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import chain
from typing import Any

import pytest

from sandbox.pictures import jpeg, png
from tandem.domain.contact import Contact, Entry, Name
from tandem.domain.errors import (
    CollectionGone,
    CursorExpired,
    RateLimited,
    Rejected,
    StaleVersion,
    Trouble,
    Unavailable,
)
from tandem.domain.ids import Cursor, RemoteId
from tandem.domain.sight import Seen, Tombstone
from tandem.ports import Change, Creation, Failed, Page, Removal, Written
from tandem.providers.google.people.pictures import Pictures
from tandem.providers.transport import Transport
from tests.providers.google.address_book import AddressBook, link, names, someone, written
from tests.providers.google.office import Office

EVA = {"names": [{"givenName": "Eva"}], "emailAddresses": [{"value": "eva@example.com"}]}
BATCH = "POST people:batch{}Contacts"


@pytest.fixture
def book(office: Office) -> AddressBook:
    office.standin.switch(token_life=30 * 86400)
    return AddressBook(office)


def seen(book: AddressBook, remote: str) -> Seen:
    sight = book.contacts().read([RemoteId(remote)])[RemoteId(remote)]
    assert isinstance(sight, Seen), sight
    return sight


def everybody(pages: list[Page]) -> list[Seen]:
    return [one for page in pages for one in page.seen if isinstance(one, Seen)]


def end(pages: list[Page]) -> Cursor:
    cursor = pages[-1].cursor
    assert cursor is not None
    return cursor


def retitled(one: Seen, title: str) -> Change:
    assert isinstance(one.content, Contact)
    return Change(one, _with(one.content, job_title=title))


def _with(contact: Contact, **fields: Any) -> Contact:
    return replace(contact, **fields)


# --- requests ----------------------------------------------------------------------------------------------------


def test_ten_thousand_contacts_are_read_by_ten_requests_and_made_by_fifty(book: AddressBook) -> None:
    replica = book.contacts()
    book.office.count_anew()

    made = written(replica, *(Creation(link(n), someone(f"Nr{n}")) for n in range(10_000)))
    pages = list(replica.list_all())

    assert len({one.remote_id for one in made}) == 10_000
    assert [one.content for one in made[:3]] == [replica.projection(someone(f"Nr{n}")) for n in range(3)]
    assert len(everybody(pages)) == 10_000
    assert book.requests() == {BATCH.format("Create"): 50, "GET people/{peopleId}/connections": 10}


def test_what_changed_is_read_and_written_by_two_hundred_and_deleted_by_five_hundred(book: AddressBook) -> None:
    """P5. Whatever the fields are: one mask is for all of a batch, and nobody's other fields are changed by it."""
    book.edit("load", contacts=[EVA] * 500)
    replica = book.contacts()
    ids = [one.remote_id for one in everybody(list(replica.list_all()))]
    book.office.count_anew()
    everyone = [one for one in replica.read(ids).values() if isinstance(one, Seen)]
    changes = [_one_of_three(n, one) for n, one in enumerate(everyone)]

    shown = written(replica, *changes)
    assert [one.content for one in shown] == [change.wanted for change in changes]
    assert book.requests() == {"GET people:batchGet": 3, BATCH.format("Update"): 3}

    book.office.count_anew()
    written(replica, *map(Removal, shown))
    assert book.requests() == {"GET people:batchGet": 3, BATCH.format("Delete"): 1}
    assert book.everybody() == []


def _one_of_three(number: int, one: Seen) -> Change:
    assert isinstance(one.content, Contact)
    fields = ({"job_title": "Chefin"}, {"notes": "Neu"}, {"phones": (Entry("+49 30 1", "work", primary=True),)})
    return Change(one, _with(one.content, **fields[number % 3]))


def test_a_pull_without_news_is_one_request(book: AddressBook) -> None:
    book.add(someone())
    cursor = end(list(book.contacts().list_all()))
    book.office.count_anew()

    list(book.contacts().changes(cursor))

    assert book.requests() == {"GET people/{peopleId}/connections": 1}


# --- writes ------------------------------------------------------------------------------------------------------


def test_a_change_keeps_what_is_not_mapped(book: AddressBook) -> None:
    """Also within a field that is written, and in fields that others of the batch write."""
    fields = {
        **EVA,
        "names": [{"givenName": "Eva", "familyName": "Stein", "phoneticGivenName": "Efa"}],
        "emailAddresses": [
            {"value": "a@example.com", "type": "work", "displayName": "Amt"},
            {"value": "b@example.com"},
        ],
        "phoneNumbers": [{"value": "+49 30 1", "type": "workMobile"}],
        "organizations": [{"name": "Alt AG", "department": "Einkauf", "title": "Leitung"}, {"name": "Verein"}],
        "urls": [{"value": "https://example.com"}],
        "userDefined": [{"key": "Kunde", "value": "17"}],
    }
    first, second = (seen(book, book.type(fields)) for _ in range(2))
    content = first.content
    assert isinstance(content, Contact)
    mails = (*content.emails, Entry("c@example.com", "Verein"))
    before = book.kept(first.remote_id)

    written(
        book.contacts(), Change(first, _with(content, emails=mails, organization="Neu AG")), retitled(second, "Chef")
    )

    after = book.kept(first.remote_id)
    assert after["emailAddresses"] == [*before["emailAddresses"], {"value": "c@example.com", "type": "Verein"}]
    assert after["organizations"][0] == {"name": "Neu AG", "department": "Einkauf", "title": "Leitung"}
    untouched = ("names", "phoneNumbers", "urls", "userDefined", "memberships")
    assert {name: after[name] for name in untouched} == {name: before[name] for name in untouched}
    assert book.kept(second.remote_id)["emailAddresses"] == before["emailAddresses"]


def test_a_stale_one_stops_no_other_of_its_batch(book: AddressBook) -> None:
    everyone = [seen(book, book.add(someone(name))) for name in ("Ada", "Bea", "Cora")]
    book.change(everyone[1].remote_id, biographies=[{"value": "Jemand war hier"}])

    first, stale, last = book.contacts().write([retitled(one, "Chefin") for one in everyone])

    assert isinstance(stale, Failed)
    assert isinstance(stale.error, StaleVersion)
    assert isinstance(first, Written)
    assert isinstance(last, Written)
    assert "organizations" not in book.kept(everyone[1].remote_id)


def test_a_batch_that_is_refused_without_a_word_is_halved_until_one_is_left(book: AddressBook) -> None:
    """F21. Here Google refuses the first try of all, and then the first of the first half."""
    refusal = {"method": "POST", "path": "/v1/people:batchCreateContacts", "status": 400, "body": {}, "times": 3}
    book.office.standin.control("fail", refusal)

    answers = list(book.contacts().write([Creation(link(n), someone(f"Nr{n}")) for n in range(4)]))

    assert [isinstance(one, Written) for one in answers] == [False, True, True, True]
    assert isinstance(answers[0], Failed)
    assert isinstance(answers[0].error, Rejected)
    assert len(book.everybody()) == 3


def test_two_changes_of_one_contact_are_no_batch(book: AddressBook) -> None:
    """The second was decided on what the first changed."""
    one = seen(book, book.add(someone()))

    first, second = book.contacts().write([retitled(one, "Chefin"), retitled(one, "Leitung")])

    assert isinstance(first, Written)
    assert isinstance(second, Failed)
    assert isinstance(second.error, StaleVersion)


def test_after_a_limit_nothing_more_is_tried(book: AddressBook) -> None:
    """F20: with the wait that Google tells."""
    book.office.standin.switch(people_writes=1)
    book.office.count_anew()

    answers = list(book.contacts().write([Creation(link(n), someone(f"Nr{n}")) for n in range(601)]))

    errors = [one.error for one in answers if isinstance(one, Failed)]
    assert len(errors) == 401
    assert isinstance(errors[0], RateLimited)
    assert timedelta() < errors[0].retry_after <= timedelta(minutes=1)
    assert book.requests() == {BATCH.format("Create"): 2}


def test_a_contact_that_is_made_is_in_the_group_and_in_my_contacts(book: AddressBook) -> None:
    """F33: in no other group Google would show it nowhere."""
    book.group = book.new_group("Kunden")
    (one,) = written(book.contacts(), Creation(link(), someone()))

    groups = [
        each["contactGroupMembership"]["contactGroupResourceName"] for each in book.kept(one.remote_id)["memberships"]
    ]

    assert groups == [book.group, "contactGroups/myContacts"]
    assert one.in_scope


def test_what_comes_of_a_creation_without_an_answer_is_found_by_its_mark(book: AddressBook) -> None:
    path = "/v1/people:batchCreateContacts"
    book.office.standin.control("fail", {"method": "POST", "path": path, "drop": "after"})
    replica = book.contacts()
    since = book.office.clock.now()
    creations = [Creation(link(n), someone(f"Nr{n}")) for n in range(3)]

    answers = list(replica.write(creations))
    found = replica.find_created({one.link_id: one.content for one in creations} | {link(9): someone()}, since)

    assert all(isinstance(one, Failed) and isinstance(one.error, Unavailable) for one in answers)
    assert {name: one.uid for name, one in found.items()} == {link(n): link(n) for n in range(3)}


def test_what_does_not_show_yet_is_waited_for(book: AddressBook) -> None:
    """F40: for some minutes a list may lack what was made; made again, it would be there twice."""
    since = book.office.clock.now()
    book.clock.at = since + timedelta(minutes=4)
    with pytest.raises(Unavailable, match="write_lag"):
        book.contacts().find_created({link(): someone()}, since)

    book.clock.at = since + timedelta(minutes=6)

    assert book.contacts().find_created({link(): someone()}, since) == {}


# --- lists -------------------------------------------------------------------------------------------------------


def test_an_old_echo_is_looked_at_by_a_read_that_shows_what_is(book: AddressBook) -> None:
    """F40: the feed shows what was before our write."""
    standin, replica = book.office.standin, book.contacts()
    remote = book.add(someone())
    cursor = end(list(replica.list_all()))
    standin.switch(people_lag=300)
    book.change(remote, biographies=[{"value": "Alt"}])
    standin.control("clock", {"seconds": 200})
    (ours,) = written(replica, retitled(seen(book, remote), "Chefin"))
    standin.control("clock", {"seconds": 200})

    pages = list(replica.changes(cursor))

    (echo,) = everybody(pages)
    assert (echo.remote_id, echo.content == ours.content) == (remote, False)
    assert seen(book, remote).content == ours.content


def test_a_token_that_expired_is_told_whatever_the_status(book: AddressBook) -> None:
    """F15: by 400 or 410."""
    for status in (400, 410):
        book.office.standin.switch(people_expiry=status)
        cursor = end(list(book.contacts().list_all()))
        book.office.standin.control("people/expire_sync", {"email": book.office.email})

        with pytest.raises(CursorExpired):
            list(book.contacts().changes(cursor))


def test_a_token_that_google_does_not_know_leads_to_a_listing(book: AddressBook) -> None:
    """F15."""
    known = end(list(book.contacts().list_all()))
    with pytest.raises(CursorExpired):
        list(book.contacts().changes(Cursor(known.replace('"token":"', '"token":"x'))))


def test_another_refusal_is_no_lost_token(book: AddressBook) -> None:
    """F15: nor is it swallowed."""
    cursor = end(list(book.contacts().list_all()))
    refusal = {"error": {"code": 403, "status": "PERMISSION_DENIED", "details": [{"reason": "SERVICE_DISABLED"}]}}
    for _ in range(2):
        book.office.standin.control("fail", {"path": "/v1/people/me/connections", "status": 403, "body": refusal})

    with pytest.raises(Unavailable, match="api_disabled"):
        list(book.contacts().changes(cursor))
    with pytest.raises(Unavailable, match="api_disabled"):
        list(book.contacts().list_all())


def test_short_and_empty_pages_are_not_the_end_and_each_is_gone_on_from(book: AddressBook) -> None:
    """F4."""
    book.edit("load", contacts=[EVA] * 7)
    book.office.standin.switch(page_cap=3, empty_pages=1)

    pages = list(book.contacts().list_all())

    assert len(everybody(pages)) == 7
    resumes = [(at, page.resume) for at, page in enumerate(pages) if page.resume]
    assert len(resumes) == 5
    for at, resume in resumes:
        rest = everybody(list(book.contacts().list_all(resume=resume)))
        before = everybody(pages[: at + 1])
        assert len({one.remote_id for one in (*before, *rest)}) == 7


def test_a_page_token_that_is_too_old_begins_anew(book: AddressBook) -> None:
    book.add(someone())

    assert len(everybody(list(book.contacts().list_all(resume="nonsense")))) == 1


def test_a_list_that_stops_half_way_has_no_cursor(book: AddressBook) -> None:
    """F4, F22."""
    book.edit("load", contacts=[EVA] * 4)
    book.office.standin.switch(page_cap=2)
    book.office.standin.control("fail", {"path": "/v1/people/me/connections", "skip": 1, "status": 503})

    pages = []
    with pytest.raises(Unavailable):
        pages.extend(book.contacts().list_all())

    assert [page.cursor for page in pages] == [None] * len(pages)


def test_more_addresses_than_a_list_shows_are_read(book: AddressBook) -> None:
    """F27: else a write of them would take away what nobody saw."""
    mails = [{"value": f"nr{n}@example.com"} for n in range(120)]
    remote = book.type({**EVA, "emailAddresses": mails})

    (one,) = everybody(list(book.contacts().list_all()))

    assert isinstance(one.content, Contact)
    assert len(one.content.emails) == 120
    assert one.content == seen(book, remote).content


# --- who is who --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_ours", [True, False], ids=["made by us", "made by somebody"])
def test_a_name_that_changed_leads_to_the_same_contact(book: AddressBook, is_ours: bool) -> None:
    """F25: gone under the old name, found by its uid; the feed tells both."""
    replica = book.contacts()
    before = written(replica, Creation(link(), someone()))[0] if is_ours else seen(book, book.add(someone()))
    cursor = end(list(replica.list_all()))
    book.edit("rename", person=before.remote_id, name="people/117")

    told = set(chain.from_iterable(_told(page) for page in replica.changes(cursor)))
    sights = replica.read([before.remote_id])
    found = replica.find_uids([before.uid])

    assert told == {before.remote_id, "people/117"}
    assert sights == {before.remote_id: Tombstone(before.remote_id)}
    assert {uid: one.remote_id for uid, one in found.items()} == {before.uid: "people/117"}
    assert found[before.uid].content == before.content


def _told(page: Page) -> list[str]:
    return [*(one.remote_id for one in page.seen), *(name for name, _ in page.hinted), *page.gone]


def test_a_contact_of_ours_is_found_by_its_link_in_all_the_book(book: AddressBook) -> None:
    (made,) = written(book.contacts(), Creation(link(), someone()))

    found = book.contacts().find_uids([link(), link(2)])

    assert {uid: one.remote_id for uid, one in found.items()} == {link(): made.remote_id}


def test_who_is_just_found_gone_is_not_looked_for_in_all_the_book(book: AddressBook) -> None:
    replica = book.contacts()
    (made,) = written(replica, Creation(link(), someone()))
    book.edit("delete", person=made.remote_id)
    book.office.count_anew()

    replica.read([made.remote_id])

    assert replica.find_uids([made.uid]) == {}
    assert book.requests() == {"GET people:batchGet": 1}


@pytest.mark.parametrize("follow", [False, True], ids=["loser is gone", "loser leads to survivor"])
def test_of_twins_that_were_merged_one_is_gone(book: AddressBook, follow: bool) -> None:
    """F26."""
    replica = book.contacts()
    kept, lost = written(replica, Creation(link(1), someone()), Creation(link(2), someone("Evi")))
    book.edit("merge", keep=kept.remote_id, lose=lost.remote_id, follow=follow)

    sights = replica.read([kept.remote_id, lost.remote_id])

    assert sights[lost.remote_id] == Tombstone(lost.remote_id)
    survivor = sights[kept.remote_id]
    assert isinstance(survivor, Seen)
    assert isinstance(survivor.content, Contact)
    assert [one.value for one in survivor.content.emails] == ["eva@example.com", "evi@example.com"]
    assert survivor.uid == link(1)


# --- groups ------------------------------------------------------------------------------------------------------


def test_groups_are_listed_under_googles_names_the_own_first(book: AddressBook) -> None:
    customers = book.new_group("Kunden")
    book.new_group("Bäcker")
    book.type(EVA, customers)

    groups = [(one.name, one.count) for one in book.groups().groups()]

    assert groups == [("Bäcker", 0), ("Kunden", 1), ("My Contacts", 1), ("Starred", 0)]


def test_a_group_in_which_nobody_is_is_there_all_the_same(book: AddressBook) -> None:
    """F33: 0 members, and no trouble."""
    remote = book.add(someone())
    book.group = book.new_group("Kunden")
    replica = book.contacts()

    assert [one.in_scope for one in everybody(list(replica.list_all()))] == [False]
    assert not seen(book, remote).in_scope


def test_a_group_that_is_gone_is_told_by_everything(book: AddressBook) -> None:
    """F33: else all would have left it."""
    book.group = book.new_group("Kunden")
    remote = book.add(someone())
    cursor = end(list(book.contacts().list_all()))
    book.edit("delete_group", group=book.group)

    for ask in (
        lambda: list(book.contacts().list_all()),
        lambda: list(book.contacts().changes(cursor)),
        lambda: book.contacts().read([remote]),
    ):
        with pytest.raises(CollectionGone, match="group_missing"):
            ask()
    (answer,) = book.contacts().write([Creation(link(), someone("Neu"))])
    assert isinstance(answer, Failed)
    assert isinstance(answer.error, CollectionGone)


# --- pictures ----------------------------------------------------------------------------------------------------


def test_one_way_pictures_come_along_but_no_placeholder(book: AddressBook) -> None:
    """F31."""
    pictured, plain = book.add(someone("Ada")), book.add(someone("Bea"))
    book.photo(pictured, jpeg(40))

    shown = {one.remote_id: one for one in everybody(list(book.source().list_all()))}

    assert shown[pictured].photo == jpeg(40)
    photo = shown[pictured].content.photo if isinstance(shown[pictured].content, Contact) else None
    assert photo is not None
    assert photo.media_type == "image/jpeg"
    assert shown[plain].photo is None
    read = book.source().read([pictured])[pictured]
    assert read == shown[pictured]


def test_a_picture_that_is_known_is_not_fetched_again(book: AddressBook) -> None:
    remote = book.add(someone())
    book.photo(remote, png(40))
    book.office.count_anew()

    pages = list(book.source().list_all(lambda chunk: {one for one, _ in chunk}))

    assert [one for page in pages for one, _ in page.hinted] == [remote]
    assert book.office.standin.control("stats")["http_requests"] == 1 + 1  # a token was asked for, too


def test_two_way_no_picture_is_asked_for(book: AddressBook) -> None:
    book.photo(book.add(someone()), png(40))

    (one,) = everybody(list(book.contacts().list_all()))

    assert isinstance(one.content, Contact)
    assert one.content.photo is None


def test_a_picture_that_cannot_be_had_costs_its_contact_nothing(book: AddressBook) -> None:
    """F31: neither a server's fault, nor what is no picture."""
    remote = book.add(someone())
    book.photo(remote, png(40))
    for answer in ({"status": 503}, {"status": 200, "body": {"no": "picture"}}):
        book.office.standin.control("fail", {"path": "/photos/.*", **answer})

        (one,) = everybody(list(book.source().list_all()))

        assert one.photo is None


def test_a_picture_on_a_private_network_is_not_fetched() -> None:
    """F32: Google's pictures are links; where they lead is looked at like any other address."""
    guarded = Transport(allow_private=False)
    pictures = Pictures(guarded, {})
    person = {"photos": [{"url": "https://127.0.0.1/photo"}]}

    pictures.fetch([person])

    assert pictures.of(person) is None
    guarded.close()


def test_a_whole_name_is_read_as_it_was_written(book: AddressBook) -> None:
    (one,) = written(book.contacts(), Creation(link(), Contact(name=Name(formatted="Prinz Rupi"))))

    assert isinstance(one.content, Contact)
    assert one.content.name == Name(formatted="Prinz Rupi")
    assert names([one]) == [""]


# --- odd answers -------------------------------------------------------------------------------------------------

NAMELESS: list[Any] = [{}, {"resourceName": 7}, {"resourceName": "people/c1", "metadata": {"sources": "none"}}]
ODD: list[Any] = [
    {},
    [],
    "text",
    {"connections": 3, "responses": 3, "createdPeople": 3, "updateResult": 3, "contactGroups": 3},
    {"connections": ["x"], "responses": ["x"], "createdPeople": ["x"], "updateResult": {"people/c1": "x"}},
    {"connections": NAMELESS, "responses": [{"person": one} for one in NAMELESS]},
    {"createdPeople": [{"person": one} for one in NAMELESS], "contactGroups": [{}]},
    {"createdPeople": [{"person": {"clientData": "x"}}], "updateResult": {"people/c1": {"person": {"names": 5}}}},
    {"error": {"details": "x"}},
]


@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize("body", ODD, ids=range(len(ODD)))
def test_an_answer_that_makes_no_sense_is_a_trouble_and_nothing_else(book: AddressBook, body: Any, status: int) -> None:
    """F21: whatever is asked for."""
    remote = book.add(someone())
    one = seen(book, remote)
    cursor = end(list(book.contacts().list_all()))
    book.office.standin.control("fail", {"path": "/v1/.*", "status": status, "body": body, "times": 1000})
    replica = book.contacts()

    for ask in (
        lambda: list(replica.list_all()),
        lambda: list(replica.changes(cursor)),
        lambda: replica.read([remote]),
        lambda: replica.find_created({link(): someone()}, book.office.clock.now()),
        lambda: replica.find_uids([one.uid, link()]),
        lambda: book.groups().groups(),
    ):
        with suppress(Trouble):
            ask()
    answers = list(replica.write([Creation(link(), someone()), retitled(one, "Chefin"), Removal(one)]))

    assert all(isinstance(answer, Failed) for answer in answers[:2])
    assert len(book.everybody()) == 1
