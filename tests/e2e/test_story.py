"""The story of `make run`: Tandem with its sandbox in one process tree, and contacts that travel both ways."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from sandbox.address_book import BOOK, RadicaleFolder
from sandbox.company import GROUP
from sandbox.people import TWO_OF_A_NAME, people
from tests.e2e.machine import Machine, wait_for
from tests.e2e.office import Office, card
from tests.servers import Book, PipedriveStandin

CONTACTS = 200
ONLY_IN_PIPEDRIVE = 10
OF_THESE_ANNAS = 5
CONNECTIONS = ("contacts", "calendar")
"""What the sandbox connects; a line is said of each."""


@dataclass(frozen=True, slots=True)
class Story:
    office: Office
    seconds: float
    """From the start of the command to the end of the first sync."""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """`make run` after its installation, once for all tests of this module; each keeps to people of its own."""
    data = tmp_path_factory.mktemp("story") / "tandem"
    began = time.monotonic()
    with Machine(data, options=["--sandbox"]) as machine:
        wait_for("the last line", lambda: "Connection" in machine.log, 60)
        yield Story(_office(machine), time.monotonic() - began)


def _office(machine: Machine) -> Office:
    described = json.loads((machine.data / "sandbox.json").read_text("utf-8"))
    crm, carddav = described["pipedrive"], described["carddav"]
    standin = PipedriveStandin(
        crm["api_domain"], crm["oauth_url"], crm["control_url"], crm["company_id"], tuple(crm["users"]), crm
    )
    folder = RadicaleFolder(machine.data / "radicale")
    book = Book(carddav["url"], carddav["username"], carddav["password"], BOOK, folder)
    (connection,) = (one for one in machine.call("GET", "connections") if one["kind"] == "contacts")
    return Office(machine, standin, book, connection=connection["id"], account=connection["account"])


def test_two_hundred_contacts_are_persons_in_less_than_a_minute(story: Story) -> None:
    office = story.office

    persons = office.persons()

    assert story.seconds < 60
    assert office.status()["state"] == "up_to_date"
    mails = {entry["value"] for person in persons for entry in person["emails"]}
    wanted = {mail.value for person in people(CONTACTS) for mail in person.emails}
    assert wanted <= mails
    assert office.status()["counts"]["linked"] == CONTACTS + OF_THESE_ANNAS


def test_twins_are_adopted_and_not_doubled(story: Story) -> None:
    mails = Counter(person["emails"][0]["value"] for person in story.office.persons() if person["emails"])

    assert [mail for mail, count in mails.items() if count > 1] == []


def test_two_organizations_of_one_name_stay_two(story: Story) -> None:
    organizations = story.office.organizations()

    names = Counter(row["name"] for row in organizations)

    assert names.pop(TWO_OF_A_NAME) == 2
    assert set(names.values()) == {1}
    theirs = {row["id"] for row in organizations if row["name"] == TWO_OF_A_NAME}
    wanted = sum(1 for person in people(CONTACTS) if person.organization == TWO_OF_A_NAME)
    assert wanted > 0
    assert sum(1 for person in story.office.persons() if person["org_id"] in theirs) >= wanted


def test_annas_persons_became_cards_and_bens_did_not(story: Story) -> None:
    office = story.office
    cards = [text for text in office.book.cards().values() if b"X-ADDRESSBOOKSERVER-KIND:group" not in text]

    anna, ben = (user["id"] for user in office.pipedrive.users[:2])

    assert len(cards) == CONTACTS + OF_THESE_ANNAS
    owners = Counter(person["owner_id"] for person in office.persons())
    assert owners[anna] == CONTACTS + OF_THESE_ANNAS
    assert owners[ben] == ONLY_IN_PIPEDRIVE - OF_THESE_ANNAS


def test_a_group_can_be_chosen_from_a_list(story: Story) -> None:
    groups = story.office.machine.call("GET", f"accounts/{story.office.account}/groups")

    assert GROUP in {group["name"] for group in groups}


def test_a_card_changed_by_a_carddav_client_is_in_pipedrive_within_fifteen_seconds_of_a_refresh(story: Story) -> None:
    office = story.office
    office.phone.save("mara", card("mara", "Mara Öztürk", "EMAIL;TYPE=WORK:mara@example.com"))
    office.refresh()

    office.phone.save("mara", card("mara", "Mara Öztürk", "EMAIL;TYPE=WORK:mara@example.com", "TEL:+43 1 999"))
    office.act("refresh")

    wait_for("number", lambda: [one["value"] for one in office.person("Mara Öztürk")["phones"]] == ["+43 1 999"], 15)


def test_a_change_in_pipedrive_reaches_the_address_book_within_five_seconds(story: Story) -> None:
    office = story.office
    office.phone.save("ugo", card("ugo", "Ugo Rossi", "EMAIL;TYPE=WORK:ugo@example.com"))
    office.refresh()

    office.edit(
        "change", office.person("Ugo Rossi")["id"], custom_fields={office.field("Job title"): "Geschäftsführer"}
    )

    wait_for("title", lambda: "TITLE:Geschäftsführer\r\n" in office.phone.read("ugo"), 5)


def test_a_person_made_in_pipedrive_becomes_a_card_within_five_seconds(story: Story) -> None:
    office = story.office

    office.edit("create", name="Zoë Dahl", emails=[{"value": "zoe@example.com"}])

    wait_for("card", lambda: any("Zoë Dahl".encode() in text for text in office.book.cards().values()), 5)


def test_a_person_made_by_ben_stays_with_ben(story: Story) -> None:
    office = story.office
    ben = int(office.pipedrive.users[1]["id"])

    office.pipedrive.control(
        "edit", {"entity": "person", "action": "create", "user_id": ben, "patch": {"name": "Bens Freund"}}
    )
    office.settle()

    assert not any(b"Bens Freund" in text for text in office.book.cards().values())


def test_a_renamed_organization_reaches_the_cards_of_its_people(story: Story) -> None:
    office = story.office
    for name in ("lea", "max"):
        office.phone.save(name, card(name, f"{name.title()} Alt", "ORG:Altwerk KG;Einkauf"))
    office.refresh()
    organization = office.person("Lea Alt")["org_id"]

    office.edit("change", organization, "organization", name="Neuwerk KG")

    for name in ("lea", "max"):
        wait_for("new name", lambda name=name: "ORG:Neuwerk KG;Einkauf\r\n" in office.phone.read(name), 5)


def test_a_second_make_run_goes_on_from_the_data_that_is_there(story: Story) -> None:
    office = story.office
    office.settle()
    cards, persons = office.book.cards(), office.persons()

    office.machine.stop()
    office.machine.start()
    wait_for("the last line", lambda: office.machine.log.count("Connection  ") == 2 * len(CONNECTIONS), 60)
    office.refresh()

    assert sorted(one["kind"] for one in office.machine.call("GET", "connections")) == sorted(CONNECTIONS)
    assert office.book.cards() == cards
    assert office.persons() == persons
