"""Writes that meet what people did meanwhile: nobody is mailed, nothing of theirs is lost, nothing is made twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tandem.domain.calendar_rules import Private
from tandem.domain.content import as_event
from tandem.domain.errors import CollectionGone, RateLimited, Rejected, StaleVersion, Trouble, Unavailable
from tandem.domain.event import AllDay, Event
from tandem.domain.ids import RemoteId, Version
from tandem.domain.sight import Broken, Seen, Tombstone, Unseen
from tandem.ports import Change, Creation, Failed, Removal, Written
from tandem.providers.google.events import GoogleEvents
from tests.providers.google.office import Office, end, gone, items, link, made, seen, sight, trouble, written
from tests.providers.google.test_event import CALL, LATE
from tests.sandbox.google.desk import BEN, Row

MINE = RemoteId(link())
LISTING = "GET /calendar/v3/calendars/{calendarId}/events"


def theirs(office: Office, **more: object) -> RemoteId:
    """An event that the person made, with all that Tandem knows nothing of."""
    return office.add(
        {
            "summary": "Launch",
            "description": "<b>Agenda</b>",
            "start": {"dateTime": "2027-07-01T23:30:00+02:00", "timeZone": "Europe/Berlin"},
            "end": {"dateTime": "2027-07-02T00:30:00+02:00", "timeZone": "Europe/Berlin"},
            "reminders": {"useDefault": False, "overrides": [{"method": "popup", "minutes": 3}]},
            "colorId": "4",
            "extendedProperties": {"private": {"other": "app"}, "shared": {"team": "blue"}},
            "guestsCanInviteOthers": False,
            **more,
        }
    )


def changed(replica: GoogleEvents, remote: str, **fields: object) -> Change:
    before = seen(replica, remote)
    return Change(before, replace(as_event(before.content), **fields))


def guests(*emails: str) -> list[Row]:
    return [{"email": one} for one in emails]


# --- what isn't ours stays ---------------------------------------------------------------------------------


def test_a_change_leaves_all_that_tandem_knows_nothing_of(office: Office) -> None:
    remote = theirs(office)
    before = office.kept(remote)

    written(
        office.events(), changed(office.events(), remote, title="Launch 2", when=AllDay(LATE.start.date()), busy=False)
    )

    after = office.kept(remote)
    differing = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert differing == {"summary", "start", "end", "transparency", "etag", "updated", "sequence"}


@pytest.mark.parametrize(
    "reminders",
    [
        {"useDefault": True},
        {"useDefault": False},
        {"useDefault": False, "overrides": [{"method": "popup", "minutes": n} for n in (0, 5, 40_320)]},
    ],
)
def test_reminders_are_never_touched(office: Office, reminders: Row) -> None:
    remote = theirs(office, reminders=reminders)
    replica = office.events()

    written(replica, changed(replica, remote, title="Launch 2"))
    written(replica, changed(replica, remote, when=AllDay(LATE.start.date())))

    assert office.kept(remote)["reminders"] == reminders


def test_what_we_make_has_the_reminders_of_its_calendar(office: Office) -> None:
    assert office.kept(made(office.events(), CALL).remote_id)["reminders"] == {"useDefault": True}


def test_nobody_is_told_of_a_write_and_guests_are_never_sent(office: Office) -> None:
    """With guests whose calendars the answer would reach; the outbox is looked into after each test."""
    remote = theirs(office, attendees=guests(BEN, "someone@else.example"))
    other = theirs(office, attendees=guests(BEN))
    replica = office.events()
    before = office.kept(remote)["attendees"]

    written(replica, changed(replica, remote, title="Launch 2", location="Room"))
    written(replica, changed(replica, remote, when=AllDay(LATE.start.date())))
    written(replica, Removal(seen(replica, other)), Creation(link(), CALL))

    assert office.kept(remote)["attendees"] == before
    assert "attendees" not in office.kept(MINE)


def test_two_times_are_told_apart_by_a_person_who_edits_between(office: Office) -> None:
    remote = theirs(office)
    replica = office.events()
    late = changed(replica, remote, title="Ours")
    office.edit("patch", remote, event={"summary": "Theirs"})

    assert isinstance(trouble(replica, late), StaleVersion)
    assert office.kept(remote)["summary"] == "Theirs"


def test_a_title_that_is_the_same_but_for_blanks_is_no_write(office: Office) -> None:
    replica = office.events()
    before = made(replica, CALL)

    written(replica, Change(before, replace(CALL, title=" Call  Bea ")))

    assert seen(replica, MINE).version == before.version


# --- other people's events ---------------------------------------------------------------------------------


@pytest.fixture
def invited(office: Office) -> RemoteId:
    """An event of somebody else's that the person is invited to."""
    host = Office.open(office.standin, office.transport)
    theirs(host, attendees=guests(office.email))
    (remote,) = items(list(office.events().list_all()))
    return RemoteId(remote)


def test_a_guest_may_not_change_what_is_somebody_elses(office: Office, invited: RemoteId) -> None:
    replica = office.events()
    assert seen(replica, invited).meeting

    error = trouble(replica, changed(replica, invited, title="Mine now"))

    assert isinstance(error, Rejected)
    assert (error.reason, error.detail) == ("not_organizer", "")
    assert office.kept(invited)["summary"] == "Launch"


def test_a_guest_may_say_that_it_takes_no_time(office: Office, invited: RemoteId) -> None:
    replica = office.events()

    (after,) = written(replica, changed(replica, invited, busy=False))

    assert not as_event(after.content).busy


def test_a_refusal_stops_no_other_write(office: Office, invited: RemoteId) -> None:
    replica = office.events()

    answers = list(
        replica.write([Creation(link(1), CALL), changed(replica, invited, title="No"), Creation(link(2), CALL)])
    )

    assert [isinstance(one, Written) for one in answers] == [True, False, True]


# --- what is gone ------------------------------------------------------------------------------------------


def test_a_change_of_what_is_gone_leads_to_a_new_look(office: Office) -> None:
    replica = office.events()
    write = changed(replica, theirs(office), title="Late")
    office.edit("delete", write.seen.remote_id)

    assert isinstance(trouble(replica, write), StaleVersion)
    assert sight(replica, write.seen.remote_id) == Tombstone(write.seen.remote_id)


@pytest.mark.parametrize(("status", "reason"), [(404, "notFound"), (410, "deleted")])
def test_a_change_of_what_google_forgot_leads_to_a_new_look(office: Office, status: int, reason: str) -> None:
    replica = office.events()
    write = changed(replica, theirs(office), title="Late")
    body = {"error": {"code": status, "errors": [{"reason": reason}]}}
    office.standin.control("fail", {"method": "PATCH", "path": ".*", "status": status, "body": body})

    error = trouble(replica, write)

    assert isinstance(error, StaleVersion)
    assert error.reason == "gone"


def test_a_removal_of_what_was_edited_since_is_refused_and_of_what_is_gone_is_done(office: Office) -> None:
    replica = office.events()
    before = seen(replica, theirs(office))
    office.edit("patch", before.remote_id, event={"summary": "Edited"})
    assert isinstance(trouble(replica, Removal(before)), StaleVersion)

    office.edit("delete", before.remote_id)

    assert list(replica.write([Removal(before)])) == [Written()]
    assert list(replica.write([Removal(replace(before, remote_id=RemoteId("nobodyeverhadthis")))])) == [Written()]


# --- made again --------------------------------------------------------------------------------------------


def test_what_was_deleted_is_put_back_where_it_is_made_anew(office: Office) -> None:
    """An edit beats a deletion: the same link makes its event again, and Google knows its id already."""
    replica = office.events()
    first = made(replica, replace(CALL, location="Old", description="Old"))
    written(replica, Removal(first))
    cursor = end(list(replica.list_all()))

    again = made(replica, replace(CALL, title="Call Bea again", busy=False))

    assert again.remote_id == MINE
    assert again.content == replica.projection(replace(CALL, title="Call Bea again", busy=False))
    assert (again.uid, again.marker) == (link(), link())
    assert items(list(replica.changes(cursor))) == items(list(replica.list_all())) == {MINE: again}


def test_what_a_person_deleted_while_its_answer_was_lost_is_put_back(office: Office) -> None:
    """The activity is there, and nothing was ever agreed on: a deletion is not guessed from that."""
    replica = office.events()
    office.standin.control("fail", {"method": "POST", "path": "/calendar/.*", "drop": "after"})
    assert isinstance(trouble(replica, Creation(link(), CALL)), Unavailable)
    office.edit("delete", MINE)
    assert replica.find_created({link(): CALL}, datetime.now(UTC)) == {}

    again = made(replica, CALL)

    assert again == seen(replica, MINE)
    assert len(items(list(replica.list_all()))) == 1


def test_what_can_be_put_back_is_so_in_every_form(office: Office) -> None:
    replica = office.events()
    written(replica, Removal(made(replica, replace(CALL, when=AllDay(LATE.start.date(), 3)))))

    assert as_event(made(replica, CALL).content).when == LATE


def test_a_creation_that_was_done_already_is_found_and_not_made_twice(office: Office) -> None:
    replica = office.events()
    first = made(replica, CALL)

    error = trouble(replica, Creation(link(), replace(CALL, title="Other")))

    assert isinstance(error, Unavailable)
    assert replica.find_created({link(): CALL}, datetime.now(UTC)) == {link(): first}
    assert len(items(list(replica.list_all()))) == 1


def test_guests_and_repetitions_are_not_put_back(office: Office) -> None:
    """What was made of it meanwhile isn't ours any more; under another link's id it is made anew."""
    replica = office.events()
    for number, event in enumerate(({"attendees": guests(BEN)}, {"recurrence": ["RRULE:FREQ=DAILY"]}), 1):
        office.edit("patch", made(replica, CALL, number).remote_id, event=event)
        office.edit("delete", link(number))

        error = trouble(replica, Creation(link(number), CALL))

        assert isinstance(error, Rejected)
        assert error.reason == "id_taken"
        assert isinstance(sight(replica, link(number)), Tombstone)


def test_one_that_is_put_back_stands_beside_those_that_are_new(office: Office) -> None:
    replica = office.events()
    written(replica, Removal(made(replica, CALL, 2)))

    found = written(replica, *(Creation(link(number), replace(CALL, title=f"{number}")) for number in range(1, 5)))

    assert [as_event(one.content).title for one in found] == ["1", "2", "3", "4"]


# --- what an undo brings back ------------------------------------------------------------------------------


def brought_back(replica: GoogleEvents, before: Seen, **fields: object) -> Seen:
    written(replica, Removal(before))
    wanted = replace(as_event(before.content), **fields)
    (shown,) = written(replica, Creation(link(), wanted, instead=before.remote_id))
    return shown


def test_what_was_deleted_is_put_back_with_all_that_tandem_knows_nothing_of(office: Office) -> None:
    """With guests, who are mailed nothing; the outbox is looked into after each test."""
    remote = theirs(office, attendees=guests(BEN, "someone@else.example"))
    replica, before = office.events(), office.kept(remote)

    shown = brought_back(replica, seen(replica, remote))

    after = office.kept(remote)
    differing = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert differing <= {"etag", "updated", "sequence", "extendedProperties"}
    assert after["extendedProperties"] == {"private": {"other": "app", "tandem": link()}, "shared": {"team": "blue"}}
    assert (shown.remote_id, shown.meeting, shown.uid) == (remote, True, "")
    assert isinstance(sight(replica, MINE), Unseen)


def test_what_is_put_back_shows_what_was_wanted(office: Office) -> None:
    replica = office.events()

    shown = brought_back(replica, seen(replica, theirs(office)), title="Start", when=LATE)

    assert (as_event(shown.content).title, as_event(shown.content).when) == ("Start", LATE)
    assert as_event(shown.content).description == "<b>Agenda</b>"


def test_what_tandem_made_itself_comes_back_too_whatever_was_made_of_it(office: Office) -> None:
    replica = office.events()
    office.edit("patch", made(replica, CALL).remote_id, event={"attendees": guests(BEN)})

    shown = brought_back(replica, seen(replica, MINE))

    assert (shown.remote_id, shown.uid, shown.meeting) == (MINE, MINE, True)


def test_a_private_event_keeps_what_nobody_was_told(office: Office) -> None:
    remote = theirs(office, visibility="private")
    replica = office.events(Private.BUSY_ONLY)

    brought_back(replica, seen(replica, remote))

    kept = office.kept(remote)
    assert (kept["summary"], kept["description"], kept["visibility"]) == ("Launch", "<b>Agenda</b>", "private")


def test_what_google_has_forgotten_is_made_anew(office: Office) -> None:
    replica = office.events()

    (shown,) = written(replica, Creation(link(), CALL, instead=RemoteId("forgotten")))

    assert shown.remote_id == MINE


def test_what_somebody_put_back_already_is_found_by_who_looks_for_it(office: Office) -> None:
    replica = office.events()
    remote = theirs(office)

    error = trouble(replica, Creation(link(), CALL, instead=remote))

    assert isinstance(error, Unavailable)
    assert office.kept(remote)["summary"] == "Launch"


def test_a_series_that_was_made_of_it_is_not_put_back(office: Office) -> None:
    replica = office.events()
    before = made(replica, CALL)
    office.edit("patch", MINE, event={"recurrence": ["RRULE:FREQ=DAILY"]})
    office.edit("delete", MINE)

    assert isinstance(trouble(replica, Creation(link(), CALL, instead=before.remote_id)), Rejected)


def test_somebody_elses_invitation_that_was_declined_by_the_deletion_is_not_taken_back(
    office: Office, invited: RemoteId
) -> None:
    replica = office.events()
    before = seen(replica, invited)
    written(replica, Removal(before))

    assert isinstance(trouble(replica, Creation(link(), as_event(before.content), instead=invited)), Rejected)


def test_what_comes_back_stands_beside_what_is_new(office: Office) -> None:
    replica = office.events()
    old = seen(replica, theirs(office))
    written(replica, Removal(old))

    wanted = [Creation(link(1), CALL), Creation(link(2), old.content, instead=old.remote_id), Creation(link(3), CALL)]

    assert [one.remote_id for one in written(replica, *wanted)] == [link(1), old.remote_id, link(3)]


# --- the calendar itself -----------------------------------------------------------------------------------


@pytest.fixture
def second(office: Office) -> Office:
    """The person's second calendar, with an event and a series in it."""
    told = {"email": office.email, "summary": "Pipedrive", "timeZone": office.zone}
    second = replace(office, calendar=office.standin.control("calendars", told)["id"])
    theirs(second)
    theirs(second, recurrence=["RRULE:FREQ=WEEKLY"])
    second.clock.at = datetime(2027, 7, 1, tzinfo=UTC)
    return second


def delete(office: Office) -> None:
    office.standin.control("calendars/delete", {"calendar": office.calendar})


def close(office: Office) -> None:
    office.standin.control("share", {"calendar": office.calendar, "email": office.email, "role": "none"})


def narrow(office: Office) -> None:
    office.standin.control("share", {"calendar": office.calendar, "email": office.email, "role": "reader"})


def hide(office: Office) -> None:
    office.standin.control("share", {"calendar": office.calendar, "email": office.email, "role": "freeBusyReader"})


@pytest.mark.parametrize("deed", [delete, close])
def test_a_calendar_that_is_not_there_proves_nothing_of_its_events(second: Office, deed: Callable[..., None]) -> None:
    replica = second.events()
    known = items(list(replica.list_all()))
    cursor = end(list(replica.list_all()))
    assert len(known) > 8

    deed(second)

    for ask in (
        lambda: replica.read([*map(RemoteId, known)]),
        lambda: replica.read([RemoteId(min(known))], frozenset({RemoteId(min(known))})),
        lambda: list(replica.list_all()),
        lambda: list(replica.changes(cursor)),
        lambda: replica.find_created({link(): CALL}, datetime.now(UTC)),
    ):
        with pytest.raises(CollectionGone, match="calendar_missing"):
            ask()


@pytest.mark.parametrize("deed", [delete, close])
def test_a_write_to_a_calendar_that_is_not_there_is_neither_done_nor_refused(
    second: Office, deed: Callable[..., None]
) -> None:
    replica = second.events()
    known = list(items(list(replica.list_all())).values())
    deed(second)
    writes = [Creation(link(), CALL), *map(Removal, known[:2]), Change(known[2], CALL)]

    for answers in (list(replica.write(writes)), *(list(replica.write([one])) for one in writes)):
        assert all(isinstance(one, Failed) and isinstance(one.error, CollectionGone) for one in answers)


@pytest.mark.parametrize("deed", [narrow, hide])
def test_a_calendar_that_may_only_be_looked_at_is_not_synced_on(second: Office, deed: Callable[..., None]) -> None:
    """Whoever has less than before is shown less, too: what is hidden now must not pass for emptied."""
    replica = second.events()
    known = list(items(list(replica.list_all())).values())
    deed(second)

    with pytest.raises(CollectionGone, match="calendar_read_only"):
        list(replica.list_all())
    answers = list(replica.write([Creation(link(), CALL), Removal(known[0]), Change(known[1], CALL)]))
    assert {str(one.error) for one in answers if isinstance(one, Failed)} == {"calendar_read_only"}
    assert len(answers) == 3


def test_what_is_not_found_in_a_calendar_that_is_there_is_asked_for_once(office: Office) -> None:
    replica = office.events()
    office.count_anew()

    replica.read([RemoteId(f"nobody{number:05}") for number in range(60)])

    assert office.standin.control("stats")["batches"] == 2
    assert office.calls()[LISTING] == 1


def test_an_event_that_may_not_be_read_stops_no_other(office: Office) -> None:
    replica = office.events()
    good, bad = theirs(office), theirs(office)
    body = {"error": {"code": 403, "errors": [{"reason": "forbidden"}]}}
    office.standin.control("fail", {"method": "GET", "path": f".*/{bad}", "status": 403, "body": body})

    found = replica.read([good, bad])

    assert isinstance(found[good], Seen)
    assert found[bad] == Broken(bad, Version(""), "forbidden", "forbidden")


@pytest.mark.parametrize(("reason", "error"), [("backendError", Unavailable), ("userRateLimitExceeded", RateLimited)])
def test_an_answer_that_is_not_known_is_no_sight(office: Office, reason: str, error: type[Trouble]) -> None:
    replica = office.events()
    ids = [theirs(office), theirs(office)]
    office.standin.control("fail", {"method": "GET", "path": f".*/{ids[1]}", "reason": reason})

    with pytest.raises(error):
        replica.read(ids)


# --- many --------------------------------------------------------------------------------------------------


def test_a_thousand_events_are_one_listing(office: Office) -> None:
    events = [
        {"summary": f"Event {number}", "start": {"date": "2027-03-01"}, "end": {"date": "2027-03-02"}}
        for number in range(1000)
    ]
    ids = office.standin.control("load", {"email": office.email, "calendar": office.calendar, "events": events})["ids"]
    replica = office.events()
    office.count_anew()

    pages = list(replica.list_all())

    assert set(items(pages)) == set(ids)
    assert office.calls()[LISTING] == 2
    for one in ids[:30]:
        office.edit("delete", one)
    assert gone(list(replica.changes(end(pages)))) == set(ids[:30])


def test_our_own_write_comes_back_as_what_the_write_showed(office: Office) -> None:
    replica = office.events()
    cursor = end(list(replica.list_all()))
    office.standin.switch(lag=60.0)

    first = made(replica, CALL)
    (after,) = written(replica, Change(first, replace(as_event(first.content), title="Call Bea later")))

    assert items(list(replica.changes(cursor))) == {}
    assert seen(replica, MINE) == after
    office.standin.control("clock", {"seconds": 61})
    assert items(list(replica.changes(cursor))) == {MINE: after}


def test_an_event_without_a_title_stays_without_one(office: Office) -> None:
    remote = theirs(office, summary=None)
    replica = office.events()

    (after,) = written(replica, changed(replica, remote, location="Room"))

    assert as_event(after.content).title == ""
    assert "summary" not in office.kept(remote)


def test_an_event_that_moves_to_another_calendar_and_back_is_the_same(office: Office, second: Office) -> None:
    replica = office.events()
    mine = made(replica, CALL)
    cursor = end(list(replica.list_all()))

    office.desk.ok("POST", f"{office.desk.events}/{MINE}/move", destination=second.calendar)
    assert gone(list(replica.changes(cursor))) == {MINE}
    second.desk.ok("POST", f"{second.desk.events}/{MINE}/move", destination=office.calendar)

    back = seen(replica, MINE)
    assert back.content == mine.content
    assert back.uid == link()


def test_an_event_is_never_shorter_than_what_was_sent(office: Office) -> None:
    replica = office.events()
    long = replace(LATE, length=timedelta(days=40, seconds=1))

    assert as_event(made(replica, Event(long, title="Trip")).content).when == long


def test_what_is_seen_is_what_a_change_is_decided_on(office: Office) -> None:
    found = sight(office.events(), theirs(office))

    assert isinstance(found, Seen)
    assert found.version == office.kept(found.remote_id)["etag"]
