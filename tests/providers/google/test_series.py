"""Recurring events: each occurrence within the window is an item, and none is ever lost without a word."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from tandem.domain.calendar_rules import Private
from tandem.domain.content import as_event
from tandem.domain.errors import CursorExpired, StaleVersion
from tandem.domain.event import AllDay, Event, Timed
from tandem.domain.ids import Cursor, RemoteId
from tandem.domain.sight import Seen, Tombstone, Unseen
from tandem.ports import Change, Creation, Page, Removal
from tandem.providers.google.events import GoogleEvents
from tandem.providers.google.window import Window
from tests.providers.google.office import Office, end, gone, items, link, made, seen, series, sight, trouble, written
from tests.sandbox.google.desk import BERLIN, Row

WALL = ZoneInfo(BERLIN)
NINE = time(9, 0)


@pytest.fixture
def office(office: Office) -> Office:
    """It is Monday noon, eight days before the clocks of Berlin change."""
    office.clock.at = datetime(2027, 3, 22, 12, 0, tzinfo=UTC)
    return office


MONDAY = date(2027, 3, 22)


def at(day: date, clock: time = NINE) -> Row:
    return {"dateTime": f"{datetime.combine(day, clock).isoformat()}", "timeZone": BERLIN}


def event(day: date, clock: time = NINE, **more: object) -> Row:
    later = (datetime.combine(day, clock) + timedelta(minutes=30)).time()
    return {"summary": "Weekly", "start": at(day, clock), "end": at(day, later), **more}


def weekly(day: date = MONDAY, rule: str = "RRULE:FREQ=WEEKLY", **more: object) -> Row:
    return event(day, recurrence=[rule], **more)


def week(number: int) -> date:
    return MONDAY + timedelta(weeks=number)


def named(master: str, day: date, clock: time = NINE) -> str:
    """The id of the occurrence that was to begin then."""
    instant = datetime.combine(day, clock, WALL).astimezone(UTC)
    return f"{master}_{instant:%Y%m%dT%H%M%SZ}"


def start_of(found: Seen) -> datetime:
    when = as_event(found.content).when
    assert isinstance(when, Timed)
    return when.start.astimezone(WALL).replace(tzinfo=None)


@dataclass
class Follower:
    """What somebody knows who lists once and follows the feed from there, and reads whatever it says to look at.

    `known` are the items that are in scope, with their mentions, as the links would hold them.
    """

    replica: GoogleEvents
    cursor: Cursor
    known: dict[str, Seen]

    @classmethod
    def of(cls, replica: GoogleEvents) -> "Follower":
        pages = list(replica.list_all())
        return cls(replica, end(pages), items(pages))

    def pull(self) -> Sequence[Page]:
        pages = list(self.replica.changes(self.cursor))
        self.cursor = end(pages)
        self._take(pages)
        return pages

    def _take(self, pages: Sequence[Page]) -> None:
        told = set(items(pages)) | gone(pages) | {remote for page in pages for remote, _ in page.hinted}
        told |= {remote for remote, one in self.known.items() if set(one.mentions) & series(pages)}
        for remote, found in self.replica.read(sorted(told)).items():
            if isinstance(found, Seen) and found.in_scope:
                self.known[remote] = found
            elif not isinstance(found, Unseen):
                self.known.pop(remote, None)

    def check(self, since: date = date.min) -> None:
        """What is known is what a listing shows now; what ended before `since` may be known still."""
        listed = {remote: one.content for remote, one in items(list(self.replica.list_all())).items() if one.in_scope}
        kept = {remote: one.content for remote, one in self.known.items() if ends(one) >= since or remote in listed}
        assert kept == listed

    def starts(self) -> list[datetime]:
        return sorted(start_of(one) for one in self.known.values())


def ends(found: Seen) -> date:
    when = as_event(found.content).when
    return (when.start + when.length).date() if isinstance(when, Timed) else when.first + timedelta(days=when.days)


def mornings(*weeks: int) -> list[datetime]:
    return [datetime.combine(week(one), NINE) for one in weeks]


# --- what a series is --------------------------------------------------------------------------------------


def test_a_series_keeps_its_hour_on_the_wall_over_the_change_of_the_clock(office: Office) -> None:
    """F12: the zone is kept, not the offset; in UTC it comes an hour earlier."""
    master = office.add(weekly())

    found = items(list(office.events().list_all()))

    assert sorted(map(start_of, found.values())) == mornings(*range(8))
    assert set(found) == {named(master, week(one)) for one in range(8)}
    instants = [as_event(found[named(master, week(one))].content).when.start.hour for one in (0, 1)]
    assert instants == [8, 7]


def test_each_occurrence_is_an_item_that_mentions_its_series(office: Office) -> None:
    master = office.add(weekly())
    pages = list(office.events().list_all())

    found = items(pages)

    assert {one.mentions for one in found.values()} == {(f"series/{master}",)}
    assert series(pages) == {f"series/{master}"}
    assert all(sight(office.events(), remote) == one for remote, one in found.items())
    assert all(one.in_scope for one in found.values())


def test_a_series_itself_is_no_appointment(office: Office) -> None:
    master = office.add(weekly())

    assert not seen(office.events(), master).in_scope


def test_a_series_that_is_older_than_the_window_has_its_occurrences_in_it(office: Office) -> None:
    master = office.add(weekly(week(-100)))
    moved = named(master, week(2))
    office.edit("move", moved, start=at(week(2) + timedelta(days=1)))

    found = items(list(office.events().list_all()))

    assert sorted(map(start_of, found.values()))[:3] == [
        *mornings(0, 1),
        datetime.combine(week(2) + timedelta(days=1), NINE),
    ]
    assert found[moved].mentions == (f"series/{master}",)
    assert len(found) == 8


def test_days_in_a_row_are_found_up_to_the_edges_of_the_window(office: Office) -> None:
    times = {"start": {"date": "2027-03-01"}, "end": {"date": "2027-03-02"}}
    office.add({"summary": "Shift", **times, "recurrence": ["RRULE:FREQ=DAILY"]})

    found = items(list(office.events().list_all()))

    days = sorted(as_event(one.content).when.first for one in found.values())
    window = Window.at(office.clock.at)
    assert days[0] <= window.first
    assert days[-1] >= window.last - timedelta(days=1)
    assert [later - one for one, later in pairwise(days)] == [timedelta(days=1)] * (len(days) - 1)
    assert {as_event(one.content).when for one in found.values()} == {AllDay(day) for day in days}


# --- what people do to it ----------------------------------------------------------------------------------


def test_an_occurrence_that_is_moved_stays_the_same_item(office: Office) -> None:
    master = office.add(weekly())
    follower = Follower.of(office.events())

    office.edit("move", named(master, week(2)), start=at(week(2), time(15, 0)))
    follower.pull()

    assert start_of(follower.known[named(master, week(2))]) == datetime.combine(week(2), time(15, 0))
    assert len(follower.known) == 8
    follower.check()


def test_an_occurrence_that_is_deleted_is_gone_and_the_rest_stays(office: Office) -> None:
    master = office.add(weekly())
    follower = Follower.of(office.events())

    office.edit("delete", named(master, week(2)))
    pages = follower.pull()

    assert gone(pages) == {named(master, week(2))}
    assert sight(office.events(), named(master, week(2))) == Tombstone(RemoteId(named(master, week(2))))
    assert follower.starts() == mornings(0, 1, 3, 4, 5, 6, 7)
    follower.check()


def test_the_title_of_one_occurrence_is_its_own(office: Office) -> None:
    master = office.add(weekly())
    follower = Follower.of(office.events())

    office.edit("patch", named(master, week(1)), event={"summary": "With Bea"})
    follower.pull()

    titles = {remote: as_event(one.content).title for remote, one in follower.known.items()}
    assert titles.pop(named(master, week(1))) == "With Bea"
    assert set(titles.values()) == {"Weekly"}
    follower.check()


def test_a_change_of_the_whole_series_changes_all_that_is_in_the_window(office: Office) -> None:
    master = office.add(weekly())
    follower = Follower.of(office.events())

    office.edit("patch", master, event={"summary": "Jour fixe", "location": "Room 1"})
    follower.pull()

    assert {(as_event(one.content).title, as_event(one.content).location) for one in follower.known.values()} == {
        ("Jour fixe", "Room 1")
    }
    follower.check()


def test_a_series_that_is_moved_to_another_hour_leaves_nothing_behind(office: Office) -> None:
    """The ids of occurrences hang on their times, so that all of them are other ones then."""
    master = office.add(weekly())
    follower = Follower.of(office.events())
    before = set(follower.known)

    office.edit("move", master, start=at(MONDAY, time(11, 0)))
    pages = follower.pull()

    assert series(pages) >= {f"series/{master}"}
    assert not before & set(follower.known)
    assert {one.time() for one in follower.starts()} == {time(11, 0)}
    follower.check()


def test_this_and_following_ends_one_series_and_begins_another(office: Office) -> None:
    master = office.add(weekly())
    follower = Follower.of(office.events())

    new = office.edit("split", named(master, week(3)), event={"summary": "New"})["id"]
    follower.pull()

    assert follower.starts() == mornings(*range(8))
    by_series = [one.mentions[0] for one in sorted(follower.known.values(), key=start_of)]
    assert by_series == [f"series/{master}"] * 3 + [f"series/{new}"] * 5
    follower.check()


def test_a_series_that_is_deleted_takes_all_its_occurrences_along(office: Office) -> None:
    master = office.add(weekly())
    office.edit("move", named(master, week(2)), start=at(week(2), time(15, 0)))
    follower = Follower.of(office.events())
    assert len(follower.known) == 8

    office.edit("delete", master)
    pages = follower.pull()

    assert f"series/{master}" in series(pages)
    assert follower.known == {}
    sights = office.events().read([RemoteId(named(master, week(one))) for one in range(8)])
    assert all(isinstance(one, Tombstone) for one in sights.values())
    assert isinstance(sight(office.events(), master), Tombstone), "what the brake goes by"
    follower.check()


def test_a_series_that_ends_earlier_loses_the_rest_without_a_word_of_each(office: Office) -> None:
    master = office.add(weekly())
    follower = Follower.of(office.events())

    office.edit("patch", master, event={"recurrence": ["RRULE:FREQ=WEEKLY;COUNT=3"]})
    follower.pull()

    assert follower.starts() == mornings(0, 1, 2)
    assert sight(office.events(), named(master, week(4))) == Tombstone(RemoteId(named(master, week(4))), by_series=True)
    follower.check()


def test_an_occurrence_that_is_deleted_by_itself_is_told_from_one_that_its_series_has_no_more(office: Office) -> None:
    master = office.add(weekly())

    office.edit("delete", named(master, week(2)))

    assert sight(office.events(), named(master, week(2))) == Tombstone(RemoteId(named(master, week(2))))


def test_a_day_that_is_left_out_by_the_series_itself_is_found_missing(office: Office) -> None:
    master = office.add(weekly())
    follower = Follower.of(office.events())

    left_out = "EXDATE;TZID=Europe/Berlin:20270405T090000"
    office.edit("patch", master, event={"recurrence": ["RRULE:FREQ=WEEKLY", left_out]})
    follower.pull()

    assert follower.starts() == mornings(0, 1, 3, 4, 5, 6, 7)
    follower.check()


def test_a_series_that_becomes_one_event_loses_its_occurrences(office: Office) -> None:
    """Nothing of it says then that it ever was a series."""
    master = office.add(weekly())
    follower = Follower.of(office.events())
    office.standin.control("clock", {"seconds": 60})

    office.edit("patch", master, event={"recurrence": None})
    pages = follower.pull()

    assert f"series/{master}" in series(pages)
    assert set(follower.known) == {master}
    follower.check()


def test_an_event_that_becomes_a_series_is_no_item_any_more(office: Office) -> None:
    """A change of it would be a change of all of them; it is not taken for deleted either."""
    single = office.add(event(MONDAY))
    follower = Follower.of(office.events())
    assert set(follower.known) == {single}

    office.edit("patch", single, event={"recurrence": ["RRULE:FREQ=WEEKLY"]})
    pages = follower.pull()

    assert single in {remote for page in pages for remote, _ in page.hinted}
    found = sight(office.events(), single)
    assert isinstance(found, Seen)
    assert not found.in_scope
    assert follower.starts() == mornings(*range(8))
    follower.check()


def test_an_event_of_ours_that_becomes_a_series_is_ours_and_its_occurrences_are_not(office: Office) -> None:
    mine = made(office.events(), Event(Timed(datetime(2027, 3, 22, 8, 0, tzinfo=UTC), timedelta(hours=1), BERLIN)))
    office.edit("patch", mine.remote_id, event={"recurrence": ["RRULE:FREQ=WEEKLY"]})

    found = items(list(office.events().list_all()))

    assert len(found) == 8
    assert {one.uid for one in found.values()} == {""}


def test_an_event_that_is_new_costs_no_search_for_what_it_was(office: Office) -> None:
    follower = Follower.of(office.events())
    office.add(event(MONDAY))

    assert series(follower.pull()) == set()


# --- exceptions at the edges -------------------------------------------------------------------------------


def test_an_occurrence_moved_out_of_the_window_is_followed_there(office: Office) -> None:
    master = office.add(weekly())
    follower = Follower.of(office.events())
    far = week(30)

    office.edit("move", named(master, week(2)), start=at(far))
    follower.pull()

    assert start_of(follower.known[named(master, week(2))]) == datetime.combine(far, NINE)
    assert len(follower.known) == 8
    follower.check()


def test_an_occurrence_moved_into_the_window_is_new_in_it(office: Office) -> None:
    master = office.add(weekly())
    follower = Follower.of(office.events())
    far = named(master, week(30))

    office.edit("move", far, start=at(week(1), time(15, 0)))
    follower.pull()

    assert start_of(follower.known[far]) == datetime.combine(week(1), time(15, 0))
    assert len(follower.known) == 9
    follower.check()


def test_an_exception_beyond_the_window_is_known_from_the_first_listing_on(office: Office) -> None:
    """Somebody touched it, so it is an event of its own; nothing else would tell later that it is an old one."""
    master = office.add(weekly())
    far = named(master, week(30))
    office.edit("patch", far, event={"summary": "Anniversary"})

    follower = Follower.of(office.events())

    assert len(follower.known) == 9
    assert as_event(follower.known[far].content).title == "Anniversary"
    follower.pull()
    follower.check()


def test_an_exception_is_listed_once(office: Office) -> None:
    master = office.add(weekly())
    office.edit("patch", named(master, week(1)), event={"summary": "With Bea"})

    pages = list(office.events().list_all())

    ids = [one.remote_id for page in pages for one in page.seen]
    assert len(ids) == len(set(ids)) == 8


def test_who_is_invited_to_one_occurrence_alone_has_it(office: Office) -> None:
    """The series is in the calendar of somebody else: the feed never tells of it."""
    host = Office.open(office.standin, office.transport)
    host.clock = office.clock
    master = host.add(weekly())
    follower = Follower.of(office.events())

    host.edit("invite", named(master, week(1)), emails=[office.email])
    pages = follower.pull()

    assert follower.starts() == mornings(1)
    (found,) = follower.known.values()
    assert found.meeting
    assert series(pages) == set()
    follower.check()

    host.edit("move", named(master, week(1)), start=at(week(1), time(15, 0)))
    follower.pull()
    assert follower.starts() == [datetime.combine(week(1), time(15, 0))]

    host.edit("delete", named(master, week(1)))
    follower.pull()
    assert follower.known == {}
    follower.check()


# --- the window --------------------------------------------------------------------------------------------


def test_the_window_moves_day_by_day_and_brings_just_what_is_new(office: Office) -> None:
    master = office.add(weekly())
    office.add(event(week(40)))
    follower = Follower.of(office.events())
    new: list[str] = []

    for _ in range(15):
        office.clock.sleep(timedelta(days=1))
        before = set(follower.known)
        pages = follower.pull()
        assert set(items(pages)) == set(follower.known) - before
        new += items(pages)

    assert new == [named(master, week(one)) for one in (8, 9, 10)]


def test_a_pull_on_the_same_day_asks_for_no_occurrence(office: Office) -> None:
    office.add(weekly())
    follower = Follower.of(office.events())
    office.count_anew()

    follower.pull()

    assert sum(office.calls().values()) == 1


def test_after_a_long_rest_all_the_days_between_are_brought(office: Office) -> None:
    office.add(weekly())
    follower = Follower.of(office.events())
    office.clock.sleep(timedelta(weeks=20))

    follower.pull()

    assert follower.starts() == mornings(*range(8), *range(20, 28))


def test_a_clock_that_was_turned_back_loses_nothing(office: Office) -> None:
    office.add(weekly())
    follower = Follower.of(office.events())
    office.clock.sleep(timedelta(weeks=-1))
    follower.pull()
    office.clock.sleep(timedelta(weeks=2))

    follower.pull()

    assert follower.starts() == mornings(*range(9))


def test_an_occurrence_over_midnight_at_the_edge_does_not_flap(office: Office) -> None:
    times = {"start": at(date(2027, 5, 16), time(23, 30)), "end": at(date(2027, 5, 17), time(3, 30))}
    office.add({"summary": "Night", **times, "recurrence": ["RRULE:FREQ=DAILY;COUNT=3"]})
    follower = Follower.of(office.events())
    before = set(follower.known)

    for _ in range(4):
        office.clock.sleep(timedelta(days=1))
        follower.pull()

    assert before
    assert len(follower.known) == 3
    follower.check()


# --- writes to occurrences ---------------------------------------------------------------------------------


def test_a_change_of_an_occurrence_changes_that_one_alone(office: Office) -> None:
    master = office.add(weekly())
    replica = office.events()
    before = seen(replica, named(master, week(1)))
    later = Timed(datetime(2027, 3, 29, 13, 0, tzinfo=UTC), timedelta(hours=1), BERLIN)

    (after,) = written(replica, Change(before, replace(as_event(before.content), when=later)))

    assert after.content.when == later
    assert after.mentions == before.mentions
    assert office.kept(master)["recurrence"] == ["RRULE:FREQ=WEEKLY"]
    assert len(items(list(replica.list_all()))) == 8


def test_the_removal_of_an_occurrence_leaves_the_others(office: Office) -> None:
    master = office.add(weekly())
    replica = office.events()

    written(replica, Removal(seen(replica, named(master, week(1)))))

    assert sorted(map(start_of, items(list(replica.list_all())).values())) == mornings(0, 2, 3, 4, 5, 6, 7)
    assert sight(replica, named(master, week(1))) == Tombstone(RemoteId(named(master, week(1))))


def test_what_is_no_occurrence_any_more_is_not_changed_but_looked_at_again(office: Office) -> None:
    master = office.add(weekly())
    replica = office.events()
    before = seen(replica, named(master, week(5)))
    office.edit("patch", master, event={"recurrence": ["RRULE:FREQ=WEEKLY;COUNT=3"]})

    error = trouble(replica, Change(before, replace(as_event(before.content), title="Late")))

    assert isinstance(error, StaleVersion)
    assert sight(replica, before.remote_id) == Tombstone(before.remote_id, by_series=True)
    assert written(replica, Removal(before)) == []


def test_an_occurrence_that_never_was_is_a_tombstone_and_an_event_that_never_was_is_unseen(office: Office) -> None:
    master = office.add(weekly())
    replica = office.events()

    assert isinstance(sight(replica, named(master, MONDAY + timedelta(days=1))), Tombstone)
    assert isinstance(sight(replica, "nobodyeverhadthis"), Unseen)
    assert isinstance(sight(replica, "nobody_R20270322T090000"), Unseen)


# --- private and declined ----------------------------------------------------------------------------------


@pytest.mark.parametrize("private", list(Private))
def test_a_series_that_is_made_private_is_told_as_was_chosen(office: Office, private: Private) -> None:
    master = office.add(weekly())
    replica = office.events(private)
    cursor = end(list(replica.list_all()))

    office.edit("patch", master, event={"visibility": "private"})

    found = items(list(replica.changes(cursor)))
    assert len(found) == 8
    title = "Weekly" if private is Private.FULL else "Busy"
    assert {one.in_scope for one in found.values()} == {private is not Private.SKIP}
    assert {as_event(one.content).title for one in found.values()} == {title}


def test_an_occurrence_that_was_declined_is_out_of_scope_and_not_gone(office: Office) -> None:
    host = Office.open(office.standin, office.transport)
    host.add(weekly(attendees=[{"email": office.email}]))
    follower = Follower.of(office.events())
    (mine,) = {one.mentions[0].removeprefix("series/") for one in follower.known.values()}
    assert len(follower.known) == 8

    office.edit("respond", named(mine, week(1)), response="declined")
    pages = follower.pull()

    found = items(pages)[named(mine, week(1))]
    assert (found.in_scope, found.declined, as_event(found.content).busy) == (False, True, False)
    assert gone(pages) == set()
    assert isinstance(sight(office.events(), named(mine, week(1))), Seen)


# --- the feed ----------------------------------------------------------------------------------------------


def test_what_the_feed_tells_late_is_not_lost(office: Office) -> None:
    master = office.add(weekly())
    follower = Follower.of(office.events())
    office.standin.switch(lag=3600.0)

    office.edit("delete", named(master, week(1)))
    office.edit("patch", named(master, week(2)), event={"summary": "With Bea"})
    single = office.add(event(week(3), time(14, 0)))
    follower.pull()
    assert single not in follower.known
    office.clock.sleep(timedelta(days=1))
    follower.pull()
    office.standin.control("clock", {"seconds": 3601})
    follower.pull()

    assert named(master, week(1)) not in follower.known
    assert single in follower.known
    follower.check()


def test_a_listing_within_the_lag_loses_nothing_either(office: Office) -> None:
    office.standin.switch(lag=3600.0)
    master = office.add(weekly())
    follower = Follower.of(office.events())

    office.edit("delete", named(master, week(1)))
    office.standin.control("clock", {"seconds": 3601})
    follower.pull()

    assert named(master, week(1)) not in follower.known
    follower.check()


def test_all_that_happens_in_a_month_is_what_a_listing_shows(office: Office) -> None:
    one, other = office.add(weekly()), office.add(weekly(week(-10), "RRULE:FREQ=DAILY;INTERVAL=3"))
    follower = Follower.of(office.events())
    deeds = [
        lambda: office.edit("move", named(one, week(3)), start=at(week(5), time(16, 0))),
        lambda: office.edit("patch", one, event={"location": "Room 2"}),
        lambda: office.edit("delete", named(one, week(4))),
        lambda: office.edit("split", named(one, week(6)), event={"summary": "Six on"}),
        lambda: office.edit("patch", other, event={"recurrence": ["RRULE:FREQ=DAILY;INTERVAL=4"]}),
        lambda: office.edit("patch", named(one, week(5)), event={"visibility": "private"}),
        lambda: office.edit("delete", other),
        lambda: office.edit("patch", named(one, week(3)), event={"transparency": "transparent"}),
    ]

    for deed in deeds:
        deed()
        follower.pull()
        follower.check()


def test_the_listing_of_a_token_that_ended_is_the_union_of_the_feeds(office: Office) -> None:
    master = office.add(weekly())
    follower = Follower.of(office.events())
    office.edit("delete", named(master, week(1)))
    office.standin.control("expire_sync", {"calendar": office.calendar})

    with pytest.raises(CursorExpired):
        follower.pull()

    again = Follower.of(office.events())
    (absent,) = set(follower.known) - set(again.known)
    assert absent == named(master, week(1))
    assert sight(office.events(), absent) == Tombstone(RemoteId(absent))


def test_an_occurrence_that_was_deleted_comes_back_into_its_series(office: Office) -> None:
    master = office.add(weekly())
    replica, second = office.events(), named(master, week(1))
    before = seen(replica, second)
    written(replica, Removal(before))
    assert isinstance(sight(replica, second), Tombstone)

    written(replica, Creation(link(), before.content, instead=before.remote_id))

    after = seen(replica, second)
    assert (after.content, after.mentions) == (before.content, before.mentions)
    assert all(isinstance(sight(replica, named(master, week(number))), Seen) for number in range(4))
    assert isinstance(sight(replica, link()), Unseen)
