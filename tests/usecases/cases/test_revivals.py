"""A person who was deleted and whose contact was edited since comes back: once, however many books knew them."""

from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.contact import Entry, Name
from tandem.state.pending import Kind
from tandem.usecases.listening.record_notification import Heard
from tests.memory import MemoryContacts
from tests.usecases.scene import Scene, someone

DAY = timedelta(days=1)


@pytest.mark.parametrize("later", [timedelta(), 2 * DAY], ids=["at once", "days later"])
def test_a_person_whose_copies_were_edited_in_two_books_comes_back_once(tmp_path: Path, later: timedelta) -> None:
    """The second book hears of the deletion, and of the person that was made for the first, in one slice; it may have
    waited for the tokens of another day.
    """
    scene, other = Scene(tmp_path), MemoryContacts(is_crm=False)
    contact = scene.provider.add(someone("Eva"))
    scene.start()
    another = scene.connect_another(other)
    scene.app.start(another)
    scene.work()
    person = scene.person()
    scene.provider.edit(contact, notes="Neu")
    other.edit(next(iter(other.live())), job_title="Leitung")
    scene.crm.remove(person)
    scene.refresh()
    made = scene.person()
    scene.clock.pass_by(later)
    scene.listen(Heard("person", made, is_gone=False, permitted=None))
    scene.listen(Heard("person", person, is_gone=True, permitted=None))

    scene.work().poll()

    assert made != person
    assert len(scene.crm.live()) == 1
    assert len(other.live()) == 1
    assert len(scene.provider.live()) == 1


def test_a_person_of_whom_two_copies_have_nothing_in_common_by_now_comes_back_once(tmp_path: Path) -> None:
    """One got another address, the other another name: both bring back the same person all the same."""
    scene, other = Scene(tmp_path), MemoryContacts(is_crm=False)
    contact = scene.provider.add(someone("Eva"))
    scene.start()
    another = scene.connect_another(other)
    scene.app.start(another)
    scene.work()
    person = scene.person()
    scene.provider.edit(contact, emails=(Entry("eva@example.org", "work", primary=True),))
    other.edit(next(iter(other.live())), name=Name(given="Eva", family="Neumann"))
    scene.crm.remove(person)
    scene.refresh()
    scene.listen(Heard("person", person, is_gone=True, permitted=None))

    scene.work().poll()

    assert len(scene.crm.live()) == len(other.live()) == len(scene.provider.live()) == 1
    found = scene.world.pendings.page(another, Kind.CONFLICT)
    assert {one.detail for one in found} == {"emails", "name"}


@pytest.mark.parametrize("later", [timedelta(), 2 * DAY], ids=["at once", "days later"])
def test_a_person_who_was_deleted_and_is_somebody_new_in_another_book_comes_back_once(
    tmp_path: Path, later: timedelta
) -> None:
    """Whoever brings back the copy that was edited may hear of the deletion days after the other book's start."""
    scene, other = Scene(tmp_path), MemoryContacts(is_crm=False)
    scene.connect()
    person = scene.crm.add(someone("Eva"))
    another = scene.connect_another(other)
    scene.app.start(another)
    scene.work()
    other.edit(next(iter(other.live())), job_title="Leitung")
    scene.crm.remove(person)
    scene.provider.add(someone("Eva"))
    scene.app.start(scene.connection)
    scene.work()
    made = scene.person()
    scene.clock.pass_by(later)
    scene.listen(Heard("person", made, is_gone=False, permitted=None))
    scene.listen(Heard("person", person, is_gone=True, permitted=None))

    scene.work().poll()

    assert made != person
    assert len(scene.crm.live()) == len(other.live()) == len(scene.provider.live()) == 1


def test_what_is_known_of_a_person_made_anew_begins_anew(tmp_path: Path) -> None:
    """It counted from the first time that this connection made the person."""
    scene, other = Scene(tmp_path), MemoryContacts(is_crm=False)
    scene.start()
    another = scene.connect_another(other)
    scene.app.start(another)
    scene.work()
    contact = scene.provider.add(someone("Eva"))
    scene.refresh()
    person = scene.person()
    scene.app.refresh(another)
    scene.work()
    scene.clock.pass_by(timedelta(hours=20))
    scene.provider.edit(contact, notes="Neu")
    other.edit(next(iter(other.live())), job_title="Leitung")
    scene.crm.remove(person)
    scene.refresh()
    made = scene.person()

    scene.clock.pass_by(timedelta(hours=5))
    scene.listen(Heard("person", made, is_gone=False, permitted=None))
    scene.listen(Heard("person", person, is_gone=True, permitted=None))
    scene.work().poll()

    assert made != person
    assert len(scene.crm.live()) == 1


def test_a_person_who_is_back_through_one_book_is_not_brought_back_by_another(tmp_path: Path) -> None:
    """The second book had a contact made of whom the first had brought back, and only then heard of the deletion."""
    scene, other = Scene(tmp_path), MemoryContacts(is_crm=False)
    contact = scene.provider.add(someone("Eva"))
    scene.start()
    another = scene.connect_another(other)
    scene.app.start(another)
    scene.work()
    person = scene.person()
    scene.provider.edit(contact, notes="Neu")
    other.edit(next(iter(other.live())), job_title="Leitung")
    scene.crm.remove(person)
    scene.refresh()
    scene.listen(Heard("person", scene.person(), is_gone=False, permitted=None))
    scene.work()

    scene.listen(Heard("person", person, is_gone=True, permitted=None))
    scene.work().poll()

    assert len(scene.crm.live()) == 1
    assert [one.detail or one.reason for one in scene.world.pendings.page(another, Kind.REVIEW)] == ["ambiguous"]
    assert "Leitung" in {one.job_title for one in other.live().values()}


def test_who_brings_a_person_back_is_known_to_the_connection_that_had_made_that_person(tmp_path: Path) -> None:
    """It had made the one who is gone, so it must not take that for its right to make the next one."""
    scene, other = Scene(tmp_path), MemoryContacts(is_crm=False)
    scene.start()
    another = scene.connect_another(other)
    scene.app.start(another)
    scene.work()
    contact = scene.provider.add(someone("Eva"))
    scene.refresh()
    scene.app.refresh(another)
    scene.work()
    scene.provider.edit(contact, notes="Neu")
    other.edit(next(iter(other.live())), job_title="Leitung")
    person = scene.person()
    scene.crm.remove(person)
    scene.app.refresh(another)
    scene.work()

    scene.listen(Heard("person", person, is_gone=True, permitted=None))
    scene.work().poll()

    (back,) = scene.crm.live().values()
    assert (back.notes, back.job_title) == ("Neu", "Leitung")
    assert len(other.live()) == len(scene.provider.live()) == 1
