"""A company, and one of its users, are handed out and then forgotten, over the real stand-ins and on a real disk."""

import json
import re
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.machine import Machine, wait_for
from tests.e2e.office import Office, Row, card
from tests.e2e.test_webhooks import _send
from tests.servers import PipedriveStandin, Radicale

Offices = tuple[Office, Office]


@pytest.fixture
def offices(start_machine: Callable[..., Machine], pipedrive: PipedriveStandin, radicale: Radicale) -> Offices:
    """Anna's and Ben's; both have Carl, and each somebody of their own."""
    machine = start_machine(TANDEM_STILL_SECONDS="3")
    anna = Office(machine, pipedrive, radicale.new_book("anna"), user=0)
    ben = Office(machine, pipedrive, radicale.new_book("ben"), user=1)
    for office, own in ((anna, "ada"), (ben, "bert")):
        for uid in ("carl", own):
            office.book.put({uid: card(uid, f"{uid.title()} Orff", f"EMAIL:{uid}@example.com", f"NOTE:{'n' * 20_000}")})
        office.open(crm_scope="visible")
    for office in (anna, ben):
        office.settle()
    return anna, ben


def company_of(office: Office) -> str:
    return str(office.pipedrive.company_id)


def erase(office: Office, *arguments: str) -> Row:
    machine = office.machine
    done = machine.command("erase", "--company", company_of(office), *arguments, "--yes", "--json")
    erasure = json.loads(done.stdout)["erasure"]
    wait_for("the proof", lambda: machine.call("GET", f"erasures/{erasure}")["state"] == "done", 30)
    proof: Row = machine.call("GET", f"erasures/{erasure}")
    return proof


def kept(data: Path) -> list[str]:
    """Every row and blob on the disk, as text; what is deleted in the database doesn't count, what waits does."""
    with sqlite3.connect(data / "tandem.db") as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [f"{name} {row}" for name in tables for row in database.execute(f"SELECT * FROM {name}")]
    return rows + [f"blob {one}" for one in (data / "blobs").rglob("*")]


def naming(rows: list[str], *words: str) -> list[str]:
    """Whole words only: in printed bytes, 0xBE and an "n" read "ben"."""
    return [row for row in rows if re.search(rf"\b(?:{'|'.join(map(re.escape, words))})\b", row)]


def test_a_company_is_exported_and_then_nothing_of_it_is_left(offices: Offices, tmp_path: Path) -> None:
    anna, _ = offices
    machine, company = anna.machine, company_of(anna)
    hook = next(one for one in anna.webhooks() if one["event_object"] == "person")
    people, cards = anna.names(), anna.book.cards()
    said = {"meta": {"action": "change", "entity": "person", "entity_id": "1", "company_id": company}}
    path = tmp_path / "export.ndjson"

    done = machine.command("export", "--company", company, "--output", str(path))
    items = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    before = naming(kept(machine.data), company)
    anna.forget_counts()
    proof = erase(anna)

    assert (done.returncode, stat.S_IMODE(path.stat().st_mode)) == (0, 0o600)
    assert sum(item["part"] == "link" for item in items) == 6
    assert anna.book.password not in path.read_text("utf-8")
    assert anna.pipedrive.api_token not in path.read_text("utf-8")
    assert len(before) > 20
    assert _send(hook["subscription_url"], said, hook["http_auth_user"], hook["http_auth_password"]) == 401
    assert naming(kept(machine.data), company, anna.connection, anna.account) == []
    assert (proof["kind"], proof["counts"]["links"], proof["left"]) == ("company", 6, ["api_tokens"])
    assert anna.webhooks() == []
    assert (anna.names(), anna.book.cards()) == (people, cards)
    assert machine.call("GET", "companies") == machine.call("GET", "connections") == []
    assert anna.pipedrive.control("stats")["writes"] == 2, "the two webhooks"


def test_a_user_is_forgotten_and_the_colleague_goes_on(offices: Offices) -> None:
    anna, ben = offices
    proof = erase(anna, "--user", str(ben.user_id))

    left = naming(kept(anna.machine.data), ben.connection, ben.account, ben.book.username)
    anna.phone.save("carl", card("carl", "Carl Orff", "EMAIL:carl@example.com", "TEL;TYPE=WORK:+49 89 1"))
    anna.refresh()

    assert left == []
    assert (proof["kind"], proof["counts"]["links"]) == ("user", 3)
    assert [entry["value"] for entry in anna.person("Carl Orff")["phones"]] == ["+49 89 1"]
    assert sorted(anna.names()) == ["Ada Orff", "Bert Orff", "Carl Orff"]
    assert len(ben.book.cards()) == 3
    assert len(anna.webhooks()) == 2


def test_a_company_comes_back_as_a_new_one(offices: Offices) -> None:
    anna, _ = offices
    people = anna.names()
    erase(anna)

    anna.open(crm_scope="visible")

    assert anna.names() == people
    assert anna.status()["counts"]["linked"] == 3


def test_it_goes_on_after_a_power_cut(offices: Offices) -> None:
    anna, _ = offices
    machine, company = anna.machine, company_of(anna)
    erasure = machine.call("POST", f"companies/{company}/erase", {"confirm": company})["erasure"]

    for _ in range(3):
        machine.kill()
        machine.start()

    wait_for("the proof", lambda: machine.call("GET", f"erasures/{erasure}")["state"] == "done", 60)
    assert naming(kept(machine.data), company) == []
    assert anna.webhooks() == []
