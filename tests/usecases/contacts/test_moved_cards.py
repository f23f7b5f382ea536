"""A card that moved to another address is followed there, and is nobody new."""

from pathlib import Path

from tandem.domain.ids import RemoteId
from tests.usecases.scene import Scene, someone


def test_a_card_that_moved_is_followed_by_a_read_that_finds_nothing_where_it_was(tmp_path: Path) -> None:
    """The feed hasn't told of the new href yet: the person must not go, nor be made a second time."""
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Eva"))
    scene.start()
    person = scene.person()
    scene.provider.move(contact, RemoteId("/c/moved"))
    scene.crm.edit(person, job_title="Leitung")

    scene.hear(person)

    assert list(scene.crm.live()) == [person]
    assert scene.provider.live()[RemoteId("/c/moved")].job_title == "Leitung"


def test_a_card_that_moved_passes_for_nobody_new_where_its_link_followed_it_first(tmp_path: Path) -> None:
    """The feed tells of both hrefs in one slice: once the link is on the new one, nobody is to be asked who that is."""
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Eva"))
    scene.start()
    scene.provider.move(contact, RemoteId("/c/moved"))

    scene.poll()

    assert scene.link().provider.remote_id == "/c/moved"
    assert scene.waiting("review") == []
    assert scene.names() == (["Eva"], ["Eva"])


def test_a_person_who_was_deleted_while_their_card_moved_does_not_come_back(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Eva"))
    scene.start()
    person = scene.person()
    scene.provider.move(contact, RemoteId("/c/moved"))
    scene.crm.remove(person)

    scene.hear(person, is_gone=True).poll()

    assert scene.names() == ([], [])
