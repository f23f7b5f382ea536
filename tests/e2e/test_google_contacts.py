"""Contacts at Google and persons in Pipedrive, with `tandem up` between them: two ways, one way, with half a grant."""

from base64 import b64encode

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
