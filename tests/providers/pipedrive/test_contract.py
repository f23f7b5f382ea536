"""The adapter of Pipedrive passes the suites of its ports against the stand-in."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tandem.domain.contact import Contact, Entry, Name
from tandem.domain.event import Event, Timed
from tandem.domain.field import Field
from tandem.domain.ids import LinkId, RemoteId, UserId
from tandem.domain.rules import CrmScope
from tandem.ports import Change, Creation, Crm, Replica
from tandem.providers.pipedrive.activities import PipedriveActivities
from tandem.providers.pipedrive.codes import FieldCodes
from tandem.providers.pipedrive.contacts import PipedriveContacts
from tandem.providers.pipedrive.crm import PipedriveCrm
from tandem.providers.pipedrive.grant import ApiToken
from tandem.providers.pipedrive.organizations import Directory
from tandem.providers.transport import Transport
from tests.contracts.contact_contract import ContactContract
from tests.contracts.crm_contract import CrmContract, Workplace
from tests.contracts.event_contract import EventContract, Place as Agenda
from tests.contracts.place import Place
from tests.nursery import Nursery
from tests.providers.pipedrive.office import ANNA, BEN, Office
from tests.servers import start_pipedrive

OWN = CrmScope("own")


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory, pipedrive_nursery: Nursery) -> Iterator[Office]:
    """One stand-in for all tests here; each empties it first."""
    data: Path = tmp_path_factory.mktemp("pipedrive")
    child, standin = start_pipedrive(data, start=pipedrive_nursery.start)
    transport = Transport(allow_private=True, timeout=timedelta(seconds=10))
    opened = Office(standin, transport)
    opened.switch(limits=False)
    opened.ensure_fields()
    yield opened
    transport.close()
    violations = standin.control("violations")
    child.stop()
    assert violations == []


@pytest.fixture
def empty(company: Office) -> Office:
    company.switch(maintenance=False)
    for person in company.stored():
        company.edit("delete", id=person["id"])
    for activity in company.stored("activities"):
        company.edit("delete", "activity", id=activity["id"])
    for hook in company.crm().subscriptions():
        company.crm().unsubscribe(hook)
    return company


class PipedrivePlace:
    """Persons of Anna's are in scope, Ben's are not."""

    conditional = False
    tells_removals = False
    lists_outsiders = True
    finds_uids = False

    def __init__(self, office: Office) -> None:
        self.office = office
        self.added = 0

    def replica(self) -> Replica:
        return self.office.contacts(OWN)

    def revoked(self) -> Replica:
        client = self.office.client_of(ANNA, ApiToken("0" * 40))
        return PipedriveContacts(
            client=client,
            directory=Directory(client=client, clock=self.office.clock),
            codes=self.office.codes,
            user=ANNA,
            scope=OWN,
            visibility=None,
            plan=None,
            clock=self.office.clock,
        )

    def down(self) -> Replica:
        self.office.switch(maintenance=True)
        return self.replica()

    def add(self, contact: Contact) -> RemoteId:
        self.added += 1
        (seen,) = self.office.write(Creation(LinkId(f"{0xADD0000 + self.added:032x}"), contact))
        return seen.remote_id

    def retitle(self, remote: RemoteId, title: str) -> None:
        code = next(code for slot, code in self.office.codes.custom.items() if slot == "job_title")
        self.office.edit("change", id=int(remote), patch={"custom_fields": {code: title}})

    def remove(self, remote: RemoteId) -> None:
        self.office.edit("delete", id=int(remote))

    def put_out(self, remote: RemoteId) -> None:
        self.office.edit("change", id=int(remote), patch={"owner_id": int(BEN)})

    def spoil(self, remote: RemoteId) -> None:
        """The next two answers about persons hold it so."""
        rows = [{**row, "emails": 5} if row["id"] == int(remote) else row for row in self.office.stored()]
        body = {"success": True, "data": rows}
        self.office.fail(method="GET", path="/v2/persons", status=200, body=body, times=2)

    def unknown(self) -> RemoteId:
        return RemoteId("987654321")

    def now(self) -> datetime:
        return datetime.now(UTC)


class TestPipedriveContacts(ContactContract):
    @pytest.fixture
    def place(self, empty: Office) -> Place:
        return PipedrivePlace(empty)


class PipedriveAgenda:
    """Activities of Anna's are in scope, Ben's are not."""

    conditional = False
    tells_removals = False
    lists_outsiders = False
    finds_uids = False
    needs_titles = True

    def __init__(self, office: Office) -> None:
        self.office = office

    def replica(self) -> Replica:
        return self.office.activities()

    def revoked(self) -> Replica:
        client = self.office.client_of(ANNA, ApiToken("0" * 40))
        return PipedriveActivities(client=client, user=ANNA, types=None, clock=self.office.clock)

    def down(self) -> Replica:
        self.office.switch(maintenance=True)
        return self.replica()

    def lose_answers(self, count: int, *, arrive: bool) -> None:
        drop = "after" if arrive else "before"
        self.office.fail(method="POST", path="/v2/activities", drop=drop, times=count)

    def add(self, event: Event) -> RemoteId:
        patch = {"type": "meeting", "owner_id": int(ANNA), **patch_of(event)}
        return RemoteId(str(self.office.edit("create", "activity", patch=patch)["id"]))

    def retitle(self, remote: RemoteId, title: str) -> None:
        self.office.edit("change", "activity", id=int(remote), patch={"subject": title})

    def edit(self, remote: RemoteId, event: Event, field: Field) -> None:
        names = {
            Field.TITLE: {"subject"},
            Field.WHEN: {"due_date", "due_time", "duration"},
            Field.LOCATION: {"location"},
            Field.DESCRIPTION: {"public_description"},
            Field.BUSY: {"busy"},
        }
        patch = {name: value for name, value in patch_of(event).items() if name in names[field]}
        self.office.edit("change", "activity", id=int(remote), patch=patch)

    def remove(self, remote: RemoteId) -> None:
        self.office.edit("delete", "activity", id=int(remote))

    def put_out(self, remote: RemoteId) -> None:
        self.office.edit("change", "activity", id=int(remote), patch={"owner_id": int(BEN)})

    def spoil(self, remote: RemoteId) -> None:
        """The next two answers about activities hold it so."""
        stored = self.office.stored("activities")
        rows = [{**row, "due_time": "noon"} if row["id"] == int(remote) else row for row in stored]
        body = {"success": True, "data": rows}
        self.office.fail(method="GET", path="/v2/activities", status=200, body=body, times=2)

    def unknown(self) -> RemoteId:
        return RemoteId("987654321")

    def now(self) -> datetime:
        return datetime.now(UTC)


def patch_of(event: Event) -> dict[str, object]:
    """As Pipedrive's own pages store it, which know nothing of seconds."""
    when = event.when
    due: dict[str, object] = {"due_time": None, "duration": None}
    if isinstance(when, Timed):
        due = {"due_time": f"{when.start:%H:%M}", "duration": f"{when.length // timedelta(minutes=1) // 60:02}:00"}
    return {
        "subject": event.title,
        "due_date": f"{when.start if isinstance(when, Timed) else when.first:%Y-%m-%d}",
        **due,
        "location": {"value": event.location} if event.location else None,
        "public_description": event.description or None,
        "busy": event.busy,
    }


class TestPipedriveActivities(EventContract):
    @pytest.fixture
    def place(self, empty: Office) -> Agenda:
        return PipedriveAgenda(empty)


class PipedriveOffice:
    """Anna is an admin, Ben is not."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.added = 0

    def crm(self) -> Crm:
        return self.office.crm(ANNA)

    def plain_user(self) -> Crm:
        return self.office.crm(BEN)

    def revoked(self) -> Crm:
        return PipedriveCrm(client=self.office.client_of(ANNA, ApiToken("0" * 40)), codes=FieldCodes())

    def down(self) -> Crm:
        self.office.switch(maintenance=True)
        return self.crm()

    def add_person(self, mail: str) -> RemoteId:
        self.added += 1
        contact = Contact(name=Name("Somebody"), emails=(Entry(mail, "work", primary=True),))
        (seen,) = self.office.write(Creation(LinkId(f"{0xADD0000 + self.added:032x}"), contact))
        return seen.remote_id

    def remove_person(self, person: RemoteId) -> None:
        self.office.edit("delete", id=int(person))

    def open_deal(self, person: RemoteId) -> None:
        self.office.edit("create", "deal", patch={"title": "Engine", "person_id": int(person)})

    def picture_of(self, person: RemoteId) -> object:
        return next(row["picture_id"] for row in self.office.stored() if row["id"] == int(person))

    def rename_by_hand(self, person: RemoteId, name: str) -> UserId:
        self.office.edit("change", id=int(person), patch={"name": name}, user_id=int(BEN))
        return BEN

    def rename_by_api(self, person: RemoteId, name: str) -> UserId:
        seen, (given, family) = self.office.seen(person), name.split()
        self.office.write(Change(seen, replace(seen.content, name=Name(given=given, family=family))))
        return ANNA


class TestPipedriveCrm(CrmContract):
    @pytest.fixture
    def office(self, empty: Office) -> Workplace:
        return PipedriveOffice(empty)
