"""A copy of the data folder is put back after Tandem went on: nothing is doubled, deleted or brought back."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.e2e.machine import Machine
from tests.e2e.office import Office, card
from tests.servers import PipedriveStandin, Radicale

HURRIED = {"TANDEM_POLL_SECONDS": "1"}
NAMES = ("Mina Keller", "Otto Lang", "Nora Blum")


def saved(name: str, *lines: str) -> str:
    uid = name.split(maxsplit=1)[0].lower()
    return card(uid, name, f"EMAIL;TYPE=WORK:{uid}@example.com", *lines)


def worked_on(machine: Machine, pipedrive: PipedriveStandin, radicale: Radicale) -> tuple[Office, Path]:
    """Three cards, a copy of the folder, and after that: an edit, a deletion and a new card, all carried over."""
    office = Office(machine, pipedrive, radicale.new_book())
    for name in NAMES:
        office.phone.save(name.split()[0].lower(), saved(name))
    office.open(direction="two_way")
    machine.stop()
    copy = machine.data.with_name("copy")
    shutil.copytree(machine.data, copy)
    machine.start()
    office.phone.save("mina", saved(NAMES[0], "TEL:+43 1 7"))
    office.phone.delete("otto")
    office.phone.save("paul", saved("Paul Frei"))
    office.refresh()
    assert office.names() == ["Mina Keller", "Nora Blum", "Paul Frei"]
    return office, copy


def put_back(office: Office, copy: Path) -> None:
    """By a power cut. Meanwhile the phone goes on."""
    machine = office.machine
    machine.kill()
    shutil.rmtree(machine.data)
    shutil.copytree(copy, machine.data)
    office.phone.save("nora", saved(NAMES[2], "TEL:+43 1 8"))
    office.phone.save("lena", saved("Lena Wolf"))
    office.forget_counts()


def held(office: Office) -> list[tuple[str, str]]:
    return sorted((one["name"], one["reason"]) for one in office.waiting("held"))


def phones(office: Office, name: str) -> Sequence[str]:
    return [one["value"] for one in office.person(name)["phones"]]


def tell(office: Office) -> None:
    """Nothing is due yet, so there is time to say it."""
    office.machine.start()
    told = office.machine.command("restored", "--yes")
    assert (told.returncode, told.stdout.count("1 sync(s)")) == (0, 1), told


def start_with_it(office: Office) -> None:
    """With the polls of `HURRIED` a pull is overdue: some seconds after the start the old state would do it."""
    office.machine.options = ("--restored",)
    office.machine.start()


@pytest.mark.parametrize(("say", "settings"), [(tell, {}), (start_with_it, HURRIED)])
def test_a_copy_that_is_put_back_writes_nothing_and_a_person_decides(
    start_machine: Callable[..., Machine],
    pipedrive: PipedriveStandin,
    radicale: Radicale,
    say: Callable[[Office], None],
    settings: dict[str, str],
) -> None:
    office, copy = worked_on(start_machine(**settings), pipedrive, radicale)
    put_back(office, copy)
    cards = office.book.cards()

    say(office)
    office.settle()

    assert held(office) == [("Lena Wolf", "held_restored_new"), ("Nora Blum", "held_restored")]
    assert (office.status()["state"], office.status()["restored"]) == ("held", False)
    assert office.names() == ["Mina Keller", "Nora Blum", "Paul Frei"]
    assert office.book.cards() == cards
    assert office.pipedrive.control("stats")["writes"] == 0

    released = office.machine.command("held", "--release")
    office.settle()

    assert (released.returncode, held(office)) == (0, [])
    assert office.names() == ["Lena Wolf", "Mina Keller", "Nora Blum", "Paul Frei"]
    assert (phones(office, "Nora Blum"), phones(office, "Mina Keller")) == (["+43 1 8"], ["+43 1 7"])
    assert len(office.book.cards()) == 4
    assert office.writes_during(office.refresh) == (0, [])
