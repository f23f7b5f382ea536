"""The same story as on one machine, over the deployed functions: contacts travel, nothing is lost or doubled."""

from collections import Counter

from sandbox.people import everyday_people
from sandbox.vcards import vcard
from tests.e2e.machine import wait_for
from tests.e2e.office import Office, card


def test_two_hundred_contacts_become_persons_and_travel_on(office: Office) -> None:
    people = list(everyday_people(200, seed=5))
    office.book.put({person.uid: vcard(person) for person in people})

    office.connect(direction="two_way")
    office.start()
    office.settle(180)

    assert Counter(p["emails"][0]["value"] for p in office.persons()) == Counter(p.emails[0].value for p in people)
    assert office.status()["counts"]["linked"] == 200
    office.edit("create", name="Zoë Dahl", emails=[{"value": "zoe@example.com"}])
    wait_for("card", lambda: any("Zoë Dahl".encode() in text for text in office.book.cards().values()), 20)
    office.phone.save("ugo", card("ugo", "Ugo Rossi", "EMAIL;TYPE=WORK:ugo@example.com"))
    office.refresh()
    assert "Ugo Rossi" in office.names()
