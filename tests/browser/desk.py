"""What people do in the sandbox beside Tandem, so that something waits for a decision; each deed names its people."""

from tests.browser.house import connection, standins
from tests.e2e.machine import Machine, wait_for
from tests.e2e.office import Office, card
from tests.servers import Book, PipedriveStandin

WORK = "EMAIL;TYPE=WORK:{uid}@example.com"


def desk(machine: Machine) -> Office:
    """Both sides of the sandbox's contacts, with their connection."""
    found = standins(machine)
    pipedrive, carddav = found["pipedrive"], found["carddav"]
    company = PipedriveStandin(
        pipedrive["api_domain"],
        pipedrive["oauth_url"],
        pipedrive["control_url"],
        pipedrive["company_id"],
        tuple(pipedrive["users"]),
        pipedrive,
    )
    book = Book(carddav["url"], carddav["username"], carddav["password"], "", None)
    return Office(machine, company, book, connection=connection(machine, "contacts")["id"])


def made_up(uid: str, name: str, *lines: str) -> str:
    return card(uid, name, WORK.format(uid=uid), *lines)


def hold_deletion(office: Office, uid: str, name: str) -> None:
    """Somebody with an open deal was deleted in the address book."""
    office.phone.save(uid, made_up(uid, name))
    office.refresh()
    deal = {"title": f"{name}: framework agreement", "person_id": office.person(name)["id"], "status": "open"}
    office.load(deals=[deal])
    office.phone.delete(uid)
    office.refresh()


def make_conflict(office: Office, uid: str, name: str) -> None:
    """The job title was changed on both sides while the sync was paused."""
    office.phone.save(uid, made_up(uid, name, "TITLE:Buyer"))
    office.refresh()
    office.act("pause")
    title = office.field("Job title")
    office.edit("change", office.person(name)["id"], custom_fields={title: "Head of sales"})
    office.phone.save(uid, made_up(uid, name, "TITLE:Head of purchasing"))
    office.act("resume")
    office.settle()


def doubt(office: Office, *names: str) -> None:
    """New persons in Pipedrive and, the last of the names, a new contact: all with the address of one office."""
    *persons, contact = names
    uid = contact.lower().replace(" ", "-")
    address = f"{uid}@office.example"
    office.act("pause")
    for name in persons:
        mail = {"value": address, "label": "work", "primary": True}
        office.edit("create", name=name, emails=[mail], owner_id=office.user_id)
    office.phone.save(uid, card(uid, contact, f"EMAIL;TYPE=WORK:{address}"))
    office.act("resume")
    office.settle()


def park(office: Office, uid: str, name: str) -> None:
    """Pipedrive refuses one new person."""
    order = {"method": "POST", "path": ".*/persons", "status": 400, "times": 1}
    office.pipedrive.control("fail", order)
    office.phone.save(uid, made_up(uid, name))
    office.refresh()


def let_something_wait(machine: Machine) -> None:
    """Of each kind."""
    office = desk(machine)
    hold_deletion(office, "mina", "Mina Keller")
    hold_deletion(office, "lea", "Lea Brandt")
    make_conflict(office, "jonas", "Jonas Weber")
    doubt(office, "Kim Berger", "Toni Berger", "Sascha Berger")
    park(office, "petra", "Petra Lang")


def forget_somebody(machine: Machine) -> str:
    """The last of the users, who had nothing; the erasure, when it is done."""
    pipedrive = standins(machine)["pipedrive"]
    user = pipedrive["users"][-1]
    path = f"companies/{pipedrive['company_id']}/users/{user['id']}/erase"
    erasure = str(machine.call("POST", path, {"confirm": user["name"]})["erasure"])
    wait_for("the proof", lambda: machine.call("GET", f"erasures/{erasure}")["state"] == "done")
    return erasure
