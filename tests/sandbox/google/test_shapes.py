"""Every answer has the shape that the discovery document gives it."""

from uuid import uuid4

from tests.sandbox.google.desk import BEN, Desk, Receiver, weekly
from tests.sandbox.google.schemas import faults

FULL = {
    "location": "Köln",
    "attendees": [{"email": BEN, "optional": True}],
    "source": {"title": "Deal", "url": "https://acme.example/1"},
    "extendedProperties": {"private": {"a": "1"}, "shared": {"b": "2"}},
    "reminders": {"useDefault": False, "overrides": [{"method": "popup", "minutes": 5}]},
}


def test_events_have_their_shape(anna: Desk) -> None:
    series = anna.insert(weekly(**FULL))
    hole = f"{series['id']}_20270308T090000Z"
    anna.patch(f"{series['id']}_20270315T090000Z", {"summary": "x"})
    anna.delete(hole)

    assert faults("Event", series) == []
    assert faults("Events", anna.list_all()) == []
    assert faults("Events", anna.list_all(singleEvents=True, showDeleted=True)) == []
    assert faults("Events", anna.ok("GET", f"{anna.events}/{series['id']}/instances")) == []
    assert faults("Event", anna.get(hole)) == []


def test_calendars_have_their_shape(anna: Desk) -> None:
    assert faults("CalendarList", anna.ok("GET", "users/me/calendarList", showDeleted=True)) == []
    assert faults("CalendarListEntry", anna.ok("GET", "users/me/calendarList/primary")) == []
    assert faults("Calendar", anna.ok("GET", f"calendars/{anna.calendar}")) == []
    assert faults("Calendar", anna.ok("PATCH", f"calendars/{anna.calendar}", {"description": "x"})) == []


def test_the_rest_has_its_shape(anna: Desk, receiver: Receiver) -> None:
    body = {"id": uuid4().hex, "type": "web_hook", "address": receiver.url}

    assert faults("Channel", anna.ok("POST", f"{anna.events}/watch", body)) == []
    assert faults("Colors", anna.ok("GET", "colors")) == []
    assert faults("Settings", anna.ok("GET", "users/me/settings")) == []
    assert faults("Setting", anna.ok("GET", "users/me/settings/timezone")) == []


def test_a_shape_that_is_wrong_is_noticed() -> None:
    assert faults("Event", {"id": 1, "title": "x"}) != []
