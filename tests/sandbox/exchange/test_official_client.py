"""exchangelib, as it is, drives the stand-in through all that people use of it."""

import base64
from collections.abc import Callable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from exchangelib import (
    BASIC,
    DELEGATE,
    NTLM,
    Account,
    CalendarItem,
    Configuration,
    Contact,
    Credentials,
    EWSDateTime,
    EWSTimeZone,
    ExtendedProperty,
    FailFast,
    FileAttachment,
)
from exchangelib.errors import (
    ErrorFolderExists,
    ErrorInvalidSyncStateData,
    ErrorIrresolvableConflict,
    ErrorItemNotFound,
    ErrorServerBusy,
    UnauthorizedError,
)
from exchangelib.folders import Contacts
from exchangelib.indexed_properties import EmailAddress, PhoneNumber, PhysicalAddress
from exchangelib.protocol import CachingProtocol

from tests.exchange import PASSWORD, ExchangeStandin, Mailbox

Open = Callable[..., Account]
BERLIN = EWSTimeZone("Europe/Berlin")


class Marker(ExtendedProperty):
    property_set_id = "f7a0c2e5-52ab-4b04-9b2c-4b1e5f3f7f10"
    property_name = "Marker"
    property_type = "String"


@pytest.fixture
def opened(mailbox: Mailbox) -> Iterator[Open]:
    """With every way of login; at the end no connection is left."""

    def account(auth: str | None = BASIC, password: str = PASSWORD) -> Account:
        config = Configuration(
            service_endpoint=mailbox.standin.url,
            credentials=Credentials(mailbox.address, password),
            auth_type=auth,
            retry_policy=FailFast(),
        )
        return Account(
            mailbox.address, config=config, autodiscover=False, access_type=DELEGATE, default_timezone=BERLIN
        )

    yield account
    CachingProtocol.clear_cache()


def bea(account: Account, **more: object) -> Contact:
    return Contact(
        account=account,
        folder=account.contacts,
        display_name="Bea Stone",
        given_name="Bea",
        surname="Stone",
        company_name="Meyer & Söhne",
        body="Erste Zeile\nzweite",
        birthday=date(1980, 5, 9),
        email_addresses=[EmailAddress(label="EmailAddress1", email="bea@example.com")],
        phone_numbers=[PhoneNumber(label="MobilePhone", phone_number="0171 1")],
        physical_addresses=[PhysicalAddress(label="Business", street="Weg 1", city="Ulm", zipcode="89073")],
        categories=["Kunden"],
        **more,
    )


@pytest.mark.parametrize("auth", [BASIC, NTLM, None], ids=["basic", "ntlm", "as the server offers"])
def test_a_contact_is_made_read_changed_and_deleted(opened: Open, mailbox: Mailbox, auth: str | None) -> None:
    account = opened(auth)
    bea(account).save()

    (seen,) = account.contacts.all()
    assert (seen.file_as, seen.body, seen.birthday) == ("Stone, Bea", "Erste Zeile\nzweite", date(1980, 5, 9))
    assert [one.email for one in seen.email_addresses] == ["bea@example.com"]
    assert [one.phone_number for one in seen.phone_numbers if one.phone_number] == ["0171 1"]
    assert (seen.physical_addresses[0].city, seen.categories) == ("Ulm", ["Kunden"])
    seen.job_title = "Chefin"
    seen.save(update_fields=["job_title"], conflict_resolution="NeverOverwrite")
    seen.move_to_trash()

    assert list(account.contacts.all()) == []
    assert len(mailbox.items("deleteditems")) == 1


def test_a_wrong_password_is_refused(opened: Open) -> None:
    with pytest.raises(UnauthorizedError):
        opened(BASIC, "wrong").contacts.refresh()


def test_an_outdated_change_is_refused(opened: Open, mailbox: Mailbox) -> None:
    account = opened()
    item = bea(account).save()
    mailbox.change(item.id, JobTitle="Chefin")
    item.job_title = "Anders"

    with pytest.raises(ErrorIrresolvableConflict):
        item.save(update_fields=["job_title"], conflict_resolution="NeverOverwrite")


def test_a_folder_tells_what_changed_since_a_state(opened: Open, mailbox: Mailbox) -> None:
    account = opened()
    kept, lost = mailbox.add(GivenName="Bea"), mailbox.add(GivenName="Ada")
    assert {(kind, one.id) for kind, one in account.contacts.sync_items(only_fields=["given_name"])} == {
        ("create", kept),
        ("create", lost),
    }
    state = account.contacts.item_sync_state

    mailbox.change(kept, JobTitle="Chefin")
    mailbox.do("delete", id=lost)
    later = mailbox.add(GivenName="Cleo")

    changes = list(account.contacts.sync_items(sync_state=state, only_fields=["given_name"], max_changes_returned=2))
    assert {(kind, one.id) for kind, one in changes} == {("update", kept), ("delete", lost), ("create", later)}


def test_a_state_of_something_else_is_refused(opened: Open) -> None:
    account = opened()
    list(account.calendar.sync_items(only_fields=["subject"]))

    with pytest.raises(ErrorInvalidSyncStateData):
        list(account.contacts.sync_items(sync_state=account.calendar.item_sync_state, only_fields=["given_name"]))


def test_folders_are_made_walked_renamed_and_thrown_away(opened: Open) -> None:
    account = opened()
    made = Contacts(parent=account.contacts, name="Kunden")
    made.save()
    with pytest.raises(ErrorFolderExists):
        Contacts(parent=account.contacts, name="kunden").save()
    state = list(account.root.sync_hierarchy()) and account.root.folder_sync_state

    made.name = "Alte Kunden"
    made.save(update_fields=["name"])
    assert [(kind, one.name) for kind, one in account.root.sync_hierarchy(sync_state=state)] == [
        ("update", "Alte Kunden")
    ]
    assert "Alte Kunden" in {one.name for one in account.contacts.walk()}
    made.delete()
    assert "Alte Kunden" not in {one.name for one in opened().contacts.walk()}


def test_an_item_is_found_by_an_extended_property_and_under_another_id_once_it_was_moved(opened: Open) -> None:
    account = opened()
    Contact.register("marker", Marker)
    try:
        folder = Contacts(parent=account.contacts, name="Kunden")
        folder.save()
        item = bea(account, marker="abc").save()
        bea(account, marker="abd").save()
        before = item.id

        item.move(folder)

        (found,) = folder.filter(marker="abc")
        assert (found.marker, found.id) == ("abc", item.id)
        assert item.id != before
        assert isinstance(next(iter(account.fetch([(before, None)]))), ErrorItemNotFound)
    finally:
        Contact.deregister("marker")


def test_a_search_is_told_page_by_page(opened: Open, exchange: ExchangeStandin, mailbox: Mailbox) -> None:
    account = opened()
    told = [{"GivenName": f"Nr{number}", "Surname": "Stone" if number % 2 else "Berg"} for number in range(25)]
    exchange.control("load", {"email": mailbox.address, "contacts": told})
    query = account.contacts.filter(surname="Stone").only("given_name").order_by("given_name")
    query.page_size = 5

    found = [one.given_name for one in query]

    assert found == sorted(f"Nr{number}" for number in range(25) if number % 2)
    assert exchange.calls()["FindItem"] == 3


def test_a_photo_is_an_attachment(opened: Open, mailbox: Mailbox) -> None:
    account = opened()
    item = bea(account).save()
    item.attach(FileAttachment(name="ContactPicture.jpg", content=b"\xff\xd8\xff photo", is_contact_photo=True))

    (seen,) = account.contacts.all()

    assert seen.has_picture
    assert seen.attachments[0].content == b"\xff\xd8\xff photo"
    assert mailbox.items()[0]["attachments"][0]["photo"]
    seen.attachments[0].detach()
    assert mailbox.items()[0]["attachments"] == []


def test_an_event_is_made_read_and_found_in_its_day(opened: Open) -> None:
    account = opened()
    start = EWSDateTime(2027, 3, 1, 10, tzinfo=BERLIN)
    event = CalendarItem(account=account, folder=account.calendar, subject="Erstgespräch", body="Angebot")
    event.start, event.end, event.location = start, EWSDateTime(2027, 3, 1, 11, tzinfo=BERLIN), "Raum 1"
    event.save()

    day = (EWSDateTime(2027, 3, 1, tzinfo=BERLIN), EWSDateTime(2027, 3, 2, tzinfo=BERLIN))
    (seen,) = account.calendar.view(*day)

    assert (seen.subject, seen.location) == ("Erstgespräch", "Raum 1")
    assert seen.start == datetime(2027, 3, 1, 10, tzinfo=ZoneInfo("Europe/Berlin"))
    assert (
        list(account.calendar.view(EWSDateTime(2027, 3, 2, tzinfo=BERLIN), EWSDateTime(2027, 3, 3, tzinfo=BERLIN)))
        == []
    )
    seen.subject = "Zweitgespräch"
    seen.save(update_fields=["subject"])
    seen.delete()
    assert list(account.calendar.view(*day)) == []


def test_a_busy_server_says_for_how_long(opened: Open, exchange: ExchangeStandin) -> None:
    account = opened()
    account.contacts.refresh()
    exchange.fail(operation="FindItem", code="ErrorServerBusy", back_off=3000)

    with pytest.raises(ErrorServerBusy) as busy:
        list(account.contacts.all())

    assert busy.value.back_off == 3.0


def test_people_of_the_server_are_found_by_name(opened: Open, mailbox: Mailbox) -> None:
    account = opened()
    assert account.version.build.major_version == 15

    found = account.protocol.resolve_names([mailbox.address])

    assert [one.email_address for one in found] == [mailbox.address]


def test_it_knows_zones(opened: Open) -> None:
    zones = {zone.id for zone in opened().protocol.get_timezones()}

    assert "W. Europe Standard Time" in zones


def test_content_of_an_attachment_is_what_was_attached(opened: Open, mailbox: Mailbox) -> None:
    item = mailbox.add(GivenName="Bea")
    mailbox.do("picture", id=item, content=base64.b64encode(b"\x89PNG\r\n\x1a\n").decode(), type="image/png")

    (seen,) = opened().contacts.all()

    assert (seen.attachments[0].content, seen.attachments[0].content_type) == (b"\x89PNG\r\n\x1a\n", "image/png")
