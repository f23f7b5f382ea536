"""Without an admin's grant there are no webhooks: the user is polled, and whoever looks is told so."""

from collections import Counter
from collections.abc import Callable

import pytest

from sandbox.people import everyday_people
from sandbox.vcards import vcard
from tests.e2e.machine import Machine, wait_for
from tests.e2e.office import Office, card
from tests.servers import PipedriveStandin, Radicale

BEN = 1
OFTEN = {"TANDEM_POLL_SECONDS": "1", "TANDEM_SWEEP_SECONDS": "86400"}
SWEPT = {"TANDEM_POLL_SECONDS": "3600", "TANDEM_SWEEP_SECONDS": "1"}
AFTER_A_START = 12
"""Seconds: the schedules come five seconds after a start, and then each minute."""

CARD = card("ada", "Ada Lovelace", "EMAIL;TYPE=WORK:ada@example.com")


@pytest.fixture
def bens(
    start_machine: Callable[..., Machine], pipedrive: PipedriveStandin, radicale: Radicale
) -> Callable[[dict[str, str]], Office]:
    """Ben's connection, in step; he is no admin, and his token is all that there is."""

    def open_office(settings: dict[str, str]) -> Office:
        office = Office(start_machine(**settings), pipedrive, radicale.new_book("ben"), user=BEN)
        office.book.put({"ada": CARD, "emmy": card("emmy", "Emmy Noether", "EMAIL;TYPE=WORK:emmy@example.com")})
        office.open()
        assert office.names() == ["Ada Lovelace", "Emmy Noether"]
        return office

    return open_office


def test_no_webhook_is_made_and_the_status_says_so(bens: Callable[[dict[str, str]], Office]) -> None:
    office = bens({})

    (company,) = office.machine.call("GET", "companies")
    doctor = office.machine.command("doctor")

    assert company["webhooks"] is False
    assert office.webhooks() == []
    assert "no webhooks; each user is polled" in doctor.stderr + doctor.stdout


def test_a_change_in_pipedrive_arrives_with_a_refresh(bens: Callable[[dict[str, str]], Office]) -> None:
    office = bens({})
    office.edit("change", office.person("Ada Lovelace")["id"], phones=[{"value": "+49 30 1", "label": "work"}])

    office.refresh()

    assert ":+49 30 1\r\n" in office.phone.read("ada")


def test_changes_on_both_sides_arrive_with_the_next_poll(bens: Callable[[dict[str, str]], Office]) -> None:
    office = bens(OFTEN)
    office.machine.stop()
    office.edit("change", office.person("Ada Lovelace")["id"], phones=[{"value": "+49 30 1"}])
    office.phone.save("emmy", office.phone.read("emmy").replace("END:", "TEL:+49 30 2\r\nEND:"))

    office.machine.start()

    wait_for("Ada's number", lambda: "+49 30 1" in office.phone.read("ada"), AFTER_A_START)
    wait_for("Emmy's number", lambda: bool(office.person("Emmy Noether")["phones"]), AFTER_A_START)


def test_a_deletion_in_pipedrive_is_found_by_the_sweep(bens: Callable[[dict[str, str]], Office]) -> None:
    office = bens(SWEPT)
    office.machine.stop()
    office.edit("delete", office.person("Ada Lovelace")["id"])

    office.machine.start()

    wait_for("card gone", lambda: list(office.book.cards()) == ["emmy.vcf"], AFTER_A_START)


def test_a_person_that_is_only_not_found_is_no_proof_of_a_deletion(bens: Callable[[dict[str, str]], Office]) -> None:
    """F6: it may just be hidden from Ben."""
    office = bens(SWEPT)
    office.machine.stop()
    office.pipedrive.control("switches", {"deleted_get": 404})
    office.edit("delete", office.person("Ada Lovelace")["id"])
    office.forget_counts()

    office.machine.start()

    wait_for("asked for", lambda: _was_asked_for_one(office), AFTER_A_START)
    office.settle()
    assert list(office.book.cards()) == ["ada.vcf", "emmy.vcf"]


def _was_asked_for_one(office: Office) -> bool:
    requests = office.pipedrive.control("stats")["requests"]
    return any(name.startswith("GET") and "/persons/" in name for name in requests)


def test_kills_double_nobody_where_no_field_may_be_made_for_a_marker(
    machine: Machine, pipedrive: PipedriveStandin, radicale: Radicale
) -> None:
    """Then a person of unknown fate is found again by name, mails, owner and time."""
    pipedrive.control("switches", {"limits": True})
    office = Office(machine, pipedrive, radicale.new_book("ben"), user=BEN)
    people = list(everyday_people(150, seed=3))
    office.book.put({person.uid: vcard(person) for person in people})
    office.connect(direction="one_way")
    office.start()

    for after in (20, 60, 100):
        wait_for("persons", lambda after=after: len(office.all_persons()) > after, every=0.01)
        machine.kill()
        machine.start()
    office.settle()

    mails = Counter(person["emails"][0]["value"] for person in office.all_persons())
    assert mails == Counter(person.emails[0].value for person in people)
