"""The stand-in's memory survives its process, however that ends; and it has room for many events."""

import time
from pathlib import Path

from tests.sandbox.google.desk import ANNA, BEN, Desk, GoogleStandin, Receiver, Row, meeting, start_google, weekly
from tests.sandbox.google.test_push import watch


def test_a_killed_stand_in_comes_back_with_all_that_it_answered(tmp_path: Path, receiver: Receiver) -> None:
    child, standin = start_google(tmp_path)
    standin.switch(durable=True, page_cap=7)
    standin.control("clock", {"seconds": 5000})
    desk = standin.desk()
    calendar = desk.new_calendar()
    event = calendar.insert({"attendees": [{"email": BEN}]}, sendUpdates="all")
    series = calendar.insert(weekly())
    exception = calendar.patch(f"{series['id']}_20270308T090000Z", {"summary": "x"})
    watch(calendar, receiver)
    receiver.wait_for(1)
    token = calendar.sync_token()
    changed = calendar.patch(event["id"], {"summary": "Neu"})
    listed = calendar.list_all()["items"]
    receiver.wait_for(2)
    child.process.kill()
    child.stop()

    again, other = start_google(tmp_path)
    after = Desk(other, ANNA, calendar.token, calendar.calendar)

    assert after.list_all()["items"] == listed
    assert after.get(exception["id"]) == exception
    assert after.since(token) == [changed]
    assert after.refusal("POST", after.events, meeting(id=event["id"])) == (409, "duplicate")
    assert other.control("switches")["page_cap"] == 7
    assert len(other.control("outbox")) == 1
    assert {name: other.said[name] for name in ("client_id", "client_secret")} == {
        name: standin.said[name] for name in ("client_id", "client_secret")
    }
    after.patch(event["id"], {"summary": "Neuer"})
    receiver.wait_for(3)
    numbers = [int(push["x-goog-message-number"]) for push in receiver.pushes]
    assert numbers == sorted(set(numbers))
    for each in (standin, other):
        each.http.close()
    again.stop()


def test_contacts_of_a_killed_stand_in_come_back_and_so_does_a_sync_token(tmp_path: Path) -> None:
    child, standin = start_google(tmp_path)
    standin.switch(durable=True)
    book = {"email": ANNA}
    group = standin.control("people/edit", {**book, "do": "make_group", "name": "Kunden"})["resourceName"]
    contact = {"names": [{"givenName": "Eva"}]}
    made = standin.control("people/edit", {**book, "do": "create", "contact": contact, "groups": [group]})["name"]
    token = _connections(standin)["nextSyncToken"]
    standin.control(
        "people/edit", {**book, "do": "change", "person": made, "contact": {"names": [{"givenName": "Evi"}]}}
    )
    kept = standin.control("people/dump", book)
    child.process.kill()
    child.stop()

    again, other = start_google(tmp_path)

    assert other.control("people/dump", book) == kept
    (changed,) = _connections(other, syncToken=token)["connections"]
    assert (changed["resourceName"], changed["names"][0]["givenName"]) == (made, "Evi")
    for each in (standin, other):
        each.http.close()
    again.stop()


def _connections(standin: GoogleStandin, **query: str) -> Row:
    headers = {"authorization": f"Bearer {standin.desk().token}"}
    asked = {"personFields": "names", "requestSyncToken": "true", **query}
    url = f"{standin.said['people_url']}v1/people/me/connections"
    found: Row = standin.http.get(url, params=asked, headers=headers).json()
    return found


def test_ten_thousand_events_stay_quick(anna: Desk) -> None:
    began = time.monotonic()
    for part in range(10):
        events = [meeting("2027-03-01", summary=f"Termin {n}") for n in range(part * 1000, part * 1000 + 1000)]
        anna.standin.control("load", {"email": anna.email, "calendar": anna.calendar, "events": events})
    loaded = time.monotonic()
    page = anna.list_all(maxResults=2500)
    listed = time.monotonic()
    for each in page["items"][:50]:
        anna.patch(each["id"], {"summary": "Neu"})
    changed = anna.since(page["nextSyncToken"])
    done = time.monotonic()

    assert (len(page["items"]), len(changed)) == (10_000, 50)
    assert loaded - began < 20
    assert listed - loaded < 5
    assert done - listed < 5
