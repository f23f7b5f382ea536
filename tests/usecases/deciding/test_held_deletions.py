"""Deletions that are held: asked about once, and done, taken back or over as a person or a side has it."""

import json
from pathlib import Path

from tandem.domain.errors import Unavailable
from tandem.domain.ids import RemoteId
from tandem.domain.link import LinkState
from tests.usecases.cases.pairs import adopted, both_directions, copied
from tests.usecases.scene import Scene, someone


@both_directions
def test_a_held_deletion_that_is_released_is_done(tmp_path: Path, direction: str) -> None:
    scene, _, contact = adopted(tmp_path, direction)
    scene.provider.remove(contact)
    scene.refresh()

    scene.decide("held", "release")

    assert scene.crm.live() == {}
    assert scene.waiting("held") == []
    assert scene.state() == "up_to_date"
    assert scene.view().counts["linked"] == 0


def test_a_held_deletion_that_is_undone_makes_the_contact_anew(tmp_path: Path) -> None:
    scene, person, contact = adopted(tmp_path, "two_way")
    scene.provider.remove(contact)
    scene.refresh()

    scene.decide("held", "restore")

    assert list(scene.crm.live()) == [person]
    assert scene.names() == (["Paul"], ["Paul"])
    assert scene.waiting("held") == []
    assert scene.view().counts["linked"] == 1


def test_in_one_way_mode_a_held_deletion_that_is_undone_leaves_the_person(tmp_path: Path) -> None:
    scene, person, contact = adopted(tmp_path, "one_way")
    scene.provider.remove(contact)
    scene.refresh()

    scene.decide("held", "restore").sweep()

    assert list(scene.crm.live()) == [person]
    assert scene.provider.live() == {}
    assert scene.waiting("held") == []
    assert scene.view().counts["linked"] == 0


@both_directions
def test_a_contact_that_is_back_ends_the_hold(tmp_path: Path, direction: str) -> None:
    scene, _, contact = adopted(tmp_path, direction)
    scene.provider.remove(contact)
    scene.refresh()

    scene.provider.restore(contact)
    scene.refresh()

    assert scene.names() == (["Paul"], ["Paul"])
    assert scene.waiting("held") == []
    assert scene.link().state is LinkState.LIVE


def test_a_card_that_moved_while_its_deletion_was_held_goes_when_that_is_released(tmp_path: Path) -> None:
    """The feed hasn't told of the new href yet: taken for gone, the card would bring the person back."""
    scene, person, contact = copied(tmp_path, "two_way")
    scene.app.add_account(scene.company, scene.user, "icloud", "anna@example.com", {"password": "another"})
    scene.work()
    scene.crm.remove(person)
    scene.hear(person, is_gone=True)
    assert [one.reason for one in scene.waiting("held")] == ["brake"]
    scene.provider.move(contact, RemoteId("/c/moved"))

    scene.decide("held", "release").poll()

    assert scene.names() == ([], [])
    assert scene.waiting("held") == []
    assert scene.link().state is LinkState.TOMBSTONE


@both_directions
def test_a_hold_is_asked_about_once(tmp_path: Path, direction: str) -> None:
    scene, _, contact = adopted(tmp_path, direction)
    scene.provider.remove(contact)

    scene.refresh().refresh().sweep().poll()

    assert len(scene.waiting("held")) == 1
    assert len(scene.crm.live()) == 1


def test_a_card_that_is_back_when_a_person_has_it_made_anew_does_not_overrule_what_was_typed_since(
    tmp_path: Path,
) -> None:
    """Its deletion was held for an edit of the person. Whoever took it out of the trash had not seen that."""
    scene = Scene(tmp_path).start()
    person = scene.crm.add(someone("Eva", job_title="Vertrieb"))
    scene.hear(person)
    contact = scene.contact()
    scene.crm.edit(person, job_title="Leitung")
    scene.provider.remove(contact)
    scene.poll()
    scene.provider.restore(contact)

    scene.provider.failing.append(Unavailable("timeout"))
    scene.decide("held", "restore")
    scene.poll().sweep()

    kept = json.dumps([one.lost for one in scene.waiting("conflicts")])
    titles = {one.job_title for side in (scene.crm, scene.provider) for one in side.live().values()}
    assert "Leitung" in kept or titles == {"Leitung"}
    assert scene.names() == (["Eva"], ["Eva"])
