"""What was made since the backup: what Tandem made is known again, what people made waits for one."""

from datetime import timedelta
from pathlib import Path

from tandem.domain.contact import Contact, Entry, Name
from tandem.domain.ids import RemoteId
from tandem.domain.link import LinkState
from tandem.state.connections import Phase
from tandem.usecases.listening.keep_up import sweep_links
from tests.usecases.restored.backups import (
    DAY,
    assert_calm,
    assert_nothing_written,
    back_up,
    both_directions,
    contact_of,
    person_of,
    put_back,
    reasons,
    restored,
    synced,
)
from tests.usecases.scene import someone


@both_directions
def test_what_tandem_made_since_is_linked_again_and_not_doubled(tmp_path: Path, direction: str) -> None:
    scene = synced(tmp_path, direction)
    backup = back_up(scene)
    scene.provider.add(someone("Mina"))
    if direction == "two_way":
        scene.crm.add(someone("Otto"))
    scene.refresh()
    before = scene.names()

    scene = restored(scene, backup)

    assert_nothing_written(scene)
    assert scene.names() == before
    assert reasons(scene) == []
    assert scene.view().counts["linked"] == len(before[0])
    assert_calm(scene)


def test_what_tandem_made_since_and_somebody_edited_after_is_held(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    backup = back_up(scene)
    scene.provider.add(someone("Mina"))
    scene.refresh()
    scene.provider.edit(contact_of(scene, "Mina"), job_title="Einkauf")
    before = scene.names()

    scene = restored(scene, backup)

    assert_nothing_written(scene)
    assert scene.names() == before
    assert reasons(scene) == [("Mina", "held_restored")]


def test_a_couple_with_one_address_and_somebody_with_a_name_only_are_known_again(tmp_path: Path) -> None:
    """Nobody could tell them apart by the address alone, nor be sure of the name."""
    scene = synced(tmp_path)
    backup = back_up(scene)
    for side, given in ((scene.provider, "Mina"), (scene.provider, "Nils"), (scene.crm, "Otto"), (scene.crm, "Pia")):
        side.add(someone(given, emails=(Entry("zuhause@example.com", "home", primary=True),)))
    scene.provider.add(Contact(name=Name("Quirin")))
    scene.refresh().decide("review", "separate")
    before = scene.names()

    scene = restored(scene, backup)

    assert (reasons(scene), scene.waiting("review")) == ([], [])
    assert scene.names() == before
    assert scene.view().counts["linked"] == len(before[0]) == 7
    assert_nothing_written(scene)
    assert_calm(scene)


def test_a_namesake_that_tandem_made_since_and_that_differs_now_is_put_up_for_review(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    backup = back_up(scene)
    mina = scene.provider.add(Contact(name=Name("Mina", family="Beispiel")))
    scene.refresh()
    scene.provider.edit(mina, phones=(Entry("+49 30 1234", "work"),))

    scene = restored(scene, backup)
    asked = {one.reason for one in scene.waiting("review")}
    scene.decide("review", "link").decide("held", "release")

    assert asked == {"same_name"}
    assert scene.names()[0].count("Mina") == scene.names()[1].count("Mina") == 1
    assert scene.crm.live()[person_of(scene, "Mina")].phones == (Entry("+49 30 1234", "work"),)
    assert_calm(scene)


@both_directions
def test_what_people_made_since_is_held_and_made_once_when_released(tmp_path: Path, direction: str) -> None:
    scene = synced(tmp_path, direction)
    backup = back_up(scene)
    scene.provider.add(someone("Mina"))
    if direction == "two_way":
        scene.crm.add(someone("Otto"))

    scene = restored(scene, backup)
    held = reasons(scene)
    assert_nothing_written(scene)
    scene.decide("held", "release")

    newcomers = ["Mina", "Otto"] if direction == "two_way" else ["Mina"]
    assert held == [(name, "held_restored_new") for name in newcomers]
    assert scene.names()[0].count("Mina") == 1
    assert scene.names()[1].count("Otto") == (direction == "two_way")
    assert scene.view().counts["linked"] == len(scene.names()[0])
    assert_calm(scene)


def test_what_people_made_since_and_shall_not_be_copied_is_let_go_of(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    backup = back_up(scene)
    scene.provider.add(someone("Mina"))
    scene = restored(scene, backup)

    scene.decide("held", "restore")

    assert "Mina" not in scene.names()[0]
    assert_calm(scene)


def test_something_new_that_is_deleted_while_it_waits_is_over(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    backup = back_up(scene)
    mina = scene.provider.add(someone("Mina"))
    scene = restored(scene, backup)

    scene.provider.remove(mina)
    scene.refresh()

    assert_calm(scene)


def test_a_person_made_anew_since_is_put_back_on_its_link(tmp_path: Path) -> None:
    """Edit beat delete after the backup: the person bears the link's name, and has another id."""
    scene = synced(tmp_path)
    backup = back_up(scene)
    old = person_of(scene, "Paul")
    scene.provider.edit(contact_of(scene, "Paul"), job_title="Einkauf")
    scene.crm.remove(old)
    scene.hear(old, is_gone=True)

    scene = restored(scene, backup)

    assert reasons(scene) == []
    assert person_of(scene, "Paul") in {link.crm.remote_id for link in scene.links()}
    assert_nothing_written(scene)
    assert_calm(scene)


def test_a_card_that_moved_since_is_put_back_on_its_link(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    backup = back_up(scene)
    scene.provider.move(contact_of(scene, "Paul"), RemoteId("/c/elsewhere"))

    scene = restored(scene, backup)

    assert reasons(scene) == []
    assert_nothing_written(scene)
    assert_calm(scene)


def test_a_create_that_was_open_in_the_backup_is_found_by_its_mark(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    mina = scene.provider.add(someone("Mina"))
    scene.crm.lost_answers = 1
    scene.app.refresh(scene.connection)
    while not [link for link in scene.links() if link.state is LinkState.CREATING]:
        scene.deliver()
    backup = back_up(scene)
    scene.work()
    scene.provider.edit(mina, job_title="Einkauf")
    scene.refresh()
    before = scene.names()

    scene = restored(scene, backup)

    assert scene.names() == before
    assert reasons(scene) == []
    assert_nothing_written(scene)
    assert scene.view().counts["linked"] == len(before[0])
    assert_calm(scene)


def test_a_listing_that_was_open_in_the_backup_brings_nobody_back(tmp_path: Path) -> None:
    """It had read a contact that nobody had copied yet, and that is gone by now."""
    scene = synced(tmp_path)
    mina = scene.provider.add(someone("Mina"))
    scene.clock.pass_by(DAY)
    sweep_links(scene.world)
    while scene.world.connections.get(scene.connection).phase is not Phase.APPLY:
        scene.deliver()
    backup = back_up(scene)
    scene.provider.remove(mina)

    scene = put_back(scene, backup, later=timedelta(hours=1))
    scene.app.mark_restored()
    scene.work()

    assert reasons(scene) == []
    assert_nothing_written(scene)
