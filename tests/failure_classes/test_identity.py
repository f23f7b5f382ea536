"""One person stays one person: over runs, reconnects, lost tables, new addresses and edits in between."""

from dataclasses import replace

from tandem.domain.contact import Entry
from tandem.domain.ids import LinkId, RemoteId
from tandem.ports import Creation
from tests.failure_classes.real_sides import RealSides
from tests.providers.pipedrive.office import Office
from tests.usecases.scene import Scene, someone


def fill(scene: Scene) -> None:
    for given in ("Anna", "Ben", "Cleo"):
        scene.provider.add(someone(given))
        scene.crm.add(someone(f"{given}-Maria"))


def test_ten_runs_of_every_kind_make_no_record(scene: Scene) -> None:
    """F1: the same sync again and again, with nothing changed."""
    fill(scene)
    scene.start()
    names = scene.names()
    scene.quiet()

    for _ in range(10):
        scene.refresh().poll().sweep()

    assert scene.names() == names
    assert scene.crm.writes == scene.provider.writes == []


def test_a_lost_table_makes_no_record(scene: Scene) -> None:
    """F1: all links are gone, and everything is recognised by markers, UIDs and addresses."""
    fill(scene)
    scene.start()
    names = scene.names()

    for link in scene.links():
        scene.world.links.forget([link])
    scene.app.stop(scene.connection, remove=False)
    scene.work()
    scene.app.start(scene.connection)
    scene.work()

    assert scene.names() == names
    assert scene.view().counts["linked"] == 6


def test_another_connection_to_the_same_book_makes_no_person(scene: Scene) -> None:
    """F1: the account was added anew under another spelling."""
    fill(scene)
    scene.start()
    names = scene.names()

    scene.app.start(scene.connect_another(scene.provider))
    scene.work()

    assert scene.names() == names


def test_real_sides_that_agree_are_left_alone(real: RealSides, office: Office) -> None:
    """F1: nothing that either side reformats looks like an edit."""
    scene = real.with_pipedrive(office).scene
    real.put("u1", "TEL;TYPE=CELL:0171 / 111 22-23", "ADR;TYPE=HOME:;;Weg 1;Ulm;;89073;Germany", "NOTE:Zeile\\nZwei ")
    real.put("u2", "item1.TEL:+49 30 1", "item1.X-ABLabel:Zweithandy", "BDAY:--05-09", "ORG:Meyer & Söhne;Einkauf")
    scene.start()
    writes = len(real.book.writes())
    office.standin.control("stats/reset", {})

    for _ in range(3):
        scene.refresh().sweep()

    stats = office.standin.control("stats")
    assert len(real.persons()) == 2
    assert len(real.book.writes()) == writes
    assert [call for call in stats["requests"] if not call.startswith("GET")] == []


def test_an_answer_that_was_lost_makes_no_second_person(real: RealSides, office: Office) -> None:
    """F1, F20: Pipedrive made the person, and the connection broke before it said so."""
    scene = real.with_pipedrive(office).scene
    for number in range(4):
        real.put(f"u{number}", f"EMAIL:{number}@example.com", name=f"Eva{number} Beispiel")

    office.fail(method="POST", path="/v2/persons", drop="after", skip=1)
    scene.start(direction="one_way")

    assert sorted(row["first_name"] for row in real.persons()) == ["Eva0", "Eva1", "Eva2", "Eva3"]
    assert scene.view().counts["linked"] == 4


def test_a_card_that_moves_to_another_address_is_the_same_contact(real: RealSides) -> None:
    """F25: the server gave it another file name; its UID tells who it is."""
    scene = real.scene
    real.put("u1", "EMAIL:eva@example.com")
    scene.start()
    person = scene.person()
    scene.quiet()

    folder = real.book.folder.book(real.book.username, real.book.name)
    (folder / "u1.vcf").rename(folder / "elsewhere.vcf")
    scene.refresh()
    real.book.put({"elsewhere": real.card("elsewhere").replace("UID:u1", "UID:u1\r\nTITLE:Leitung")})
    scene.refresh()

    assert scene.person() == person
    assert scene.crm.live()[person].job_title == "Leitung"
    assert scene.link().provider.remote_id == f"/{real.book.username}/{real.book.name}/elsewhere.vcf"


def test_a_contact_that_we_made_and_the_provider_renamed_is_not_deleted_anywhere(real: RealSides) -> None:
    """F25: made by us, edited there, back under another name."""
    scene = real.scene
    scene.crm.add(someone("Eva"))
    scene.start()
    person, made = scene.person(), str(scene.link().id)
    scene.quiet()

    folder = real.book.folder.book(real.book.username, real.book.name)
    (folder / f"{made}.vcf").rename(folder / "ABCD-1234.vcf")
    scene.refresh().sweep()

    assert scene.person() == person
    assert list(real.book.cards()) == ["ABCD-1234.vcf"]
    assert scene.crm.writes == []


def test_a_contact_made_between_the_listing_and_the_comparison_is_brought_over(scene: Scene) -> None:
    """F34: made on either side while the first sync is under way, it is created on the other and deleted nowhere."""
    fill(scene)
    scene.app.start(scene.connect())
    scene.deliver()

    scene.provider.add(someone("Dora"))
    scene.crm.add(someone("Emil"))
    scene.work().refresh()

    crm, provider = scene.names()
    assert crm == provider
    assert {"Dora", "Emil"} <= set(crm)


def test_a_contact_made_while_a_side_is_listed_is_brought_over(scene: Scene) -> None:
    """F34: it comes behind the page that would have had it."""
    for number in range(150):
        scene.provider.add(someone(f"Eva{number:03}"))
    listing = scene.provider.list_all

    def list_all(*arguments: object, **named: object) -> object:
        for number, page in enumerate(listing()):
            if number == 1:
                scene.provider.add(someone("Dora"))
            yield page

    scene.provider.list_all = list_all  # somebody types while it is read
    scene.start()
    del scene.provider.list_all
    scene.refresh()

    assert "Dora" in scene.names()[0]
    assert "Dora" in scene.names()[1]


def test_a_person_made_by_us_and_not_yet_known_is_no_newcomer(real: RealSides, office: Office) -> None:
    """F1: its webhook comes before our own note of it."""
    scene = real.with_pipedrive(office).scene
    real.put("u1", "EMAIL:eva@example.com")
    scene.start()
    person = RemoteId(str(real.persons()[0]["id"]))

    scene.hear(person).refresh().sweep()

    assert len(real.persons()) == len(real.book.cards()) == 1


def test_a_card_that_was_copied_with_its_uid_makes_no_second_person(real: RealSides) -> None:
    """F1: the same card twice in one book."""
    scene = real.scene
    real.put("u1", "EMAIL:eva@example.com")
    scene.start()

    text = real.card("u1")
    real.book.put({"copy": text})
    scene.refresh().sweep()

    assert len(scene.crm.live()) == 1


def test_a_creation_that_is_tried_again_lands_on_the_same_card(real: RealSides) -> None:
    """F1: the name of a card that we make is the link's id, so a second try can't make a second card."""
    link = LinkId("a" * 32)
    eva = replace(someone("Eva"), phones=(Entry("+49 30 1", "work", primary=True),))
    list(real.cards().write([Creation(link, eva)]))

    list(real.cards().write([Creation(link, eva)]))

    assert list(real.book.cards()) == [f"{link}.vcf"]
