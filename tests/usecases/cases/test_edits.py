"""An edit of one side, cell by cell: what travels, and what stays where it is."""

from pathlib import Path

from tests.usecases.cases.disputes import both_directions, copied
from tests.usecases.scene import someone


@both_directions
def test_an_edit_at_the_provider_reaches_the_person(tmp_path: Path, direction: str) -> None:
    scene, person, contact = copied(tmp_path, direction)

    scene.provider.edit(contact, job_title="Vertrieb", notes="")
    scene.refresh()

    assert scene.crm.live()[person].job_title == "Vertrieb"
    assert scene.crm.live()[person].notes == ""
    assert scene.provider.writes == []


def test_an_edit_in_pipedrive_reaches_the_contact(tmp_path: Path) -> None:
    scene, person, contact = copied(tmp_path, "two_way")

    scene.crm.edit(person, job_title="Vertrieb", notes="")
    scene.hear(person)

    assert scene.provider.live()[contact].job_title == "Vertrieb"
    assert scene.provider.live()[contact].notes == ""
    assert scene.crm.writes == []


def test_in_one_way_mode_an_edit_in_pipedrive_stays_there(tmp_path: Path) -> None:
    scene, person, contact = copied(tmp_path, "one_way")

    scene.crm.edit(person, job_title="Vertrieb")
    scene.hear(person).refresh().sweep()

    assert scene.crm.live()[person].job_title == "Vertrieb"
    assert scene.provider.live()[contact].job_title == "Einkauf"
    assert scene.crm.writes == scene.provider.writes == []


def test_a_person_made_in_pipedrive_is_not_sent_in_one_way_mode(tmp_path: Path) -> None:
    scene, _, _ = copied(tmp_path, "one_way")

    eva = scene.crm.add(someone("Eva"))
    scene.hear(eva).refresh().sweep()

    assert scene.names() == (["Eva", "Paul"], ["Paul"])
    assert scene.provider.writes == []


def test_a_person_made_in_pipedrive_becomes_a_contact(tmp_path: Path) -> None:
    scene, _, _ = copied(tmp_path, "two_way")

    scene.hear(scene.crm.add(someone("Eva")))

    assert scene.names() == (["Eva", "Paul"], ["Eva", "Paul"])


@both_directions
def test_a_contact_made_at_the_provider_becomes_a_person(tmp_path: Path, direction: str) -> None:
    scene, _, _ = copied(tmp_path, direction)

    scene.provider.add(someone("Eva"))
    scene.poll()

    assert scene.names() == (["Eva", "Paul"], ["Eva", "Paul"])


@both_directions
def test_a_new_contact_that_is_a_person_already_is_adopted(tmp_path: Path, direction: str) -> None:
    scene, _, _ = copied(tmp_path, direction)
    scene.crm.add(someone("Eva"), owner=None, in_scope=False)
    scene.refresh()

    scene.provider.add(someone("Eva", job_title="Leitung"))
    scene.refresh()

    assert scene.names()[0] == ["Eva", "Paul"]
    assert scene.view().counts["linked"] == 2
