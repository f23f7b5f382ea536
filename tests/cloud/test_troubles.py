"""What breaks while the deployed functions work: workers that die, a record that always fails, a function that does."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sandbox.people import everyday_people
from sandbox.vcards import vcard
from tests.cloud.stack import Stack
from tests.e2e.machine import wait_for
from tests.e2e.odd_server import odd_server
from tests.e2e.office import QUIET, Office, card
from tests.servers import Radicale

WORKERS = ("PullChanges", "ReconcileContacts")
CONTACTS, OUT = 120, 30


def test_workers_that_are_killed_in_the_middle_lose_and_double_nothing(office: Office, stack: Stack) -> None:
    office.pipedrive.control("switches", {"limits": True})
    people = list(everyday_people(CONTACTS, seed=7))
    office.book.put({person.uid: vcard(person) for person in people})
    theirs = [f"out{number}@example.net" for number in range(OUT)]
    office.load(persons=[{"name": f"Out {mail}", "emails": [{"value": mail, "primary": True}]} for mail in theirs])
    office.connect(direction="two_way")
    office.start()

    killed = _kill_again_and_again(office, stack, kills=8, seed=3)
    office.settle(300)

    assert killed >= 5
    mails = [person.emails[0].value for person in people]
    assert Counter(row["emails"][0]["value"] for row in office.all_persons()) == Counter(mails + theirs)
    assert office.status()["counts"]["linked"] == CONTACTS + OUT
    assert len(office.book.cards()) == CONTACTS + OUT


def _kill_again_and_again(office: Office, stack: Stack, kills: int, seed: int) -> int:
    """Kill at random moments while there is work; how often a worker was really there."""
    moments, killed = random.Random(seed), 0
    for _ in range(kills):
        since = len(stack.calls)
        wait_for("work", lambda since=since: any(c.function in WORKERS for c in stack.calls[since:]), 60)
        time.sleep(moments.uniform(0.0, 1.5))
        if office.status()["state"] in QUIET - {"waiting"}:
            break
        killed += sum(stack.kill_workers(name) for name in WORKERS) > 0
    return killed


def test_a_record_that_always_fails_ends_parked_and_a_retry_heals_it(office: Office, radicale: Radicale) -> None:
    office.book.put({name: card(name, f"{name.title()} Alt", f"EMAIL:{name}@example.com") for name in ("ada", "carl")})
    with odd_server(radicale.root_url) as server:
        server.twist = lambda _method, _path, answer: replace(
            answer, body=answer.body.replace(b"FN:Carl", b"BEGIN:VCARD\nFN:Carl")
        )
        office.book = replace(office.book, url=office.book.url.replace(radicale.root_url, server.url))
        office.open()
        (parked,) = office.waiting("parked")
        others = office.names()
        server.twist = lambda _method, _path, answer: answer
        office.act(f"parked/{parked['id']}", {"decision": "retry"})
        office.settle()

    assert parked["remote_id"].endswith("carl.vcf")
    assert others == ["Ada Alt"]
    assert office.names() == ["Ada Alt", "Carl Alt"]
    assert office.waiting("parked") == []


def test_a_broken_functions_messages_lie_in_the_dead_letter_queue_and_a_redrive_heals(
    office: Office, stack: Stack
) -> None:
    office.book.put({"anna": card("anna", "Anna Bach", "EMAIL:anna@example.com")})
    office.open()

    with _broken(stack, "ReconcileContacts"):
        office.edit("change", office.person("Anna Bach")["id"], name="Anna Berg")
        wait_for("a dead letter", lambda: stack.waiting("ReconcileContactsDeadLetters") > 0, 180, 1.0)
    unheard = office.phone.read("anna")
    stack.redrive("ReconcileContactsDeadLetters", "ReconcileContactsQueue")
    wait_for("the new name", lambda: "FN:Anna Berg" in office.phone.read("anna"), 60)

    assert "Anna Berg" not in unheard
    wait_for("no dead letters", lambda: stack.waiting("ReconcileContactsDeadLetters") == 0, 30)


@contextmanager
def _broken(stack: Stack, function: str) -> Iterator[None]:
    """A release gone wrong: the handler that is named is not there."""
    stack.configure(function, Handler="handler.gone")
    stack.kill_workers(function)
    try:
        yield
    finally:
        stack.configure(function, Handler="handler.handler")
        stack.kill_workers(function)
