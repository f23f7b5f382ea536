"""A calendar of Google's and the activities of a CRM in memory, through the real stores and use cases."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tandem.domain.calendar_rules import Private
from tandem.domain.event import AllDay
from tandem.domain.ids import RemoteId, RunId
from tests.memory_events import MemoryActivities
from tests.providers.google.office import Office, items
from tests.providers.google.test_series import at, event, named, week, weekly
from tests.sandbox.google.desk import Row
from tests.usecases.calendar_scene import LINKS, NINE, TEN, CalendarScene, an_event

OFFER = "Neue Website > Muster Kontakt > Muster GmbH > Offer"
WRITES = ("POST", "PATCH", "DELETE")


@dataclass
class GoogleScene(CalendarScene):
    """The provider is a calendar on the stand-in; `office` is the person at work in it."""

    crm: Any = field(default_factory=MemoryActivities)
    provider: Any = None
    office: Any = None

    def rows(self) -> dict[str, Row]:
        """What is in the calendar now, series as their occurrences in the window."""
        found = items(list(self.office.events(Private.FULL).list_all()))
        return {remote: self.office.kept(remote) for remote in found}

    def row(self) -> Row:
        (row,) = self.rows().values()
        return row

    def subjects(self) -> list[str]:
        return sorted(one.title for one in self.crm.live().values())

    def activity_of(self, title: str) -> RemoteId:
        """The activity of that subject."""
        return next(remote for remote, one in self.crm.live().items() if one.title == title)

    def starts(self) -> list[datetime]:
        return sorted(one.when.start for one in self.crm.live().values())

    def writes(self) -> int:
        """Writes to either side since they were last forgotten."""
        google = sum(count for name, count in self.office.calls().items() if name.startswith(WRITES))
        return google + len(self.crm.writes)

    def forget(self) -> None:
        self.crm.writes.clear()
        self.office.count_anew()

    def rest(self) -> None:
        """However often both sides are looked at, nothing is written."""
        self.forget()
        self.refresh().sweep()
        self.office.standin.control("expire_sync", {"calendar": self.office.calendar})
        self.refresh()
        assert self.writes() == 0
        assert self.waiting("parked") == []
        self.clock.pass_by(self.world.pace.guard)  # a lost cursor puts the brake on


@pytest.fixture
def scene(tmp_path: Path, office: Office) -> GoogleScene:
    office.clock.at = datetime(2027, 3, 22, 9, 0, tzinfo=UTC)
    scene = GoogleScene(tmp_path, provider=office.events(Private.BUSY_ONLY), office=office)
    scene.clock.instant = office.clock.at
    scene.provider._clock = scene.clock
    office.clock = scene.clock
    return scene


def offered(scene: GoogleScene) -> GoogleScene:
    """An activity that was made after the start, and its event."""
    scene.start()
    scene.crm.add(an_event("Offer", links=LINKS))
    scene.refresh()
    return scene


def test_an_activity_becomes_an_event_and_what_is_done_to_either_reaches_the_other(scene: GoogleScene) -> None:
    offered(scene)
    row = scene.row()
    assert (row["summary"], row["id"]) == (OFFER, scene.link().id)
    scene.rest()

    scene.office.edit("move", row["id"], start={"dateTime": TEN.start.isoformat(), "timeZone": "Europe/Berlin"})
    scene.refresh()
    assert scene.activity().when.start == TEN.start
    scene.rest()

    scene.office.edit("patch", row["id"], event={"summary": OFFER.replace("Offer", "Contract")})
    scene.refresh()
    assert (scene.activity().title, scene.activity().links) == ("Contract", LINKS)
    scene.rest()

    scene.crm.edit(scene.person(), when=AllDay(NINE.start.date()))
    scene.refresh()
    assert scene.row()["start"] == {"date": str(NINE.start.date())}
    scene.rest()

    scene.office.edit("delete", row["id"])
    scene.refresh()
    assert scene.crm.live() == {}


def test_an_event_becomes_an_activity_and_goes_with_it(scene: GoogleScene) -> None:
    scene.start()
    scene.office.add(event(week(1), location="Room 1", reminders={"useDefault": False}))
    scene.refresh()
    assert (scene.activity().title, scene.activity().location) == ("Weekly", "Room 1")
    scene.rest()

    scene.crm.add(an_event("Another"))
    scene.crm.remove(scene.activity_of("Weekly"))
    scene.refresh().sweep()
    assert scene.row()["summary"] == "Another"
    scene.rest()


def test_an_edit_beats_a_deletion_under_the_same_id(scene: GoogleScene) -> None:
    offered(scene)
    remote = scene.row()["id"]
    scene.crm.edit(scene.person(), title="Offer 2")
    scene.office.edit("delete", remote)

    scene.refresh()

    if scene.waiting("held"):
        scene.decide("held", "restore")
    assert scene.row()["summary"] == OFFER.replace("Offer", "Offer 2")
    assert scene.row()["id"] == remote
    assert len(scene.crm.live()) == 1
    scene.rest()


@pytest.mark.parametrize("drop", ["before", "after"])
def test_a_creation_without_an_answer_makes_one_event_and_one_activity(scene: GoogleScene, drop: str) -> None:
    scene.start()
    scene.crm.add(an_event("Offer", links=LINKS))
    scene.office.standin.control("fail", {"method": "POST", "path": "/calendar/.*", "drop": drop})

    scene.refresh().sweep()

    assert scene.row()["summary"] == OFFER
    assert scene.subjects() == ["Offer"]
    scene.rest()


def test_an_event_of_ours_that_the_feed_tells_of_before_its_answer_is_known_is_not_made_twice(
    scene: GoogleScene,
) -> None:
    """The worker died between the write and its commit; the next pull hears of the event first."""
    scene.start()
    scene.crm.add(an_event("Offer", links=LINKS))
    scene.crm.add(an_event("Second"))
    scene.office.standin.control("fail", {"path": "/batch/.*", "method": "POST", "drop": "after"})
    scene.refresh()

    scene.poll().poll().sweep()

    assert sorted(row["summary"] for row in scene.rows().values()) == [OFFER, "Second"]
    assert scene.subjects() == ["Offer", "Second"]
    scene.rest()


def test_a_creation_whose_event_was_deleted_before_anybody_knew_is_made_all_the_same(scene: GoogleScene) -> None:
    scene.start()
    scene.crm.add(an_event("Offer", links=LINKS))
    scene.office.standin.control("fail", {"method": "POST", "path": "/calendar/.*", "drop": "after"})
    scene.app.refresh(scene.connection)
    while not scene.office.desk.list_all()["items"]:
        scene.deliver()
    scene.office.edit("delete", scene.office.desk.list_all()["items"][0]["id"])

    scene.work().sweep()

    assert [row["summary"] for row in scene.rows().values()] == [OFFER]
    assert scene.subjects() == ["Offer"]
    scene.rest()


# --- series ------------------------------------------------------------------------------------------------


def test_a_series_is_an_activity_for_each_occurrence_of_the_next_weeks(scene: GoogleScene) -> None:
    scene.start()
    master = scene.office.add(weekly(week(0), "RRULE:FREQ=WEEKLY;COUNT=8"))
    scene.refresh()
    assert len(scene.crm.live()) == 8
    scene.rest()

    scene.office.edit("move", named(master, week(2)), start=at(week(3)))
    scene.office.edit("delete", named(master, week(4)))
    scene.office.edit("patch", master, event={"location": "Room 2"})
    scene.refresh()
    assert len(scene.crm.live()) == 7
    assert {one.location for one in scene.crm.live().values()} == {"Room 2"}
    scene.rest()

    scene.office.edit("split", named(master, week(5)), event={"summary": "Later"})
    scene.refresh()
    assert scene.subjects() == ["Later"] * 3 + ["Weekly"] * 4
    scene.rest()

    scene.office.edit("delete", master)
    scene.refresh()
    assert scene.subjects() == ["Later"] * 3


def test_the_window_brings_an_activity_a_week(scene: GoogleScene) -> None:
    scene.start()
    scene.office.add(weekly(week(0)))
    scene.refresh()

    for _ in range(21):
        scene.clock.pass_by(timedelta(days=1))
        scene.refresh()

    assert scene.starts() == sorted({*scene.starts()})
    assert len(scene.crm.live()) == 11


def test_an_activity_that_is_moved_moves_its_occurrence_alone(scene: GoogleScene) -> None:
    scene.start()
    master = scene.office.add(weekly(week(0), "RRULE:FREQ=WEEKLY;COUNT=3"))
    scene.refresh()
    third = max(scene.crm.live(), key=lambda one: scene.crm.live()[one].when.start)
    later = replace(scene.crm.live()[third].when, start=scene.starts()[2] + timedelta(hours=2))

    scene.crm.edit(third, when=later)
    scene.refresh()

    kept = scene.office.kept(named(master, week(2)))
    assert datetime.fromisoformat(kept["start"]["dateTime"]) == later.start
    assert len(scene.rows()) == 3
    scene.rest()


def test_an_old_series_stays_out_with_all_that_the_window_comes_to(scene: GoogleScene) -> None:
    master = scene.office.add(weekly(week(-3)))
    scene.office.edit("patch", named(master, week(20)), event={"summary": "Anniversary"})
    scene.start()

    for _ in range(6):
        scene.clock.pass_by(timedelta(weeks=4))
        scene.refresh()

    assert scene.crm.live() == {}
    scene.rest()


def test_an_old_series_comes_over_when_it_changes(scene: GoogleScene) -> None:
    master = scene.office.add(weekly(week(-3), "RRULE:FREQ=WEEKLY;COUNT=11"))
    scene.start()

    scene.office.edit("patch", master, event={"location": "Room 2"})
    scene.refresh()

    assert len(scene.crm.live()) == 8
    scene.rest()


@pytest.mark.parametrize("number", [1, 30])
def test_an_occurrence_of_an_old_series_comes_over_alone_when_it_changes(scene: GoogleScene, number: int) -> None:
    """Within the window and beyond it; untouched ones have the version of their series (seen in recorded answers)."""
    master = scene.office.add(weekly(week(-3)))
    scene.start()

    scene.office.edit("patch", named(master, week(number)), event={"summary": "With Bea"})
    scene.refresh()

    assert scene.subjects() == ["With Bea"]
    scene.rest()


def test_an_exception_that_was_known_of_an_old_series_comes_over_when_it_changes(scene: GoogleScene) -> None:
    master = scene.office.add(weekly(week(-3)))
    scene.office.edit("patch", named(master, week(20)), event={"summary": "Anniversary"})
    scene.start()

    scene.office.edit("patch", named(master, week(20)), event={"summary": "Anniversary with cake"})
    scene.refresh()

    assert scene.subjects() == ["Anniversary with cake"]


def test_an_event_that_becomes_a_series_keeps_its_activity(scene: GoogleScene) -> None:
    offered(scene)
    remote = scene.row()["id"]

    scene.office.edit("patch", remote, event={"recurrence": ["RRULE:FREQ=WEEKLY;COUNT=1"]})
    scene.refresh()
    scene.crm.edit(next(iter(scene.crm.live())), title="Offer 2")
    scene.refresh()

    assert scene.office.kept(remote)["summary"] == OFFER
    assert any(one.links == LINKS for one in scene.crm.live().values())
    scene.rest()


# --- what must not be lost ---------------------------------------------------------------------------------


def delete(office: Office) -> None:
    office.standin.control("calendars/delete", {"calendar": office.calendar})


def narrow(office: Office) -> None:
    office.standin.control("share", {"calendar": office.calendar, "email": office.email, "role": "freeBusyReader"})


@pytest.mark.parametrize("deed", [delete, narrow])
def test_a_calendar_that_is_lost_costs_no_activity(scene: GoogleScene, deed: Callable[[Office], None]) -> None:
    told = {"email": scene.office.email, "summary": "Pipedrive", "timeZone": scene.office.zone}
    scene.office.calendar = scene.office.standin.control("calendars", told)["id"]
    scene.provider = scene.replicas.provider = scene.office.events(Private.FULL)
    scene.start()
    scene.office.add(weekly(week(0)))
    scene.office.add(event(week(1), description="All that was agreed"))
    scene.refresh()
    assert len(scene.crm.live()) == 9
    before = dict(scene.crm.live())

    deed(scene.office)
    scene.crm.add(an_event("New"))
    scene.app.refresh(scene.connection)
    for _ in range(12):
        scene.look_after() if not scene.wakeups.sent else scene.deliver()
        scene.clock.pass_by(timedelta(minutes=5))

    assert scene.state() == "waiting"
    assert before.items() <= scene.crm.live().items()


def test_a_private_event_is_told_as_busy_and_stays_what_it_is(scene: GoogleScene) -> None:
    scene.start()
    remote = scene.office.add(event(week(1), visibility="private", description="Knee"))
    scene.refresh()
    assert (scene.activity().title, scene.activity().description) == ("Busy", "")

    scene.crm.edit(scene.person(), title="What is it?", when=TEN)
    scene.refresh()

    kept = scene.office.kept(remote)
    assert (kept["summary"], kept["description"], kept["visibility"]) == ("Weekly", "Knee", "private")
    assert datetime.fromisoformat(kept["start"]["dateTime"]) == TEN.start
    scene.rest()


def test_other_peoples_meetings_are_not_moved_without_a_yes(scene: GoogleScene) -> None:
    scene.start()
    host = Office.open(scene.office.standin, scene.office.transport)
    host.add(event(week(1), attendees=[{"email": scene.office.email}]))
    scene.refresh()
    start = scene.row()["start"]

    scene.crm.edit(scene.person(), when=TEN)
    scene.refresh()

    assert scene.row()["start"] == start
    assert len(scene.waiting("held")) == 1


def test_what_a_guest_may_not_change_is_parked_with_its_reason_and_stops_no_other(scene: GoogleScene) -> None:
    scene.start()
    host = Office.open(scene.office.standin, scene.office.transport)
    host.add(event(week(1), attendees=[{"email": scene.office.email}]))
    scene.refresh()

    scene.crm.edit(scene.person(), title="Mine now")
    scene.crm.add(an_event("Offer"))
    scene.refresh()

    assert sorted(row["summary"] for row in scene.rows().values()) == ["Offer", "Weekly"]
    assert [one.reason for one in scene.waiting("parked")] == ["not_organizer"]


def test_what_was_there_before_is_left_alone_until_it_changes(scene: GoogleScene) -> None:
    old = scene.office.add(event(week(1)))
    scene.office.add(event(week(2)))
    scene.start()
    scene.rest()
    assert scene.crm.live() == {}

    scene.office.edit("patch", old, event={"summary": "Changed"})
    scene.refresh()

    assert scene.subjects() == ["Changed"]
    scene.rest()


def test_a_limit_in_the_middle_loses_and_doubles_nothing(scene: GoogleScene) -> None:
    scene.start()
    for number in range(60):
        scene.crm.add(an_event(f"Call {number:02}", when=replace(NINE, start=NINE.start + timedelta(days=number))))
    limit = {"method": "POST", "path": "/calendar/.*", "reason": "userRateLimitExceeded", "skip": 20, "times": 5}
    scene.office.standin.control("fail", limit)

    scene.refresh()

    assert sorted(row["summary"] for row in scene.rows().values()) == [f"Call {number:02}" for number in range(60)]
    assert len(scene.crm.live()) == 60
    scene.rest()


def test_an_event_that_google_shows_without_sense_is_parked_and_comes_over_when_it_has_some(
    scene: GoogleScene,
) -> None:
    scene.start()
    scene.office.add(event(week(1)))
    remote = scene.office.add(event(week(2), summary="Odd"))
    shown = {**scene.office.kept(RemoteId(remote)), "start": {"dateTime": "noon"}}
    path = f"/calendar/.*/events/{remote}"
    scene.office.standin.control("fail", {"method": "GET", "path": path, "status": 200, "body": shown})
    scene.refresh()
    assert scene.subjects() == ["Weekly"]
    assert [one.reason for one in scene.waiting("parked")] == ["unreadable_event"]

    scene.clock.pass_by(timedelta(hours=1))
    scene.look_after()

    assert scene.subjects() == ["Odd", "Weekly"]


# --- taken back ------------------------------------------------------------------------------------------------------


def undone(scene: GoogleScene) -> None:
    """The run that deleted something."""
    deleted = next(one for one in scene.app.history(scene.connection).items if one.action == "delete")
    run = scene.app.undo_run(RunId(deleted.run))
    scene.work()
    assert scene.app.run(run).state == "done"


def drop(scene: GoogleScene, activity: RemoteId) -> None:
    scene.crm.remove(activity)
    scene.hear_of(activity, is_gone=True)
    scene.decide("held", "release").work()


def test_a_meeting_that_was_cancelled_is_back_with_its_guests_and_nobody_hears_of_it(scene: GoogleScene) -> None:
    """The outbox is looked into after each test."""
    scene.start()
    told = {"attendees": [{"email": "ben@acme.example"}, {"email": "kunde@else.example"}], "colorId": "4"}
    remote = scene.office.add(event(week(1), **told))
    scene.refresh()
    before = scene.office.kept(remote)
    drop(scene, scene.person())
    assert scene.rows() == {}

    undone(scene)

    after = scene.rows()[remote]
    differing = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert differing <= {"etag", "updated", "sequence", "extendedProperties"}
    assert scene.subjects() == ["Weekly"]
    scene.rest()


def test_an_occurrence_is_back_in_its_series_and_the_rest_of_it_is_as_it_was(scene: GoogleScene) -> None:
    scene.start()
    master = scene.office.add(weekly(rule="RRULE:FREQ=WEEKLY;COUNT=4"))
    scene.refresh()
    before, series, starts = set(scene.rows()), scene.office.kept(master), scene.starts()
    third = next(remote for remote, one in scene.crm.live().items() if one.when.start == starts[2])
    drop(scene, third)
    assert len(scene.rows()) == len(before) - 1

    undone(scene)

    assert (set(scene.rows()), scene.starts()) == (before, starts)
    assert scene.office.kept(master) == series
    scene.rest()


def test_what_tandem_made_is_back_under_its_own_id_with_what_its_activity_belonged_to(scene: GoogleScene) -> None:
    offered(scene)
    row = scene.row()
    scene.office.edit("delete", row["id"])
    scene.refresh()
    assert scene.subjects() == []

    undone(scene)

    assert (scene.row()["id"], scene.row()["summary"]) == (row["id"], OFFER)
    assert scene.activity().links == LINKS
    scene.rest()


def test_a_preview_shows_a_year_as_it_stays(scene: GoogleScene) -> None:
    scene.office.add(weekly())
    scene.office.add(event(week(1)))
    scene.connect()
    before = scene.app.preview(scene.connection)
    scene.app.start(scene.connection)
    scene.work()

    assert before.kept == scene.app.preview(scene.connection).kept
    assert before.kept["provider"] == len(scene.rows())
    assert before.items == scene.app.preview(scene.connection).items == ()
