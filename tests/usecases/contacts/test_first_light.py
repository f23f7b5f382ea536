"""The whole way of a contact, both sides in memory."""

from pathlib import Path

from tandem.domain.contact import Entry, Name
from tandem.domain.ids import RemoteId
from tests.usecases.scene import Scene, someone


def test_a_first_sync_makes_each_contact_a_person(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    for number in range(250):
        scene.provider.add(someone(f"Eva{number}"))

    scene.start(direction="one_way")

    assert len(scene.crm.live()) == 250
    assert scene.provider.writes == []
    assert scene.view().state == "up_to_date"
    assert scene.view().counts["linked"] == 250


def test_a_first_sync_in_two_ways_makes_each_person_a_contact(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.crm.add(someone("Paul"))
    scene.provider.add(someone("Eva"))

    scene.start()

    assert len(scene.crm.live()) == len(scene.provider.live()) == 2


def test_twins_are_adopted_and_filled(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    person = scene.crm.add(someone("Paul", job_title="Einkauf"))
    contact = scene.provider.add(someone("Paul", phones=(Entry("+49 30 123456", "work", primary=True),)))

    scene.start()

    assert scene.crm.live()[person] == scene.provider.live()[contact]
    assert scene.crm.live()[person].job_title == "Einkauf"
    assert scene.crm.live()[person].phones[0].value == "+49 30 123456"


def test_edits_of_different_fields_on_both_sides_both_survive(tmp_path: Path) -> None:
    """F24."""
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Paul"))
    scene.start()
    person = next(iter(scene.crm.live()))

    scene.provider.edit(contact, name=Name(given="Paula", family="Beispiel"))
    scene.crm.edit(person, organization="Muster AG")
    scene.refresh()

    for side in (scene.crm.live()[person], scene.provider.live()[contact]):
        assert side.name.given == "Paula"
        assert side.organization == "Muster AG"


def test_ten_further_runs_write_nothing(tmp_path: Path) -> None:
    """F1."""
    scene = Scene(tmp_path)
    scene.provider.add(someone("Paul"))
    scene.crm.add(someone("Eva"))
    scene.start()
    scene.quiet()

    for _ in range(10):
        scene.refresh()

    assert scene.crm.writes == scene.provider.writes == []


def test_a_deletion_at_pipedrive_reaches_the_provider(tmp_path: Path) -> None:
    """F6."""
    scene = Scene(tmp_path)
    scene.provider.add(someone("Paul"))
    scene.start()
    person = next(iter(scene.crm.live()))

    scene.crm.remove(person)
    scene.hear(person, is_gone=True)

    assert scene.provider.live() == {}
    scene.refresh()
    assert scene.crm.live() == {}


def test_a_deletion_at_the_provider_deletes_a_person_that_tandem_made(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Paul"))
    scene.start(direction="one_way")

    scene.provider.remove(contact)
    scene.refresh()

    assert scene.crm.live() == {}


def test_a_card_under_a_new_address_is_the_same_contact(tmp_path: Path) -> None:
    """F25."""
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Paul"))
    scene.start()
    scene.quiet()

    scene.provider.move(contact, replace_path(contact))
    scene.refresh()

    assert len(scene.crm.live()) == 1
    assert scene.crm.writes == []


def replace_path(contact: str) -> RemoteId:
    return RemoteId(contact.replace("/c/", "/c/new-"))


def test_a_stop_that_removes_takes_away_only_what_tandem_made(tmp_path: Path) -> None:
    """F39."""
    scene = Scene(tmp_path)
    scene.provider.add(someone("Paul"))
    kept = scene.crm.add(someone("Eva"))
    scene.start()

    scene.app.stop(scene.connection, remove=True)
    scene.work()

    assert list(scene.crm.live()) == [kept]
    assert [one.name.given for one in scene.provider.live().values()] == ["Paul"]
    assert scene.view().state == "stopped"
