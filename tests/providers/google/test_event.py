"""What Google's words of an event mean, and what is written of ours."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from tandem.domain.calendar_rules import Private
from tandem.domain.comparison import changed_fields
from tandem.domain.content import as_event
from tandem.domain.event import HIDDEN, AllDay, Event, Links, Thing, Timed
from tandem.domain.field import EVENT_FIELDS, Field
from tandem.domain.sight import Broken, Seen
from tandem.ports import Change, Creation
from tandem.providers.google.event import CANT, projection, to_body, to_event
from tandem.providers.google.sights import Reader
from tandem.providers.transport import Transport
from tests.providers.google.office import Office, items, link, made, seen, sight, written
from tests.sandbox.google.desk import GoogleStandin, Row

BERLIN = "Europe/Berlin"
LATE = Timed(datetime(2027, 7, 1, 21, 30, tzinfo=UTC), timedelta(hours=1), BERLIN)
CALL = Event(LATE, title="Call Bea")
NUMBERS = count(0xA0000)
ZONES = ("", BERLIN, "Asia/Kolkata", "America/Sao_Paulo", "Pacific/Kiritimati", "America/St_Johns", "UTC", "Moon/Base")


def told(start: Row, end: Row, **more: object) -> Row:
    return {"id": "one", "etag": '"1"', "status": "confirmed", "start": start, "end": end, **more}


def at(moment: str, zone: str | None = BERLIN) -> Row:
    return {"dateTime": moment} | ({"timeZone": zone} if zone else {})


def timed(item: Row, zone: str = BERLIN) -> Timed:
    when = to_event(item, zone).when
    assert isinstance(when, Timed)
    return when


def sight_of(item: Row, private: Private = Private.BUSY_ONLY, zone: str = BERLIN) -> Seen | Broken:
    found = Reader(zone, private).sight({"creator": {"email": "x"}, **item})
    assert isinstance(found, Seen | Broken)
    return found


def shown(item: Row, private: Private = Private.BUSY_ONLY) -> Seen:
    found = sight_of(item, private)
    assert isinstance(found, Seen)
    return found


# --- times -------------------------------------------------------------------------------------------------


def test_a_late_evening_in_summer_is_the_same_day_in_utc() -> None:
    when = timed(told(at("2027-07-01T23:30:00+02:00"), at("2027-07-02T00:30:00+02:00")))

    assert (when.start, when.length) == (datetime(2027, 7, 1, 21, 30, tzinfo=UTC), timedelta(hours=1))
    assert when.zone == BERLIN


def test_a_time_in_utc_is_read_with_its_letter() -> None:
    assert timed(told(at("2027-07-01T21:30:00Z"), at("2027-07-01T22:30:00Z"))) == LATE


def test_a_time_without_an_offset_is_meant_in_its_own_zone_or_the_calendars() -> None:
    own = told(at("2027-01-10T09:00:00", "America/New_York"), at("2027-01-10T10:00:00", "America/New_York"))
    bare = told(at("2027-07-01T23:30:00", None), at("2027-07-02T00:30:00", None))

    assert timed(own).start == datetime(2027, 1, 10, 14, 0, tzinfo=UTC)
    assert timed(bare) == LATE


def test_an_event_over_the_change_of_the_clock_lasts_as_long_as_it_does() -> None:
    when = timed(told(at("2027-03-28T01:30:00+01:00"), at("2027-03-28T03:30:00+02:00")))

    assert when.length == timedelta(hours=1)


def test_the_hour_that_is_there_twice_is_told_apart_by_its_offset() -> None:
    first, second = (
        timed(told(at(f"2027-10-31T02:30:00{offset}"), at(f"2027-10-31T02:45:00{offset}")))
        for offset in ("+02:00", "+01:00")
    )

    assert second.start - first.start == timedelta(hours=1)


def test_a_zone_under_its_old_name_is_no_change() -> None:
    moments = ("2027-07-01T09:00:00+05:30", "2027-07-01T10:00:00+05:30")
    old, new = (
        to_event(told(*(at(one, zone) for one in moments)), BERLIN) for zone in ("Asia/Calcutta", "Asia/Kolkata")
    )

    assert changed_fields(old, new) == frozenset()


@pytest.mark.parametrize(
    "zone", ["W. Europe Standard Time", "Customized Time Zone", "(UTC+01:00) Berlin", "../etc", ""]
)
def test_an_instant_survives_a_zone_that_nobody_knows(zone: str) -> None:
    when = timed(told(at("2027-07-01T23:30:00+02:00", zone), at("2027-07-02T00:30:00+02:00", zone)))

    assert (when.start, when.length) == (LATE.start, LATE.length)


@pytest.mark.parametrize("zone", ["W. Europe Standard Time", "../etc", "Moon/Base"])
def test_a_wall_clock_in_a_zone_that_nobody_knows_is_no_time(zone: str) -> None:
    """Any guess could be hours off."""
    assert isinstance(sight_of(told(at("2027-07-01T23:30:00", zone), at("2027-07-02T00:30:00", zone))), Broken)


def test_an_end_before_the_start_is_no_length() -> None:
    assert timed(told(at("2027-07-01T23:30:00+02:00"), at("2027-07-01T22:00:00+02:00"))).length == timedelta()


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Kiritimati", BERLIN])
@pytest.mark.parametrize(("end", "days"), [("2027-02-01", 1), ("2027-02-03", 3), ("2027-01-31", 1), ("2027-01-30", 1)])
def test_a_day_is_that_day_in_every_zone(zone: str, end: str, days: int) -> None:
    """F10: some calendars say that a day ends on itself."""
    event = to_event(told({"date": "2027-01-31"}, {"date": end}), zone)

    assert event.when == AllDay(date(2027, 1, 31), days)


@pytest.mark.parametrize("zone", ["America/Sao_Paulo", "Asia/Dhaka", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_a_day_stays_that_day_there_and_back_wherever_the_calendar_is(
    google: GoogleStandin, transport: Transport, zone: str
) -> None:
    office = Office.open(google, transport, zone)
    replica = office.events()
    days = Event(AllDay(date(2027, 1, 31), 2), title="Fair")

    mine = made(replica, days)
    theirs = office.add({"summary": "Fair", "start": {"date": "2027-01-31"}, "end": {"date": "2027-02-02"}})

    kept = office.kept(mine.remote_id)
    assert (kept["start"], kept["end"]) == ({"date": "2027-01-31"}, {"date": "2027-02-02"})
    assert seen(replica, mine.remote_id).content.when == seen(replica, theirs).content.when == days.when
    assert {one.content.when for one in items(list(replica.list_all())).values()} == {days.when}


def test_a_time_is_written_on_the_clock_of_its_zone(office: Office) -> None:
    replica = office.events()

    kept = office.kept(made(replica, replace(CALL, when=replace(LATE, zone="Asia/Kolkata"))).remote_id)

    assert kept["start"]["timeZone"] == kept["end"]["timeZone"] == "Asia/Kolkata"
    assert datetime.fromisoformat(kept["start"]["dateTime"]) == LATE.start


def test_a_move_keeps_the_zone_that_it_was_planned_in(office: Office) -> None:
    replica = office.events()
    before = made(replica, replace(CALL, when=replace(LATE, zone="America/New_York")))
    later = Timed(LATE.start + timedelta(days=1), LATE.length, "America/New_York")

    (after,) = written(replica, Change(before, replace(CALL, when=later)))

    assert after.content.when == later


@pytest.mark.parametrize("zone", ["W. Europe Standard Time", "Moon/Base", ""])
def test_a_zone_that_google_would_refuse_is_left_to_the_calendar(office: Office, zone: str) -> None:
    replica = office.events()

    after = made(replica, replace(CALL, when=replace(LATE, zone=zone)))

    assert after.content.when == LATE


def test_parts_of_a_second_are_dropped_without_changing_the_length(office: Office) -> None:
    half = timedelta(milliseconds=600)
    event = replace(CALL, when=Timed(LATE.start + half, LATE.length + half, BERLIN))
    replica = office.events()

    assert made(replica, event).content.when == replica.projection(event).when == LATE


# --- what is unreadable ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "item",
    [
        {},
        {"start": None, "end": None},
        {"start": {}, "end": {}},
        {"start": "2027-01-01", "end": "2027-01-02"},
        {"start": {"date": "2027-01-31"}, "end": {"dateTime": "2027-01-31T10:00:00Z"}},
        {"start": {"dateTime": "2027-01-31T10:00:00Z"}, "end": {"date": "2027-02-01"}},
        {"start": {"date": "31.01.2027"}, "end": {"date": "01.02.2027"}},
        {"start": {"date": 20270131}, "end": {"date": "2027-02-01"}},
        {"start": {"dateTime": "0001-01-01T00:00:00+14:00"}, "end": {"dateTime": "0001-01-01T00:00:00+14:00"}},
        {"start": {"dateTime": "9999-12-31T23:59:59-12:00"}, "end": {"dateTime": "9999-12-31T23:59:59-12:00"}},
        {**told(at("2027-07-01T23:30:00Z"), at("2027-07-01T23:45:00Z")), "summary": ["no text"]},
        {**told(at("2027-07-01T23:30:00Z"), at("2027-07-01T23:45:00Z")), "description": {"no": "text"}},
        {**told(at("2027-07-01T23:30:00Z"), at("2027-07-01T23:45:00Z")), "attendees": "nobody"},
        {**told(at("2027-07-01T23:30:00Z"), at("2027-07-01T23:45:00Z")), "extendedProperties": 7},
        told({"dateTime": "2027-07-01T23:30:00Z", "timeZone": ["no"]}, at("2027-07-01T23:45:00Z")),
    ],
)
def test_an_event_that_makes_no_sense_is_broken(item: Row) -> None:
    found = sight_of({"id": "one", "etag": '"1"', **item})

    assert found == Broken(found.remote_id, found.version, "unreadable_event")
    assert (found.remote_id, found.version) == ("one", '"1"')


def test_an_event_of_which_nothing_is_said_but_its_time_is_one(office: Office) -> None:
    remote = office.add({"start": at("2027-07-01T23:30:00+02:00"), "end": at("2027-07-02T00:30:00+02:00")})

    content = seen(office.events(), remote).content

    assert content == Event(LATE, missing=CANT)


# --- fields ------------------------------------------------------------------------------------------------


def test_a_description_in_html_stays_as_it_is(office: Office) -> None:
    text = '<p>Agenda:<br><ul><li>one &amp; two</li></ul><a href="https://acme.example/?a=1&b=2">x</a>'
    replica = office.events()

    mine = made(replica, replace(CALL, description=text))
    (after,) = written(replica, Change(mine, replace(CALL, description=text, location="Elsewhere")))

    assert office.kept(mine.remote_id)["description"] == text
    assert after.content.description == text


@pytest.mark.parametrize("visibility", ["private", "confidential"])
@pytest.mark.parametrize("private", list(Private))
def test_of_a_private_event_as_much_is_told_as_was_chosen(office: Office, visibility: str, private: Private) -> None:
    remote = office.add(
        {"summary": "Doctor", "description": "Knee", "location": "Clinic", "visibility": visibility}
        | {"start": at("2027-07-01T23:30:00+02:00"), "end": at("2027-07-02T00:30:00+02:00")}
    )

    found = seen(office.events(private), remote)

    assert found.in_scope is (private is not Private.SKIP)
    assert found.content.private
    if private is not Private.FULL:
        assert found.content == Event(LATE, title="Busy", private=True, missing=CANT | HIDDEN)


def test_a_change_in_the_crm_leaves_a_private_event_private_and_what_it_hides(office: Office) -> None:
    remote = office.add(
        {"summary": "Doctor", "description": "Knee", "visibility": "confidential"}
        | {"start": at("2027-07-01T23:30:00+02:00"), "end": at("2027-07-02T00:30:00+02:00")}
    )
    replica = office.events(Private.BUSY_ONLY)
    before = seen(replica, remote)
    later = replace(LATE, start=LATE.start + timedelta(hours=1))
    wanted = replace(before.content, when=later, title="Call", private=False, missing=HIDDEN | {Field.PRIVATE})

    written(replica, Change(before, wanted))

    kept = office.kept(remote)
    assert (kept["summary"], kept["description"], kept["visibility"]) == ("Doctor", "Knee", "confidential")
    assert datetime.fromisoformat(kept["start"]["dateTime"]) == later.start


def test_whoever_may_not_see_what_is_private_takes_nothing_away() -> None:
    """Without the details there is not even a creator."""
    veiled = told(at("2027-07-01T23:30:00+02:00"), at("2027-07-02T00:30:00+02:00"), visibility="private")

    found = Reader(BERLIN, Private.FULL).sight(veiled)

    assert isinstance(found, Seen)
    assert found.content.missing >= HIDDEN


def test_others_make_it_a_meeting_and_rooms_do_not() -> None:
    times = (at("2027-07-01T23:30:00+02:00"), at("2027-07-02T00:30:00+02:00"))
    me, room = {"email": "me@x.example", "self": True}, {"email": "room@x.example", "resource": True}
    nameless = {"displayName": "Bea, who has no address"}
    mine, theirs = {"organizer": {"self": True}}, {"organizer": {"email": "boss@x.example"}}

    assert not shown(told(*times)).meeting
    assert not shown(told(*times, **mine, attendees=[me, room])).meeting
    assert shown(told(*times, **mine, attendees=[me, nameless])).meeting
    assert shown(told(*times, **mine, attendeesOmitted=True)).meeting
    assert shown(told(*times, **theirs, attendees=[me])).meeting
    assert shown(told(*times, **theirs)).meeting


def test_what_was_declined_is_no_appointment() -> None:
    times = (at("2027-07-01T23:30:00+02:00"), at("2027-07-02T00:30:00+02:00"))
    answers = ("accepted", "tentative", "needsAction", "declined")

    scopes = [shown(told(*times, attendees=[{"self": True, "responseStatus": one}])).in_scope for one in answers]

    assert scopes == [True, True, True, False]
    declined = [{"self": True, "responseStatus": "declined"}]
    assert shown(told(*times, attendees=declined)).declined
    assert not as_event(shown(told(*times, attendees=declined)).content).busy, "it keeps nobody busy"
    assert not shown(told(*times, attendees=declined, eventType="birthday")).declined
    assert shown(told(*times, attendees=[{"email": "x@x.example", "responseStatus": "declined"}])).in_scope


@pytest.mark.parametrize("kind", ["birthday", "focusTime", "fromGmail", "outOfOffice", "workingLocation", "new2027"])
def test_what_is_no_appointment_is_out_of_scope(kind: str) -> None:
    times = (at("2027-07-01T23:30:00+02:00"), at("2027-07-02T00:30:00+02:00"))

    assert not shown(told(*times, eventType=kind)).in_scope


def test_a_copy_of_what_we_made_does_not_pass_for_it() -> None:
    """A person may double an event in the calendar, and our mark with it."""
    times = (at("2027-07-01T23:30:00+02:00"), at("2027-07-02T00:30:00+02:00"))
    marked = {"extendedProperties": {"private": {"tandem": link()}}}

    assert shown(told(*times, **marked) | {"id": link()}).uid == link()
    assert shown(told(*times, **marked) | {"id": "another"}).uid == ""


def test_only_what_is_to_change_is_sent() -> None:
    assert to_body(CALL, {Field.TITLE}, BERLIN) == {"summary": "Call Bea"}
    assert to_body(CALL, {Field.BUSY}, BERLIN) == {"transparency": "opaque"}
    assert to_body(CALL, (), BERLIN) == {}
    assert to_body(CALL, {Field.DONE, Field.LINKS}, BERLIN) == {}
    assert to_body(CALL, EVENT_FIELDS, BERLIN).keys() == {
        *("summary", "location", "description", "transparency", "visibility", "start", "end")
    }


# --- laws --------------------------------------------------------------------------------------------------

moments = st.datetimes(
    datetime(1995, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone itself
    datetime(2090, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
lengths = st.timedeltas(timedelta(), timedelta(days=20))
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)
whens = st.builds(Timed, moments, lengths, st.sampled_from(ZONES)) | st.builds(
    AllDay, st.dates(date(1995, 1, 1), date(2090, 1, 1)), st.integers(1, 400)
)
events = st.builds(
    Event,
    whens,
    title=texts,
    location=texts,
    description=texts,
    busy=st.booleans(),
    done=st.booleans(),
    private=st.booleans(),
    links=st.just(Links(deal=Thing("1", "Engine"))) | st.just(Links()),
    missing=st.just(frozenset()) | st.just(frozenset({Field.PRIVATE})),
)
ON_THE_STANDIN = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def bare(event: object) -> Event:
    assert isinstance(event, Event)
    private = event.private and Field.PRIVATE not in event.missing
    return replace(event, missing=frozenset(), private=private)


@ON_THE_STANDIN
@given(wanted=st.lists(events, min_size=1, max_size=4))
def test_the_calendar_shows_of_a_new_event_what_the_projection_says(office: Office, wanted: Sequence[Event]) -> None:
    replica = office.events()

    found = written(replica, *(Creation(link(next(NUMBERS)), event) for event in wanted))

    assert [bare(one.content) for one in found] == [bare(replica.projection(event)) for event in wanted]
    assert [sight(replica, one.remote_id) for one in found] == found


@ON_THE_STANDIN
@given(first=events, then=events)
def test_the_calendar_shows_of_a_changed_event_what_the_projection_says(
    office: Office, first: Event, then: Event
) -> None:
    replica = office.events()
    before = made(replica, replace(first, missing=frozenset()), next(NUMBERS))
    wanted = replica.projection(replace(then, missing=frozenset()))

    (after,) = written(replica, Change(before, wanted))

    assert changed_fields(bare(after.content), bare(wanted)) == frozenset()


@given(event=events, zone=st.sampled_from(ZONES[1:]))
def test_a_projection_is_its_own_projection(event: Event, zone: str) -> None:
    once = projection(event, zone)

    assert projection(once, zone) == once


@given(event=events, zone=st.sampled_from(ZONES[1:-1]))
def test_what_is_written_is_read_back(event: Event, zone: str) -> None:
    whole = to_body(event, EVENT_FIELDS, zone)
    times = {name: {key: one for key, one in whole[name].items() if one is not None} for name in ("start", "end")}

    assert bare(to_event(whole | times, zone)) == replace(projection(event, zone), missing=frozenset())
