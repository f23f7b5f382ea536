"""Contacts at Google, with the adapter against the stand-in and persons in memory: what others lose or double there."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from sandbox.pictures import png
from tandem.domain.contact import Birthday, Contact, Entry
from tandem.domain.ids import RemoteId
from tandem.providers.transport import Transport
from tests.failure_classes.real_sides import Meddled
from tests.failure_classes.test_values import NUMBERS
from tests.memory import ToldClock
from tests.providers.google.address_book import AddressBook
from tests.providers.google.office import Office
from tests.sandbox.google.desk import GoogleStandin, Row
from tests.usecases.scene import Scene, someone

EVA = {"names": [{"givenName": "Eva", "familyName": "Beispiel"}], "emailAddresses": [{"value": "eva@example.com"}]}


class Rolodex:
    """A scene whose provider is somebody's address book at Google. Its clock and the stand-in's go together."""

    def __init__(self, folder: Path, book: AddressBook) -> None:
        self.book = book
        self.standin = book.office.standin
        self.scene = Scene(folder, clock=ToldClock(datetime.now(UTC)), public_url=None)
        self.reopen()

    def reopen(self, group: str | None = None, *, one_way: bool = False) -> "Rolodex":
        self.book.group, self.book.clock = group, self.scene.clock
        self.scene.replicas.provider = self.book.source() if one_way else self.book.contacts()
        return self

    def type(self, *groups: str, **fields: Any) -> RemoteId:
        return self.book.type({**EVA, **fields}, *groups)

    def people(self, count: int) -> list[RemoteId]:
        names = ({"givenName": f"Nr{n}"} for n in range(count))
        return [self.type(names=[one], emailAddresses=[{"value": f"{one['givenName']}@x.example"}]) for one in names]

    def pass_by(self, time: timedelta) -> None:
        self.scene.clock.pass_by(time)
        self.standin.control("clock", {"seconds": time.total_seconds()})

    def persons(self) -> list[Contact]:
        return list(self.scene.crm.live().values())

    def person(self) -> Contact:
        (one,) = self.persons()
        return one

    def contact(self) -> Row:
        (one,) = self.book.everybody()
        fields: Row = one["fields"]
        return fields

    def edit_person(self, **fields: Any) -> None:
        (remote,) = self.scene.crm.live()
        self.scene.crm.edit(remote, **fields)
        self.scene.hear(remote)

    def writes_at_google(self) -> int:
        return int(self.standin.control("stats")["writes"])


@pytest.fixture
def rolodex(tmp_path: Path, google: GoogleStandin, transport: Transport) -> Iterator[Rolodex]:
    google.switch(token_life=400 * 86400)
    made = Rolodex(tmp_path, AddressBook(Office.open(google, transport)))
    yield made
    assert made.standin.control("violations") == []


def test_runs_of_every_kind_write_nothing_more(rolodex: Rolodex) -> None:
    """F1, F13: the same sync again and again."""
    for given in ("Ada", "Bea"):
        rolodex.type(names=[{"givenName": given}], phoneNumbers=[{"value": "+49 30 1", "type": "workMobile"}])
        rolodex.scene.crm.add(someone(f"{given}-Maria"))
    rolodex.scene.start()
    rolodex.scene.quiet()
    rolodex.book.office.count_anew()

    for _ in range(4):
        rolodex.scene.refresh().poll().sweep()

    assert len(rolodex.persons()) == len(rolodex.book.everybody()) == 4
    assert rolodex.scene.crm.writes == []
    assert rolodex.writes_at_google() == 0


@pytest.mark.parametrize("status", [400, 410])
def test_an_expired_token_means_one_full_read_and_deletes_nobody(rolodex: Rolodex, status: int) -> None:
    """F15: whatever the status is; what happened meanwhile is found."""
    rolodex.standin.switch(people_expiry=status)
    rolodex.type()
    gone = rolodex.type(names=[{"givenName": "Gone"}], emailAddresses=[{"value": "gone@example.com"}])
    rolodex.scene.start()
    rolodex.book.edit("delete", person=gone)
    rolodex.type(names=[{"givenName": "Neu"}], emailAddresses=[{"value": "neu@example.com"}])
    rolodex.standin.control("people/expire_sync", {"email": rolodex.book.office.email})
    rolodex.book.office.count_anew()

    rolodex.scene.refresh()

    # by the guard nobody is deleted right after a lost cursor
    assert sorted(one.name.given for one in rolodex.persons()) == ["Eva", "Gone", "Neu"]
    assert [one.reason for one in rolodex.scene.waiting("held")]
    assert rolodex.book.requests()["GET people/{peopleId}/connections"] == 2
    assert rolodex.writes_at_google() == 0


def test_a_week_without_a_sweep_loses_nothing(rolodex: Rolodex) -> None:
    """F15: Google's token dies seven days after the full sync."""
    remote = rolodex.type()
    rolodex.scene.start()
    rolodex.pass_by(timedelta(days=8))
    rolodex.book.change(remote, biographies=[{"value": "Nach einer Woche"}])

    rolodex.scene.refresh()

    assert rolodex.person().notes == "Nach einer Woche"
    assert rolodex.scene.state() == "up_to_date"


@pytest.mark.parametrize("is_held", [False, True], ids=["follow", "adopted"])
def test_twins_that_are_merged_at_google_leave_the_survivor(rolodex: Rolodex, is_held: bool) -> None:
    """F26: its person has the values of both; the other's is deleted, or waits where somebody had it before."""
    kept, lost = (
        rolodex.type(),
        rolodex.type(names=[{"givenName": "Evi"}], emailAddresses=[{"value": "evi@example.com"}]),
    )
    if is_held:
        rolodex.scene.crm.add(someone("Evi", "", emails=(Entry("evi@example.com", "work", primary=True),)))
    rolodex.scene.start()

    rolodex.book.edit("merge", keep=kept, lose=lost)
    rolodex.scene.refresh().sweep()

    persons = {one.name.given: [mail.value for mail in one.emails] for one in rolodex.persons()}
    assert persons["Eva"] == ["eva@example.com", "evi@example.com"]
    assert ("Evi" in persons) == is_held
    assert len(rolodex.scene.waiting("held")) == int(is_held)
    assert [one["name"] for one in rolodex.book.everybody()] == [kept]


@pytest.mark.parametrize("is_ours", [False, True], ids=["typed at Google", "made by us"])
def test_another_name_of_a_contact_is_no_deletion(rolodex: Rolodex, is_ours: bool) -> None:
    """F25: a profile turned out to be the contact's; the link follows, and later edits too."""
    if is_ours:
        rolodex.scene.crm.add(someone("Eva"))
    else:
        rolodex.type()
    rolodex.scene.start()
    (before,) = rolodex.book.everybody()

    rolodex.book.edit("rename", person=before["name"], name="people/117")
    rolodex.scene.refresh()
    rolodex.book.change("people/117", biographies=[{"value": "Neu"}])
    rolodex.scene.refresh().sweep()
    rolodex.edit_person(job_title="Chefin")
    rolodex.scene.refresh()

    assert rolodex.person().notes == "Neu"
    assert rolodex.contact()["organizations"] == [{"title": "Chefin"}]
    assert rolodex.scene.link().provider.remote_id == "people/117"
    assert rolodex.scene.waiting("held") == []


def test_labels_of_ones_own_stay_with_their_numbers(rolodex: Rolodex) -> None:
    """F28: both ways, and so do labels that only Google has."""
    phones = [{"value": "+43 1 234", "type": "Zweithandy"}, {"value": "+43 1 5", "type": "workMobile"}]
    rolodex.type(phoneNumbers=phones)
    rolodex.scene.start()
    labels = {one.value: one.label for one in rolodex.person().phones}

    rolodex.edit_person(phones=(*rolodex.person().phones, Entry("+43 1 6", "Ferienhaus")))
    rolodex.scene.refresh().sweep()

    assert labels == {"+43 1 234": "Zweithandy", "+43 1 5": "mobile"}
    assert rolodex.contact()["phoneNumbers"] == [*phones, {"value": "+43 1 6", "type": "Ferienhaus"}]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_comes_back_as_it_was_typed(rolodex: Rolodex, number: str) -> None:
    """F29: from either side."""
    rolodex.type(phoneNumbers=[{"value": number, "type": "mobile"}])
    rolodex.scene.start()
    rolodex.edit_person(phones=(*rolodex.person().phones, Entry(f"{number} 7", "work")))
    rolodex.scene.refresh().sweep()

    assert [one["value"] for one in rolodex.contact()["phoneNumbers"]] == [number, f"{number} 7"]
    assert [one.value for one in rolodex.person().phones] == [number, f"{number} 7"]


@pytest.mark.parametrize("year", [{}, {"year": 1604}])
def test_a_birthday_without_a_year_never_gets_one(rolodex: Rolodex, year: Row) -> None:
    """F30: Google's year 0, and Apple's 1604 that a telephone brought along."""
    date = {**year, "month": 5, "day": 9}
    rolodex.type(birthdays=[{"date": date}])
    rolodex.scene.start()
    rolodex.edit_person(job_title="Chefin")
    rolodex.scene.refresh().sweep()

    assert rolodex.person().birthday == Birthday(5, 9)
    assert rolodex.contact()["birthdays"] == [{"date": date}]


def test_a_photo_is_given_one_way_and_stays_at_google_whatever_is_written(rolodex: Rolodex) -> None:
    """F31: the bytes as they are; two-way, an edit of another field leaves it alone."""
    pictured = rolodex.type()
    rolodex.book.photo(pictured, png(40))
    rolodex.reopen(one_way=True).scene.start(direction="one_way")
    assert list(rolodex.scene.desk.photos.values()) == [png(40)]

    (kept,) = rolodex.book.everybody()
    rolodex.reopen()
    rolodex.scene.app.set_rules(rolodex.scene.connection, {"direction": "two_way"})
    rolodex.scene.work()
    rolodex.edit_person(job_title="Chefin")
    rolodex.scene.refresh()

    (after,) = rolodex.book.everybody()
    assert after["fields"]["organizations"] == [{"title": "Chefin"}]
    assert after["photo"] == kept["photo"] != ""


@pytest.mark.parametrize("direction", ["one_way", "two_way"])
def test_whoever_leaves_the_group_is_neither_deleted_nor_written_to(rolodex: Rolodex, direction: str) -> None:
    """F33: and comes back with it."""
    group = rolodex.book.new_group("Kunden")
    rolodex.reopen(group, one_way=direction == "one_way")
    remote = rolodex.type()
    rolodex.scene.start(group=group, direction=direction)

    rolodex.book.edit("leave", person=remote, group=group)
    rolodex.scene.refresh()
    rolodex.book.change(remote, biographies=[{"value": "Privat"}])
    rolodex.scene.refresh().sweep()
    outside = rolodex.person().notes
    rolodex.book.edit("join", person=remote, group=group)
    rolodex.scene.refresh()

    assert (outside, rolodex.person().notes) == ("", "Privat")
    assert rolodex.scene.waiting("held") == []


def test_a_group_that_is_deleted_stops_the_sync_and_deletes_nobody(rolodex: Rolodex) -> None:
    """F33: said as what it is."""
    group = rolodex.book.new_group("Kunden")
    rolodex.reopen(group).type()
    rolodex.scene.start(group=group)

    rolodex.book.edit("delete_group", group=group)
    rolodex.scene.app.refresh(rolodex.scene.connection)
    rolodex.scene.deliver()

    error = rolodex.scene.view().last_error
    assert error is not None
    assert (rolodex.scene.view().state, error.reason) == ("waiting", "group_missing")
    assert len(rolodex.persons()) == len(rolodex.book.everybody()) == 1


def test_an_old_echo_of_the_feed_takes_back_no_write(rolodex: Rolodex) -> None:
    """F40: for minutes it shows what was before; our write stands on both sides, and nothing is written again."""
    rolodex.standin.switch(people_lag=300)
    rolodex.type()
    rolodex.pass_by(timedelta(seconds=400))
    rolodex.scene.start()
    remote = rolodex.book.everybody()[0]["name"]
    rolodex.book.change(remote, biographies=[{"value": "Erst hier"}])
    rolodex.pass_by(timedelta(seconds=200))
    rolodex.edit_person(job_title="Chefin")
    rolodex.scene.work()
    rolodex.book.office.count_anew()
    rolodex.scene.quiet()

    for _ in range(6):
        rolodex.pass_by(timedelta(seconds=100))
        rolodex.scene.refresh()

    assert (rolodex.person().job_title, rolodex.person().notes) == ("Chefin", "Erst hier")
    assert rolodex.contact()["organizations"] == [{"title": "Chefin"}]
    assert rolodex.contact()["biographies"] == [{"value": "Erst hier"}]
    assert rolodex.writes_at_google() == 0
    assert rolodex.scene.waiting("conflicts") == []


def test_what_is_made_while_the_feed_lags_is_neither_doubled_nor_deleted(rolodex: Rolodex) -> None:
    """F40, F34: a listing that doesn't show it yet proves nothing."""
    rolodex.standin.switch(people_lag=300)
    rolodex.scene.start()
    rolodex.scene.hear(rolodex.scene.crm.add(someone("Neu")))

    for _ in range(3):
        rolodex.scene.refresh().sweep()
        rolodex.pass_by(timedelta(seconds=150))

    assert len(rolodex.persons()) == len(rolodex.book.everybody()) == 1
    assert rolodex.scene.view().counts["linked"] == 1


def test_an_edit_on_either_side_of_different_fields_survives(rolodex: Rolodex) -> None:
    """F24, F23: also where Google is edited between our read and our write."""
    remote = rolodex.type(organizations=[{"name": "Alt AG"}])
    rolodex.scene.start()

    rolodex.book.change(remote, organizations=[{"name": "Neu AG"}])
    rolodex.edit_person(notes="Aus Pipedrive")
    rolodex.scene.refresh()

    assert (rolodex.person().organization, rolodex.person().notes) == ("Neu AG", "Aus Pipedrive")
    assert rolodex.contact()["organizations"] == [{"name": "Neu AG"}]
    assert rolodex.contact()["biographies"][0]["value"] == "Aus Pipedrive"


def test_one_contact_that_google_refuses_is_parked_and_the_others_go_on(rolodex: Rolodex) -> None:
    """F21: a batch is done as a whole or not at all."""
    rolodex.scene.start()
    for given in ("Ada", "Bea"):
        rolodex.scene.crm.add(someone(given))
    rolodex.scene.crm.add(Contact())  # nobody: Google wants at least one field
    rolodex.scene.sweep()

    assert sorted(one["fields"]["names"][0]["givenName"] for one in rolodex.book.everybody()) == ["Ada", "Bea"]
    assert len(rolodex.scene.waiting("parked")) == 1
    assert rolodex.scene.state() == "up_to_date"


def test_a_limit_is_waited_for_and_nothing_is_lost(rolodex: Rolodex) -> None:
    """F20: 429 with a wait."""
    rolodex.scene.start()
    refusal = {"error": {"code": 429, "status": "RESOURCE_EXHAUSTED"}}
    rolodex.standin.control("fail", {"method": "POST", "path": "/v1/.*", "status": 429, "body": refusal})
    rolodex.scene.hear(rolodex.scene.crm.add(someone("Neu")))
    rolodex.scene.work()
    rolodex.pass_by(timedelta(minutes=2))
    rolodex.scene.look_after()

    assert len(rolodex.book.everybody()) == 1


def test_a_deletion_follows_both_ways_and_does_not_come_back(rolodex: Rolodex) -> None:
    """F6: a contact goes to Google's trash, out of which no API takes it."""
    here = rolodex.type()
    rolodex.type(names=[{"givenName": "Ada"}], emailAddresses=[{"value": "ada@example.com"}])
    rolodex.scene.start()
    ada = rolodex.scene.crm_of("Ada")

    rolodex.book.edit("delete", person=here)
    rolodex.scene.refresh()
    rolodex.scene.crm.remove(ada)
    rolodex.scene.hear(ada, is_gone=True)
    rolodex.scene.refresh().sweep()

    assert rolodex.persons() == []
    assert rolodex.book.everybody() == []


def test_a_first_sync_and_many_changes_cost_full_batches(rolodex: Rolodex) -> None:
    """P5: as few requests as batches of 200 and pages of 1000 allow."""
    rolodex.scene.replicas.batch = 200
    people = [rolodex.scene.crm.add(someone(f"Nr{n}")) for n in range(600)]
    rolodex.book.office.count_anew()
    rolodex.scene.start()
    assert rolodex.book.requests() == {
        "POST people:batchCreateContacts": 3,
        "GET people/{peopleId}/connections": 1,
    }

    for one in people[:400]:
        rolodex.scene.crm.edit(one, job_title="Chefin")
    rolodex.book.office.count_anew()
    rolodex.scene.refresh()
    asked = rolodex.book.requests()
    assert asked.pop("GET people/{peopleId}/connections") <= 2
    assert asked == {"GET people:batchGet": 2, "POST people:batchUpdateContacts": 2}


def test_a_revoked_grant_is_told_and_what_happened_meanwhile_is_not_lost(rolodex: Rolodex) -> None:
    """F18: the person took the app's access away, and gives it again later."""
    remote = rolodex.type()
    rolodex.scene.start()
    rolodex.standin.control("revoke", {"email": rolodex.book.office.email})
    rolodex.book.change(remote, biographies=[{"value": "Währenddessen"}])
    rolodex.scene.refresh()
    during = rolodex.scene.view()

    rolodex.reopen()
    rolodex.scene.app.add_account(
        rolodex.scene.company, rolodex.scene.user, "icloud", "anna@example.com", {"password": "new"}
    )
    rolodex.scene.work()

    assert during.state == "needs_reconnect"
    assert during.last_error is not None
    assert during.last_error.reason == "google_revoked"
    assert rolodex.person().notes == "Währenddessen"


def test_a_pull_that_fails_on_its_second_page_is_done_again_as_a_whole(rolodex: Rolodex) -> None:
    """F4, F22: the cursor stays where it was."""
    people = rolodex.people(4)
    rolodex.scene.start()
    for one in people:
        rolodex.book.change(one, biographies=[{"value": "Neu"}])
    rolodex.standin.switch(page_cap=2)
    rolodex.standin.control("fail", {"path": "/v1/people/me/connections", "skip": 1, "status": 503})

    rolodex.scene.app.refresh(rolodex.scene.connection)
    rolodex.scene.deliver()
    rolodex.pass_by(timedelta(hours=1))
    rolodex.scene.look_after()

    assert [one.notes for one in rolodex.persons()] == ["Neu"] * 4


def test_a_list_that_comes_back_empty_holds_everything(rolodex: Rolodex) -> None:
    """F4, F5: of an address book that was emptied nobody is deleted without a yes."""
    people = rolodex.people(30)
    rolodex.scene.start()
    for one in people:
        rolodex.book.edit("delete", person=one)

    rolodex.scene.refresh().sweep()

    assert len(rolodex.persons()) >= 25
    assert rolodex.scene.waiting("held")


def test_an_edit_at_google_between_read_and_write_is_merged(rolodex: Rolodex) -> None:
    """F23: the write that was decided on an older version is refused, and both edits stand."""
    remote = rolodex.type()
    rolodex.scene.start()
    meddled = Meddled(rolodex.scene.replicas.provider)
    rolodex.scene.replicas.provider = meddled
    meddled.meddle = partial(rolodex.book.change, remote, biographies=[{"value": "Dazwischen"}])

    rolodex.edit_person(job_title="Chefin")
    rolodex.scene.refresh()

    assert (rolodex.person().notes, rolodex.person().job_title) == ("Dazwischen", "Chefin")
    assert rolodex.contact()["biographies"] == [{"value": "Dazwischen"}]
    assert rolodex.contact()["organizations"] == [{"title": "Chefin"}]


@pytest.mark.parametrize("remove", [False, True], ids=["keep", "remove"])
def test_a_stop_takes_only_what_we_made(rolodex: Rolodex, remove: bool) -> None:
    """F39: what was there before stays on both sides."""
    rolodex.type()
    rolodex.scene.crm.add(someone("Paul"))
    rolodex.scene.start()

    rolodex.scene.app.stop(rolodex.scene.connection, remove=remove)
    rolodex.scene.work()

    left = ["Eva"] if remove else ["Eva", "Paul"]
    assert sorted(one["fields"]["names"][0]["givenName"] for one in rolodex.book.everybody()) == left
    assert sorted(one.name.given for one in rolodex.persons()) == (["Paul"] if remove else ["Eva", "Paul"])


def test_a_lost_table_makes_nobody_anew(rolodex: Rolodex) -> None:
    """F1: all links are gone; contacts of ours and others are recognised."""
    rolodex.type()
    rolodex.scene.crm.add(someone("Paul"))
    rolodex.scene.start()
    for link in rolodex.scene.links():
        rolodex.scene.world.links.forget([link])

    rolodex.scene.app.stop(rolodex.scene.connection, remove=False)
    rolodex.scene.work()
    rolodex.scene.app.start(rolodex.scene.connection)
    rolodex.scene.work()

    assert len(rolodex.persons()) == len(rolodex.book.everybody()) == 2
    assert rolodex.scene.view().counts["linked"] == 2


def test_an_answer_that_got_lost_doubles_nobody(rolodex: Rolodex) -> None:
    """F1: the batch was done, and nobody heard of it; it is found by its marks, however long the list lags."""
    rolodex.scene.start()
    path = "/v1/people:batchCreateContacts"
    rolodex.standin.control("fail", {"method": "POST", "path": path, "drop": "after"})
    for given in ("Ada", "Bea", "Cora"):
        rolodex.scene.crm.add(someone(given))
    rolodex.scene.sweep()
    for _ in range(10):
        rolodex.pass_by(timedelta(minutes=1))
        rolodex.scene.look_after()

    assert len(rolodex.book.everybody()) == 3
    assert rolodex.scene.view().counts["linked"] == 3
    assert rolodex.book.requests()["POST people:batchCreateContacts"] == 1


def test_one_person_in_two_address_books_stays_one_and_nobody_plays_ping_pong(
    rolodex: Rolodex, google: GoogleStandin, transport: Transport
) -> None:
    """F2: an edit in either book reaches the other by way of the person, once."""
    other = AddressBook(Office.open(google, transport), clock=rolodex.book.clock)
    rolodex.type(phoneNumbers=[{"value": "+49 30 1", "type": "workMobile"}])
    theirs = other.type(EVA)
    rolodex.scene.start()
    rolodex.scene.app.start(rolodex.scene.connect_another(other.contacts()))
    rolodex.scene.work()

    other.change(theirs, biographies=[{"value": "Von nebenan"}])
    for _ in range(3):
        rolodex.scene.poll()
    rolodex.book.office.count_anew()
    rolodex.scene.quiet()
    for _ in range(3):
        rolodex.scene.poll().sweep()

    assert rolodex.person().notes == "Von nebenan"
    assert rolodex.contact()["biographies"] == [{"value": "Von nebenan", "contentType": "TEXT_PLAIN"}]
    assert rolodex.contact()["phoneNumbers"] == [{"value": "+49 30 1", "type": "workMobile"}]
    assert rolodex.writes_at_google() == 0
    assert rolodex.scene.crm.writes == []


def test_a_merge_that_carries_our_mark_to_the_survivor_comes_to_rest(rolodex: Rolodex) -> None:
    """F26: whether Google does so isn't told; the mark is the loser's, whose link ends."""
    kept = rolodex.type()
    rolodex.scene.crm.add(someone("Evi"))
    rolodex.scene.start()
    ours = next(one for one in rolodex.book.everybody() if "clientData" in one["fields"])

    rolodex.book.edit("merge", keep=kept, lose=ours["name"])
    rolodex.book.change(kept, clientData=ours["fields"]["clientData"])
    rolodex.scene.refresh().poll().sweep()

    assert [one.value for one in rolodex.person().emails] == ["eva@example.com", "evi.beispiel@example.com"]
    assert rolodex.scene.view().counts["linked"] == 1
    assert rolodex.scene.state() == "up_to_date"
