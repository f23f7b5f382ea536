"""Somebody edits a field in Pipedrive at the moment when Tandem writes it: what was typed is kept as a conflict."""

from collections.abc import Callable
from random import Random

import pytest

from tests.e2e.machine import Machine, wait_for
from tests.e2e.office import Office, Row, card
from tests.servers import PipedriveStandin, Radicale

AFTER_A_START = 15
"""Seconds: the schedules come five seconds after a start, and then each minute."""


def ada(*lines: str) -> str:
    return card("ada", "Ada Lovelace", "EMAIL;TYPE=WORK:ada@example.com", *lines)


@pytest.fixture
def in_step(office: Office) -> Office:
    office.book.put({"ada": ada("TEL;TYPE=WORK:+49 30 1")})
    return office.open()


def overwrite(office: Office) -> None:
    """Anna's colleague changes the number right before Tandem's own write of it."""
    person, colleague = office.person("Ada Lovelace"), int(office.pipedrive.users[1]["id"])
    gap = {"id": person["id"], "patch": {"phones": [{"value": "+49 30 77"}]}, "user_id": colleague}
    office.pipedrive.control("gap", gap)
    office.phone.save("ada", ada("TEL;TYPE=WORK:+49 30 2"))
    office.act("refresh")


def overwritten(office: Office) -> list[Row]:
    return [one for one in office.waiting("conflicts") if one["reason"] == "overwritten"]


def test_an_edit_that_was_overwritten_is_a_conflict_when_the_webhook_comes(in_step: Office) -> None:
    overwrite(in_step)
    in_step.settle()

    (conflict,) = overwritten(in_step)

    assert (conflict["name"], conflict["detail"], conflict["side"]) == ("Ada Lovelace", "phones", "crm")
    assert [entry["value"] for entry in in_step.person("Ada Lovelace")["phones"]] == ["+49 30 2"]
    german = in_step.machine.ask("GET", f"connections/{in_step.connection}/conflicts", language="de").value["items"]
    assert german[0]["message"].startswith("Jemand hat es in Pipedrive geändert")
    assert "+49 30 77" not in in_step.machine.log


def test_where_the_webhook_was_lost_the_sweep_finds_it(
    start_machine: Callable[..., Machine], pipedrive: PipedriveStandin, radicale: Radicale
) -> None:
    office = Office(start_machine(TANDEM_SWEEP_SECONDS="1"), pipedrive, radicale.new_book())
    office.book.put({"ada": ada("TEL;TYPE=WORK:+49 30 1")})
    office.open()
    pipedrive.control("switches", {"webhook_delivery": "lost"})
    overwrite(office)
    office.settle()
    before = overwritten(office)

    office.machine.restart()

    (conflict,) = wait_for("the conflict", lambda: overwritten(office), AFTER_A_START)
    assert (before, conflict["detail"]) == ([], "phones")


def test_ordinary_edits_on_both_sides_make_no_such_conflict(in_step: Office) -> None:
    """Nobody edits in Pipedrive while Tandem is at work: what falls into the gap then is one, and found."""
    chance = Random(7)

    for number in range(30):
        value = f"+49 30 {chance.choice([3, 4, number])}"
        if chance.random() < 0.5:
            in_step.phone.save("ada", ada(f"TEL;TYPE=WORK:{value}", f"TITLE:T{number}"))
            in_step.refresh()
        else:
            phones = [{"value": value, "label": "work"}]
            in_step.edit("change", in_step.person("Ada Lovelace")["id"], phones=phones)
            in_step.settle()

    assert overwritten(in_step) == []
