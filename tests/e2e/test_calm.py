"""What is in step stays untouched: further runs, a reconnect and a new start write nothing on either side."""

import pytest

from sandbox.company import Owners, cards, crm
from sandbox.people import people
from tests.e2e.machine import wait_for
from tests.e2e.office import Office

CONTACTS = 100
RUNS = 10


def _fill(office: Office) -> None:
    """The sandbox's made-up company, in small."""
    anna, ben = (int(user["id"]) for user in office.pipedrive.users[:2])
    rows = crm(CONTACTS, 0, 1, Owners(anna, ben))
    office.load(organizations=rows.organizations, persons=rows.persons, deals=rows.deals)
    office.book.put(cards(CONTACTS, 1))


@pytest.fixture(params=["its own fields", "contact sync"])
def filled(office: Office, request: pytest.FixtureRequest) -> Office:
    """A company with Pipedrive's own contact sync, and one where Tandem made the fields."""
    office.pipedrive.control("switches", {"contact_sync": request.param == "contact sync"})
    _fill(office)
    return office


@pytest.mark.parametrize("direction", ["one_way", "two_way"])
def test_ten_more_runs_write_nothing(filled: Office, direction: str) -> None:
    filled.open(direction=direction)

    def refresh() -> None:
        for _ in range(RUNS):
            filled.refresh()

    assert filled.writes_during(refresh) == (0, [])


def test_a_reconnect_writes_nothing(filled: Office) -> None:
    filled.open()

    def reconnect() -> None:
        filled.grant()
        assert filled.sign_in().status == 201
        filled.refresh()

    assert filled.writes_during(reconnect) == (0, [])


def test_a_new_start_adopts_everybody_and_writes_nothing(filled: Office) -> None:
    """The links are gone, so each contact is found again by what it says."""
    filled.open()
    linked = filled.status()["counts"]["linked"]

    def begin_anew() -> None:
        filled.act("stop", {"remove": False})
        wait_for("stopped", lambda: filled.machine.call("GET", f"connections/{filled.connection}/links")["items"] == [])
        filled.settle()
        filled.start()
        filled.settle()

    assert filled.writes_during(begin_anew) == (0, [])
    reviewed = {one["name"] for one in filled.waiting("review")}
    nameless = {person.organization for person in people(CONTACTS) if person.full_name == person.organization}
    assert nameless
    assert reviewed == nameless, "a name is never enough: a person is asked"
    assert filled.status()["counts"]["linked"] == linked - len(nameless)
