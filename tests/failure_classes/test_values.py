"""Values that others lose on the way: edits on both sides, labels, numbers, birthdays and photos. Real sides."""

import base64
from collections.abc import Mapping

import pytest

from sandbox.pictures import png
from tandem.domain.contact import Birthday, Entry
from tandem.domain.ids import RemoteId
from tandem.providers.icloud.client import DavClient
from tandem.providers.icloud.contacts import CardDavContacts, CardDavSource
from tandem.providers.transport import Transport
from tests.failure_classes.real_sides import RealSides
from tests.providers.icloud.scripted import Asked, Says, ScriptedServer, card, multistatus, response
from tests.providers.pipedrive.office import Office
from tests.usecases.scene import Scene

NUMBERS = ("+43 (0)1 / 234-56 78", "0043 1 2345679", "0171.111 22 23", "112", "Durchwahl 17", "+49 30 901820 ext. 5")


@pytest.fixture
def both(real: RealSides, office: Office) -> RealSides:
    return real.with_pipedrive(office)


def folded(line: str) -> str:
    """RFC 2426, 2.6: a long line goes on behind a line end and a blank."""
    return "\r\n ".join(line[at : at + 74] for at in range(0, len(line), 74))


def photo(content: bytes, kind: str = "PNG") -> str:
    return folded(f"PHOTO;ENCODING=b;TYPE={kind}:{base64.b64encode(content).decode()}")


def renotify(both: RealSides) -> None:
    """Everything that can look again looks again."""
    for row in both.persons():
        both.scene.hear(RemoteId(str(row["id"])))
    both.scene.refresh().sweep()


# --- F24 ---------------------------------------------------------------------------------------------------------


def test_name_here_and_company_there_both_survive(both: RealSides) -> None:
    """F24: the very case of the thread, with real sides."""
    both.put("u1", "EMAIL:eva@example.com", "ORG:Alt AG")
    both.scene.start()

    both.edit("u1", "ORG:Alt AG", "ORG:Neu AG")
    both.edit_person(both.persons()[0]["id"], first_name="Eva-Maria")
    both.scene.refresh()

    (person,), (contact,) = both.shown(), both.contacts()
    assert (person.name.given, person.organization) == ("Eva-Maria", "Neu AG")
    assert (contact.name.given, contact.organization) == ("Eva-Maria", "Neu AG")
    assert both.scene.waiting("conflicts") == []


# --- F28 ---------------------------------------------------------------------------------------------------------


def test_a_label_of_ones_own_survives_with_its_number(both: RealSides) -> None:
    """F28: Apple's label line, both ways, and after an edit of something else in Pipedrive."""
    both.put(
        "u1", "EMAIL:eva@example.com", "item1.TEL:+43 1 234", "item1.X-ABLabel:Zweithandy", "TEL;TYPE=HOME:+43 1 5"
    )
    both.scene.start()
    person = both.shown()[0]

    both.edit_person(both.persons()[0]["id"], first_name="Eva-Maria")
    both.scene.refresh()
    renotify(both)

    assert {(entry.value, entry.label) for entry in person.phones} == {("+43 1 234", "Zweithandy"), ("+43 1 5", "home")}
    (contact,) = both.contacts()
    assert Entry("+43 1 234", "Zweithandy") in contact.phones
    assert contact.name.given == "Eva-Maria"


def test_a_label_made_up_in_pipedrive_reaches_the_card_and_stays(both: RealSides) -> None:
    """F28: from the other side."""
    both.put("u1", "EMAIL:eva@example.com")
    both.scene.start()

    phones = [{"value": "+43 1 234", "label": "Zweithandy", "primary": True}]
    both.edit_person(both.persons()[0]["id"], phones=phones)
    both.scene.refresh()
    renotify(both)

    (contact,), (person,) = both.contacts(), both.shown()
    assert [(entry.value, entry.label) for entry in contact.phones] == [("+43 1 234", "Zweithandy")]
    assert [(entry.value, entry.label) for entry in person.phones] == [("+43 1 234", "Zweithandy")]


def test_the_card_of_another_program_with_free_words_for_types_keeps_its_number(both: RealSides) -> None:
    """F28: some servers put any text into TYPE."""
    both.put("u1", "EMAIL:eva@example.com", "TEL;TYPE=Zweithandy:+43 1 234")
    both.scene.start()

    renotify(both)

    assert [entry.value for entry in both.shown()[0].phones] == ["+43 1 234"]
    assert "TEL;TYPE=Zweithandy:+43 1 234" in both.card("u1")


# --- F29 ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_stays_as_it_was_typed(both: RealSides, number: str) -> None:
    """F29: on its way there, on its way back, and after both sides were looked at again."""
    both.put("u1", "EMAIL:eva@example.com", f"TEL;TYPE=WORK:{number}")
    both.scene.start()

    both.edit_person(both.persons()[0]["id"], first_name="Eva-Maria")
    both.scene.refresh()
    renotify(both)

    assert [entry.value for entry in both.shown()[0].phones] == [number]
    assert f":{number}\r\n" in both.card("u1")


# --- F30 ---------------------------------------------------------------------------------------------------------

YEARLESS: Mapping[str, str] = {
    "vCard 4": "BDAY:--05-09",
    "vCard 4, basic": "BDAY:--0509",
    "Apple": "BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-09",
    "Apple, value": "BDAY;VALUE=date;X-APPLE-OMIT-YEAR=1604:1604-05-09",
    "iOS without its mark": "BDAY:1604-05-09",
}


@pytest.mark.parametrize("line", YEARLESS.values(), ids=YEARLESS)
def test_a_birthday_without_a_year_is_never_1604_and_never_lost(both: RealSides, line: str) -> None:
    """F30: Pipedrive can't hold it, so it stays with the card, whatever is edited there."""
    both.put("u1", "EMAIL:eva@example.com", line)
    both.scene.start()

    both.edit_person(both.persons()[0]["id"], first_name="Eva-Maria")
    both.scene.refresh()
    renotify(both)

    assert line in both.card("u1")
    assert "1604" not in str(both.persons())
    assert both.contacts()[0].birthday == Birthday(5, 9)


def test_a_birthday_that_gains_its_year_arrives(both: RealSides) -> None:
    """F30: and one that Pipedrive knows is not cleared by a card without a year."""
    both.put("u1", "EMAIL:eva@example.com", "BDAY:--05-09")
    both.scene.start()

    both.edit("u1", "BDAY:--05-09", "BDAY:1980-05-09")
    both.scene.refresh()
    with_year = both.shown()[0].birthday
    both.edit("u1", "EMAIL:", "TITLE:Leitung\r\nEMAIL:")
    both.scene.refresh()

    assert with_year == both.shown()[0].birthday == Birthday(5, 9, 1980)


# --- F31 ---------------------------------------------------------------------------------------------------------


def test_a_photo_is_given_to_a_person_that_has_none_and_to_no_other(both: RealSides) -> None:
    """F31: one-way; the picture that somebody chose in Pipedrive is never replaced."""
    both.put("u1", "EMAIL:eva@example.com", photo(png(40)))
    both.scene.start(direction="one_way")
    first = both.persons()[0]["picture_id"]

    both.edit("u1", "EMAIL:", "TITLE:Leitung\r\nEMAIL:")
    both.book.put({"u1": both.card("u1").replace(photo(png(40)), photo(png(90)))})
    both.scene.refresh()

    assert first is not None
    assert both.persons()[0]["picture_id"] == first
    assert both.shown()[0].job_title == "Leitung"


def test_a_contact_with_a_photo_of_ten_megabytes_comes_without_it(
    scene: Scene, server: ScriptedServer, transport: Transport
) -> None:
    """F31: what became of the picture is told, and the rest of the book comes too."""
    cards = {
        "/book/u1.vcf": card("u1", "Eva Beispiel", photo(png(40) + bytes(10 * 1024 * 1024))),
        "/book/u2.vcf": card("u2", "Ben Beispiel"),
    }

    def script(asked: Asked) -> Says:
        if "sync-collection" in asked.body:
            return multistatus(*(response(path) for path in cards), token="t1")
        return multistatus(*(response(path, card=text) for path, text in cards.items() if path in asked.body))

    server.script = script
    client = DavClient(transport=transport, username="anna", password="secret")
    scene.replicas.provider = CardDavContacts(client=client, url=server.book)
    scene.start(direction="one_way")

    assert sorted(one.name.formatted for one in scene.crm.live().values()) == ["Ben Beispiel", "Eva Beispiel"]
    assert scene.desk.photos == {}
    assert [one.reason for one in scene.waiting("parked")] == ["picture_too_large"]
    assert scene.view().counts["linked"] == 2
    assert scene.state() == "up_to_date"


def test_an_edit_in_pipedrive_leaves_the_photo_of_the_card_as_it_is(both: RealSides) -> None:
    """F31: byte for byte as it was read; no picture is written to a provider."""
    both.put("u1", "EMAIL:eva@example.com", photo(png(40)))
    both.scene.start()
    read = picture_lines(both.raw())

    both.edit_person(both.persons()[0]["id"], first_name="Eva-Maria")
    both.scene.refresh()

    sent = both.book.bodies()[-1].content.decode()
    assert picture_lines(sent) == read
    assert "Eva-Maria" in sent
    assert both.persons()[0]["picture_id"] is None


def picture_lines(text: str) -> list[str]:
    """The PHOTO with all its folds."""
    lines = text.splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith("PHOTO"))
    end = next(at for at in range(start + 1, len(lines)) if not lines[at].startswith(" "))
    return lines[start:end]


def test_a_photo_that_is_no_picture_blocks_nothing(both: RealSides) -> None:
    """F31: broken base64, a link, a format that Pipedrive doesn't take."""
    both.put("u1", "EMAIL:a@example.com", "PHOTO;ENCODING=b;TYPE=JPEG:####", name="Anna Beispiel")
    both.put("u2", "EMAIL:b@example.com", "PHOTO;VALUE=uri:https://p99.example.com/x.jpg", name="Ben Beispiel")
    both.put("u3", "EMAIL:c@example.com", photo(b"BM" + bytes(60), "BMP"), name="Cleo Beispiel")

    both.scene.start(direction="one_way")

    assert sorted(row["first_name"] for row in both.persons()) == ["Anna", "Ben", "Cleo"]
    assert both.scene.waiting("parked") == []


# --- F32 ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_there", [True, False])
def test_a_photo_behind_a_link_to_another_host_of_icloud_reaches_the_person(
    scene: Scene, server: ScriptedServer, is_there: bool
) -> None:
    """F32: folded, on another partition, by port and password; where it isn't to be had, the contact comes still."""
    port = server.url.rpartition(":")[2]
    link = f"PHOTO;VALUE=uri:http://p42-contacts.icloud.com:{port}\r\n /wcs/eva.png"

    def script(asked: Asked) -> Says:
        if "authorization" not in asked.headers:
            return Says(401)
        if asked.method == "GET":
            is_hers = asked.headers["host"] == f"p42-contacts.icloud.com:{port}" and asked.path == "/wcs/eva.png"
            return Says(200, png(40)) if is_hers and is_there else Says(404)
        if "sync-collection" in asked.body:
            return multistatus(response("/book/u1.vcf"), token="t1")
        return multistatus(response("/book/u1.vcf", card=card("u1", "Eva Beispiel", link)))

    server.script = script
    transport = Transport(allow_private=True, resolve=lambda _host, _port: ["127.0.0.1"])
    client = DavClient(transport=transport, username="anna", password="secret")
    scene.replicas.provider = CardDavSource(client=client, url=f"http://p41-contacts.icloud.com:{port}/book/")
    scene.start(direction="one_way")
    transport.close()

    assert [one.name.formatted for one in scene.crm.live().values()] == ["Eva Beispiel"]
    assert list(scene.desk.photos.values()) == ([png(40)] if is_there else [])
    assert {asked.method for asked in server.asked} == {"REPORT", "GET"}
    assert scene.waiting("parked") == []
    assert scene.state() == "up_to_date"


def test_an_entry_that_only_one_side_can_mark_is_not_taken_for_an_edit(both: RealSides) -> None:
    """F28: two preferred numbers in a card; Pipedrive has one primary."""
    both.put("u1", "EMAIL:eva@example.com", "TEL;TYPE=PREF,WORK:+43 1 1", "TEL;TYPE=PREF,HOME:+43 1 2")
    both.scene.start()
    before = both.card("u1")

    renotify(both)

    assert both.card("u1") == before
    assert [entry.value for entry in both.shown()[0].phones if entry.primary] == ["+43 1 1"]
    assert Entry("+43 1 2", "home") in both.shown()[0].phones
