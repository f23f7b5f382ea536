"""Classes of failure where a mailbox of Microsoft's is one side: real sides, between the stand-ins' own accounts."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tandem.domain.contact import Contact
from tandem.domain.ids import RemoteId
from tandem.providers.microsoft.contacts import GraphSource
from tandem.providers.transport import Transport
from tests.failure_classes.real_sides import OWN, Meddled
from tests.memory import ToldClock
from tests.providers.microsoft.mailbox import Mailbox
from tests.providers.pipedrive.office import Office
from tests.sandbox.microsoft.desk import MicrosoftStandin, Row
from tests.usecases.scene import Scene

EVA: Row = {
    "displayName": "Eva Beispiel",
    "givenName": "Eva",
    "surname": "Beispiel",
    "emailAddresses": [{"address": "eva@example.com"}],
}


class Sides:
    """A scene whose provider is a mailbox and whose CRM is a company in Pipedrive."""

    def __init__(self, folder: Path, mailbox: Mailbox, office: Office) -> None:
        self.mailbox, self.office = mailbox, office
        self.scene = Scene(folder, clock=ToldClock(datetime.now(UTC)), public_url=None)
        self.scene.replicas.crm, self.scene.replicas.desk_of_all = office.contacts(OWN), office.crm()
        self.with_provider(mailbox.contacts())

    def with_provider(self, provider: Any) -> "Sides":
        self.scene.replicas.provider = provider
        return self

    def persons(self) -> list[Row]:
        return [row for row in self.office.stored() if not row["is_deleted"]]

    def person(self) -> Contact:
        """What Pipedrive shows of the only one."""
        (row,) = self.persons()
        content = self.office.seen(RemoteId(str(row["id"]))).content
        assert isinstance(content, Contact)
        return content

    def create(self, patch: Row) -> None:
        """Somebody whom Anna has in Pipedrive before."""
        self.office.edit("create", user_id=int(self.office.standin.users[0]["id"]), patch=patch)

    def edit_person(self, **patch: Any) -> None:
        (row,) = self.persons()
        self.office.edit("change", id=row["id"], patch=patch)
        self.scene.hear(RemoteId(str(row["id"])))
        self.scene.refresh()

    def kept(self) -> Row:
        """The only contact, as the mailbox keeps it."""
        (row,) = self.mailbox.kept().values()
        return row

    def in_outlook(self, **patch: Any) -> None:
        self.mailbox.edit("patch", self.kept()["id"], contact={"displayName": self.kept()["displayName"], **patch})
        self.scene.refresh()

    def is_calm(self) -> bool:
        """Nothing is written any more, whoever looks again."""
        self.scene.refresh().sweep()
        self.mailbox.asked()
        self.office.requests()
        for row in self.persons():
            self.scene.hear(RemoteId(str(row["id"])))
        self.scene.refresh().sweep()
        written = [name for name in self.office.requests() if not name.startswith("GET")]
        return not written and self.mailbox.asked()["writes"] == 0


@pytest.fixture(scope="module")
def mail_transport(microsoft_of_all: MicrosoftStandin) -> Iterator[Transport]:
    ca_file = Path(microsoft_of_all.said["ca_file"])
    opened = Transport(allow_private=True, ca_file=ca_file, timeout=timedelta(seconds=10))
    yield opened
    opened.close()


@pytest.fixture
def sides(tmp_path: Path, microsoft: MicrosoftStandin, mail_transport: Transport, office: Office) -> Sides:
    return Sides(tmp_path, Mailbox.open(microsoft, mail_transport), office)


def several(*values: str, label: str = "work") -> list[Row]:
    return [{"value": value, "label": label, "primary": place == 0} for place, value in enumerate(values)]


def test_nothing_is_doubled_by_another_look_or_another_start(sides: Sides) -> None:
    """F1: refreshed, swept, stopped, and connected anew with all of it there on both sides."""
    sides.mailbox.add(EVA)
    sides.create({"name": "Ben Beispiel", "emails": several("ben@example.com")})
    sides.scene.start()
    assert sides.is_calm()

    sides.scene.app.stop(sides.scene.connection, False)
    sides.scene.work()
    sides.scene.start()

    assert sorted(row["displayName"] for row in sides.mailbox.kept().values()) == ["Ben Beispiel", "Eva Beispiel"]
    assert len(sides.persons()) == 2
    assert sides.is_calm()


def test_what_was_deleted_on_either_side_stays_deleted(sides: Sides) -> None:
    """F6: in Outlook it lies in the bin, where its id still answers."""
    remote = sides.mailbox.add(EVA)
    sides.create({"name": "Ben Beispiel", "emails": several("ben@example.com")})
    sides.scene.start()
    ben = next(row for row in sides.persons() if row["name"] == "Ben Beispiel")

    sides.mailbox.edit("delete", remote)
    sides.office.edit("delete", id=ben["id"])
    sides.scene.hear(RemoteId(str(ben["id"])))
    sides.scene.refresh().sweep()

    assert {row["displayName"] for row in sides.mailbox.kept().values()} <= {"Ben Beispiel"}
    assert sides.is_calm()


@pytest.mark.parametrize("shape", ["gone", "state"])
def test_links_that_expired_are_listed_anew_and_delete_nobody(sides: Sides, shape: str) -> None:
    """F16: 410 with a Location, or a code; what changed meanwhile is found, and nothing is there twice."""
    sides.mailbox.standin.switch(delta_expiry=shape)
    remote = sides.mailbox.add(EVA)
    sides.scene.start()

    sides.mailbox.standin.control("expire_delta", {})
    sides.mailbox.edit("patch", remote, contact={"jobTitle": "Leitung", "displayName": "Eva Beispiel"})
    sides.scene.refresh()

    assert sides.person().job_title == "Leitung"
    assert sides.is_calm()


def test_a_contact_that_moves_to_another_folder_keeps_its_person(sides: Sides) -> None:
    """F25: its id is the immutable one, so the move is no deletion."""
    remote = sides.mailbox.add(EVA)
    sides.scene.start()
    before = sides.persons()

    sides.mailbox.edit("move", remote, sides.mailbox.new_folder())
    sides.scene.refresh()

    assert [row["id"] for row in sides.persons()] == [row["id"] for row in before]
    assert sides.scene.view().counts["linked"] == 1
    assert sides.is_calm()


def test_a_throttled_write_is_done_later_and_once(sides: Sides) -> None:
    """F20, F22: the item of a batch that was refused for now waits; the others are done."""
    for name in ("Ada", "Ben", "Eva"):
        sides.create({"name": f"{name} Muster", "emails": several(f"{name}@example.com")})
    order = {"method": "POST", "path": ".*/contacts", "code": "throttled", "retry_after": 30}
    sides.mailbox.standin.control("fail", order)

    sides.mailbox.asked()
    began = sides.scene.clock.now()
    sides.scene.start()

    assert sides.mailbox.asked()["calls"]["POST /v1.0/me/contacts"] == 3
    assert sides.scene.clock.now() - began >= timedelta(seconds=30)
    assert len(sides.mailbox.kept()) == 3
    assert sides.is_calm()


def test_an_edit_that_comes_between_is_merged_and_never_overwritten(sides: Sides) -> None:
    """F23, F24: 412, then both are there."""
    remote = sides.mailbox.add(EVA)
    contacts = Meddled(sides.mailbox.contacts())
    sides.with_provider(contacts)
    sides.scene.start()
    contacts.meddle = lambda: sides.mailbox.edit(
        "patch", remote, contact={"companyName": "Neu AG", "displayName": "Eva Beispiel"}
    )

    sides.edit_person(first_name="Eva-Maria")
    sides.scene.refresh()

    assert (sides.kept()["givenName"], sides.kept()["companyName"]) == ("Eva-Maria", "Neu AG")
    assert (sides.person().name.given, sides.person().organization) == ("Eva-Maria", "Neu AG")


def test_what_outlook_has_no_room_for_stays_with_the_person(sides: Sides) -> None:
    """F27: five addresses and six numbers; an edit in Outlook brings none of the others down, and a place that
    becomes free is filled."""
    mails = [f"{number}@example.com" for number in range(5)]
    numbers = [f"+49 30 100{number}" for number in range(6)]
    person = {"name": "Eva Beispiel", "emails": several(*mails), "phones": several(*numbers)}
    sides.create(person)
    sides.scene.start()
    assert [one["address"] for one in sides.kept()["emailAddresses"]] == mails[:3]
    assert sides.kept()["businessPhones"] == numbers[:2]

    sides.in_outlook(jobTitle="Leitung")
    assert [one.value for one in sides.person().emails] == mails
    assert [one.value for one in sides.person().phones] == numbers

    sides.in_outlook(emailAddresses=[{"address": mails[0]}, {"address": mails[2]}], businessPhones=numbers[:1])
    assert [one.value for one in sides.person().emails] == [mails[0], *mails[2:]]
    assert [one.value for one in sides.person().phones] == [numbers[0], *numbers[2:]]
    sides.scene.refresh()
    assert len(sides.kept()["emailAddresses"]) == 3
    assert sides.is_calm()


def test_a_label_that_outlook_does_not_know_survives_with_its_number(sides: Sides) -> None:
    """F28, F29: a number takes a place that is left, and in Pipedrive its label stays, whatever is edited."""
    phones = [
        {"value": "+43 (0)1 / 234-56 78", "label": "Zweithandy", "primary": True},
        {"value": "0171.111 22 23", "label": "mobile", "primary": False},
    ]
    sides.create({"name": "Eva Beispiel", "phones": phones})
    sides.scene.start()
    assert sides.kept()["businessPhones"] == ["+43 (0)1 / 234-56 78"]

    sides.in_outlook(jobTitle="Leitung")
    sides.in_outlook(businessPhones=["+43 (0)1 / 234-56 79"])

    kept = [(one.value, one.label) for one in sides.person().phones]
    assert kept == [("+43 (0)1 / 234-56 79", "Zweithandy"), ("0171.111 22 23", "mobile")]
    assert sides.kept()["mobilePhone"] == "0171.111 22 23"
    assert sides.is_calm()


def test_a_birthday_whose_year_is_apples_is_none_and_is_not_lost(sides: Sides) -> None:
    """F30: 1604 comes to no other side, and stays where it is."""
    sides.mailbox.add({**EVA, "birthday": "1604-05-09T11:59:00Z"})
    sides.scene.start()
    assert "1604" not in str(sides.persons())

    sides.edit_person(first_name="Eva-Maria")

    assert sides.kept()["birthday"] == "1604-05-09T11:59:00Z"
    assert sides.kept()["givenName"] == "Eva-Maria"
    assert sides.is_calm()


@pytest.mark.parametrize(("times", "pictures"), [(1, 1), (9, 0)])
def test_a_photo_that_can_not_be_fetched_costs_the_contact_nothing(sides: Sides, times: int, pictures: int) -> None:
    """F31: one-way, to a person that has none; what failed is tried once more."""
    sides.mailbox.standin.control("people", {"email": sides.mailbox.desk.email, "count": 1})
    sides.mailbox.add(EVA)
    sides.mailbox.standin.control("fail", {"path": ".*/photo/.value", "status": 500, "times": times})
    sides.with_provider(GraphSource(client=sides.mailbox.client()))

    sides.scene.start(direction="one_way")
    sides.scene.refresh().sweep()

    assert len(sides.persons()) == 2
    assert len([row for row in sides.persons() if row["picture_id"]]) == pictures
    assert sides.mailbox.asked()["writes"] == 0


def test_who_leaves_the_category_is_not_deleted(sides: Sides) -> None:
    """F33: by a category, which an edit may take away; and back again it is the same person."""
    sides.with_provider(sides.mailbox.contacts("category:Kunden"))
    sides.mailbox.add({**EVA, "categories": ["Kunden"]})
    sides.scene.start(group="category:Kunden")
    before = [row["id"] for row in sides.persons()]

    sides.in_outlook(categories=[])
    sides.edit_person(first_name="Eva-Maria")
    assert sides.kept()["givenName"] == "Eva"
    sides.in_outlook(categories=["kunden"])

    assert [row["id"] for row in sides.persons()] == before
    assert sides.kept()["givenName"] == "Eva-Maria"
    assert sides.is_calm()
