"""Two attacks, told whole: somebody empties an address book; and somebody takes a user's sight of their persons."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.ids import RemoteId, UserId
from tandem.ports import Removal
from tandem.usecases.listening.record_notification import Heard
from tests.memory import MemoryContacts
from tests.usecases.scene import Scene, someone

CONTACTS = 216
PASS = 21
"""A tenth of them."""
SEEN = 500


def office(tmp_path: Path, count: int, **rules: object) -> Scene:
    scene = Scene(tmp_path)
    for number in range(count):
        scene.provider.add(someone(f"Eva{number:03}", notes=f"Notiz {number}", job_title="Einkauf"))
    scene.start(**rules)
    scene.quiet()
    return scene


def shown(side: MemoryContacts) -> Counter[str]:
    """What people see there, whatever the ids are now."""
    return Counter(repr(contact) for contact in side.live().values())


def deletions(side: MemoryContacts) -> int:
    return sum(isinstance(write, Removal) for write in side.writes)


# --- an attacker empties the address book -------------------------------------------------------------------------


def at_once(scene: Scene) -> None:
    for contact in list(scene.provider.live()):
        scene.provider.remove(contact)
    scene.refresh()


def one_by_one(scene: Scene) -> None:
    """Over four hours, so that no single pull looks suspicious."""
    for number, contact in enumerate(list(scene.provider.live())):
        scene.provider.remove(contact)
        if number % 5 == 0:
            scene.poll()
    scene.poll()


def with_the_cursor(scene: Scene) -> None:
    """The book is made anew under the same address: no place in it is known any more."""
    for contact in list(scene.provider.live()):
        scene.provider.remove(contact)
    scene.provider.expired = True
    scene.refresh()


def half_and_half(scene: Scene) -> None:
    """Half of it, then a change of the rules, then the other half, and a sweep."""
    for contact in list(scene.provider.live())[: CONTACTS // 2]:
        scene.provider.remove(contact)
    scene.refresh()
    scene.app.set_rules(scene.connection, {"crm_scope": "visible"})
    scene.work()
    for contact in list(scene.provider.live()):
        scene.provider.remove(contact)
    scene.refresh().sweep()


@pytest.mark.parametrize("attack", [at_once, one_by_one, with_the_cursor, half_and_half])
def test_an_emptied_book_costs_few_persons_and_one_command_brings_all_back(
    tmp_path: Path, attack: Callable[[Scene], None]
) -> None:
    """T11, I11: at most the brake's number is deleted; nothing else happens however long nobody looks."""
    scene = office(tmp_path, CONTACTS)
    before = shown(scene.crm), shown(scene.provider)

    attack(scene)
    for _ in range(20):
        scene.poll()
    lost = [person for person, one in scene.crm.items.items() if one.is_deleted]

    assert len(lost) == deletions(scene.crm) <= PASS
    assert scene.view().counts["held"] == CONTACTS - len(lost)
    assert scene.provider.live() == {}

    run = scene.app.decide_all(scene.connection, "restore")
    scene.work()

    assert scene.app.run(run).counts["decided"] == CONTACTS - len(lost)
    assert scene.waiting("held") == []
    assert shown(scene.crm) == shown(scene.provider)
    assert len(scene.provider.live()) == CONTACTS - len(lost)

    for person in lost:  # Anna takes them out of Pipedrive's trash
        scene.crm.restore(person)
        scene.hear(person)
    assert (shown(scene.crm), shown(scene.provider)) == before
    assert scene.view().counts["linked"] == CONTACTS

    scene.quiet()
    scene.refresh().poll().sweep()
    assert (scene.crm.writes, scene.provider.writes) == ([], []), "and all is quiet"


def test_days_later_what_is_held_is_held_still(tmp_path: Path) -> None:
    scene = office(tmp_path, CONTACTS)
    at_once(scene)

    for _ in range(7):
        scene.sweep()

    assert deletions(scene.crm) == PASS
    assert scene.view().counts["held"] == CONTACTS - PASS


@pytest.mark.parametrize("place", ["the same places", "other places"])
def test_in_one_way_mode_the_persons_stay_and_a_book_that_comes_back_is_followed_again(
    tmp_path: Path, place: str
) -> None:
    """The owner puts the book back from the provider's own copy; nothing has to be decided for that."""
    scene = office(tmp_path, CONTACTS, direction="one_way")
    before = shown(scene.provider)
    gone = list(scene.provider.live())
    at_once(scene)

    for contact in gone:
        come_back(scene.provider, contact, contact if place == "the same places" else RemoteId(f"{contact}-again"))
    scene.refresh().sweep()

    assert len(scene.crm.live()) == CONTACTS
    assert shown(scene.provider) == before
    assert scene.waiting("held") == []


def come_back(book: MemoryContacts, contact: RemoteId, to: RemoteId) -> None:
    """With its UID, as the provider's own copy has it."""
    book.items[to] = replace(book.items[contact], is_deleted=False, version=book._tick(to))


def test_an_emptied_pipedrive_costs_few_contacts_and_one_command_brings_all_back(tmp_path: Path) -> None:
    """The same from the other side: each deletion comes as a webhook of its own."""
    scene = office(tmp_path, CONTACTS)
    before = shown(scene.provider)
    for person in list(scene.crm.live()):
        scene.crm.remove(person)
        scene.hear(person, is_gone=True)

    assert deletions(scene.provider) <= PASS
    scene.app.decide_all(scene.connection, "restore")
    scene.work()

    assert shown(scene.crm) == shown(scene.provider)
    assert len(scene.crm.live()) == CONTACTS - deletions(scene.provider)
    assert not shown(scene.crm) - before


# --- a user loses sight of their persons --------------------------------------------------------------------------


def owners_change(scene: Scene) -> None:
    """The persons go to a colleague, and the webhooks of that are the last that is heard."""
    for person in list(scene.crm.live())[:SEEN]:
        scene.crm.items[person].owner = UserId("2")
        scene.crm.put_in(person, False)
        scene.listen(Heard("person", person, False, frozenset({scene.user})))
    scene.work()


def out_of_sight(scene: Scene) -> None:
    """Owner and visibility: whoever asks for them gets an answer without them."""
    for person in list(scene.crm.live())[:SEEN]:
        scene.crm.items[person].owner = UserId("2")
        scene.crm.items[person].version = scene.crm._tick(person)
        scene.crm.unseen.add(person)
        scene.listen(Heard("person", person, False, frozenset()))
    scene.work()


def first_one_then_the_other(scene: Scene) -> None:
    owners_change(scene)
    scene.poll()
    scene.crm.unseen |= set(list(scene.crm.live())[:SEEN])


@pytest.mark.parametrize("loss", [owners_change, out_of_sight, first_one_then_the_other])
@pytest.mark.parametrize("rest", [0, 20], ids=["all of them", "not all"])
def test_of_a_user_who_loses_sight_of_500_persons_not_one_contact_goes(
    tmp_path: Path, loss: Callable[[Scene], None], rest: int
) -> None:
    """I5: now, after polls, after sweeps, after both places are lost, and after a reconnect."""
    scene = office(tmp_path, SEEN + rest)
    before = shown(scene.provider)

    loss(scene)
    for _ in range(5):
        scene.poll()
    scene.sweep().sweep()
    scene.crm.expired = scene.provider.expired = True
    scene.refresh()
    scene.clock.pass_by(timedelta(hours=2))
    scene.refresh().sweep()
    scene.app.add_company("https://beispiel.pipedrive.example", "another")
    scene.work()
    scene.clock.pass_by(timedelta(hours=2))
    scene.refresh().sweep()

    assert shown(scene.provider) == before
    assert deletions(scene.provider) == deletions(scene.crm) == 0
    assert scene.waiting("held") == []


def test_when_the_sight_comes_back_all_are_followed_as_before(tmp_path: Path) -> None:
    scene = office(tmp_path, SEEN)
    before = shown(scene.crm)
    out_of_sight(scene)
    scene.sweep()

    scene.crm.unseen.clear()
    edited: RemoteId = next(iter(scene.crm.live()))
    scene.crm.edit(edited, job_title="Leitung")
    scene.sweep()

    assert len(scene.crm.live()) == len(scene.provider.live()) == SEEN
    assert shown(scene.crm) == shown(scene.provider)
    assert sum((before - shown(scene.crm)).values()) == 1
