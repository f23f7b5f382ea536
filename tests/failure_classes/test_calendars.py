"""What goes wrong with calendars elsewhere: guests, series, whole days, zones, windows, privacy, reminders."""

import json
import urllib.error
import urllib.request
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.e2e.diary import Diary, at
from tests.e2e.machine import wait_for
from tests.e2e.office import Row
from tests.sandbox.google.desk import BEN

TODAY = datetime.now(UTC).date()
DAY = (TODAY + timedelta(days=9)).isoformat()
LATER = (TODAY + timedelta(days=10)).isoformat()
SOON = 5.0


def an_hour(title: str, day: str = DAY, **more: Any) -> Row:
    return {"summary": title, "start": at(day, "10:00"), "end": at(day, "11:00"), **more}


def weekly(title: str, first: date, **more: Any) -> Row:
    return an_hour(title, first.isoformat(), recurrence=["RRULE:FREQ=WEEKLY"], **more)


def days(diary: Diary) -> list[str]:
    return sorted(row["due_date"] for row in diary.activities())


def occurrence(series: Row, day: date) -> str:
    """The identifier of the one on that day at ten in Berlin."""
    start = datetime.fromisoformat(series["start"]["dateTime"])
    zone_start = start.astimezone(UTC)
    return f"{series['id']}_{day:%Y%m%d}T{zone_start:%H%M%S}Z"


def in_pipedrive(diary: Diary, row: Row, **patch: Any) -> None:
    diary.edit("change", row["id"], entity="activity", **patch)
    diary.settle()


# --- several people -------------------------------------------------------------------------------------------


def with_ben(diary: Diary) -> Diary:
    """Ben's connection beside Anna's, with the calendar that invitations go to."""
    ben = Diary.new(diary.machine, diary.pipedrive, diary.google, user=1, email=BEN)
    ben.calendar = BEN
    diary.open()
    return ben.open()


def test_a_meeting_in_the_calendars_of_two_users_is_one_activity(diary: Diary) -> None:
    """F2: Anna invites Ben, and both sync."""
    ben = with_ben(diary)

    diary.in_google("create", event=an_hour("Treffen", attendees=[{"email": BEN}]))
    diary.settle()
    ben.settle()

    assert diary.subjects() == ["Treffen"]


def test_a_meeting_of_two_users_does_not_multiply_however_often_both_sync(diary: Diary) -> None:
    """F2, F8: nor does its organizer change, when one occurrence of a series is moved."""
    ben = with_ben(diary)
    first = TODAY + timedelta(days=3)
    series = diary.in_google("create", event=weekly("Jour fixe", first, attendees=[{"email": BEN}]))
    diary.settle()
    ben.settle()
    counted = len(diary.activities())

    moved = at((first + timedelta(days=1)).isoformat(), "14:00")
    diary.in_google("move", event_id=occurrence(series, first), start=moved)
    for one in (diary, ben, diary, ben):
        one.refresh()

    assert len(diary.activities()) == counted
    calendars = diary.google.control("dump")["events"]
    organizers = {
        row["organizer"]["email"]
        for name in (diary.calendar, BEN)
        for row in calendars[name]
        if row.get("summary") == "Jour fixe" and "organizer" in row
    }
    assert organizers == {diary.calendar}
    assert diary.is_calm()
    assert ben.is_calm()


def test_nobody_is_mailed_whatever_becomes_of_a_meeting(diary: Diary) -> None:
    """F3: a first sync, an edit, a move and a deletion that were released: the fixture looks into the outbox."""
    guests = [{"email": "kunde@example.com"}]
    diary.fill([an_hour("Altes Treffen", attendees=guests)])
    diary.open()
    diary.in_google("create", event=an_hour("Treffen", attendees=guests))
    diary.settle()

    in_pipedrive(diary, diary.activity(), subject="Treffen mit Kunde", public_description="Preise")
    in_pipedrive(diary, diary.activity(), due_date=LATER)
    released(diary)
    (moved,) = [row for row in diary.kept() if row["summary"] == "Treffen mit Kunde"]
    assert moved["start"]["dateTime"].startswith(LATER)
    diary.edit("delete", diary.activity()["id"], entity="activity")
    diary.settle()
    released(diary)

    assert diary.titles() == ["Altes Treffen"]
    assert diary.google.control("outbox") == []


def released(diary: Diary) -> None:
    (held,) = diary.waiting("held")
    diary.machine.call("POST", f"connections/{diary.connection}/held/{held['id']}", {"decision": "release"})
    diary.settle()


def test_guests_of_whatever_kind_stay_as_they_are(diary: Diary) -> None:
    """F38: a group, somebody unknown, a room; the event comes over, and no edit of ours touches them."""
    guests = [
        {"email": "vertrieb@gruppe.example", "displayName": "Vertrieb"},
        {"email": "niemand@example.net", "optional": True, "comment": "vielleicht"},
        {"email": "raum5@resource.calendar.google.com", "resource": True},
    ]
    diary.open()
    before = diary.in_google("create", event=an_hour("Treffen", attendees=guests))["attendees"]
    diary.settle()

    in_pipedrive(diary, diary.activity(), subject="Treffen in Raum 5", public_description="Bitte pünktlich")

    assert diary.event()["summary"] == "Treffen in Raum 5"
    assert diary.event()["attendees"] == before
    assert diary.is_calm()


# --- series ---------------------------------------------------------------------------------------------------


def test_a_series_with_exceptions_is_neither_doubled_nor_torn(diary: Diary) -> None:
    """F7: one moved, one deleted, this and following, only the first; then all of it."""
    diary.open()
    first = TODAY + timedelta(days=3)
    week = [first + timedelta(weeks=number) for number in range(8)]
    series = diary.in_google("create", event=weekly("Jour fixe", first))
    diary.settle()
    whole = [one.isoformat() for one in week if one < TODAY + timedelta(weeks=8)]
    assert days(diary) == whole

    moved = (week[1] + timedelta(days=1)).isoformat()
    diary.in_google("move", event_id=occurrence(series, week[1]), start=at(moved, "15:00"))
    diary.in_google("delete", event_id=occurrence(series, week[2]))
    diary.in_google("patch", event_id=occurrence(series, week[0]), event={"summary": "Auftakt"})
    diary.settle()
    assert days(diary) == sorted([*(set(whole) - {week[1].isoformat(), week[2].isoformat()}), moved])
    assert diary.is_calm()

    diary.in_google("split", event_id=occurrence(series, week[4]), event={"summary": "Jour fixe neu"})
    diary.settle()
    assert diary.is_calm()
    held = diary.waiting("held")
    assert {one["reason"] for one in held} <= {"brake"}, "this and following are many deletions for a small calendar"
    assert len(diary.activities()) - len(held) == len(whole) - 1
    new = [row["due_date"] for row in diary.activities() if row["subject"] == "Jour fixe neu"]
    assert sorted(new) == whole[4:]

    for row in [one for one in diary.kept() if one.get("recurrence")]:
        diary.in_google("delete", event_id=row["id"])
    diary.settle()
    held = len(diary.waiting("held"))
    assert len(diary.activities()) == held, "all are gone, but for those that the brake holds"


def test_an_exception_within_the_window_of_a_series_that_began_long_ago_comes_over(diary: Diary) -> None:
    """F9: the series is older than all that is listed."""
    diary.open()
    began = TODAY - timedelta(weeks=60)
    series = diary.in_google("create", event=weekly("Jour fixe", began))
    diary.settle()
    assert min(days(diary)) >= (TODAY - timedelta(days=1)).isoformat(), "nothing of the past"

    chosen = date.fromisoformat(days(diary)[2])
    summer = {"start": at(chosen.isoformat(), "13:00"), "end": at(chosen.isoformat(), "14:00"), "summary": "Verlegt"}
    listed = diary.google.control("dump")["events"][diary.calendar]
    assert [row["id"] for row in listed] == [series["id"]]
    name = instance(diary, series["id"], chosen)
    diary.in_google("patch", event_id=name, event=summer)
    diary.settle()

    assert [row["due_date"] for row in diary.activities() if row["subject"] == "Verlegt"] == [chosen.isoformat()]
    assert diary.is_calm()


def instance(diary: Diary, series: str, day: date) -> str:
    desk = diary.google.desk(diary.email)
    span = {"timeMin": f"{day}T00:00:00Z", "timeMax": f"{day + timedelta(days=1)}T00:00:00Z"}
    items = desk.ok("GET", f"calendars/{diary.calendar}/events/{series}/instances", **span)["items"]
    return str(items[0]["id"])


def test_an_occurrence_that_is_moved_out_of_the_window_is_not_deleted(diary: Diary) -> None:
    """F17: neither then, nor when all is listed anew; and an event that is moved far away goes with its activity."""
    diary.open()
    first = TODAY + timedelta(days=3)
    series = diary.in_google("create", event=weekly("Jour fixe", first))
    single = diary.in_google("create", event=an_hour("Abnahme"))
    diary.settle()
    counted = len(diary.activities())
    far = (TODAY + timedelta(days=300)).isoformat()

    diary.in_google("move", event_id=occurrence(series, first), start=at(far, "10:00"))
    diary.in_google("move", event_id=single["id"], start=at(far, "10:00"))
    diary.settle()
    diary.google.control("expire_sync", {"calendar": diary.calendar})
    diary.refresh()

    assert len(diary.activities()) == counted
    assert days(diary).count(far) == 2
    assert diary.waiting("held") == []
    assert diary.is_calm()


# --- days, times and zones ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "zone"), [("rio", "America/Sao_Paulo"), ("dhaka", "Asia/Dhaka"), ("apia", "Pacific/Apia")]
)
def test_a_whole_day_is_the_same_day_wherever_its_owner_lives(diary: Diary, name: str, zone: str) -> None:
    """F10: in both directions; 31 January is the 31st."""
    email = f"{name}@acme.example"
    diary.google.control("accounts", {"email": email, "zone": zone})
    there = Diary.new(diary.machine, diary.pipedrive, diary.google, email=email)
    there.open()
    last = date(TODAY.year + 1, 1, 31)
    end = (last + timedelta(days=1)).isoformat()

    there.in_google("create", event={"summary": "Inventur", "start": {"date": f"{last}"}, "end": {"date": end}})
    there.edit("create", entity="activity", subject="Urlaub", due_date=f"{last}")
    there.settle()

    assert days(there) == [f"{last}"] * 2
    assert [row["due_time"] or None for row in there.activities()] == [None, None]
    assert [(row["start"], row["end"]["date"]) for row in there.kept()] == [({"date": f"{last}"}, end)] * 2
    assert there.is_calm()


def test_a_time_becomes_a_whole_day_and_a_time_again_from_either_side(diary: Diary) -> None:
    """F11: Google refuses an event with a date and a time; nothing was refused."""
    diary.open()
    diary.plan("Abnahme", DAY)
    diary.settle()
    diary.forget_counts()
    name = diary.event()["id"]

    in_pipedrive(diary, diary.activity(), due_time=None, duration=None)
    assert diary.event()["start"] == {"date": DAY}
    in_pipedrive(diary, diary.activity(), due_time="14:00:00", duration="00:30:00")
    assert set(diary.event()["start"]) == {"dateTime", "timeZone"}

    nothing = {"dateTime": None, "timeZone": None}
    span = {
        "start": {"date": LATER, **nothing},
        "end": {"date": f"{date.fromisoformat(LATER) + timedelta(1)}", **nothing},
    }
    diary.in_google("patch", event_id=name, event=span)
    diary.settle()
    assert (diary.activity()["due_date"], diary.activity()["due_time"] or None) == (LATER, None)
    diary.in_google("move", event_id=name, start={**at(DAY, "09:00")})
    diary.settle()
    assert diary.activity()["due_date"] == DAY
    assert diary.activity()["due_time"]

    refused = [status for status in diary.google.control("stats")["statuses"] if str(status).startswith("4")]
    assert refused == []
    assert diary.is_calm()


def test_wall_time_and_zone_of_an_event_survive_moves_across_a_change_of_the_clocks(diary: Diary) -> None:
    """F12: planned in New York, moved by the CRM, which keeps no zones; Berlin's spring comes three weeks later."""
    diary.open()
    year = TODAY.year + 1
    ten = {"timeZone": "America/New_York"}
    event = an_hour("Telefonat")
    event |= {
        "start": {"dateTime": f"{year}-03-05T10:00:00", **ten},
        "end": {"dateTime": f"{year}-03-05T11:00:00", **ten},
    }
    diary.in_google("create", event=event)
    diary.settle()
    assert (diary.activity()["due_date"], diary.activity()["due_time"]) == (f"{year}-03-05", "15:00:00")

    in_pipedrive(diary, diary.activity(), due_date=f"{year}-03-26", due_time="14:00:00")

    start = diary.event()["start"]
    assert start["timeZone"] == "America/New_York"
    local = datetime.fromisoformat(start["dateTime"]).astimezone(ZoneInfo("America/New_York"))
    assert (local.hour, local.date().isoformat()) == (10, f"{year}-03-26")
    assert diary.is_calm()


@pytest.mark.parametrize("zone", ["Asia/Calcutta", "Asia/Kolkata", "Europe/Kyiv"])
def test_what_is_said_in_other_words_is_no_change(diary: Diary, zone: str) -> None:
    """F13: other names of a zone, reminders by default, properties of others, blanks: a second run writes nothing."""
    diary.open()
    named = {"timeZone": zone}
    event = {
        "summary": "  Telefonat  mit   Indien",
        "description": "Zeile \r\n\r\n",
        "location": "Büro\n5",
        "start": {"dateTime": f"{DAY}T10:00:00", **named},
        "end": {"dateTime": f"{DAY}T10:45:30", **named},
        "reminders": {"useDefault": True},
        "extendedProperties": {"private": {"b": "2", "a": "1"}},
    }
    made = diary.in_google("create", event=event)
    diary.settle()
    diary.forget_counts()
    diary.in_google("move", event_id=made["id"], start={"dateTime": f"{LATER}T10:00:00", **named})
    diary.settle()

    assert diary.activity()["due_date"] == LATER
    assert not [one for one in diary.written() if "/events" in one], "nobody but its owner wrote the event"
    assert diary.is_calm()


# --- tokens and channels ------------------------------------------------------------------------------------------


def test_a_lost_sync_token_loses_nothing_and_doubles_nothing(diary: Diary) -> None:
    """F14: with many small pages, some of them empty, and news meanwhile that nobody was told of."""
    diary.fill([an_hour(f"Alt {number}") for number in range(30)])
    diary.open()
    for number in range(7):
        diary.plan(f"Neu {number}", DAY)
    diary.settle()
    diary.google.switch(push_delivery="lost", page_cap=3)
    diary.google.control("expire_sync", {"calendar": diary.calendar})
    diary.in_google("create", event=an_hour("Ungehört"))

    diary.refresh()

    assert diary.subjects() == [*(f"Neu {number}" for number in range(7)), "Ungehört"]
    assert len(diary.kept()) == 38
    assert diary.is_calm()


def test_a_push_of_a_stranger_is_refused_and_a_lost_channel_stops_nothing(diary: Diary) -> None:
    """F19: there is no renewal, so the end of a channel must not be the end of the sync; a stop leaves none behind."""
    diary.open()
    mine = [one for one in diary.google.control("channels") if diary.calendar in json.dumps(one)]
    assert len(mine) == 1
    headers = {"X-Goog-Channel-ID": mine[0]["id"], "X-Goog-Channel-Token": "guessed", "X-Goog-Resource-State": "exists"}
    request = urllib.request.Request(f"{diary.machine.url}/hooks/google", b"", headers, method="POST")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    with refused.value:
        assert 400 <= refused.value.code < 500

    diary.google.control("channels", method="DELETE")
    diary.in_google("create", event=an_hour("Ohne Kanal"))
    diary.refresh()
    assert diary.subjects() == ["Ohne Kanal"]

    diary.act("stop")
    assert [one for one in diary.google.control("channels") if diary.calendar in json.dumps(one)] == []


def test_what_the_crm_refuses_is_parked_and_the_rest_goes_on(diary: Diary) -> None:
    """F22: the token moves on with the item parked, and not without it; retried, it arrives."""
    diary.open()
    diary.pipedrive.control("fail", {"method": "POST", "path": "/v2/activities", "status": 400, "times": 1})
    diary.in_google("create", event=an_hour("Schwierig"))
    (parked,) = wait_for("parked", lambda: diary.waiting("parked"), SOON)
    diary.in_google("create", event=an_hour("Einfach"))
    diary.refresh()

    assert diary.subjects() == ["Einfach"]
    diary.machine.call("POST", f"connections/{diary.connection}/parked/{parked['id']}", {"decision": "retry"})
    diary.settle()
    assert diary.subjects() == ["Einfach", "Schwierig"]
    assert diary.is_calm()


# --- what is the owner's own ---------------------------------------------------------------------------------------

SECRETS = ("Knieoperation", "Klinik Süd", "Doktor Geheim")


def test_nothing_of_a_private_event_is_told_or_kept(diary: Diary) -> None:
    """F36: neither in Pipedrive, nor in any answer, nor in any file; its visibility stays, and no other's changes."""
    diary.open()
    title, location, description = SECRETS
    secret = an_hour(title, location=location, description=description, visibility="private")
    private = diary.in_google("create", event=secret)
    public = diary.in_google("create", event=an_hour("Offen", visibility="public"))
    diary.settle()
    assert diary.subjects() == ["Busy", "Offen"]

    for row in diary.activities():
        in_pipedrive(diary, row, due_date=LATER)
    rows = {row["id"]: row for row in diary.kept()}
    assert [rows[one["id"]]["visibility"] for one in (private, public)] == ["private", "public"]
    assert [rows[private["id"]][name] for name in ("summary", "location", "description")] == list(SECRETS)
    assert all(row["start"]["dateTime"].startswith(LATER) for row in rows.values())
    diary.in_google("patch", event_id=private["id"], event={"summary": f"{title} rechts"})
    diary.settle()
    assert diary.is_calm()

    answers = [diary.machine.ask("GET", f"connections/{diary.connection}/{one}").value for one in TOLD]
    texts = [json.dumps([answers, diary.activities()], ensure_ascii=False), diary.machine.log]
    texts += [path.read_bytes().decode("utf-8", "replace") for path in diary.machine.data.rglob("*") if path.is_file()]
    assert [word for word in SECRETS for text in texts if word in text] == []


TOLD = ("links", "history", "conflicts", "review", "held", "parked")


@pytest.mark.parametrize(
    "reminders",
    [
        {"useDefault": False, "overrides": [{"method": "popup", "minutes": 10}, {"method": "email", "minutes": 1440}]},
        {"useDefault": False},
    ],
    ids=["several", "none"],
)
def test_reminders_stay_as_their_owner_set_them(diary: Diary, reminders: Row) -> None:
    """F37: several stay several, none stays none, whatever the CRM edits."""
    diary.open()
    before = diary.in_google("create", event=an_hour("Abnahme", reminders=reminders))["reminders"]
    diary.settle()

    in_pipedrive(diary, diary.activity(), subject="Übergabe", due_date=LATER, due_time="07:00:00")

    assert diary.event()["summary"] == "Übergabe"
    assert diary.event()["reminders"] == before
    assert diary.is_calm()


def test_a_first_sync_pushes_nothing_old_out(diary: Diary) -> None:
    """F42: neither what is past nor what is to come; what is planned from then on goes, and nobody is mailed."""
    past = (TODAY - timedelta(days=400)).isoformat()
    diary.load(activities=[{"subject": "Vergangen", "due_date": past}, {"subject": "Geplant", "due_date": DAY}])
    diary.forget_counts()

    diary.open()
    diary.refresh()
    assert (diary.kept(), diary.written()) == ([], [])

    diary.plan("Neu", DAY)
    wait_for("the new one", diary.kept, SOON)
    assert diary.titles() == ["Neu"]
    assert diary.is_calm()
