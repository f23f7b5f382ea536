"""Servers that are busy, ill, in the middle of a change or not what they say; and what must never be sent to one."""

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tandem.domain.errors import (
    AccessRevoked,
    CollectionGone,
    CursorExpired,
    RateLimited,
    Refused,
    Rejected,
    StaleVersion,
    Trouble,
    Unavailable,
)
from tandem.domain.ids import RemoteId
from tandem.domain.sight import Broken, Seen, Unseen
from tandem.ports import Change, Creation, Failed, Removal, Written
from tandem.providers.exchange.calls import Ews
from tandem.providers.exchange.contacts import ExchangeContacts
from tandem.providers.exchange.door import BASIC, NTLM, Door, offered
from tandem.providers.transport import Transport
from tests.contracts.contact_contract import ADA, BEA, ContactContract
from tests.contracts.place import items, last_cursor, link, listed, made
from tests.exchange import PASSWORD
from tests.providers.exchange.office import Office, gone, hinted, read
from tests.providers.wire import Asked, Reply, serve

NAMED = ContactContract.samples.named
AGO = datetime(2026, 11, 23, tzinfo=UTC)
BUSY: dict[str, Any] = {"code": "ErrorServerBusy", "back_off": 7500}


def trouble(office: Office, **order: Any) -> Trouble:
    office.standin.fail(**order)
    with pytest.raises(Trouble) as raised:
        list(office.contacts().list_all())
    return raised.value


# --- busy and ill ------------------------------------------------------------------------------------------


def test_a_busy_server_is_left_alone_as_long_as_it_says(office: Office) -> None:
    """F20"""
    busy = trouble(office, operation="FindFolder", **BUSY)

    assert isinstance(busy, RateLimited)
    assert busy.retry_after == timedelta(seconds=7.5)
    assert office.standin.calls() == {"FindFolder": 1}


def test_a_busy_server_that_says_nothing_is_left_alone_for_a_while(office: Office) -> None:
    busy = trouble(office, operation="FindFolder", code="ErrorServerBusy")

    assert isinstance(busy, RateLimited)
    assert busy.retry_after == timedelta(seconds=30)


def test_what_was_written_before_a_server_got_busy_is_not_written_again(office: Office) -> None:
    office.standin.fail(operation="CreateItem", skip=1, **BUSY)
    replica = office.contacts()
    creations = [Creation(link(number), NAMED(f"Nr{number}")) for number in range(250)]

    answers = list(replica.write(creations))

    assert [isinstance(one, Written) for one in answers] == [True] * 100 + [False] * 150
    assert all(isinstance(one, Failed) and isinstance(one.error, RateLimited) for one in answers[100:])
    assert office.standin.calls() == {"CreateItem": 2}
    assert len(office.mailbox.items()) == 100


@pytest.mark.parametrize(
    ("order", "error"),
    [
        ({"status": 503}, Unavailable),
        ({"status": 503, "retry_after": 20}, RateLimited),
        ({"status": 429}, RateLimited),
        ({"status": 500, "text": "Server Error in '/EWS' Application"}, Unavailable),
        ({"status": 401}, AccessRevoked),
        ({"status": 403}, Unavailable),
        ({"status": 404}, Unavailable),
        ({"status": 200, "text": "<html>OWA</html>"}, Unavailable),
        ({"status": 200, "text": ""}, Unavailable),
        ({"status": 302, "headers": {"location": "https://elsewhere.example/"}}, Unavailable),
        ({"code": "ErrorInternalServerError"}, Unavailable),
        ({"code": "ErrorAccountDisabled"}, AccessRevoked),
        ({"code": "ErrorInvalidServerVersion", "times": 99}, Unavailable),
        ({"code": "ErrorNobodyKnows"}, Unavailable),
        ({"drop": "before"}, Unavailable),
    ],
    ids=str,
)
def test_what_went_wrong_is_told_by_its_reaction(office: Office, order: dict[str, Any], error: type[Trouble]) -> None:
    """F4: a fetch that failed is an error, and never an empty list."""
    assert isinstance(trouble(office, operation="FindFolder", **order), error)


def test_an_answer_that_was_cut_off_is_none(office: Office) -> None:
    office.mailbox.add(GivenName="Bea")
    list(office.contacts().list_all())
    _, answered = next(pair for pair in office.standin.taken("kept") if "GetItemResponse" in pair[1])

    office.standin.fail(
        operation="GetItem", status=200, text=answered[: answered.index("<t:GivenName") + 5], type="text/xml"
    )

    with pytest.raises(Unavailable):
        list(office.contacts().list_all())


def test_a_sign_that_xml_forbids_does_not_make_a_whole_answer_unreadable(office: Office) -> None:
    """F21: servers send what Outlook let people paste."""
    item = office.mailbox.add(GivenName="Bea", JobTitle="Chefin")
    office.contacts().read([RemoteId(item)])
    _, answered = next(pair for pair in office.standin.taken("kept") if "GetItemResponse" in pair[1])

    text = answered.replace("Chefin", "Che&#x1F;fin")
    office.standin.fail(operation="GetItem", status=200, text=text, type="text/xml")

    found = office.contacts().read([RemoteId(item)])[RemoteId(item)]
    assert isinstance(found, Seen)
    assert found.content.name.given == "Bea"


def test_an_answer_that_is_left_out_is_no_deletion(office: Office) -> None:
    one, other = office.mailbox.add(GivenName="Bea"), office.mailbox.add(GivenName="Ada")
    office.contacts().read([RemoteId(one)])
    _, answered = next(pair for pair in office.standin.taken("kept") if "GetItemResponse" in pair[1])
    office.standin.fail(operation="GetItem", status=200, text=answered, type="text/xml")

    with pytest.raises(Unavailable):
        office.contacts().read([RemoteId(one), RemoteId(other)])


def test_a_contact_too_large_for_any_answer_stops_no_other(office: Office) -> None:
    small = [office.mailbox.add(GivenName=f"Nr{number}") for number in range(5)]
    large = office.mailbox.add(GivenName="Bea", Body="x" * 120_000)
    narrow = Transport(allow_private=True, max_answer=60_000)
    try:
        door = Door(
            url=office.standin.url, transport=narrow, username=office.mailbox.address, password=PASSWORD, auth=BASIC
        )
        sights = ExchangeContacts(ews=Ews(door)).read([RemoteId(one) for one in (*small, large)])
    finally:
        narrow.close()

    assert {remote for remote, one in sights.items() if isinstance(one, Seen)} == set(small)
    assert isinstance(sights[RemoteId(large)], Broken)


def test_notes_beyond_all_measure_make_a_contact_wait_with_that_reason(office: Office) -> None:
    item = RemoteId(office.mailbox.add(GivenName="Bea", Body="x" * 300_000))

    found = office.contacts().read([item])[item]

    assert isinstance(found, Broken)
    assert found.reason == "card_too_large"


# --- writes ------------------------------------------------------------------------------------------------


def test_a_contact_that_is_refused_stops_no_other(office: Office) -> None:
    """F21"""
    office.standin.control("refuse", {"word": "Nr1<", "code": "ErrorInvalidPropertySet"})
    replica = office.contacts()

    answers = list(replica.write([Creation(link(number), NAMED(f"Nr{number}")) for number in range(3)]))

    assert [isinstance(one, Written) for one in answers] == [True, False, True]
    refused = answers[1]
    assert isinstance(refused, Failed)
    assert isinstance(refused.error, Rejected)
    assert refused.error.detail == "ErrorInvalidPropertySet"


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("ErrorIrresolvableConflict", StaleVersion),
        ("ErrorQuotaExceeded", Rejected),
        ("ErrorMailboxStoreUnavailable", Unavailable),
        ("ErrorServerBusy", RateLimited),
        ("ErrorFolderNotFound", CollectionGone),
    ],
)
def test_what_a_write_fails_by_is_told(office: Office, code: str, error: type[Trouble]) -> None:
    office.standin.control("refuse", {"word": "Stone", "code": code})

    (answer,) = list(office.contacts().write([Creation(link(1), BEA)]))

    assert isinstance(answer, Failed)
    assert isinstance(answer.error, error)


@pytest.mark.parametrize("drop", ["before", "after"])
def test_a_creation_whose_answer_was_lost_is_found_if_it_happened(office: Office, drop: str) -> None:
    replica = office.contacts()
    office.standin.fail(operation="CreateItem", drop=drop)

    (answer,) = list(replica.write([Creation(link(1), BEA)]))

    assert isinstance(answer, Failed)
    assert isinstance(answer.error, Unavailable)
    assert set(replica.find_created({link(1): BEA}, AGO)) == ({link(1)} if drop == "after" else set())


def test_what_was_removed_lies_in_the_deleted_items(office: Office) -> None:
    replica = office.contacts()
    seen = made(replica, ADA)

    list(replica.write([Removal(seen)]))

    assert office.mailbox.items() == []
    assert len(office.mailbox.items("deleteditems")) == 1
    assert office.contacts().find_uids([seen.uid]) == {}


def test_nothing_is_written_without_a_version(office: Office) -> None:
    replica = office.contacts()
    seen = made(replica, BEA)

    (answer,) = list(replica.write([Change(Seen(seen.remote_id, "", seen.content), ADA)]))

    assert isinstance(answer, Failed)
    assert isinstance(answer.error, Rejected)


# --- cursors -----------------------------------------------------------------------------------------------


def test_a_sync_state_that_is_forgotten_asks_for_a_listing(office: Office) -> None:
    """F16, as Exchange says it."""
    office.mailbox.add(GivenName="Bea")
    cursor = last_cursor(list(office.contacts().list_all()))

    office.standin.control("expire_states", {})

    with pytest.raises(CursorExpired):
        list(office.contacts().changes(cursor))
    assert last_cursor(list(office.contacts().list_all()))


def test_many_changes_come_in_portions_of_512(office: Office) -> None:
    office.standin.control(
        "load", {"email": office.mailbox.address, "contacts": [{"GivenName": f"Nr{number}"} for number in range(1100)]}
    )
    office.standin.count_anew()

    pages = list(office.contacts().list_all())

    assert len(items(pages)) == 1100
    assert office.standin.calls() == {"FindFolder": 1, "SyncFolderItems": 3, "GetItem": 11}


def test_a_portion_that_repeats_itself_lists_nobody_twice(office: Office) -> None:
    office.standin.switch(sync_cap=2, sync_repeats=True)
    added = {office.mailbox.add(GivenName=f"Nr{number}") for number in range(5)}

    assert set(listed(office.contacts())) == added


def test_a_poll_of_one_folder_costs_one_request(office: Office) -> None:
    replica = office.contacts(f"folder:{office.mailbox.folders['contacts']}")
    cursor = last_cursor(list(replica.list_all()))
    office.standin.count_anew()

    list(replica.changes(cursor))

    assert office.standin.calls() == {"SyncFolderItems": 1}


def test_ids_of_something_else_prove_nothing(office: Office) -> None:
    """A mailbox that was moved to another server knows none of its ids: see `find_uids`."""
    strange = RemoteId("not an id")

    assert office.contacts().read([strange]) == {strange: Unseen(strange)}


def test_hints_name_who_changed_and_who_is_gone(office: Office) -> None:
    kept, lost = office.mailbox.add(GivenName="Bea"), office.mailbox.add(GivenName="Ada")
    cursor = last_cursor(list(office.contacts().list_all()))
    office.mailbox.change(kept, JobTitle="Chefin")
    office.mailbox.do("delete", id=lost, hard=True)

    pages = list(office.contacts().changes(cursor))

    assert (hinted(pages), gone(pages)) == ({kept}, {lost})


# --- who is asked, and how ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("offer", "chosen"), [("basic", BASIC), ("ntlm", NTLM), ("both", BASIC)])
def test_the_server_says_how_it_wants_to_be_asked(office: Office, offer: str, chosen: str) -> None:
    office.standin.switch(auth=offer)

    assert offered(office.transport, office.standin.url) == chosen


@pytest.fixture
def shaken(office: Office) -> Iterator[Callable[..., ExchangeContacts]]:
    """By NTLM."""
    office.standin.switch(auth="ntlm")
    doors: list[Door] = []

    def opened(password: str = PASSWORD) -> ExchangeContacts:
        told = {"url": office.standin.url, "username": office.mailbox.address, "password": password}
        doors.append(Door(**told, transport=office.transport, auth=NTLM))
        return ExchangeContacts(ews=Ews(doors[-1]))

    yield opened
    for door in doors:
        door.close()


def test_ntlm_shakes_hands_once_for_a_connection(office: Office, shaken: Any) -> None:
    replica = shaken()
    seen = made(replica, BEA)
    office.standin.count_anew()

    assert read(replica, seen.remote_id).content == seen.content

    assert office.standin.control("stats")["statuses"] == {"200": 1}


def test_ntlm_with_a_wrong_password_is_told(shaken: Any) -> None:
    with pytest.raises(AccessRevoked):
        list(shaken("wrong").list_all())


def test_ntlm_survives_a_connection_that_ended(office: Office, shaken: Any) -> None:
    replica = shaken()
    seen = made(replica, BEA)
    office.standin.control("password", {"email": office.mailbox.address, "password": PASSWORD})  # all are forgotten

    assert read(replica, seen.remote_id).content == seen.content


def test_a_server_on_a_private_network_is_refused(office: Office) -> None:
    guarded = Transport(allow_private=False)
    door = Door(
        url=office.standin.url.replace("http://", "https://"),
        transport=guarded,
        username="anna",
        password=PASSWORD,
        auth=BASIC,
    )
    try:
        with pytest.raises(Refused) as refused:
            list(ExchangeContacts(ews=Ews(door)).list_all())
    finally:
        guarded.close()

    assert refused.value.reason == "private_address"
    assert office.standin.calls() == {}


def test_a_redirect_takes_the_password_nowhere(office: Office) -> None:
    asked: list[Asked] = []

    def elsewhere(request: Asked) -> Reply:
        asked.append(request)
        return Reply(200, (b"",), {})

    with serve(elsewhere) as url:
        office.standin.fail(operation="FindFolder", status=302, headers={"location": f"{url}/EWS/Exchange.asmx"})
        with pytest.raises(Unavailable):
            list(office.contacts().list_all())

    assert asked == []


def test_nothing_of_a_contact_reaches_the_log_when_a_request_fails(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    office.standin.fail(operation="CreateItem", status=500, text="Stone is no good")

    list(office.contacts().write([Creation(link(1), BEA)]))

    assert "Stone" not in caplog.text
    assert PASSWORD not in caplog.text
