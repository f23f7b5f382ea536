"""Writes that a server refuses: because somebody was quicker, or for reasons of its own."""

from dataclasses import replace

import pytest

from tandem.domain.contact import Contact, Name
from tandem.domain.errors import Rejected, StaleVersion
from tandem.domain.ids import LinkId, RemoteId
from tandem.domain.sight import Seen
from tandem.ports import Change, Creation, Failed, Written
from tandem.providers.icloud.client import DavClient
from tandem.providers.icloud.contacts import CardDavContacts
from tandem.providers.icloud.discovery import discover
from tandem.providers.transport import Transport
from tests.failure_classes.real_sides import Meddled, RealSides
from tests.providers.icloud.scripted import Asked, Says, ScriptedServer, card, multistatus, response
from tests.providers.pipedrive.office import Office
from tests.usecases.scene import Scene, someone

EVA = Contact(name=Name("Eva", family="Beispiel"))


# --- F23 ---------------------------------------------------------------------------------------------------------


def test_a_card_edited_while_we_write_is_read_again_and_merged(real: RealSides) -> None:
    """F23: 412 from a real server; the card is neither overwritten nor made anew."""
    scene = real.scene
    real.put("u1", "EMAIL:eva@example.com", "NOTE:Alt")
    scene.start()
    scene.crm.edit(scene.person(), job_title="Leitung")

    meddled = Meddled(real.cards(), lambda: real.edit("u1", "NOTE:Alt", "NOTE:Neu"))
    scene.replicas.provider = meddled
    scene.refresh()

    statuses = [request.status for request in real.book.writes()]
    assert statuses[-2:] == [412, 204]
    assert [(one.job_title, one.notes) for one in real.contacts()] == [("Leitung", "Neu")]
    assert [(one.job_title, one.notes) for one in scene.crm.live().values()] == [("Leitung", "Neu")]
    assert list(real.book.cards()) == ["u1.vcf"]


def test_a_card_edited_while_we_delete_it_is_kept(real: RealSides) -> None:
    """F23: and the person is made anew."""
    scene = real.scene
    real.put("u1", "EMAIL:eva@example.com", "NOTE:Alt")
    scene.start()
    person = scene.person()
    scene.crm.remove(person)

    meddled = Meddled(real.cards(), lambda: real.edit("u1", "NOTE:Alt", "NOTE:Neu"))
    scene.replicas.provider = meddled
    scene.hear(person, is_gone=True)

    assert [one.notes for one in real.contacts()] == ["Neu"]
    assert [one.notes for one in scene.crm.live().values()] == ["Neu"]


def test_a_person_edited_while_we_write_keeps_the_edit(real: RealSides, office: Office) -> None:
    """F23: Pipedrive refuses no stale write, so only what changed is sent, and what its answer shows is looked at."""
    scene = real.with_pipedrive(office).scene
    real.put("u1", "EMAIL:eva@example.com", "TITLE:Einkauf")
    scene.start()
    person = real.persons()[0]["id"]

    real.edit("u1", "TITLE:Einkauf", "TITLE:Leitung")
    office.standin.control("gap", {"id": person, "patch": {"first_name": "Eva-Maria"}})
    scene.refresh()

    assert [(one.name.given, one.job_title) for one in real.shown()] == [("Eva-Maria", "Leitung")]
    assert [(one.name.given, one.job_title) for one in real.contacts()] == [("Eva-Maria", "Leitung")]


def test_a_card_that_is_stale_for_good_is_parked_and_stops_no_other(scene: Scene) -> None:
    """F21, F23: a server that says 412 whatever we send is told to the person, and not asked for ever."""
    stale, other = scene.provider.add(someone("Eva")), scene.provider.add(someone("Ben"))
    scene.start()
    scene.provider.refused[stale] = StaleVersion("changed")

    for person in scene.crm.live():
        scene.crm.edit(person, notes="Neu")
        scene.hear(person)
    tries = scene.provider.calls.count("write")
    scene.poll()
    later = scene.provider.calls.count("write")
    scene.poll().poll()

    assert scene.provider.live()[other].notes == "Neu"
    assert [one.reason for one in scene.waiting("parked")] == ["changed"]
    assert tries < 100
    assert later < 200
    assert scene.provider.calls.count("write") == later
    assert scene.state() == "up_to_date"


# --- F35 ---------------------------------------------------------------------------------------------------------


def refusing_edits(asked: Asked) -> Says:
    if asked.method == "PUT":
        return Says(403) if "if-match" in asked.headers else Says(201, headers={"ETag": '"1"'})
    return multistatus(response(asked.path, card=card("u1")))


def test_an_edit_that_is_forbidden_while_creations_work_is_the_trouble_of_its_record(
    server: ScriptedServer, transport: Transport
) -> None:
    """F35: PUT 403 on edit. Nothing is made anew in its place, and an update never says If-None-Match."""
    server.script = refusing_edits
    replica = CardDavContacts(
        client=DavClient(transport=transport, username="anna", password="secret"), url=server.book
    )
    seen = Seen(RemoteId("/book/u1.vcf"), '"1"', EVA, "u1", card("u1"))

    creation, edit = replica.write([Creation(LinkId("a" * 32), EVA), Change(seen, replace(EVA, job_title="Leitung"))])

    assert isinstance(creation, Written)
    assert isinstance(edit, Failed)
    assert isinstance(edit.error, Rejected)
    assert edit.error.reason == "forbidden"
    updates = [one for one in server.asked if one.method == "PUT" and one.path == "/book/u1.vcf"]
    assert [(one.headers["if-match"], one.headers.get("if-none-match")) for one in updates] == [('"1"', None)]


def test_in_a_sync_such_an_edit_is_parked_and_the_rest_goes_on(real: RealSides) -> None:
    """F35: with the reason, and tried again later; the card and the person stay what they are."""
    scene = real.scene
    for uid in ("u1", "u2"):
        real.put(uid, f"EMAIL:{uid}@example.com", name=f"{uid.title()} Beispiel")
    scene.start()

    scene.replicas.provider = Forbidding(real.cards(), "u1.vcf")
    for person in scene.crm.live():
        scene.crm.edit(person, job_title="Leitung")
    scene.refresh()

    assert [(one.reason, one.side) for one in scene.waiting("parked")] == [("forbidden", "provider")]
    assert sorted(one.job_title for one in real.contacts()) == ["", "Leitung"]
    assert [one.job_title for one in scene.crm.live().values()] == ["Leitung", "Leitung"]
    assert sorted(real.book.cards()) == ["u1.vcf", "u2.vcf"]


class Forbidding(Meddled):
    """A server that lets nobody edit one card."""

    def __init__(self, replica: CardDavContacts, name: str) -> None:
        super().__init__(replica)
        self.name = name

    def write(self, writes):
        for write in writes:
            is_it = isinstance(write, Change) and write.seen.remote_id.endswith(self.name)
            yield Failed(Rejected("forbidden")) if is_it else next(iter(self.replica.write([write])))


def test_absolute_urls_in_answers_are_asked_for_by_path(server: ScriptedServer, transport: Transport) -> None:
    """F35: iCloud answers with whole URLs on a host of its own and refuses them in a multiget."""
    replica = CardDavContacts(
        client=DavClient(transport=transport, username="anna", password="secret"), url=server.book
    )

    def script(asked: Asked) -> Says:
        if "sync-collection" in asked.body:
            return multistatus(response(f"{server.url}/book/u1.vcf"), token="t1")
        return (
            Says(400)
            if "http://" in asked.body.partition("href")[2]
            else multistatus(response(f"{server.url}/book/u1.vcf", card=card("u1")))
        )

    server.script = script
    seen = [one for page in replica.list_all() for one in page.seen]

    assert [one.remote_id for one in seen] == ["/book/u1.vcf"]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_to_the_users_own_host_keeps_the_password(
    server: ScriptedServer, transport: Transport, status: int
) -> None:
    """F35: pNN-contacts.icloud.com; the method and the body are kept as well."""
    principal = f"<current-user-principal><href>{server.url}/42/principal/</href></current-user-principal>"
    home = "<C:addressbook-home-set><href>/42/home/</href></C:addressbook-home-set>"
    book = "<resourcetype><collection/><C:addressbook/></resourcetype>"

    def script(asked: Asked) -> Says:
        if "authorization" not in asked.headers:
            return Says(401)
        if asked.path.startswith("/old/"):
            return Says(status, headers={"Location": f"{server.url}/p42/"})
        answers = {"/p42/": principal, "/42/principal/": home, "/42/home/": book}
        return (
            multistatus(response(asked.path, more=answers.get(asked.path, ""))) if asked.path in answers else Says(404)
        )

    server.script = script
    client = DavClient(transport=transport, username="anna", password="secret")

    assert discover(f"{server.url}/old/", client=client) == f"{server.url}/42/home/"
    assert {one.method for one in server.asked} == {"PROPFIND"}
    assert all(one.body for one in server.asked)
