"""Calendars and the list of them, as an account sees and syncs it."""

from tests.sandbox.google.desk import GoogleStandin


def test_a_new_calendar_shows_in_the_list_and_a_deleted_one_leaves_a_mark(google: GoogleStandin) -> None:
    desk = google.desk()
    token = desk.ok("GET", "users/me/calendarList")["nextSyncToken"]
    made = desk.new_calendar("Pipedrive")

    (entry,) = desk.ok("GET", "users/me/calendarList", syncToken=token)["items"]
    assert (entry["id"], entry["summary"], entry["accessRole"]) == (made.calendar, "Pipedrive", "owner")

    desk.ok("DELETE", f"calendars/{made.calendar}")
    (entry,) = desk.ok("GET", "users/me/calendarList", syncToken=token)["items"]
    assert (entry["id"], entry["deleted"]) == (made.calendar, True)
    assert made.refusal("GET", made.events) == (404, "notFound")
    assert made.refusal("GET", f"calendars/{made.calendar}") == (404, "notFound")


def test_the_primary_calendar_is_called_as_the_account_and_stays(google: GoogleStandin) -> None:
    desk = google.desk()

    entry = desk.ok("GET", "users/me/calendarList/primary")

    assert (entry["id"], entry["primary"], entry["timeZone"]) == (desk.email, True, "Europe/Berlin")
    assert desk.refusal("DELETE", "calendars/primary") == (400, "invalid")


def test_the_list_of_calendars_has_pages(google: GoogleStandin) -> None:
    desk = google.desk("clara.voss@acme.example")
    made = [desk.new_calendar(f"K{n}").calendar for n in range(3)]
    first = desk.ok("GET", "users/me/calendarList", maxResults=2)

    last = desk.ok("GET", "users/me/calendarList", maxResults=2, pageToken=first["nextPageToken"])

    assert [each["id"] for each in first["items"] + last["items"]] == [desk.email, *made]
    assert desk.since(desk.sync_token()) == []


def test_expired_sync_tokens_end_for_the_list_of_calendars_too(google: GoogleStandin) -> None:
    desk = google.desk()
    token = desk.ok("GET", "users/me/calendarList")["nextSyncToken"]
    google.control("expire_sync", {})

    assert desk.refusal("GET", "users/me/calendarList", syncToken=token) == (410, "fullSyncRequired")


def test_a_lag_does_not_hide_a_new_calendar_from_a_whole_list(google: GoogleStandin) -> None:
    desk = google.desk()
    google.switch(lag=30)
    token = desk.ok("GET", "users/me/calendarList")["nextSyncToken"]
    made = desk.new_calendar()

    listed = desk.ok("GET", "users/me/calendarList", maxResults=250)["items"]

    assert made.calendar in [each["id"] for each in listed]
    assert made.calendar not in [
        each["id"] for each in desk.ok("GET", "users/me/calendarList", syncToken=token)["items"]
    ]


def test_a_shared_calendar_comes_to_the_other_list_and_goes_again(google: GoogleStandin) -> None:
    anna, ben = google.desk().new_calendar("Team"), google.desk("ben.adler@acme.example")
    token = ben.ok("GET", "users/me/calendarList")["nextSyncToken"]

    google.control("share", {"calendar": anna.calendar, "email": ben.email, "role": "reader"})
    (entry,) = ben.ok("GET", "users/me/calendarList", syncToken=token)["items"]
    assert (entry["id"], entry["accessRole"]) == (anna.calendar, "reader")

    google.control("share", {"calendar": anna.calendar, "email": ben.email, "role": "none"})
    (entry,) = ben.ok("GET", "users/me/calendarList", syncToken=token)["items"]
    assert (entry["id"], entry["deleted"]) == (anna.calendar, True)
    assert ben.refusal("GET", anna.events) == (404, "notFound")


def test_an_entry_is_the_accounts_own(google: GoogleStandin) -> None:
    desk = google.desk().new_calendar()
    path = f"users/me/calendarList/{desk.calendar}"

    desk.ok("PATCH", path, {"colorId": "3", "hidden": True})

    assert desk.calendar not in [each["id"] for each in desk.ok("GET", "users/me/calendarList")["items"]]
    shown = desk.ok("GET", "users/me/calendarList", showHidden=True)["items"]
    assert [each["colorId"] for each in shown if each["id"] == desk.calendar] == ["3"]
    desk.ok("DELETE", path)
    assert desk.refusal("GET", path) == (404, "notFound")
    desk.ok("POST", "users/me/calendarList", {"id": desk.calendar})
    assert desk.ok("GET", path)["accessRole"] == "owner"


def test_a_calendar_can_be_renamed(google: GoogleStandin) -> None:
    desk = google.desk().new_calendar()

    desk.ok("PATCH", f"calendars/{desk.calendar}", {"summary": "CRM"})

    assert desk.ok("GET", f"users/me/calendarList/{desk.calendar}")["summary"] == "CRM"
