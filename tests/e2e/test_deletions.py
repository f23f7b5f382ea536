"""Deletions travel by the table of the product: what Tandem made goes along, what somebody could miss is held."""

from typing import Any

import pytest

from tests.e2e.machine import wait_for
from tests.e2e.office import Office, card

MINA = card("mina", "Mina Keller", "EMAIL;TYPE=WORK:mina@example.com")
MINAS = {"name": "Mina Keller", "emails": [{"value": "mina@example.com", "label": "work", "primary": True}]}


def _with_mina(office: Office, **rules: Any) -> None:
    """Mina's card, and the person that Tandem made of it."""
    office.book.put({"mina": MINA})
    office.open(**rules)
    assert office.names() == ["Mina Keller"]


def _with_adopted_mina(office: Office, **rules: Any) -> None:
    office.load(persons=[{**MINAS, "owner_id": office.user_id}])
    _with_mina(office, **rules)


def _delete_card(office: Office) -> None:
    office.phone.delete("mina")
    office.refresh()


def _reasons(office: Office) -> list[str]:
    return [one["reason"] for one in office.waiting("held")]


# --- deleted in the address book ---------------------------------------------------------------------------


@pytest.mark.parametrize("direction", ["one_way", "two_way"])
def test_a_person_that_tandem_made_goes_with_its_card(office: Office, direction: str) -> None:
    _with_mina(office, direction=direction)

    _delete_card(office)

    assert office.persons() == []
    assert office.status()["counts"]["linked"] == 0


@pytest.mark.parametrize("direction", ["one_way", "two_way"])
def test_a_person_that_was_there_before_is_held(office: Office, direction: str) -> None:
    _with_adopted_mina(office, direction=direction)

    _delete_card(office)

    assert office.names() == ["Mina Keller"]
    assert office.status()["state"] == "held"
    assert _reasons(office) == ["held_adopted"]


def test_a_person_with_an_open_deal_is_held(office: Office) -> None:
    _with_mina(office)
    office.load(deals=[{"title": "Rahmenvertrag", "person_id": office.person("Mina Keller")["id"], "status": "open"}])

    _delete_card(office)

    assert office.names() == ["Mina Keller"]
    assert _reasons(office) == ["held_open_deals"]


def test_a_deal_that_was_won_keeps_nobody(office: Office) -> None:
    _with_mina(office)
    office.load(deals=[{"title": "Rahmenvertrag", "person_id": office.person("Mina Keller")["id"], "status": "won"}])

    _delete_card(office)

    assert office.persons() == []


def test_a_person_that_was_edited_since_is_held(office: Office) -> None:
    _with_mina(office, direction="one_way")
    office.edit("change", office.person("Mina Keller")["id"], phones=[{"value": "+43 1 5"}])

    _delete_card(office)

    assert office.names() == ["Mina Keller"]
    assert _reasons(office) == ["held_edited"]


def test_a_person_that_went_to_a_colleague_is_held(office: Office) -> None:
    _with_mina(office, direction="one_way")
    ben = int(office.pipedrive.users[1]["id"])
    office.edit("change", office.person("Mina Keller")["id"], owner_id=ben)

    _delete_card(office)

    assert office.names() == ["Mina Keller"]
    assert _reasons(office) == ["held_not_owned"]


def test_with_deletes_kept_the_person_stays_and_nobody_is_asked(office: Office) -> None:
    _with_mina(office, deletes="keep")

    _delete_card(office)

    assert office.names() == ["Mina Keller"]
    assert (office.waiting("held"), office.status()["counts"]["linked"]) == ([], 0)


def test_a_held_deletion_is_carried_out_when_a_person_releases_it(office: Office) -> None:
    _with_adopted_mina(office)
    _delete_card(office)
    (held,) = office.waiting("held")

    office.act(f"held/{held['id']}", {"decision": "release"})
    office.settle()

    assert office.persons() == []
    assert (office.waiting("held"), office.status()["state"]) == ([], "up_to_date")


def test_a_held_deletion_is_taken_back_when_a_person_restores_it(office: Office) -> None:
    _with_adopted_mina(office)
    _delete_card(office)
    (held,) = office.waiting("held")

    office.act(f"held/{held['id']}", {"decision": "restore"})
    office.settle()

    (text,) = office.book.cards().values()
    assert b"FN:Mina Keller\r\n" in text
    assert (office.names(), office.waiting("held")) == (["Mina Keller"], [])


def test_a_mass_deletion_is_braked(office: Office) -> None:
    names = [f"person{number}" for number in range(30)]
    office.book.put({name: card(name, f"Person {name}", f"EMAIL:{name}@example.com") for name in names})
    office.open()

    for name in names[:20]:
        office.phone.delete(name)
    office.refresh()

    deleted = 30 - len(office.persons())
    assert 0 < deleted < 5
    assert _reasons(office) == ["brake"] * (20 - deleted)


# --- deleted in Pipedrive ----------------------------------------------------------------------------------


def test_two_way_the_card_goes_with_its_person(office: Office) -> None:
    _with_mina(office)

    office.edit("delete", office.person("Mina Keller")["id"])

    wait_for("card gone", lambda: not office.book.cards(), 5)
    office.settle()
    assert office.status()["counts"]["linked"] == 0


def test_two_way_an_edited_card_beats_the_deletion_and_the_person_is_made_anew(office: Office) -> None:
    _with_mina(office)
    office.act("pause")
    office.edit("delete", office.person("Mina Keller")["id"])
    office.phone.save("mina", card("mina", "Mina Keller", "EMAIL;TYPE=WORK:mina@example.com", "TEL:+43 1 7"))

    office.act("resume")
    office.settle()

    assert [one["value"] for one in office.person("Mina Keller")["phones"]] == ["+43 1 7"]
    assert list(office.book.cards()) == ["mina.vcf"]


def test_one_way_the_card_stays_and_the_person_is_not_made_again(office: Office) -> None:
    _with_mina(office, direction="one_way")

    office.edit("delete", office.person("Mina Keller")["id"])
    office.settle()
    office.phone.save("mina", card("mina", "Mina Keller", "EMAIL;TYPE=WORK:mina@example.com", "TEL:+43 1 7"))
    office.refresh()

    assert office.persons() == []
    assert list(office.book.cards()) == ["mina.vcf"]
    assert [one.method for one in office.book.writes()] == ["PUT"], "the phone's own, and none of Tandem's"
