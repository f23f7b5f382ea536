"""Calendars end to end: a running Tandem between the stand-ins of Pipedrive and of Google."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.e2e.diary import Diary, at, google_settings
from tests.e2e.machine import Machine, wait_for
from tests.e2e.office import Row
from tests.sandbox.google.desk import GoogleStandin
from tests.servers import PipedriveStandin

SOON = 5.0
"""Seconds within which a push arrives on the other side."""
AFTER_A_START = 15
"""Seconds: the schedules come five seconds after a start, and then each minute."""
DAY = (datetime.now(UTC).date() + timedelta(days=9)).isoformat()
NEXT_DAY = (date.fromisoformat(DAY) + timedelta(days=1)).isoformat()
WHOLE = "Neue Website > Muster Kontakt > Muster GmbH > Angebot besprechen"


@pytest.fixture
def with_offer(diary: Diary) -> Diary:
    """In step, with an activity that belongs to a deal, a person and an organization."""
    return planned(diary.open())


def planned(diary: Diary) -> Diary:
    organization = diary.edit("create", entity="organization", name="Muster GmbH")["id"]
    person = diary.edit("create", entity="person", name="Muster Kontakt", org_id=organization)["id"]
    links = {"person_id": person, "org_id": organization}
    deal = diary.edit("create", entity="deal", title="Neue Website", **links)["id"]
    participants = [{"person_id": person, "primary": True}]
    diary.plan("Angebot besprechen", DAY, deal_id=deal, org_id=organization, participants=participants)
    wait_for("the event", diary.kept, SOON)
    return diary


# --- the story of an offer -------------------------------------------------------------------------------------


def test_an_activity_is_an_event_under_its_whole_title_at_once(diary: Diary) -> None:
    planned(diary.open())

    assert diary.titles() == [WHOLE]
    event = diary.event()
    assert event["start"]["dateTime"].startswith(DAY)
    assert datetime.fromisoformat(event["start"]["dateTime"]).astimezone(UTC).hour == 9
    assert "Muster GmbH" in event["description"]
    assert event.get("attendees", []) == []
    assert diary.is_calm()


def test_moved_in_google_it_moves_in_pipedrive_at_once(with_offer: Diary) -> None:
    diary = with_offer
    diary.settle()

    diary.in_google("move", event_id=diary.event()["id"], start=at(NEXT_DAY, "15:00"))

    wait_for("the move", lambda: diary.activity()["due_date"] == NEXT_DAY, SOON)
    expected = datetime.fromisoformat(diary.event()["start"]["dateTime"]).astimezone(UTC)
    assert diary.activity()["due_time"] == f"{expected:%H:%M:%S}"
    assert (diary.activity()["duration"], diary.activity()["subject"]) == ("01:00:00", "Angebot besprechen")
    assert diary.is_calm()


def test_renamed_in_google_only_the_subject_changes(with_offer: Diary) -> None:
    diary = with_offer
    diary.settle()
    before = diary.activity()

    title = WHOLE.replace("Angebot besprechen", "Vertrag unterschreiben")
    diary.in_google("patch", event_id=diary.event()["id"], event={"summary": title})

    wait_for("the subject", lambda: diary.activity()["subject"] == "Vertrag unterschreiben", SOON)
    assert diary.is_calm()
    after = diary.activity()
    news = {name for name in after if after[name] != before[name]}
    assert news <= {"subject", "update_time", "update_user_id", "marked_as_done_time"}
    assert diary.titles() == [title]


def test_a_rename_of_deal_person_or_organization_renames_the_event(with_offer: Diary) -> None:
    diary = with_offer
    diary.settle()
    rows = diary.pipedrive.control("dump")

    diary.edit("change", rows["deals"][0]["id"], entity="deal", title="Relaunch")
    wait_for("the deal's", lambda: diary.titles() == [WHOLE.replace("Neue Website", "Relaunch")], SOON)
    diary.edit("change", rows["persons"][0]["id"], entity="person", name="Erika Muster")
    diary.edit("change", rows["organizations"][0]["id"], entity="organization", name="Muster AG")

    wanted = "Relaunch > Erika Muster > Muster AG > Angebot besprechen"
    wait_for("all names", lambda: diary.titles() == [wanted], SOON)
    assert diary.activity()["subject"] == "Angebot besprechen"
    assert diary.is_calm()


def test_a_new_description_in_pipedrive_leaves_the_links_below_it(with_offer: Diary) -> None:
    diary = with_offer
    diary.settle()

    diary.edit("change", diary.activity()["id"], entity="activity", public_description="Bitte Preise mitbringen")

    wait_for("the text", lambda: diary.event()["description"].startswith("Bitte Preise"), SOON)
    assert "Muster GmbH" in diary.event()["description"]
    assert diary.is_calm()
    assert "Muster GmbH" in diary.event()["description"]


def test_done_in_pipedrive_is_marked_in_google(with_offer: Diary) -> None:
    diary = with_offer
    diary.settle()

    diary.edit("change", diary.activity()["id"], entity="activity", done=True)

    wait_for("the mark", lambda: diary.titles() == [f"✓ {WHOLE}"], SOON)
    assert diary.is_calm()


def test_deletions_follow_both_ways(diary: Diary) -> None:
    diary.open()
    diary.plan("Angebot", DAY)
    diary.plan("Vertrag", DAY)
    diary.in_google("create", event={"summary": "Zahnarzt", "start": at(DAY, "10:00"), "end": at(DAY, "11:00")})
    three = ["Angebot", "Vertrag", "Zahnarzt"]
    wait_for("all three", lambda: diary.titles() == diary.subjects() == three, SOON)
    diary.settle()

    ids = {row["summary"]: row["id"] for row in diary.kept()}
    diary.in_google("delete", event_id=ids["Zahnarzt"])
    wait_for("gone in Pipedrive", lambda: diary.subjects() == ["Angebot", "Vertrag"], SOON)
    diary.in_google("delete", event_id=ids["Angebot"])
    wait_for("gone in Pipedrive", lambda: diary.subjects() == ["Vertrag"], SOON)
    diary.edit("delete", diary.activity()["id"], entity="activity")
    wait_for("gone in Google", lambda: diary.kept() == [], SOON)

    assert diary.is_calm()
    assert (diary.subjects(), diary.titles()) == ([], [])


def test_a_whole_day_keeps_its_day_and_its_span(diary: Diary) -> None:
    diary.open()
    end = (date.fromisoformat(DAY) + timedelta(days=3)).isoformat()
    diary.in_google("create", event={"summary": "Messe", "start": {"date": DAY}, "end": {"date": end}})
    wait_for("the activity", diary.activities, SOON)
    diary.settle()
    assert (diary.activity()["due_date"], diary.activity()["due_time"] or None) == (DAY, None)

    diary.edit("change", diary.activity()["id"], entity="activity", due_date=NEXT_DAY)

    wait_for("a day later", lambda: diary.event()["start"] == {"date": NEXT_DAY}, SOON)
    assert diary.event()["end"]["date"] == (date.fromisoformat(end) + timedelta(days=1)).isoformat()
    assert diary.is_calm()


# --- when pushes are lost, tokens end, grants are renewed ---------------------------------------------------------


def own_diary(
    start_machine: Callable[..., Machine], pipedrive: PipedriveStandin, google: GoogleStandin, **settings: str
) -> Diary:
    return Diary.new(start_machine(**google_settings(google.said), **settings), pipedrive, google)


def test_a_move_arrives_by_the_poll_when_every_push_is_lost(
    start_machine: Callable[..., Machine], pipedrive: PipedriveStandin, google: GoogleStandin
) -> None:
    diary = own_diary(start_machine, pipedrive, google, TANDEM_POLL_SECONDS="1")
    planned(diary.open()).settle()
    diary.machine.stop()
    google.switch(push_delivery="lost")
    diary.in_google("move", event_id=diary.event()["id"], start=at(NEXT_DAY, "15:00"))

    diary.machine.start()

    wait_for("the move", lambda: diary.activity()["due_date"] == NEXT_DAY, AFTER_A_START)
    assert diary.is_calm()


def old_events(count: int) -> list[Row]:
    return [
        {"summary": f"Alter Termin {number}", "start": at(DAY, "08:00"), "end": at(DAY, "08:30")}
        for number in range(count)
    ]


def test_what_was_there_before_stays_untouched_until_it_changes(
    start_machine: Callable[..., Machine], pipedrive: PipedriveStandin, google: GoogleStandin
) -> None:
    """A thousand on each side: after the start, a lost sync token, a sweep and a reconnect."""
    diary = own_diary(start_machine, pipedrive, google, TANDEM_SWEEP_SECONDS="1")
    diary.fill(old_events(1000))
    diary.load(activities=[{"subject": f"Alte Aktivität {number}", "due_date": DAY} for number in range(1000)])
    diary.forget_counts()

    diary.open()
    google.control("expire_sync", {"calendar": diary.calendar})
    diary.refresh()
    diary.machine.restart()
    wait_for("swept", lambda: diary.status()["last_run"]["kind"] == "sweep", AFTER_A_START)
    assert diary.sign_in().status == 201
    diary.settle()
    diary.refresh()

    assert diary.written() == []
    assert "410" in map(str, google.control("stats")["statuses"])
    assert (len(diary.activities()), len(diary.kept())) == (1000, 1000)
    changed = diary.kept()[0]
    diary.in_google("patch", event_id=changed["id"], event={"summary": "Neuer Termin"})
    wait_for("that one", lambda: len(diary.activities()) == 1001, SOON)
    diary.settle()
    assert [row["subject"] for row in diary.activities() if "Alte" not in row["subject"]] == ["Neuer Termin"]
    assert diary.is_calm()


# --- series --------------------------------------------------------------------------------------------------


def test_an_edit_of_one_activity_of_a_weekly_series_edits_that_occurrence_only(diary: Diary) -> None:
    diary.open()
    start = datetime.now(UTC).date() + timedelta(days=2)
    series = diary.in_google(
        "create",
        event={
            "summary": "Jour fixe",
            "start": at(start.isoformat(), "10:00"),
            "end": at(start.isoformat(), "10:30"),
            "recurrence": ["RRULE:FREQ=WEEKLY"],
        },
    )
    days = [(start + timedelta(weeks=number)).isoformat() for number in range(8)]
    wait_for("the occurrences", lambda: len(diary.activities()) >= len(days), SOON)
    diary.settle()
    assert sorted(row["due_date"] for row in diary.activities()) == days
    assert diary.is_calm()

    second = next(row for row in diary.activities() if row["due_date"] == days[1])
    diary.edit("change", second["id"], entity="activity", subject="Jour fixe mit Eva", due_time="14:00:00")

    wait_for("the exception", lambda: diary.titles() == ["Jour fixe", "Jour fixe mit Eva"], SOON)
    master = next(row for row in diary.kept() if row["id"] == series["id"])
    assert master["recurrence"] == ["RRULE:FREQ=WEEKLY"]
    assert diary.is_calm()
    assert diary.subjects() == ["Jour fixe"] * 7 + ["Jour fixe mit Eva"]

    third = next(row for row in diary.activities() if row["due_date"] == days[2])
    diary.edit("delete", third["id"], entity="activity")
    diary.settle()
    assert diary.is_calm()
    assert len(diary.activities()) == 7


def test_this_and_following_leaves_the_activities_with_their_deal(diary: Diary) -> None:
    diary.open()
    series = diary.in_google(
        "create",
        event={"summary": "Jour fixe", "recurrence": ["RRULE:FREQ=WEEKLY;COUNT=4"]}
        | {"start": at(DAY, "10:00"), "end": at(DAY, "11:00")},
    )
    wait_for("the activities", lambda: len(diary.activities()) == 4, SOON)
    deal = diary.edit("create", entity="deal", title="Neue Website")["id"]
    for row in diary.activities():
        diary.edit("change", row["id"], entity="activity", deal_id=deal)
    wait_for("the titles", lambda: diary.titles().count("Neue Website > Jour fixe") == 4, SOON)
    diary.settle()
    before = {row["id"] for row in diary.activities()}
    third = sorted(row["id"] for row in diary.kept() if row.get("recurringEventId") == series["id"])[2]

    title = {"summary": "Neue Website > Großer Jour fixe"}
    diary.in_google("split", event_id=third, event=title)

    wait_for("the rename", lambda: diary.subjects().count("Großer Jour fixe") == 2, SOON)
    diary.settle()
    assert {row["id"] for row in diary.activities()} == before
    assert {row["deal_id"] for row in diary.activities()} == {deal}
    assert diary.is_calm()
