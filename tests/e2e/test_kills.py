"""A first sync that is killed again and again: started anew each time, it ends as if nothing had been."""

import random
import time
from collections import Counter

from sandbox.people import everyday_people
from sandbox.vcards import vcard
from tests.e2e.machine import Machine
from tests.e2e.office import QUIET, Office

LONGEST_LIFE = 2.0
"""Seconds; the settle time is 2, so lives are too short even to learn what became of the last one's writes."""


def _kill_and_start(machine: Machine, office: Office, kills: int, seed: int) -> int:
    """Kill at random moments of a life; return how often the sync was really under way."""
    moments, struck = random.Random(seed), 0
    for _ in range(kills):
        time.sleep(moments.uniform(0.05, LONGEST_LIFE))
        struck += office.status()["state"] not in QUIET
        machine.kill()
        machine.start()
    return struck


def _fill(office: Office, contacts: int) -> list[str]:
    people = list(everyday_people(contacts, seed=7))
    office.book.put({person.uid: vcard(person) for person in people})
    return [person.emails[0].value for person in people]


def _mails(office: Office) -> Counter[str]:
    return Counter(person["emails"][0]["value"] for person in office.all_persons())


def _book_mails(office: Office) -> Counter[str]:
    cards = [text.decode() for text in office.book.cards().values()]
    return Counter(line.rpartition(":")[2] for text in cards for line in text.split("\r\n") if "EMAIL" in line)


def test_a_thousand_contacts_and_twenty_kills_make_a_thousand_persons(office: Office) -> None:
    """Under Pipedrive's own limits, so that the sync lasts long enough to be killed twenty times."""
    office.pipedrive.control("switches", {"limits": True})
    mails = _fill(office, 1000)
    office.connect(direction="one_way")
    office.start()

    struck = _kill_and_start(office.machine, office, kills=20, seed=20)
    office.settle(120)

    assert struck == 20, "the sync was under way each time"
    assert _mails(office) == Counter(mails)
    status = office.status()
    assert status["counts"]["linked"] == 1000
    assert status["progress"] == {"done": 1000, "total": 1000}
    assert set(Counter(row["name"] for row in office.organizations()).values()) == {1}
    assert office.book.writes() == []


def test_kills_while_contacts_go_both_ways_double_nobody_on_either_side(office: Office) -> None:
    office.pipedrive.control("switches", {"limits": True})
    mails = _fill(office, 200)
    theirs = [f"out{number}@example.net" for number in range(100)]
    office.load(persons=[{"name": f"Out {mail}", "emails": [{"value": mail, "primary": True}]} for mail in theirs])
    office.connect(direction="two_way")
    office.start()

    struck = _kill_and_start(office.machine, office, kills=6, seed=6)
    office.settle(60)

    assert struck == 6
    assert _mails(office) == Counter(mails + theirs)
    assert office.status()["counts"]["linked"] == 300
    assert len(office.book.cards()) == 300
    book_mails = _book_mails(office)
    assert all(book_mails[mail] == 1 for mail in mails + theirs)
