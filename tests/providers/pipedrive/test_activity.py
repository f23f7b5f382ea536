"""Activities and events, both ways, without a server."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from tandem.domain.comparison import changed_fields as edited_fields
from tandem.domain.event import AllDay, Event, Links, Thing, Timed, When
from tandem.domain.field import EVENT_FIELDS, Field
from tandem.providers.pipedrive.activity import (
    LONGEST,
    WRITTEN,
    changed_fields,
    first_fields,
    mentions,
    projection,
    to_activity,
    to_event,
    to_seen,
)

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)
DEAL = Thing("12", "Engine", "https://acme.pipedrive.com/deal/12")
BEA = Thing("5", "Bea Stone", "https://acme.pipedrive.com/person/5")
BARE = {"id": 1, "owner_id": 9001, "update_time": "2026-11-01T00:00:00Z", "due_date": "2026-11-30"}
WHENS = st.one_of(
    st.builds(
        Timed,
        st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=st.sampled_from([UTC, BERLIN])),  # noqa: DTZ001
        st.timedeltas(timedelta(), timedelta(days=60)),
        st.sampled_from(["", "Europe/Berlin"]),
    ),
    st.builds(AllDay, st.dates(), st.integers(1, 40)),
)
THINGS = st.none() | st.builds(Thing, st.sampled_from(["1", "2"]), st.text(max_size=5))
EVENTS = st.builds(
    Event,
    WHENS,
    title=st.text(),
    location=st.text(),
    description=st.text(),
    busy=st.booleans(),
    done=st.booleans(),
    private=st.booleans(),
    links=st.builds(Links, THINGS, THINGS, THINGS, THINGS),
    missing=st.frozensets(st.sampled_from(EVENT_FIELDS)),
)


def shown(**activity: Any) -> Event:
    return to_event({**BARE, **activity}, {})


def when(**activity: Any) -> When:
    return shown(**activity).when


# --- laws ------------------------------------------------------------------------------------------------------


@given(EVENTS)
def test_what_was_written_is_shown_as_its_projection(event: Event) -> None:
    """What it belongs to, and that it is done, is not written."""
    event = replace(event, missing=frozenset(), links=Links(), done=False)

    assert to_event(to_activity(event), {}) == projection(event)


@given(EVENTS)
def test_a_projection_is_its_own_projection(event: Event) -> None:
    once = projection(event)

    assert projection(once) == once
    assert (once.links, once.done, once.private) == (event.links, event.done, False)
    assert once.missing == event.missing | {Field.PRIVATE}


@given(EVENTS, EVENTS)
def test_a_change_brings_the_one_to_the_projection_of_the_other(first: Event, then: Event) -> None:
    first, then = replace(first, missing=frozenset()), replace(then, missing=frozenset())
    before = to_activity(first)
    seen = to_event(before, {})

    after = to_event({**before, **to_activity(then, changed_fields(seen, then))}, {})

    wanted = projection(then)
    kept = seen.title if not then.title.strip() else wanted.title
    assert after == replace(wanted, title=kept, links=Links(), done=False)


@given(EVENTS)
def test_writing_what_is_shown_already_sends_nothing(event: Event) -> None:
    seen = to_event(to_activity(event), {})

    assert changed_fields(seen, event) == frozenset()
    assert changed_fields(seen, projection(event)) == frozenset()


@given(EVENTS, EVENTS)
def test_what_is_missing_on_either_side_is_not_sent(seen: Event, wanted: Event) -> None:
    sent = changed_fields(seen, wanted)

    assert not sent & (seen.missing | wanted.missing)
    assert not sent & {Field.DONE, Field.LINKS, Field.PRIVATE}


@given(EVENTS, st.frozensets(st.sampled_from(EVENT_FIELDS)))
def test_only_the_fields_asked_for_are_written(event: Event, fields: frozenset[Field]) -> None:
    body = to_activity(event, fields)

    assert {name: value for name, value in to_activity(event).items() if name in body} == body
    assert bool(body) == bool(fields & WRITTEN)
    assert not body.keys() & {"done", "deal_id", "lead_id", "person_id", "org_id", "participants"}


@given(EVENTS)
def test_a_new_activity_always_has_a_subject_and_a_date(event: Event) -> None:
    body = to_activity(event, first_fields(event))

    assert body["subject"].strip()
    assert body["due_date"]


# --- time ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("local", "day", "clock"),
    [
        (datetime(2026, 7, 1, 23, 30, tzinfo=BERLIN), "2026-07-01", "21:30:00"),
        (datetime(2026, 7, 2, 0, 30, tzinfo=BERLIN), "2026-07-01", "22:30:00"),
        (datetime(2026, 12, 1, 23, 30, tzinfo=BERLIN), "2026-12-01", "22:30:00"),
        (datetime(2027, 1, 1, 0, 30, tzinfo=BERLIN), "2026-12-31", "23:30:00"),
        (datetime(2026, 3, 29, 3, 0, tzinfo=BERLIN), "2026-03-29", "01:00:00"),
        (datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=0), "2026-10-25", "00:30:00"),
        (datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=1), "2026-10-25", "01:30:00"),
        (datetime(2026, 7, 1, 21, 0, tzinfo=ZoneInfo("America/New_York")), "2026-07-02", "01:00:00"),
    ],
)
def test_date_and_time_are_those_of_utc(local: datetime, day: str, clock: str) -> None:
    body = to_activity(Event(Timed(local, HOUR, str(local.tzinfo))), {Field.WHEN})

    assert body == {"due_date": day, "due_time": clock, "duration": "01:00:00"}
    assert when(**body) == Timed(local, HOUR)


@pytest.mark.parametrize(
    ("due_time", "duration", "start", "length"),
    [
        ("15:00", "01:00", (15, 0, 0), HOUR),
        ("15:00:00", "01:00:00", (15, 0, 0), HOUR),
        ("09:05", "00:45", (9, 5, 0), timedelta(minutes=45)),
        ("9:05", "0:45", (9, 5, 0), timedelta(minutes=45)),
        ("15:00:30", "01:00:15", (15, 0, 30), timedelta(hours=1, seconds=15)),
        ("00:00", None, (0, 0, 0), timedelta()),
        ("00:00:00", "", (0, 0, 0), timedelta()),
        ("08:00", "56:00", (8, 0, 0), timedelta(hours=56)),
        ("08:00", "120:30:00", (8, 0, 0), timedelta(hours=120, minutes=30)),
    ],
)
def test_times_and_durations_are_read_with_seconds_and_without(
    due_time: str, duration: str | None, start: tuple[int, int, int], length: timedelta
) -> None:
    expected = Timed(datetime(2026, 11, 30, *start, tzinfo=UTC), length)

    assert when(due_time=due_time, duration=duration) == expected


@pytest.mark.parametrize("due_time", [None, ""])
@pytest.mark.parametrize("duration", [None, "", "01:00"])
def test_without_a_time_it_is_the_whole_day_of_the_calendars_own_wall(
    due_time: str | None, duration: str | None
) -> None:
    assert when(due_time=due_time, duration=duration) == AllDay(date(2026, 11, 30))


def test_a_whole_day_takes_time_and_duration_away() -> None:
    body = to_activity(Event(AllDay(date(2026, 11, 30), 3)), {Field.WHEN})

    assert body == {"due_date": "2026-11-30", "due_time": None, "duration": None}


def test_seconds_are_cut_off_as_pipedrives_own_editor_knows_none() -> None:
    start = datetime(2026, 11, 30, 9, 0, 59, tzinfo=UTC)
    event = Event(Timed(start, timedelta(minutes=29, seconds=59), "Europe/Berlin"))

    assert projection(event).when == Timed(start.replace(second=0), timedelta(minutes=29))


def test_seconds_that_pipedrive_shows_are_no_reason_to_write() -> None:
    seen = shown(due_time="15:00:30", duration="01:00:15")

    assert changed_fields(seen, seen) == frozenset()


def test_a_length_beyond_what_can_be_said_is_cut() -> None:
    event = Event(Timed(datetime(2026, 11, 30, tzinfo=UTC), timedelta(days=60)))

    assert projection(event).when == Timed(datetime(2026, 11, 30, tzinfo=UTC), LONGEST)


@pytest.mark.parametrize("due_date", [None, ""])
def test_without_a_date_there_is_no_time_and_it_is_never_written(due_date: str | None) -> None:
    event = shown(due_date=due_date, subject="Some day")

    assert event.title == "Some day"
    assert event.missing == {Field.PRIVATE, Field.WHEN}
    assert changed_fields(event, replace(event, when=AllDay(date(2026, 1, 1)))) == frozenset()


@pytest.mark.parametrize(
    ("when", "moved"),
    [
        (AllDay(date(2026, 11, 30)), Timed(datetime(2026, 11, 30, 9, tzinfo=UTC), HOUR)),
        (Timed(datetime(2026, 11, 30, 9, tzinfo=UTC), HOUR), AllDay(date(2026, 11, 30))),
    ],
)
@pytest.mark.parametrize("busy", [True, False])
def test_whether_one_is_busy_is_said_anew_when_a_day_becomes_a_time_or_a_time_a_day(
    when: When, moved: When, busy: bool
) -> None:
    body = {**BARE, **to_activity(Event(when), {Field.WHEN}), "busy": None}
    wanted = replace(to_event(body, {}), when=moved, busy=busy)

    after = to_event({**body, **to_activity(wanted, changed_fields(to_event(body, {}), wanted))}, {})

    assert (after.when, after.busy) == (moved, busy)


# --- the rest --------------------------------------------------------------------------------------------------


def test_an_activity_of_nothing_but_nulls_says_nothing() -> None:
    names = ("subject", "due_time", "duration", "location", "public_description", "busy", "done")
    links = ("deal_id", "lead_id", "person_id", "org_id", "participants", "note")

    event = shown(**dict.fromkeys((*names, *links)))

    assert event == Event(AllDay(date(2026, 11, 30)), busy=False, missing=frozenset({Field.PRIVATE}))
    assert event == shown()


@pytest.mark.parametrize(
    ("due_time", "busy", "is_busy"),
    [("15:00", None, True), (None, None, False), ("15:00", False, False), (None, True, True)],
)
def test_unset_means_busy_where_a_time_is_set(due_time: str | None, busy: bool | None, is_busy: bool) -> None:
    assert shown(due_time=due_time, busy=busy).busy is is_busy


@pytest.mark.parametrize(
    "location", ["Hauptstraße 5", {"value": "Hauptstraße 5", "locality": None}, {"value": " Hauptstraße  5\n"}]
)
def test_a_location_is_read_from_an_object_or_from_plain_text(location: object) -> None:
    assert shown(location=location).location == "Hauptstraße 5"


def test_texts_are_cleared_and_a_title_is_not() -> None:
    event = Event(AllDay(date(2026, 11, 30)), title=" ")

    assert to_activity(event, {Field.LOCATION, Field.DESCRIPTION}) == {"location": None, "public_description": ""}
    assert changed_fields(replace(event, title="Call"), event) == frozenset()
    assert projection(event).title == "?"


def test_the_internal_note_is_nobodys_business() -> None:
    assert shown(note="<b>secret</b>", public_description="For all\r\n\r\n").description == "For all"


@pytest.mark.parametrize(
    ("ids", "keys"),
    [
        ({}, ()),
        ({"deal_id": 12, "person_id": 5, "org_id": 7}, ("deal/12", "person/5", "organization/7")),
        ({"lead_id": "ab-c", "person_id": 5}, ("person/5", "lead/ab-c")),
        ({"deal_id": 12, "lead_id": "ab-c"}, ("deal/12",)),
        ({"deal_id": None, "lead_id": None, "project_id": 8}, ()),
    ],
)
def test_an_activity_mentions_what_it_belongs_to_and_a_deal_beats_a_lead(
    ids: dict[str, Any], keys: tuple[str, ...]
) -> None:
    assert mentions({**BARE, **ids}) == keys


def test_names_and_pages_come_from_what_is_handed_in_and_the_unknown_has_no_name() -> None:
    event = to_event({**BARE, "deal_id": 12, "person_id": 5, "org_id": 7}, {"deal/12": DEAL, "person/5": BEA})

    assert event.links == Links(deal=DEAL, person=BEA, organization=Thing("7", ""))


def test_a_renamed_deal_is_a_change_of_the_links_alone() -> None:
    activity = {**BARE, "deal_id": 12}
    before = to_event(activity, {"deal/12": DEAL})
    after = to_event(activity, {"deal/12": replace(DEAL, name="Better engine")})

    assert edited_fields(before, after) == {Field.LINKS}
    assert changed_fields(before, after) == frozenset()


def test_an_activity_tells_its_owner_and_version() -> None:
    seen = to_seen({**BARE, "deal_id": 12}, {}, in_scope=False)

    assert (seen.remote_id, seen.version, seen.owner, seen.uid) == ("1", BARE["update_time"], "9001", "")
    assert seen.mentions == ("deal/12",)
    assert not seen.in_scope
    assert to_seen({**BARE, "update_time": None, "add_time": "then"}, {}, in_scope=True).version == "then"


@pytest.mark.parametrize(
    "nonsense",
    [
        {"due_date": "soon"},
        {"due_date": 5},
        {"due_time": "noon"},
        {"due_time": "10:75"},
        {"due_time": 900},
        {"due_time": "10:00", "duration": "long"},
        {"due_date": "9999-12-31", "due_time": "24:00"},
        {"subject": 5},
        {"location": ["here"]},
        {"public_description": {}},
        {"deal_id": "12,13"},
        {"lead_id": 5},
        {"owner_id": "me"},
        {"update_time": 5},
    ],
    ids=str,
)
def test_an_activity_that_makes_no_sense_is_told_as_that(nonsense: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError, OverflowError)):
        to_seen({**BARE, **nonsense}, {}, in_scope=True)
