"""Upload unsynced activities end to end: a thousand in few requests, and each once, however often it is cut off."""

import random
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

from tests.e2e.diary import Diary
from tests.e2e.machine import wait_for
from tests.e2e.office import QUIET, Row

DAY = (datetime.now(UTC).date() + timedelta(days=9)).isoformat()
MANY = 1000
BATCH = 50
BESIDE = 10
"""As many requests may come beside those that write: a token, and looks into what the pushes of our writes tell."""
LISTED = "GET /calendar/v3/calendars/{calendarId}/events"
LONGEST_LIFE = 1.2
"""Seconds between a start and the next kill."""
SLOW = {"path": "/batch/.*", "delay": 0.5, "times": 10000}
"""So that an upload lasts long enough to be killed twenty times."""


def with_old_activities(diary: Diary) -> Counter[str]:
    """In step, with activities from before that have no event; how often each title is to be there."""
    numbers, tenth = range(MANY), MANY // 10
    diary.load(
        organizations=[{"id": 1 + number, "name": f"Firma {number}"} for number in range(tenth)],
        persons=[{"id": 1 + number, "name": f"Eva {number}"} for number in range(2 * tenth)],
        deals=[{"id": 1 + number, "title": f"Auftrag {number}"} for number in numbers],
        activities=[activity(number, tenth) for number in numbers],
    )
    diary.open()
    assert diary.kept() == []
    return Counter(
        f"Auftrag {number} > Eva {number % (2 * tenth)} > Firma {number % tenth} > Anruf {number}" for number in numbers
    )


def activity(number: int, tenth: int) -> Row:
    """Each has a deal of its own."""
    links = {"deal_id": 1 + number, "person_id": 1 + number % (2 * tenth), "org_id": 1 + number % tenth}
    participants = [{"person_id": links["person_id"], "primary": True}]
    return {"subject": f"Anruf {number}", "due_date": DAY, **links, "participants": participants}


def test_a_thousand_activities_take_little_more_than_a_request_for_each_batch(diary: Diary) -> None:
    """Counted is every request that reaches Google from the order until nothing is left to do, tokens and reads too."""
    titles = with_old_activities(diary)
    diary.forget_counts()

    run = diary.act("upload-unsynced")["run"]
    diary.settle(300)
    wait_for("a look into what was pushed", lambda: LISTED in diary.google.control("stats")["calls"])
    diary.settle()

    counted = diary.google.control("stats")
    assert counted["http_requests"] <= MANY // BATCH + BESIDE, counted
    assert counted["writes"] == MANY, "parts of batches"
    assert diary.pipedrive.control("stats")["total"] <= MANY // 10, "activities and names come many at a time"
    assert Counter(diary.titles()) == titles
    told = diary.machine.call("GET", f"runs/{run}")
    assert (told["state"], told["done"], told["total"], told["counts"]) == ("done", MANY, MANY, {"created": MANY})
    assert diary.is_calm()


def test_killed_twenty_times_on_the_way_each_activity_has_one_event(diary: Diary) -> None:
    titles = with_old_activities(diary)
    moments, struck = random.Random(20), 0
    diary.google.control("fail", SLOW)

    diary.act("upload-unsynced")
    for _ in range(20):
        time.sleep(moments.uniform(0.05, LONGEST_LIFE))
        struck += diary.status()["state"] not in QUIET
        diary.machine.kill()
        diary.machine.start()
    diary.google.control("fail", method="DELETE")
    diary.settle(300)

    assert struck == 20, "the upload was under way each time"
    assert Counter(diary.titles()) == titles
    assert diary.status()["counts"]["linked"] == MANY
    assert diary.is_calm()
    assert Counter(diary.titles()) == titles
