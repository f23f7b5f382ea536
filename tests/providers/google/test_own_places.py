"""Groups and calendars of a live check's own: found by name, made, and removed without what belongs to others."""

import pytest

from tandem.domain.errors import Rejected
from tandem.providers.google.client import GoogleClient
from tandem.providers.google.own_places import OwnCalendars, OwnGroups
from tests.providers.google.office import Office

NAME = "Tandem Doctor (please ignore)"


def people(office: Office) -> GoogleClient:
    return GoogleClient(api_url=office.standin.said["people_url"], transport=office.transport, grant=office.grant())


def persons(office: Office) -> list[object]:
    return [row["name"] for row in office.standin.control("people/dump", {"email": office.email})["persons"]]


def test_a_group_is_found_by_its_name_and_leaves_its_contacts_where_they_are(office: Office) -> None:
    places = OwnGroups(client=people(office))
    before, made = places.named(NAME), places.make(NAME)
    office.standin.control(
        "people/edit",
        {"do": "create", "email": office.email, "contact": {"names": [{"givenName": "Eva"}]}, "groups": [made]},
    )

    found, there = places.named(NAME), persons(office)
    places.remove(made)
    places.remove(made)

    assert (before, found, places.named(NAME)) == ("", made, "")
    assert persons(office) == there != []


def test_a_calendar_is_removed_once_it_is_empty(office: Office) -> None:
    places = OwnCalendars(client=office.client())
    before, made = places.named(NAME), places.make(NAME)
    event = office.standin.desk(office.email)
    path = f"calendars/{made}/events"
    day = {"date": "2026-12-01"}, {"date": "2026-12-02"}
    kept = event.ok("POST", path, {"summary": "Messe", "start": day[0], "end": day[1]})

    with pytest.raises(Rejected, match="place_not_empty"):
        places.remove(made)
    assert (before, places.named(NAME)) == ("", made)
    event.ok("DELETE", f"{path}/{kept['id']}")
    places.remove(made)
    places.remove(made)

    assert places.named(NAME) == ""


def test_the_persons_own_calendar_is_never_taken_for_a_checks(office: Office) -> None:
    places = OwnCalendars(client=office.client())

    assert places.named(office.email) == ""
