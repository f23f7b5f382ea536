"""A mess that a sync made is taken back over the real stand-ins, and both sides are as they were."""

import re
from typing import Any

from tests.e2e.machine import wait_for
from tests.e2e.office import Office, card

Row = dict[str, Any]
KEPT = ("name", "emails", "phones", "org_id", "custom_fields")


def _mess(office: Office) -> None:
    """Cards that become persons, persons that become cards, twins that differ."""
    office.book.put(
        {name: card(name, f"{name.title()} Neu", f"EMAIL;TYPE=WORK:{name}@example.com") for name in ("mina", "ugo")}
        | {
            "paula": card(
                "paula", "Paula Paar", "EMAIL;TYPE=WORK:paula@example.com", "TEL;TYPE=HOME:+43 1 7", "X-EIGEN:bleibt"
            )
        }
    )
    paula = {"name": "Paula Paar", "emails": [{"value": "paula@example.com", "label": "work", "primary": True}]}
    phones = [{"value": "+43 1 1", "label": "work", "primary": True}]
    office.load(
        persons=[
            {**paula, "phones": phones, "owner_id": office.user_id},
            {"name": "Zoe Alt", "emails": [{"value": "zoe@example.com", "label": "work"}], "owner_id": office.user_id},
        ]
    )


def _books(office: Office) -> tuple[list[Row], dict[str, list[str]]]:
    """Persons in the fields that are synced; cards without the marks that a server or Tandem may add."""
    persons = [{name: row[name] for name in KEPT} for row in office.persons()]
    cards = {name: sorted(_lines(text)) for name, text in office.book.cards().items()}
    return sorted(persons, key=str), cards


def _lines(text: bytes) -> list[str]:
    lines = text.decode().replace("\r\n ", "").split("\r\n")
    return [line for line in lines if line and not re.match(r"(PRODID|REV)\b", line)]


def _run(office: Office) -> str:
    return str(office.status()["last_run"]["id"])


def _undo(office: Office, run: str) -> Row:
    started = office.machine.call("POST", f"runs/{run}/undo")
    wait_for("undo", lambda: office.machine.call("GET", f"runs/{started['run']}")["state"] == "done", 60)
    office.settle()
    view: Row = office.machine.call("GET", f"runs/{started['run']}")
    return view


def test_a_first_sync_is_taken_back_and_both_sides_are_as_before(office: Office) -> None:
    office.connect()
    _mess(office)
    before = _books(office)
    office.start()
    office.settle()
    assert _books(office) != before
    run = _run(office)

    said = office.machine.call("POST", f"runs/{run}/undo/preview")
    undo = _undo(office, run)

    assert _books(office) == before
    assert (said["delete"], said["left"], said["held"]) == ({"crm": 2, "provider": 1}, 0, 0)
    assert undo["counts"]["deleted"] == 3
    writes, requests = office.writes_during(office.refresh)
    assert (writes, requests) == (0, [])
    assert _books(office) == before


def test_an_undo_of_the_undo_brings_it_all_back(office: Office) -> None:
    office.connect()
    _mess(office)
    office.start()
    office.settle()
    synced = sorted(office.names()), len(office.book.cards())
    undo = _undo(office, _run(office))

    _undo(office, undo["id"])

    assert (sorted(office.names()), len(office.book.cards())) == synced
    assert office.status()["counts"]["linked"] == 4
    assert office.writes_during(office.refresh) == (0, [])


def test_what_a_person_typed_since_stays_and_is_told(office: Office) -> None:
    office.book.put({"mina": card("mina", "Mina Keller", "EMAIL;TYPE=WORK:mina@example.com", "TITLE:Einkauf")})
    office.open()
    office.phone.save("mina", card("mina", "Mina Keller", "EMAIL;TYPE=WORK:mina@example.com", "TITLE:Leitung"))
    office.refresh()
    run = _run(office)
    title = office.field("Job title")
    office.edit("change", office.person("Mina Keller")["id"], custom_fields={title: "Vorstand"})
    office.settle()

    undo = _undo(office, run)

    assert office.person("Mina Keller")["custom_fields"][title] == "Vorstand"
    assert undo["counts"] == {"left": 1}
    (told,) = office.waiting("conflicts")
    assert (told["field"], told["won"], told["lost"]) == ("job_title", "Vorstand", "Einkauf")
    done = office.machine.command("conflicts", office.connection, "--swap", language="de")
    assert (done.returncode, done.stdout) == (0, "Entschieden: 1\n")
    wait_for("swap", lambda: office.person("Mina Keller")["custom_fields"][title] == "Einkauf", 10)
    office.settle()
    assert office.waiting("conflicts") == []
