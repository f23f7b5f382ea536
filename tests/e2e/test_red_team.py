"""Two attacks on a running Tandem, over the real protocols: an emptied book, and a user's persons taken away."""

from collections import Counter
from collections.abc import Callable

import pytest

from tests.e2e.machine import Machine, wait_for
from tests.e2e.office import Office, card
from tests.servers import PipedriveStandin, Radicale

CONTACTS = 210
PASS = 21
"""A tenth of them."""
SEEN = 500


def _filled(office: Office, count: int) -> None:
    names = [f"c{number:03}" for number in range(count)]
    office.book.put({name: card(name, f"Person {name}", f"EMAIL:{name}@example.com") for name in names})


def _in_book(office: Office) -> Counter[tuple[str, str]]:
    """(name, address) of each card, whatever it is called."""
    return Counter(_of(text.decode()) for text in office.book.cards().values())


def _of(text: str) -> tuple[str, str]:
    lines = text.split("\r\n")
    name = next(line.removeprefix("FN:") for line in lines if line.startswith("FN:"))
    return name, next(line.rpartition(":")[2] for line in lines if line.startswith("EMAIL"))


def _in_pipedrive(office: Office) -> Counter[tuple[str, str]]:
    return Counter((row["name"], row["emails"][0]["value"]) for row in office.persons())


def test_an_emptied_address_book_costs_few_persons_and_one_command_brings_all_back(office: Office) -> None:
    """T11. The attacker has the password of the book and deletes every card of it."""
    _filled(office, CONTACTS)
    office.open()
    before = _in_pipedrive(office), _in_book(office)
    assert before[0] == before[1]
    assert len(before[0]) == CONTACTS

    for name in list(office.book.cards()):
        office.phone.delete(name.removesuffix(".vcf"))
    office.refresh()
    office.refresh()
    lost = [row for row in office.all_persons() if row["is_deleted"]]

    assert 0 < len(lost) <= PASS
    assert office.status()["counts"]["held"] == CONTACTS - len(lost)
    assert office.book.cards() == {}

    done = office.machine.command("held", office.connection, "--restore")
    office.settle()

    assert (done.returncode, done.stdout) == (0, f"Decided: {CONTACTS - len(lost)}\n")
    assert office.waiting("held") == []
    assert _in_book(office) == _in_pipedrive(office)
    assert len(_in_book(office)) == CONTACTS - len(lost)

    for row in lost:
        office.edit("restore", row["id"])  # Anna takes them out of Pipedrive's trash
    office.refresh()
    assert (_in_pipedrive(office), _in_book(office)) == before
    assert office.writes_during(office.refresh) == (0, [])


@pytest.fixture
def ben(start_machine: Callable[..., Machine], pipedrive: PipedriveStandin, radicale: Radicale) -> Office:
    """No admin, so that what he may see depends on owner and visibility; sweeps come every few seconds."""
    machine = start_machine(TANDEM_SWEEP_SECONDS="4", TANDEM_POLL_SECONDS="2")
    anna = Office(machine, pipedrive, radicale.new_book("anna"))
    anna.grant()  # the admin's, for the webhooks
    return Office(machine, pipedrive, radicale.new_book("ben"), user=1)


def test_of_a_user_who_loses_sight_of_500_persons_not_one_contact_goes(ben: Office) -> None:
    """I5. Their owner and their visibility are changed at once; then come polls, sweeps, and a refresh by hand."""
    _filled(ben, SEEN)
    ben.open(crm_scope="visible")
    before = ben.book.cards()
    assert len(ben.persons()) == len(before) == SEEN
    anna = int(ben.pipedrive.users[0]["id"])

    for row in ben.persons():
        ben.edit("change", row["id"], owner_id=anna, visible_to=1)
    writes = len(ben.book.writes())
    sweeps = _sweeps(ben)
    for _ in range(3):
        ben.refresh()
    wait_for("a sweep", lambda: _sweeps(ben) > sweeps, 90)
    ben.settle()

    assert ben.book.cards() == before
    assert ben.book.writes()[writes:] == []
    assert ben.waiting("held") == []
    assert len(ben.persons()) == SEEN
    assert ben.status()["state"] == "up_to_date"


def _sweeps(office: Office) -> float:
    counts = office.machine.call("GET", "doctor")["counts"]
    return float(counts.get("sweeps", 0))
