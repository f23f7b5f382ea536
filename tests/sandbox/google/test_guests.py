"""Guests with an account here, what they may change, and the mails that would have gone out."""

from tests.sandbox.google.desk import ANNA, BEN, CLARA, Desk, GoogleStandin, at, meeting, weekly

EXTERNAL = "kunde@elsewhere.example"
GUESTS = {"attendees": [{"email": BEN}, {"email": EXTERNAL}]}


def copy(ben: Desk, uid: str) -> dict[str, object]:
    (found,) = ben.list_all(iCalUID=uid, showDeleted=True)["items"]
    assert isinstance(found, dict)
    return found


def outbox(google: GoogleStandin) -> list[tuple[str, str]]:
    """Taken out."""
    return [(mail["to"], mail["kind"]) for mail in google.taken("outbox")]


def test_a_guest_has_the_event_with_the_same_uid(google: GoogleStandin, ben: Desk) -> None:
    event = google.desk().insert(GUESTS | {"extendedProperties": {"private": {"a": "1"}, "shared": {"b": "2"}}})

    theirs = copy(ben, event["iCalUID"])

    assert theirs["organizer"] == {"email": ANNA}
    assert theirs["attendees"][0] == {"email": BEN, "responseStatus": "needsAction", "self": True}
    assert theirs["extendedProperties"] == {"shared": {"b": "2"}}
    assert event["organizer"] == {"email": ANNA, "self": True}


def test_what_the_organizer_changes_reaches_the_guests(google: GoogleStandin, ben: Desk) -> None:
    anna = google.desk()
    event = anna.insert(GUESTS)
    token = ben.sync_token()

    anna.patch(event["id"], {"summary": "Neu", "start": at("2027-03-01", "09:00")})
    (theirs,) = ben.since(token)
    assert (theirs["summary"], theirs["start"]["dateTime"]) == ("Neu", "2027-03-01T09:00:00+01:00")

    anna.patch(event["id"], {"attendees": [{"email": EXTERNAL}]})
    assert copy(ben, event["iCalUID"])["status"] == "cancelled"


def test_a_deleted_event_is_cancelled_for_its_guests(google: GoogleStandin, ben: Desk) -> None:
    anna = google.desk()
    event = anna.insert(GUESTS)

    anna.delete(event["id"])

    assert copy(ben, event["iCalUID"])["status"] == "cancelled"


def test_an_answer_reaches_the_organizer_and_the_other_guests(google: GoogleStandin, ben: Desk) -> None:
    anna = google.desk()
    event = anna.insert({"attendees": [{"email": BEN}, {"email": CLARA}]})

    ben.patch(event["id"], {"attendees": [{"email": BEN, "responseStatus": "accepted"}, {"email": CLARA}]})

    assert anna.get(event["id"])["attendees"][0]["responseStatus"] == "accepted"
    assert google.desk(CLARA).get(event["id"])["attendees"][0]["responseStatus"] == "accepted"


def test_a_guest_who_deletes_declines_and_does_not_get_it_back(google: GoogleStandin, ben: Desk) -> None:
    anna = google.desk()
    event = anna.insert(GUESTS)

    ben.delete(event["id"])
    anna.patch(event["id"], {"summary": "Neu"})

    assert anna.get(event["id"])["attendees"][0]["responseStatus"] == "declined"
    assert ben.get(event["id"])["status"] == "cancelled"


def test_a_guest_cannot_change_when_it_is(google: GoogleStandin, ben: Desk) -> None:
    event = google.desk().insert(GUESTS)
    path, theirs = f"{ben.events}/{event['id']}", ben.get(event["id"])
    moved = theirs | {"start": at("2027-03-01", "08:00")}

    assert ben.refusal("PUT", path, moved) == (403, "forbiddenForNonOrganizer")
    assert ben.refusal("PUT", path, meeting()) == (403, "forbiddenForNonOrganizer")
    assert ben.refusal("PATCH", path, {"summary": "x"}) == (403, "forbiddenForNonOrganizer")


def test_a_guest_may_change_what_is_private_to_the_copy(google: GoogleStandin, ben: Desk) -> None:
    anna = google.desk()
    event = anna.insert(GUESTS)
    own = {"transparency": "transparent", "colorId": "3", "extendedProperties": {"private": {"tandem": "1"}}}

    ben.patch(event["id"], own)
    anna.patch(event["id"], {"summary": "Neu"})

    theirs = ben.get(event["id"])
    assert {name: theirs[name] for name in own} == own
    assert theirs["summary"] == "Neu"
    assert "transparency" not in anna.get(event["id"])


def test_occurrences_are_shared_as_well(google: GoogleStandin, ben: Desk) -> None:
    anna = google.desk()
    series = anna.insert(weekly(**GUESTS))
    second, third = (f"{series['id']}_{stamp}" for stamp in ("20270308T090000Z", "20270315T090000Z"))

    anna.patch(second, {"summary": "Anders"})
    anna.delete(third)
    ben.patch(second, {"attendees": [{"email": BEN, "responseStatus": "tentative"}, {"email": EXTERNAL}]})

    assert (ben.get(second)["summary"], ben.get(third)["status"]) == ("Anders", "cancelled")
    assert ben.get(second)["recurringEventId"] == series["id"]
    assert anna.get(second)["attendees"][0]["responseStatus"] == "tentative"
    assert anna.get(series["id"])["attendees"][0]["responseStatus"] == "needsAction"


def test_somebody_may_be_a_guest_of_one_occurrence_only(google: GoogleStandin, ben: Desk) -> None:
    anna = google.desk()
    series = anna.insert(weekly())
    second = f"{series['id']}_20270308T090000Z"

    anna.patch(second, {"attendees": [{"email": BEN}]})

    assert ben.get(second)["recurringEventId"] == series["id"]
    assert ben.refusal("GET", f"{ben.events}/{series['id']}") == (404, "notFound")


def test_without_being_asked_no_mail_is_sent(google: GoogleStandin) -> None:
    anna = google.desk()
    event = anna.insert(GUESTS)
    anna.patch(event["id"], {"summary": "Neu"}, sendUpdates="none")
    anna.delete(event["id"], sendNotifications=False)

    assert outbox(google) == []


def test_mails_go_to_each_guest_when_asked(google: GoogleStandin) -> None:
    anna = google.desk()
    event = anna.insert(GUESTS, sendUpdates="all")
    assert outbox(google) == [(BEN, "invitation"), (EXTERNAL, "invitation")]

    anna.patch(event["id"], {"attendees": [{"email": BEN}, {"email": CLARA}]}, sendUpdates="all")
    assert outbox(google) == [(BEN, "update"), (CLARA, "invitation"), (EXTERNAL, "cancellation")]

    anna.delete(event["id"], sendNotifications=True)
    assert outbox(google) == [(BEN, "cancellation"), (CLARA, "cancellation")]


def test_mails_may_go_to_others_than_googles_users_only(google: GoogleStandin) -> None:
    google.desk().insert(GUESTS, sendUpdates="externalOnly")

    (mail,) = google.taken("outbox")

    assert (mail["to"], mail["from"], mail["method"], mail["send_updates"]) == (
        EXTERNAL,
        ANNA,
        "insert",
        "externalOnly",
    )


def test_a_write_that_changes_nothing_sends_no_mail(google: GoogleStandin) -> None:
    anna = google.desk()
    event = anna.insert(GUESTS)

    anna.patch(event["id"], {"summary": event["summary"]}, sendUpdates="all")

    assert outbox(google) == []


def test_a_guests_answer_is_mailed_to_the_organizer(google: GoogleStandin, ben: Desk) -> None:
    event = google.desk().insert({"attendees": [{"email": BEN}]})

    ben.patch(event["id"], {"attendees": [{"email": BEN, "responseStatus": "accepted"}]}, sendUpdates="all")

    assert outbox(google) == [(ANNA, "response")]


def test_a_moved_event_is_mailed_about(google: GoogleStandin) -> None:
    anna = google.desk()
    other, event = anna.new_calendar(), anna.insert({"attendees": [{"email": EXTERNAL}]})

    anna.ok("POST", f"{anna.events}/{event['id']}/move", destination=other.calendar, sendUpdates="all")

    assert outbox(google) == [(EXTERNAL, "update")]


def test_too_many_attendees_are_left_out(google: GoogleStandin, ben: Desk) -> None:
    event = google.desk().insert(GUESTS)

    seen = ben.ok("GET", f"{ben.events}/{event['id']}", maxAttendees=1)

    assert [one["email"] for one in seen["attendees"]] == [BEN]
    assert seen["attendeesOmitted"]
