"""The calendars of an account: which there are to choose from, how one is made, and the zone that it is kept in."""

import pytest

from tandem.domain.errors import AccessRevoked, CollectionGone
from tandem.ports import Group
from tandem.providers.transport import Transport
from tests.providers.google.office import Office
from tests.sandbox.google.desk import GoogleStandin


def add(office: Office, summary: str, **more: str) -> str:
    told = {"email": office.email, "summary": summary, **more}
    return str(office.standin.control("calendars", told)["id"])


def share(office: Office, calendar: str, role: str) -> None:
    office.standin.control("share", {"calendar": calendar, "email": office.email, "role": role})


def test_calendars_are_listed_with_the_accounts_own_first(office: Office) -> None:
    last, first = add(office, "zebra"), add(office, "Äpfel & Birnen")
    middle = add(office, "Berlin")

    found = office.calendars().calendars()

    assert found[0] == Group(office.email, office.email, is_default=True)
    assert {one.id: one.name for one in found[1:]} == {last: "zebra", first: "Äpfel & Birnen", middle: "Berlin"}
    assert [one.id for one in found[1:]].index(middle) < [one.id for one in found[1:]].index(last)
    assert not any(one.is_default for one in found[1:])


@pytest.mark.parametrize(
    ("role", "is_offered"), [("owner", True), ("writer", True), ("reader", False), ("freeBusyReader", False)]
)
def test_only_what_may_be_written_is_offered(office: Office, role: str, is_offered: bool) -> None:
    host = Office.open(office.standin, office.transport)
    theirs = add(host, "Team")

    share(office, theirs, role)

    assert (theirs in {one.id for one in office.calendars().calendars()}) is is_offered


def test_a_calendar_that_was_deleted_is_not_offered(office: Office) -> None:
    calendar = add(office, "Old")
    office.standin.control("calendars/delete", {"calendar": calendar})

    assert [one.id for one in office.calendars().calendars()] == [office.email]


def test_the_persons_own_name_for_a_calendar_is_the_one_to_show(office: Office) -> None:
    calendar = add(office, "Team")
    office.desk.ok("PATCH", f"users/me/calendarList/{calendar}", {"summaryOverride": "My team"})

    assert {one.name for one in office.calendars().calendars()} == {office.email, "My team"}


def test_more_calendars_than_fit_on_a_page_are_all_there(office: Office) -> None:
    office.standin.switch(page_cap=2, empty_pages=1)
    mine = {add(office, f"Calendar {number}") for number in range(5)}

    assert {one.id for one in office.calendars().calendars()} == {office.email, *mine}


def test_a_calendar_that_is_made_can_be_written(office: Office) -> None:
    made = office.calendars().create("Pipedrive")

    assert made.name == "Pipedrive"
    assert made in office.calendars().calendars()
    office.calendar = made.id
    assert list(office.events().list_all())


def test_a_calendar_that_is_made_is_kept_in_the_zone_of_the_accounts_own(
    google: GoogleStandin, transport: Transport
) -> None:
    office = Office.open(google, transport, "Asia/Tokyo")

    made = office.calendars().create("Pipedrive")

    assert office.calendars().zone(made.id) == "Asia/Tokyo"


def test_each_calendar_has_its_own_zone(office: Office) -> None:
    tokyo = add(office, "Tokyo", timeZone="Asia/Tokyo")

    assert office.calendars().zone(tokyo) == "Asia/Tokyo"
    assert office.calendars().zone(office.email) == "Europe/Berlin"


def test_a_calendar_that_was_taken_off_the_list_still_has_its_zone(office: Office) -> None:
    calendar = add(office, "Hidden", timeZone="Asia/Tokyo")
    office.desk.ok("DELETE", f"users/me/calendarList/{calendar}")

    assert office.calendars().zone(calendar) == "Asia/Tokyo"


def test_a_calendar_that_is_gone_has_no_zone(office: Office) -> None:
    calendar = add(office, "Old")
    office.standin.control("calendars/delete", {"calendar": calendar})

    with pytest.raises(CollectionGone, match="calendar_missing"):
        office.calendars().zone(calendar)


def test_a_grant_that_was_withdrawn_shows_no_calendars(office: Office) -> None:
    calendars = office.calendars()
    office.standin.control("revoke", {"email": office.email})

    with pytest.raises(AccessRevoked):
        calendars.calendars()
