"""Contacts at Google and persons in Pipedrive, with `tandem up` between them: two ways, one way, with half a grant."""

import json
import os
import subprocess
import sys
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from sandbox.pictures import jpeg
from tests.e2e.machine import Machine
from tests.e2e.rolodex import Rolodex
from tests.sandbox.google.desk import GoogleStandin
from tests.servers import PipedriveStandin

AUTH = "https://www.googleapis.com/auth"


@pytest.fixture
def rolodex(calendar_machine: Machine, pipedrive: PipedriveStandin, google: GoogleStandin) -> Rolodex:
    return Rolodex.new(calendar_machine, pipedrive, google)


def test_a_group_and_persons_are_kept_in_step(rolodex: Rolodex) -> None:
    """First sync, edits on both sides, one leaves the group, one is deleted; the family stays out of it all."""
    customers = rolodex.new_group("Kunden")
    ada, bea, cora = (rolodex.add(name, customers) for name in ("Ada", "Bea", "Cora"))
    rolodex.add("Oma")
    rolodex.load(persons=[{"name": "Dora Beispiel", "first_name": "Dora", "last_name": "Beispiel"}])

    rolodex.open(group=customers)
    listed = rolodex.machine.call("GET", f"accounts/{rolodex.account}/groups")
    assert next((one["name"], one["count"]) for one in listed) == ("Kunden", 4)
    assert rolodex.names() == ["Ada Beispiel", "Bea Beispiel", "Cora Beispiel", "Dora Beispiel"]
    assert rolodex.given_names() == ["Ada", "Bea", "Cora", "Dora", "Oma"]

    phone = {"value": "+49 30 / 123-45 67", "type": "Zweithandy"}
    rolodex.in_google("change", person=ada, contact={"phoneNumbers": [phone]})
    rolodex.edit("change", rolodex.person("Bea Beispiel")["id"], first_name="Beatrix")
    rolodex.settle()
    rolodex.refresh()
    numbers = [(one["value"], one["label"]) for one in rolodex.person("Ada Beispiel")["phones"]]
    assert numbers == [("+49 30 / 123-45 67", "Zweithandy")]
    assert rolodex.given_names() == ["Ada", "Beatrix", "Cora", "Dora", "Oma"]
    assert rolodex.contact("Beatrix")["name"] == bea

    rolodex.in_google("leave", person=cora, group=customers)
    rolodex.in_google("change", person=cora, contact={"biographies": [{"value": "Privat"}]})
    rolodex.refresh()
    assert rolodex.names() == ["Ada Beispiel", "Beatrix Beispiel", "Cora Beispiel", "Dora Beispiel"]
    assert rolodex.waiting("held") == []

    rolodex.in_google("delete", person=ada)
    rolodex.edit("delete", rolodex.person("Beatrix Beispiel")["id"])
    rolodex.settle()
    rolodex.refresh()
    assert rolodex.names() == ["Cora Beispiel", "Dora Beispiel"]
    assert rolodex.given_names() == ["Cora", "Dora", "Oma"]
    assert rolodex.is_calm()


def test_one_way_a_picture_comes_along_and_nothing_is_written_at_google(rolodex: Rolodex) -> None:
    ada = rolodex.add("Ada")
    picture = jpeg(40)
    rolodex.google.control("people/edit", _photo(rolodex.email, ada, picture))
    rolodex.forget_counts()

    rolodex.open(direction="one_way")
    rolodex.edit("create", first_name="Dora", last_name="Beispiel", name="Dora Beispiel")
    rolodex.refresh()

    assert rolodex.person("Ada Beispiel")["picture_id"]
    assert rolodex.given_names() == ["Ada"]
    assert rolodex.google.control("stats")["writes"] == 0


def _photo(email: str, person: str, content: bytes) -> dict[str, str]:
    return {"do": "set_photo", "email": email, "person": person, "photo": b64encode(content).decode()}


def test_half_a_grant_stops_the_contacts_and_says_so_while_the_calendar_goes_on(rolodex: Rolodex) -> None:
    """And the other way round."""
    for scope, working, stopped in (("calendar", "calendar", "contacts"), ("contacts", "contacts", "calendar")):
        half = Rolodex.new(rolodex.machine, rolodex.pipedrive, rolodex.google)
        half.grant()
        account = half.sign_in(scopes=[f"{AUTH}/{scope}"])
        assert account.status == 201, account
        rules = {"contacts": {"direction": "two_way"}, "calendar": {"calendar": half.email}}
        states = {}
        for kind in (stopped, working):
            draft = {"account": account.value["id"], "kind": kind, "rules": rules[kind]}
            half.connection = half.machine.call("POST", "connections", draft)["id"]
            half.start()
            states[kind] = half.settle()

        assert states[stopped]["state"] == "needs_reconnect"
        assert states[stopped]["last_error"]["reason"] == "missing_scope"
        assert states[working]["state"] == "up_to_date"


EVERYTHING = {
    "names": [{"honorificPrefix": "Dr.", "givenName": "Ada", "familyName": "King", "honorificSuffix": "FRS"}],
    "emailAddresses": [
        {"value": "ada@example.com", "type": "work"},
        {"value": "ada@home.example", "type": "home", "displayName": "Zuhause"},
        {"value": "ada@verein.example", "type": "Verein"},
    ],
    "phoneNumbers": [
        {"value": "+49 30 / 123-45 67", "type": "workMobile"},
        {"value": "0171 1112223", "type": "Zweithandy"},
        {"value": "030 99", "type": "homeFax"},
    ],
    "imClients": [{"username": "ada.king", "protocol": "skype"}, {"username": "+49 171", "protocol": "WhatsApp"}],
    "addresses": [
        {"streetAddress": "Hauptstraße 5", "postalCode": "10115", "city": "Berlin", "country": "DE", "type": "work"},
        {"streetAddress": "Weg 1", "postalCode": "20095", "city": "Hamburg", "type": "Ferienhaus"},
    ],
    "organizations": [{"name": "Analytical Engines", "title": "Countess", "department": "Numbers", "type": "work"}],
    "biographies": [{"value": "Zeile eins\nZeile zwei; mit, Zeichen \\ 李"}],
    "birthdays": [{"date": {"month": 12, "day": 10}}],
    "nicknames": [{"value": "Enchantress"}],
    "userDefined": [{"key": "Kunde", "value": "17"}],
}


def test_a_contact_with_everything_comes_to_rest_and_goes_back_as_it_was(rolodex: Rolodex) -> None:
    """F13, F27, F28: what Pipedrive can't hold stays; an edit of one field there changes just that at Google."""
    rolodex.add("Ada", **EVERYTHING)
    rolodex.open()
    assert rolodex.is_calm()
    before = rolodex.contact("Ada")["fields"]
    (person,) = rolodex.persons()

    rolodex.edit("change", person["id"], first_name="Adele")
    rolodex.settle()
    after = rolodex.contact("Adele")["fields"]

    assert {name for name in before if before[name] != after[name]} == {"names"}
    assert after["names"] == [{**EVERYTHING["names"][0], "givenName": "Adele"}]
    phones = [*person["phones"], {"value": "+43 1 5", "label": "work", "primary": False}]
    rolodex.edit("change", person["id"], phones=phones)
    rolodex.settle()
    assert rolodex.contact("Adele")["fields"]["phoneNumbers"] == [
        *EVERYTHING["phoneNumbers"],
        {"value": "+43 1 5", "type": "work"},
    ]
    assert rolodex.is_calm()


def test_every_field_goes_out_and_is_cleared_again(rolodex: Rolodex) -> None:
    """From Pipedrive to Google: made, changed, cleared."""
    rolodex.open()
    notes, birthday, title = (rolodex.field(name) for name in ("Notes", "Birthday", "Job title"))
    made = rolodex.edit("create", name="Ada King", first_name="Ada", last_name="King")
    rolodex.settle()
    full = {
        "emails": [{"value": "ada@example.com", "label": "work", "primary": True}],
        "phones": [{"value": "+49 30 1", "label": "Zweithandy", "primary": True}],
        "custom_fields": {notes: "Notiz", birthday: "1815-12-10", title: "Countess"},
    }
    rolodex.edit("change", made["id"], **full)
    rolodex.settle()
    shown = rolodex.contact("Ada")["fields"]
    empty = {"emails": [], "phones": [], "custom_fields": {notes: None, birthday: None, title: None}}
    rolodex.edit("change", made["id"], **empty)
    rolodex.settle()
    cleared = rolodex.contact("Ada")["fields"]

    assert shown["emailAddresses"] == [{"value": "ada@example.com", "type": "work"}]
    assert shown["phoneNumbers"] == [{"value": "+49 30 1", "type": "Zweithandy"}]
    assert shown["biographies"][0]["value"] == "Notiz"
    assert shown["birthdays"] == [{"date": {"year": 1815, "month": 12, "day": 10}}]
    assert shown["organizations"] == [{"title": "Countess"}]
    assert cleared.keys() == {"names", "memberships", "clientData"}
    assert rolodex.is_calm()


def test_the_command_connects_chooses_foresees_and_starts(rolodex: Rolodex, tmp_path: Path) -> None:
    """As a person types it; the token comes from a file."""
    customers = rolodex.new_group("Kunden")
    rolodex.add("Ada", customers)
    rolodex.add("Oma")
    rolodex.grant()
    secret = tmp_path / "token"
    secret.write_text(rolodex.google.control("token", {"email": rolodex.email})["refresh_token"])
    whose = ("--company", str(rolodex.pipedrive.company_id), "--user", str(rolodex.user_id))

    address = ("--address", rolodex.email, "--token-file", str(secret))
    account = tandem(rolodex, "connect", "google", *whose, *address)["id"]
    groups = {one["name"]: one["id"] for one in tandem(rolodex, "groups", account)}
    rolodex.connection = tandem(rolodex, "add", account, f"group={groups['My Contacts']}")["id"]
    tandem(rolodex, "set", rolodex.connection, f"group={groups['Kunden']}", "direction=two_way")
    foreseen = tandem(rolodex, "preview", rolodex.connection)
    tandem(rolodex, "start", rolodex.connection)
    rolodex.settle()

    assert groups["Kunden"] == customers
    assert foreseen["create"] == {"crm": 1, "provider": 0}
    assert rolodex.names() == ["Ada Beispiel"]


def tandem(rolodex: Rolodex, *arguments: str) -> Any:
    command = [sys.executable, "-c", "from tandem.cli.main import main; main()", *arguments, "--json"]
    said = {"TANDEM_URL": rolodex.machine.url, "TANDEM_DATA": str(rolodex.machine.data), "TANDEM_LANG": "en"}
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **said}, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
