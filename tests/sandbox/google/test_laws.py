"""What holds whatever people do: who syncs has what a whole list has, and guests have what the organizer has."""

import random

import pytest

from tests.sandbox.google.desk import ANNA, BEN, Desk, GoogleStandin, Row, at, meeting, weekly

STAMPS = ("20270301T090000Z", "20270308T090000Z", "20270329T080000Z")
SHARED = ("summary", "start", "end", "recurrence", "status", "iCalUID", "originalStartTime")


def act(desk: Desk, dice: random.Random, ids: list[str]) -> None:
    """One thing that somebody may do; what is refused is done by nobody."""
    guests = {"attendees": [{"email": BEN}]} if dice.random() < 0.5 else {}
    made = meeting if dice.random() < 0.5 else weekly
    if not ids or dice.random() < 0.3:
        ids.append(desk.insert(made(**guests))["id"])
        return
    event_id = dice.choice(ids) + dice.choice(["", "", *(f"_{stamp}" for stamp in STAMPS)])
    path, day = f"{desk.events}/{event_id}", f"2027-03-{dice.randrange(10, 29)}"
    match dice.randrange(5):
        case 0:
            desk.call("DELETE", path)
        case 1:
            desk.call("PATCH", path, {"start": at(day, "10:00"), "end": at(day, "11:30")})
        case 2:
            desk.call("PATCH", path, {"attendees": dice.choice([[], [{"email": BEN}]])})
        case 3:
            desk.call("PATCH", path, {"recurrence": ["RRULE:FREQ=WEEKLY;UNTIL=20270315T090000Z"]})
        case _:
            desk.call("PATCH", path, {"summary": dice.choice("ABC"), "status": "confirmed"})


def mirrored(mirror: dict[str, Row], changes: list[Row]) -> None:
    for each in changes:
        mirror[each["id"]] = each


@pytest.mark.parametrize("seed", range(6))
def test_who_syncs_has_what_a_whole_list_has(anna: Desk, seed: int) -> None:
    dice, ids = random.Random(seed), list[str]()
    token, mirror = anna.sync_token(), dict[str, Row]()
    for _ in range(60):
        act(anna, dice, ids)
        if dice.random() < 0.3:
            page = anna.list_all(syncToken=token, maxResults=dice.choice([1, 3, 250]))
            mirrored(mirror, page["items"])
            token = page["nextSyncToken"]
    mirrored(mirror, anna.since(token))

    whole = {each["id"]: each for each in anna.list_all(showDeleted=True)["items"]}

    assert mirror == whole
    assert len({each["etag"] for each in whole.values()}) == len(whole)


@pytest.mark.parametrize("seed", range(6))
def test_a_guest_has_what_the_organizer_has(google: GoogleStandin, ben: Desk, seed: int) -> None:
    anna, dice, ids = google.desk(), random.Random(seed), list[str]()
    for _ in range(60):
        act(anna, dice, ids)

    theirs = {each["id"]: each for each in ben.list_all(showDeleted=True)["items"]}
    for event in anna.list_all(showDeleted=True)["items"]:
        if event["id"].partition("_")[0] not in ids or "attendees" not in event or event["status"] == "cancelled":
            continue
        assert seen(theirs[event["id"]]) == seen(event)
        assert theirs[event["id"]]["organizer"] == {"email": ANNA}
    for event in theirs.values():
        if event["id"] in ids and event["status"] != "cancelled":
            assert BEN in [one["email"] for one in anna.get(event["id"]).get("attendees", [])]


def seen(event: Row) -> Row:
    return {name: event[name] for name in SHARED if name in event}
