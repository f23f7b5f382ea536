"""What is not there: a fetch that failed, a book that looks empty, and what people really deleted."""

from datetime import timedelta

import pytest

from tandem.domain.contact import Side
from tandem.domain.errors import AccessRevoked, RateLimited, Trouble, Unavailable
from tandem.domain.ids import RemoteId
from tests.failure_classes.real_sides import RealSides
from tests.memory import MemoryContacts
from tests.providers.pipedrive.office import Office
from tests.usecases.scene import Scene, someone

TROUBLES: dict[str, Trouble] = {
    "500": Unavailable("server_error"),
    "403": AccessRevoked("forbidden"),
    "429": RateLimited(timedelta(minutes=5)),
}
both_sides = pytest.mark.parametrize("side", list(Side))


def filled(scene: Scene, count: int = 12) -> Scene:
    for number in range(count):
        scene.provider.add(someone(f"Eva{number:02}"))
    scene.start()
    scene.quiet()
    return scene


def of(scene: Scene, side: Side) -> MemoryContacts:
    return scene.crm if side is Side.CRM else scene.provider


@both_sides
@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
def test_a_side_that_answers_with_an_error_deletes_nothing(scene: Scene, side: Side, trouble: Trouble) -> None:
    """F4: the run is marked, and nobody is deleted, neither then nor after."""
    filled(scene)

    of(scene, side).down = trouble
    scene.clock.pass_by(timedelta(days=1))
    scene.app.refresh(scene.connection)
    scene.deliver()
    view = scene.view()
    of(scene, side).down = None
    scene.refresh()

    assert view.state in {"waiting", "needs_reconnect"}
    assert view.last_error is not None
    assert view.last_error.reason == trouble.reason
    assert len(scene.crm.live()) == len(scene.provider.live()) == 12
    assert scene.waiting("held") == []


@both_sides
def test_half_a_listing_deletes_nothing(scene: Scene, side: Side) -> None:
    """F4: the second page fails, and what it would have held is not missing."""
    filled(scene, 150)

    of(scene, side).down_after_pages = 1
    scene.provider.expired = True
    scene.app.refresh(scene.connection)
    for _ in range(3):
        scene.deliver()
    during = scene.view()
    of(scene, side).down_after_pages = None
    scene.work()

    assert during.state == "waiting"
    assert len(scene.crm.live()) == len(scene.provider.live()) == 150
    assert scene.crm.writes == scene.provider.writes == []
    assert scene.waiting("held") == []


@both_sides
def test_an_empty_listing_asks_before_it_deletes(scene: Scene, side: Side) -> None:
    """F4: all ids are gone at once; each is asked for, and the brake holds what was really deleted."""
    filled(scene)

    for remote in list(of(scene, side).live()):
        of(scene, side).remove(remote)
    scene.sweep()

    assert len(of(scene, side.other).live()) == 12
    assert scene.view().counts["held"] == 12
    assert scene.state() == "held"


def test_a_listing_that_forgets_half_is_not_believed(scene: Scene) -> None:
    """F4: a server that leaves items out, while each of them answers when it is asked for."""
    filled(scene)
    listing = scene.provider.list_all

    def forgetful(*arguments: object, **named: object) -> object:
        for page in listing():
            yield type(page)(seen=page.seen[::2], cursor=page.cursor)

    scene.provider.list_all = forgetful  # a server with a fault
    scene.sweep()

    assert len(scene.crm.live()) == 12
    assert scene.crm.writes == scene.provider.writes == []


def test_a_book_that_lost_its_cards_for_a_while_deletes_few(real: RealSides) -> None:
    """F4: the files are gone, and are there again after the restore of a backup."""
    scene = real.scene
    for number in range(12):
        real.put(f"u{number:02}", f"EMAIL:eva{number}@example.com", name=f"Eva{number:02} Beispiel")
    scene.start(direction="one_way")
    kept = {name: content.decode() for name, content in real.book.cards().items()}

    for name in kept:
        real.book.remove(name.removesuffix(".vcf"))
    scene.refresh()
    held = scene.view().counts["held"]
    real.book.put({name.removesuffix(".vcf"): text for name, text in kept.items()})
    scene.refresh()

    assert held == 8
    assert len(scene.crm.live()) == 12
    assert scene.waiting("held") == []
    assert scene.state() == "up_to_date"


def test_a_book_whose_password_changed_deletes_nothing(real: RealSides) -> None:
    """F4, F18: neither while it is shut nor when it is open again."""
    scene = real.scene
    real.put("u1", "EMAIL:eva@example.com")
    scene.start()

    real.with_password("wrong")
    scene.sweep()
    during = scene.state()
    real.with_password(real.book.password)
    scene.refresh()

    assert during == "needs_reconnect"
    assert len(scene.crm.live()) == 1
    assert scene.state() == "up_to_date"


def test_a_healthy_book_under_other_urls_is_not_an_empty_one(scene: Scene) -> None:
    """F5: every href in another form, every card the same."""
    filled(scene)

    for remote in list(scene.provider.live()):
        scene.provider.move(remote, RemoteId(remote.replace("/c/", "/Carddav/V2/")))
    scene.refresh().sweep()

    assert scene.waiting("held") == []
    assert scene.state() == "up_to_date"
    assert scene.crm.writes == scene.provider.writes == []


def test_a_few_real_deletions_in_a_small_book_are_done(scene: Scene) -> None:
    """F5: two of three is no mass deletion."""
    filled(scene, 3)

    for remote in list(scene.provider.live())[:2]:
        scene.provider.remove(remote)
    scene.refresh()

    assert len(scene.crm.live()) == 1
    assert scene.waiting("held") == []


def test_a_deletion_travels_both_ways_and_nothing_comes_back(real: RealSides, office: Office) -> None:
    """F6: with real sides, one deletion each way, and then every kind of run."""
    scene = real.with_pipedrive(office).scene
    for number in range(3):
        real.put(f"u{number}", f"EMAIL:eva{number}@example.com", name=f"Eva{number} Beispiel")
    scene.start()
    persons = {row["first_name"]: row["id"] for row in real.persons()}

    real.book.remove("u0")
    scene.refresh()
    office.edit("delete", id=persons["Eva1"])
    scene.hear(RemoteId(str(persons["Eva1"])), is_gone=True)
    scene.refresh().sweep()
    scene.hear(RemoteId(str(persons["Eva0"])), is_gone=True).sweep()

    assert [row["first_name"] for row in real.persons()] == ["Eva2"]
    assert list(real.book.cards()) == ["u2.vcf"]
    assert scene.waiting("held") == []


def test_a_deletion_and_an_edit_at_once_lose_no_edit(real: RealSides, office: Office) -> None:
    """F6: deleted in Pipedrive while the card was edited."""
    scene = real.with_pipedrive(office).scene
    real.put("u1", "EMAIL:eva@example.com")
    scene.start()
    person = real.persons()[0]["id"]

    real.edit("u1", "EMAIL:", "TITLE:Leitung\r\nEMAIL:")
    office.edit("delete", id=person)
    scene.hear(RemoteId(str(person)), is_gone=True)
    scene.refresh().sweep()

    assert [contact.job_title for contact in real.shown()] == ["Leitung"]
    assert [contact.job_title for contact in real.contacts()] == ["Leitung"]
