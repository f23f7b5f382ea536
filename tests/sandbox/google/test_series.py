"""Recurring events: their occurrences over summer time, and what becomes of those that somebody touched."""

from tests.sandbox.google.desk import Desk, Row, at, meeting, weekly


def occurrences(desk: Desk, event_id: str, **query: object) -> list[Row]:
    items: list[Row] = desk.ok("GET", f"{desk.events}/{event_id}/instances", **query)["items"]
    return items


def test_summer_time_moves_no_occurrence(anna: Desk) -> None:
    series = anna.insert(weekly("2027-03-15"))

    found = occurrences(anna, series["id"])

    assert [each["start"]["dateTime"] for each in found[:3]] == [
        "2027-03-15T10:00:00+01:00",
        "2027-03-22T10:00:00+01:00",
        "2027-03-29T10:00:00+02:00",
    ]
    assert [each["id"] for each in found[1:3]] == [
        f"{series['id']}_20270322T090000Z",
        f"{series['id']}_20270329T080000Z",
    ]
    assert len(found) == 8
    assert {each["iCalUID"] for each in found} == {series["iCalUID"]}


def test_occurrences_of_days_are_called_by_their_day(anna: Desk) -> None:
    days = {"start": {"date": "2027-01-01"}, "end": {"date": "2027-01-03"}, "recurrence": ["RRULE:FREQ=YEARLY;COUNT=2"]}
    series = anna.insert(days)

    second = occurrences(anna, series["id"])[1]

    assert second["id"] == f"{series['id']}_20280101"
    assert (second["start"], second["end"]) == ({"date": "2028-01-01"}, {"date": "2028-01-03"})
    assert second["originalStartTime"] == {"date": "2028-01-01"}


def test_dates_are_added_and_left_out(anna: Desk) -> None:
    lines = ["EXDATE;TZID=Europe/Berlin:20270308T100000", "EXDATE:20270315T090000Z", "RDATE:20270302T090000Z"]
    series = anna.insert(weekly("2027-03-01", *lines, "EXRULE:FREQ=WEEKLY;INTERVAL=7"))

    days = [each["start"]["dateTime"][5:10] for each in occurrences(anna, series["id"])]

    assert days == ["03-02", "03-22", "03-29", "04-05", "04-12"]


def test_an_end_in_utc_counts_on_the_clock_of_the_series(anna: Desk) -> None:
    rule = {"recurrence": ["RRULE:FREQ=DAILY;UNTIL=20270303T090000Z"]}

    assert len(occurrences(anna, anna.insert(rule)["id"])) == 3
    assert len(occurrences(anna, anna.insert({"recurrence": ["RRULE:FREQ=DAILY;UNTIL=20270302"]})["id"])) == 2


def test_a_patched_occurrence_is_an_exception(anna: Desk) -> None:
    series = anna.insert(weekly())
    token, second = anna.sync_token(), f"{series['id']}_20270308T090000Z"

    exception = anna.patch(second, {"start": at("2027-03-09", "15:00"), "end": at("2027-03-09", "16:00")})

    assert exception["recurringEventId"] == series["id"]
    assert exception["originalStartTime"] == {"dateTime": "2027-03-08T10:00:00+01:00", "timeZone": "Europe/Berlin"}
    assert "recurrence" not in exception
    assert [each["id"] for each in anna.since(token)] == [second]
    assert len(occurrences(anna, series["id"])) == 8
    assert occurrences(anna, series["id"], originalStart="2027-03-08T10:00:00+01:00") == [exception]


def test_a_deleted_occurrence_is_a_hole_of_which_little_is_told(anna: Desk) -> None:
    series = anna.insert(weekly())
    token, second = anna.sync_token(), f"{series['id']}_20270308T090000Z"

    anna.delete(second)

    (hole,) = anna.since(token)
    assert hole.keys() == {"kind", "etag", "id", "status", "recurringEventId", "originalStartTime"}
    assert (hole["id"], hole["status"]) == (second, "cancelled")
    assert [each["id"] for each in anna.list_all()["items"]] == [series["id"], second]
    assert len(occurrences(anna, series["id"])) == 7
    assert len(occurrences(anna, series["id"], showDeleted=True)) == 8
    assert anna.refusal("DELETE", f"{anna.events}/{second}") == (410, "deleted")


def test_an_occurrence_that_the_rule_does_not_have_is_not_found(anna: Desk) -> None:
    series = anna.insert(weekly())

    assert anna.refusal("GET", f"{anna.events}/{series['id']}_20270309T090000Z") == (404, "notFound")
    assert anna.get(f"{series['id']}_20270308T090000Z")["status"] == "confirmed"


def test_exceptions_take_over_what_they_did_not_change(anna: Desk) -> None:
    series, second = anna.insert(weekly(location="A")), "20270308T090000Z"
    anna.patch(f"{series['id']}_{second}", {"summary": "Anders"})

    anna.patch(series["id"], {"summary": "Neu", "location": "B"})

    exception = anna.get(f"{series['id']}_{second}")
    assert (exception["summary"], exception["location"]) == ("Anders", "B")


def test_a_shortened_series_loses_its_later_exceptions(anna: Desk) -> None:
    series = anna.insert(weekly())
    early, late = (f"{series['id']}_{stamp}" for stamp in ("20270308T090000Z", "20270322T090000Z"))
    for each in (early, late):
        anna.patch(each, {"summary": "x"})

    anna.patch(series["id"], {"recurrence": ["RRULE:FREQ=WEEKLY;UNTIL=20270315T090000Z"]})

    assert (anna.get(early)["status"], anna.get(late)["status"]) == ("confirmed", "cancelled")


def test_a_deleted_series_takes_its_exceptions_along(anna: Desk) -> None:
    series = anna.insert(weekly())
    exception = anna.patch(f"{series['id']}_20270308T090000Z", {"summary": "x"})
    token = anna.sync_token()

    anna.delete(series["id"])

    assert {(each["id"], each["status"]) for each in anna.since(token)} == {
        (series["id"], "cancelled"),
        (exception["id"], "cancelled"),
    }
    assert anna.list_all()["items"] == []


def test_a_list_of_single_events_has_the_occurrences_instead_of_the_series(anna: Desk) -> None:
    series, single = anna.insert(weekly()), anna.insert(meeting("2027-03-10"))
    anna.delete(f"{series['id']}_20270315T090000Z")
    window = {"timeMin": "2027-03-08T00:00:00Z", "timeMax": "2027-03-23T00:00:00Z"}

    found = anna.list_all(singleEvents=True, orderBy="startTime", **window)["items"]

    expected = [f"{series['id']}_20270308T090000Z", single["id"], f"{series['id']}_20270322T090000Z"]
    assert [each["id"] for each in found] == expected


def test_single_events_page_without_loss(anna: Desk) -> None:
    anna.insert(weekly())
    anna.insert(weekly("2027-03-02"))

    assert len(anna.list_all(singleEvents=True, maxResults=3)["items"]) == 16


def test_a_changed_series_comes_as_its_occurrences_to_whoever_wants_these(anna: Desk) -> None:
    series = anna.insert(weekly())
    token = anna.sync_token(singleEvents=True)

    anna.patch(series["id"], {"summary": "Neu"})

    assert [each["summary"] for each in anna.since(token, singleEvents=True, maxResults=3)] == ["Neu"] * 8


def test_a_series_without_an_end_is_expanded_for_two_years(anna: Desk) -> None:
    anna.insert(
        {"recurrence": ["RRULE:FREQ=WEEKLY"], "start": at("2026-01-05", "10:00"), "end": at("2026-01-05", "11:00")}
    )

    assert 100 < len(anna.list_all(singleEvents=True)["items"]) < 400


def test_dates_alone_are_a_series_that_begins_with_the_first(anna: Desk) -> None:
    series = anna.insert({"recurrence": ["RDATE;TZID=Europe/Berlin:20270310T100000"]})

    days = [each["start"]["dateTime"][5:10] for each in occurrences(anna, series["id"])]

    assert days == ["03-01", "03-10"]


def test_a_private_occurrence_hides_the_series_and_cannot_be_opened_alone(anna: Desk) -> None:
    series = anna.insert(weekly())
    second = f"{series['id']}_20270308T090000Z"

    anna.patch(second, {"visibility": "private"})
    assert anna.get(series["id"])["visibility"] == "private"

    anna.patch(second, {"visibility": "public"})
    assert anna.get(second)["visibility"] == "private"


def test_a_moved_series_takes_its_exceptions_along(anna: Desk) -> None:
    other, series = anna.new_calendar("Other"), anna.insert(weekly())
    second = f"{series['id']}_20270308T090000Z"
    anna.patch(second, {"summary": "Anders"})

    anna.ok("POST", f"{anna.events}/{series['id']}/move", destination=other.calendar)

    assert (other.get(second)["summary"], other.get(second)["organizer"]["email"]) == ("Anders", other.calendar)
    assert {each["status"] for each in anna.list_all(showDeleted=True)["items"]} == {"cancelled"}
    assert len(occurrences(other, series["id"])) == 8
