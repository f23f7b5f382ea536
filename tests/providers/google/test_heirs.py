"""Occurrences under other ids: what took the place of those that a series has no more."""

from datetime import UTC, datetime, time, timedelta

import pytest

from tandem.domain.content import as_event
from tandem.domain.event import When
from tandem.domain.ids import RemoteId
from tandem.domain.sight import Seen, Tombstone
from tandem.providers.google.heirs import family
from tests.providers.google.office import Office, items, sight
from tests.providers.google.test_series import MONDAY, at, event, named, start_of, week, weekly


@pytest.fixture
def office(office: Office) -> Office:
    """It is Monday noon, eight days before the clocks of Berlin change."""
    office.clock.at = datetime(2027, 3, 22, 12, 0, tzinfo=UTC)
    return office


@pytest.mark.parametrize(
    "remote",
    [
        "abc",
        "abc_20270405T070000Z",
        "abc_20270405",
        "abc_R20270405T090000",
        "abc_R20270405",
        "abc_R20270405T090000_20270412T070000Z",
        "abc_R20270405_20270412",
    ],
)
def test_all_that_comes_of_a_series_is_one_family(remote: str) -> None:
    assert family(remote) == "abc"


def known(office: Office) -> dict[str, Seen]:
    return {remote: one for remote, one in items(list(office.events().list_all())).items() if one.in_scope}


def whens(*found: Seen) -> dict[RemoteId, When]:
    return {one.remote_id: as_event(one.content).when for one in found}


def heirs(office: Office, *lost: Seen) -> dict[str, list[str]]:
    found = office.events().in_place_of(whens(*lost))
    return {remote: [one.remote_id for one in each] for remote, each in found.items()}


def test_this_and_following_has_an_heir_of_each_day(office: Office) -> None:
    master = office.add(weekly())
    before = known(office)
    new = office.edit("split", named(master, week(3)), event={"summary": "New"})["id"]

    lost = [before[named(master, week(one))] for one in range(3, 8)]
    assert all(sight(office.events(), one.remote_id) == Tombstone(one.remote_id, by_series=True) for one in lost)
    assert heirs(office, *lost) == {one.remote_id: [named(new, week(place + 3))] for place, one in enumerate(lost)}


def test_a_series_at_another_hour_has_an_heir_of_each_day(office: Office) -> None:
    master = office.add(weekly())
    before = list(known(office).values())
    office.edit("move", master, start=at(MONDAY, time(11, 0)))

    found = office.events().in_place_of(whens(*before))

    assert {remote: [start_of(one).time() for one in each] for remote, each in found.items()} == {
        one.remote_id: [time(11, 0)] for one in before
    }


def test_one_event_that_becomes_a_series_has_its_first_occurrence_for_an_heir_and_back(office: Office) -> None:
    single = office.add(event(MONDAY))
    before = known(office)[single]
    office.edit("patch", single, event={"recurrence": ["RRULE:FREQ=WEEKLY"]})

    assert heirs(office, before) == {single: [named(single, MONDAY)]}
    series = sight(office.events(), single)
    assert isinstance(series, Seen)
    assert series.mentions == (f"series/{single}",)

    first = known(office)[named(single, MONDAY)]
    office.edit("patch", single, event={"recurrence": None})
    assert heirs(office, first) == {first.remote_id: [single]}


def test_the_nearest_of_a_day_comes_first(office: Office) -> None:
    master = office.add(weekly())
    before = known(office)
    new = office.edit("split", named(master, week(3)))["id"]
    office.edit("move", named(new, week(4)), start=at(week(3), time(9, 30)))

    lost = before[named(master, week(3))]
    assert heirs(office, lost) == {lost.remote_id: [named(new, week(3)), named(new, week(4))]}


def test_a_series_that_is_deleted_has_none(office: Office) -> None:
    master = office.add(weekly())
    office.add(event(MONDAY))
    before = list(known(office).values())
    office.edit("delete", master)

    assert set(map(tuple, heirs(office, *before[1:]).values())) <= {()}


def test_what_is_long_over_is_not_asked_for(office: Office) -> None:
    master = office.add(weekly())
    lost = known(office)[named(master, week(1))]
    office.clock.at += timedelta(weeks=4)
    office.standin.control("fail", {"path": "/calendar/.*", "status": 503, "times": 1})

    assert office.events().in_place_of(whens(lost)) == {}
    office.standin.control("fail", method="DELETE")


def test_one_that_was_edited_has_an_heir_too(office: Office) -> None:
    master = office.add(weekly())
    office.edit("patch", named(master, week(3)), event={"summary": "Deal > Weekly"})
    before = known(office)
    new = office.edit("split", named(master, week(3)))["id"]

    lost = before[named(master, week(3))]
    assert isinstance(sight(office.events(), lost.remote_id), Tombstone)
    assert lost.mentions == (f"series/{master}",)
    assert heirs(office, lost) == {lost.remote_id: [named(new, week(3))]}
