"""The same story as on one machine, over the deployed functions: connect, first sync, webhook, schedule, deletion."""

from collections import Counter

from sandbox.people import everyday_people
from sandbox.vcards import vcard
from tests.cloud.stack import Stack
from tests.e2e.machine import wait_for
from tests.e2e.office import Office, card

CONTACTS = 200
PUSHED_WITHIN = 30.0
"""Seconds. Functions start cold here, on two busy cores."""


def test_two_hundred_contacts_become_two_hundred_persons(office: Office) -> None:
    people = list(everyday_people(CONTACTS, seed=5))
    office.book.put({person.uid: vcard(person) for person in people})
    office.connect(direction="one_way")

    preview = office.machine.call("POST", f"connections/{office.connection}/preview")
    office.start()
    office.settle(240)

    assert preview["create"] == {"crm": CONTACTS, "provider": 0}
    assert Counter(p["emails"][0]["value"] for p in office.persons()) == Counter(p.emails[0].value for p in people)
    status = office.status()
    assert (status["state"], status["counts"]["linked"]) == ("up_to_date", CONTACTS)
    assert office.book.writes() == []


def test_a_second_run_writes_nothing(office: Office) -> None:
    office.book.put({"anna": card("anna", "Anna Bach", "EMAIL:anna@example.com")})
    office.load(persons=[{"name": "Béla Kodály", "emails": [{"value": "bela@example.com", "primary": True}]}])
    office.open()

    writes = office.writes_during(office.refresh)

    assert writes == (0, [])
    assert office.names() == ["Anna Bach", "Béla Kodály"]
    assert len(office.book.cards()) == 2


def test_a_person_made_in_pipedrive_becomes_a_card_by_its_webhook(office: Office) -> None:
    office.open()

    office.edit("create", name="Zoë Dahl", emails=[{"value": "zoe@example.com"}])

    wait_for("card", lambda: any("Zoë Dahl".encode() in text for text in office.book.cards().values()), PUSHED_WITHIN)


def test_a_card_made_on_a_phone_becomes_a_person_by_a_refresh_and_by_the_schedule(office: Office, stack: Stack) -> None:
    office.open()

    office.phone.save("ugo", card("ugo", "Ugo Rossi", "EMAIL;TYPE=WORK:ugo@example.com"))
    office.refresh()
    refreshed = office.names()
    office.phone.save("lea", card("lea", "Lea Alt", "EMAIL;TYPE=WORK:lea@example.com"))
    wait_for("Lea", lambda: _ticked(stack) and office.names() == ["Lea Alt", "Ugo Rossi"], 90, 2.0)

    assert refreshed == ["Ugo Rossi"]


def _ticked(stack: Stack) -> bool:
    """A tick more than the schedule's own: it comes once a minute."""
    return bool(stack.invoke("RefreshConnections")["count"] >= 0)


def test_deletions_travel_both_ways(office: Office) -> None:
    office.book.put({name: card(name, f"{name.title()} Alt", f"EMAIL:{name}@example.com") for name in ("lea", "max")})
    office.open()

    office.phone.delete("lea")
    office.refresh()
    office.edit("delete", office.person("Max Alt")["id"])
    wait_for("no card", lambda: office.book.cards() == {}, PUSHED_WITHIN)
    office.settle()

    assert office.names() == []


def test_a_schedule_of_the_stack_runs_by_itself(stack: Stack) -> None:
    wait_for("a sweep", lambda: any(call.function == "SweepLinks" for call in stack.calls), 90, 0.5)
