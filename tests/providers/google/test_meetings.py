"""A meeting bears the same name in all calendars that have it, and nobody can read who it is with from that."""

from typing import Any

from tandem.domain.calendar_rules import Private
from tandem.domain.sight import Seen
from tandem.providers.google.sights import Reader

TREFFEN = {
    "id": "abc",
    "etag": '"1"',
    "iCalUID": "treffen-mit-petra@kunde.example",
    "start": {"dateTime": "2026-12-01T10:00:00+01:00"},
    "end": {"dateTime": "2026-12-01T11:00:00+01:00"},
    "organizer": {"email": "anna@example.com", "self": True},
    "attendees": [{"email": "ben@example.com"}],
}


def names(**changes: Any) -> list[str]:
    sight = Reader("Europe/Berlin", Private.FULL).sight({**TREFFEN, **changes})
    assert isinstance(sight, Seen)
    return [one for one in sight.mentions if one.startswith("meeting/")]


def test_all_who_have_it_know_it_by_the_same_name() -> None:
    (mine,) = names()
    (yours,) = names(id="xyz", etag='"7"', organizer={"email": "anna@example.com"}, start={"date": "2026-12-02"},
                     end={"date": "2026-12-03"})  # fmt: skip

    assert mine == yours
    assert "petra" not in mine


def test_an_occurrence_has_a_name_of_its_own_wherever_it_was_moved_and_however_its_start_is_written() -> None:
    was = {"dateTime": "2026-12-01T10:00:00+01:00", "timeZone": "Europe/Berlin"}
    same = {"dateTime": "2026-12-01T09:00:00Z"}
    other = {"dateTime": "2026-12-08T10:00:00+01:00"}

    assert names(originalStartTime=was) == names(originalStartTime=same) != names(originalStartTime=other)
    assert names(originalStartTime=was) != names()


def test_what_one_has_for_oneself_has_no_such_name() -> None:
    assert names(attendees=[]) == []
    assert names(iCalUID="") == []
