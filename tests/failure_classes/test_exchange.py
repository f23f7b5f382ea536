"""Classes of failure with a mailbox of Exchange at the provider's side, and Pipedrive's stand-in at the other."""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sandbox.pictures import png
from tandem.domain.contact import Contact
from tandem.domain.ids import RemoteId
from tandem.ports import Replica
from tandem.providers.transport import Transport
from tests.exchange import Mailbox
from tests.failure_classes.real_sides import OWN, Meddled
from tests.memory import ToldClock
from tests.providers.exchange.office import Office as Post, shown
from tests.providers.pipedrive.office import ANNA, Office
from tests.usecases.scene import Scene


@dataclass
class Sides:
    """`group` is a folder of customers, in which everybody is who was there before."""

    scene: Scene
    mailbox: Mailbox
    post: Post
    office: Office
    folder: str

    @property
    def group(self) -> str:
        return f"folder:{self.folder}"

    def start(self, direction: str = "two_way") -> "Sides":
        source = self.post.source(self.group)
        self.provider(self.post.contacts(self.group) if direction == "two_way" else source)
        self.scene.start(direction=direction, group=self.group)
        return self

    def provider(self, replica: Any) -> None:
        self.scene.replicas.provider = replica

    def add(self, given: str = "Eva", **more: Any) -> str:
        mail = f"{given.lower()}@example.com"
        told = {"GivenName": given, "Surname": "Beispiel", "DisplayName": f"{given} Beispiel", "EmailAddress1": mail}
        return self.mailbox.add(self.folder, **{**told, **more})

    def add_person(self, given: str) -> None:
        told = {"name": f"{given} Beispiel", "first_name": given, "last_name": "Beispiel", "owner_id": int(ANNA)}
        self.office.edit("create", patch=told)

    def edit_person(self, **patch: Any) -> None:
        (person,) = self.office.stored()
        self.office.edit("change", id=person["id"], patch=patch)

    def again(self) -> None:
        """Everything that can look again looks again."""
        for row in self.office.stored():
            self.scene.hear(RemoteId(str(row["id"])))
        self.scene.refresh().sweep()

    def contacts(self) -> list[Contact]:
        replica = self.post.contacts(self.group)
        return [shown(replica, one["id"]) for one in self.mailbox.items(self.folder)]

    def persons(self) -> list[Contact]:
        return [self.office.seen(RemoteId(str(row["id"]))).content for row in self.office.stored()]

    def written(self) -> int:
        return int(self.mailbox.standin.control("stats")["writes"])


@pytest.fixture
def sides(tmp_path: Path, transport: Transport, mailbox: Mailbox, office: Office) -> Sides:
    scene = Scene(tmp_path, clock=ToldClock(datetime.now(UTC)), public_url=None)
    scene.replicas.crm = office.contacts(OWN)
    scene.replicas.desk_of_all = office.crm()
    return Sides(scene, mailbox, Post(mailbox, transport), office, mailbox.add_folder("Kunden"))


def values(entries: Any) -> set[str]:
    return {one.value for one in entries}


# --- identity ----------------------------------------------------------------------------------------------


def test_nothing_is_written_when_nothing_changed(sides: Sides) -> None:
    """F1, F13: whatever is looked at again."""
    for given in ("Eva", "Ada", "Bea"):
        sides.add(given, Body="Erste Zeile\nzweite", Birthday="1980-05-09T11:59:00Z", MobilePhone="+43 1 / 5")
    sides.start()
    sides.mailbox.standin.count_anew()

    for _ in range(3):
        sides.again()

    assert sides.written() == 0
    assert len(sides.persons()) == len(sides.contacts()) == 3


def test_who_is_moved_out_of_the_folder_is_kept_and_followed_no_more(sides: Sides) -> None:
    """F25, F33: under its old id there is nothing, and that is no deletion."""
    item = sides.add()
    sides.start()

    outside = sides.mailbox.move(item, "contacts")
    sides.scene.refresh()
    sides.mailbox.change(outside, JobTitle="Leitung")
    sides.scene.refresh().sweep()

    (person,) = sides.persons()
    assert (person.name.formatted, person.job_title) == ("Eva Beispiel", "")
    assert sides.scene.waiting("held") == []


def test_who_comes_back_into_the_folder_is_the_same_as_before(sides: Sides) -> None:
    """F1, F25: with a third id by then."""
    item = sides.add()
    sides.start()
    outside = sides.mailbox.move(item, "contacts")
    sides.scene.refresh()

    sides.mailbox.change(outside, JobTitle="Leitung")
    sides.mailbox.move(outside, sides.folder)
    sides.scene.refresh().sweep()

    (person,) = sides.persons()
    assert person.job_title == "Leitung"


def test_a_folder_that_is_gone_deletes_nobody(sides: Sides) -> None:
    """F4, F33"""
    for given in ("Eva", "Ada"):
        sides.add(given)
    sides.start()

    sides.mailbox.do("remove_folder", id=sides.folder)
    sides.scene.refresh().sweep()

    assert len(sides.persons()) == 2


def test_a_mailbox_whose_states_are_forgotten_is_listed_anew_without_doubles(sides: Sides) -> None:
    """F14, as Exchange says it."""
    for given in ("Eva", "Ada"):
        sides.add(given)
    sides.start()
    sides.mailbox.standin.control("expire_states", {})
    sides.add("Bea")

    sides.scene.refresh()

    assert sorted(one.name.given for one in sides.persons()) == ["Ada", "Bea", "Eva"]


@pytest.mark.parametrize("by", ["contact", "person", "both"])
def test_what_was_deleted_stays_deleted_on_both_sides(sides: Sides, by: str) -> None:
    """F6"""
    item = sides.add()
    sides.start()
    (person,) = sides.office.stored()

    if by != "person":
        sides.mailbox.do("delete", id=item)
    if by != "contact":
        sides.office.edit("delete", id=person["id"])
        sides.scene.hear(RemoteId(str(person["id"])))
    sides.scene.refresh().sweep()
    sides.scene.refresh().sweep()

    assert sides.persons() == sides.contacts() == []


# --- trouble -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [{"status": 503}, {"status": 200, "text": ""}, {"code": "ErrorInternalServerError"}])
def test_a_fetch_that_failed_deletes_nobody(sides: Sides, order: dict[str, Any]) -> None:
    """F4"""
    for given in ("Eva", "Ada"):
        sides.add(given)
    sides.start()

    sides.mailbox.standin.fail(times=3, **order)
    sides.scene.refresh().sweep()

    assert len(sides.persons()) == 2
    assert sides.scene.waiting("held") == []


def test_a_busy_server_is_waited_for_and_nothing_is_made_twice(sides: Sides) -> None:
    """F20"""
    sides.start()
    for number in range(3):
        sides.add_person(f"Nr{number}")
    sides.mailbox.standin.fail(operation="CreateItem", code="ErrorServerBusy", back_off=2000)

    sides.again()
    sides.scene.clock.sleep(sides.scene.pace.settle * 10)
    sides.again()

    assert sorted(one.name.given for one in sides.contacts()) == ["Nr0", "Nr1", "Nr2"]


@pytest.mark.parametrize("drop", ["before", "after"])
def test_a_creation_whose_answer_was_lost_is_made_once(sides: Sides, drop: str) -> None:
    """F1: nothing makes a creation unique but the marker that it bears."""
    sides.start()
    sides.add_person("Eva")
    sides.mailbox.standin.fail(operation="CreateItem", drop=drop)

    sides.again()
    for _ in range(3):
        sides.scene.clock.sleep(sides.scene.pace.settle * 10)
        sides.again()

    assert [one.name.given for one in sides.contacts()] == ["Eva"]
    assert len(sides.persons()) == 1


def test_one_contact_that_nobody_can_read_stops_no_other(sides: Sides) -> None:
    """F21"""
    sides.mailbox.do("spoil", id=sides.add())
    sides.add("Ada")

    sides.start()

    assert [one.name.given for one in sides.persons()] == ["Ada"]
    assert [one.reason for one in sides.scene.waiting("parked")] == ["contact_unreadable"]


def test_a_changed_password_asks_for_a_reconnect(sides: Sides) -> None:
    """F18"""
    sides.add()
    sides.start()
    sides.mailbox.standin.control("password", {"email": sides.mailbox.address, "password": "new"})

    sides.scene.refresh()

    assert sides.scene.state() == "needs_reconnect"
    assert len(sides.persons()) == 1


# --- edits -------------------------------------------------------------------------------------------------


def test_an_edit_between_read_and_write_is_not_overwritten(sides: Sides) -> None:
    """F23: refused by its change key, read again, merged."""
    item = sides.add()
    sides.start()
    writer: Replica = sides.post.contacts(sides.group)
    sides.provider(Meddled(writer, lambda: sides.mailbox.change(item, JobTitle="Leitung")))

    sides.edit_person(first_name="Eva-Maria")
    sides.again()
    sides.again()

    (contact,), (person,) = sides.contacts(), sides.persons()
    assert (contact.name.given, contact.job_title) == ("Eva-Maria", "Leitung")
    assert (person.name.given, person.job_title) == ("Eva-Maria", "Leitung")


def test_different_fields_that_were_changed_on_both_sides_both_survive(sides: Sides) -> None:
    """F24"""
    item = sides.add(CompanyName="Alt AG")
    sides.start()

    sides.mailbox.change(item, CompanyName="Neu AG")
    sides.edit_person(first_name="Eva-Maria")
    sides.again()

    (contact,), (person,) = sides.contacts(), sides.persons()
    assert (person.name.given, person.organization) == ("Eva-Maria", "Neu AG")
    assert (contact.name.given, contact.organization) == ("Eva-Maria", "Neu AG")


# --- values ------------------------------------------------------------------------------------------------


def test_more_than_a_contact_has_room_for_stays_in_pipedrive_whatever_is_edited(sides: Sides) -> None:
    """F27: five addresses, three slots; the way back deletes none."""
    item = sides.add()
    sides.start()
    mails = ["eva@example.com", *(f"eva{number}@example.com" for number in range(4))]
    emails = [{"value": mail, "label": "work", "primary": at == 0} for at, mail in enumerate(mails)]
    phones = [{"value": f"+43 1 {number}", "label": "work", "primary": number == 0} for number in range(9)]
    sides.edit_person(emails=emails, phones=phones)
    sides.again()
    assert len(sides.contacts()[0].emails) == 3

    sides.mailbox.change(item, EmailAddress2="neu@example.com", JobTitle="Leitung")
    sides.again()

    (person,) = sides.persons()
    assert values(person.emails) == {*mails, "neu@example.com"} - {"eva0@example.com"}
    assert len(person.phones) == 9
    assert person.job_title == "Leitung"
    assert values(sides.contacts()[0].emails) == {"eva@example.com", "neu@example.com", "eva1@example.com"}


def test_a_label_of_ones_own_and_its_number_survive(sides: Sides) -> None:
    """F28, F29: Exchange has no such label, and never rewrites a number."""
    item = sides.add()
    sides.start()
    phones = [{"value": "+43 (0)1 / 234-56 78", "label": "Zweithandy", "primary": True}]
    sides.edit_person(phones=phones)
    sides.again()
    assert values(sides.contacts()[0].phones) == {"+43 (0)1 / 234-56 78"}

    sides.mailbox.change(item, JobTitle="Leitung", HomePhone="0171.111 22 23")
    sides.again()

    (person,) = sides.persons()
    assert {(one.value, one.label) for one in person.phones} == {
        ("+43 (0)1 / 234-56 78", "Zweithandy"),
        ("0171.111 22 23", "home"),
    }


def test_a_birthday_without_a_year_stays_in_exchange_and_is_1604_nowhere(sides: Sides) -> None:
    """F30: as an iPhone wrote it there."""
    item = sides.add(Birthday="1604-05-09T11:59:00Z")
    sides.start()

    sides.edit_person(first_name="Eva-Maria")
    sides.again()

    assert "1604" not in str(sides.office.stored())
    assert "1604-05-09" in sides.mailbox.do("get", id=item)["props"]["contacts:Birthday"]


def test_a_photo_is_given_once_one_way_and_stays_with_its_contact(sides: Sides) -> None:
    """F31"""
    item = sides.add()
    sides.mailbox.do("picture", id=item, content=base64.b64encode(png(40)).decode(), type="image/png")
    sides.start("one_way")
    first = sides.office.stored()[0]["picture_id"]

    sides.mailbox.do("picture", id=item, content=base64.b64encode(png(90)).decode(), type="image/png")
    sides.mailbox.change(item, JobTitle="Leitung")
    sides.again()

    assert first is not None
    assert sides.office.stored()[0]["picture_id"] == first
    assert sides.persons()[0].job_title == "Leitung"


def test_one_way_never_writes_to_a_mailbox(sides: Sides) -> None:
    """F6: whatever happens in Pipedrive."""
    sides.add()
    sides.start("one_way")
    sides.mailbox.standin.count_anew()

    sides.edit_person(first_name="Eva-Maria")
    sides.add_person("Ada")
    sides.again()

    assert sides.written() == 0
