"""Anna and Ben, each with an address book of their own, share a person: nobody doubles it, nobody takes it away."""

import pytest

from tests.e2e.machine import Machine, wait_for
from tests.e2e.office import Office, card
from tests.servers import PipedriveStandin, Radicale

CARL = card("carl", "Carl Orff", "EMAIL;TYPE=WORK:carl@example.com", "ORG:Burana GmbH")


@pytest.fixture
def anna(machine: Machine, pipedrive: PipedriveStandin, radicale: Radicale) -> Office:
    return Office(machine, pipedrive, radicale.new_book("anna"), user=0)


@pytest.fixture
def ben(machine: Machine, pipedrive: PipedriveStandin, radicale: Radicale) -> Office:
    return Office(machine, pipedrive, radicale.new_book("ben"), user=1)


def _share_carl(anna: Office, ben: Office) -> None:
    """In both books from the start, so that Anna's sync makes the person and Ben's finds it."""
    for office in (anna, ben):
        office.book.put({"carl": CARL})
        office.open(crm_scope="visible")


def _reasons(office: Office) -> list[str]:
    return [one["reason"] for one in office.waiting("held")]


def test_the_same_contact_in_two_books_is_one_person_of_one_organization(anna: Office, ben: Office) -> None:
    _share_carl(anna, ben)

    assert anna.names() == ["Carl Orff"]
    assert [row["name"] for row in anna.organizations()] == ["Burana GmbH"]
    assert (anna.status()["counts"]["linked"], ben.status()["counts"]["linked"]) == (1, 1)


def test_both_started_at_once_still_make_one_person(anna: Office, ben: Office) -> None:
    for office in (anna, ben):
        office.book.put(
            {
                f"p{at}": card(f"p{at}", f"Person {at}", f"EMAIL:p{at}@example.com", f"ORG:Chor {at % 5}")
                for at in range(20)
            }
        )
        office.connect(crm_scope="visible")

    anna.start()
    ben.start()
    anna.settle()
    ben.settle()
    anna.refresh()
    ben.refresh()

    assert anna.names() == sorted(f"Person {at}" for at in range(20))
    assert sorted(row["name"] for row in anna.organizations()) == [f"Chor {at}" for at in range(5)]
    assert (anna.status()["counts"]["linked"], ben.status()["counts"]["linked"]) == (20, 20)


def test_both_started_at_once_make_each_organization_once(anna: Office, ben: Office) -> None:
    for office, letter in ((anna, "a"), (ben, "b")):
        people = {f"{letter}{at}": f"ORG:Chor {at}" for at in range(20)}
        office.book.put({name: card(name, f"Person {name}", line) for name, line in people.items()})
        office.connect()

    anna.start()
    ben.start()
    anna.settle()
    ben.settle()

    assert len(anna.names()) == 40
    assert sorted(row["name"] for row in anna.organizations()) == sorted(f"Chor {at}" for at in range(20))


def test_an_edit_of_annas_card_reaches_bens(anna: Office, ben: Office) -> None:
    _share_carl(anna, ben)

    anna.phone.save("carl", anna.phone.read("carl").replace("END:", "TEL;TYPE=WORK:+49 89 1\r\nEND:"))
    anna.refresh()

    wait_for("the number", lambda: "+49 89 1" in ben.phone.read("carl"), 5)
    assert len(anna.persons()) == 1


def test_a_card_deleted_by_anna_takes_nothing_from_ben(anna: Office, ben: Office) -> None:
    _share_carl(anna, ben)

    anna.phone.delete("carl")
    anna.refresh()

    assert _reasons(anna) == ["held_shared"]
    assert anna.names() == ["Carl Orff"]
    assert list(ben.book.cards()) == ["carl.vcf"]


def test_a_card_deleted_by_ben_takes_nothing_from_anna(anna: Office, ben: Office) -> None:
    _share_carl(anna, ben)

    ben.phone.delete("carl")
    ben.refresh()

    assert len(_reasons(ben)) == 1
    assert ben.names() == ["Carl Orff"]
    assert list(anna.book.cards()) == ["carl.vcf"]


def test_a_person_deleted_in_pipedrive_leaves_both_books(anna: Office, ben: Office) -> None:
    _share_carl(anna, ben)

    anna.edit("delete", anna.person("Carl Orff")["id"])

    wait_for("both cards gone", lambda: not (anna.book.cards() or ben.book.cards()), 5)


def test_further_runs_of_both_write_nothing(anna: Office, ben: Office) -> None:
    _share_carl(anna, ben)

    def refresh() -> None:
        for _ in range(3):
            anna.refresh()
            ben.refresh()

    before = len(ben.book.writes())
    assert anna.writes_during(refresh) == (0, [])
    assert len(ben.book.writes()) == before


def test_what_ben_keeps_to_himself_stays_his(anna: Office, ben: Office) -> None:
    """Ben's own scope; Anna's book sees only her persons."""
    for office in (anna, ben):
        office.open()

    ben.phone.save("dora", card("dora", "Dora Pejačević", "EMAIL:dora@example.com"))
    ben.refresh()
    anna.refresh()

    assert ben.names() == ["Dora Pejačević"]
    assert anna.book.cards() == {}
