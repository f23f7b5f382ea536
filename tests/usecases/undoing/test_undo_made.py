"""An undo of what a run made or linked: it goes, or is let go of, unless somebody has a use for it by now."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from tandem.domain.contact import Entry, Side
from tandem.domain.ids import RunId
from tandem.domain.link import LinkState
from tandem.ports import Failed, Write, Written
from tandem.state.changes import Note
from tests.usecases.scene import Scene, someone
from tests.usecases.undoing.undos import assert_at_rest, books, both_directions, last_run, left, linked, undone

# --- items that were made ----------------------------------------------------------------------------------------


@both_directions
def test_what_a_run_made_goes_and_is_not_made_again(tmp_path: Path, direction: str) -> None:
    scene, _, contact = linked(tmp_path, direction)

    undone(scene)

    assert scene.names() == ([], ["Paul"])
    assert (scene.link().state, scene.view().counts["linked"]) == (LinkState.UNLINKED, 0)
    scene.provider.edit(contact, notes="Neu")
    assert_at_rest(scene)


def test_what_a_run_made_in_the_address_book_goes_and_its_person_stays(tmp_path: Path) -> None:
    scene, _, _ = linked(tmp_path)
    eva = scene.crm.add(someone("Eva"))
    scene.hear(eva)

    undone(scene)

    assert scene.names() == (["Eva", "Paul"], ["Paul"])
    scene.crm.edit(eva, notes="Neu")
    assert_at_rest(scene)


@both_directions
def test_what_was_made_and_edited_since_is_left_alone_and_told(tmp_path: Path, direction: str) -> None:
    scene, person, _ = linked(tmp_path, direction)
    run = last_run(scene)
    scene.crm.edit(person, notes="Wichtig")
    scene.hear(person)

    undone(scene, run)

    assert person in scene.crm.live()
    assert left(scene) == [("crm", None, "undo_edited")]
    assert scene.link().state is LinkState.LIVE
    assert_at_rest(scene)


def test_the_brake_holds_what_an_undo_would_delete(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    for number in range(12):
        scene.provider.add(someone(f"Eva{number}"))
    scene.start()

    undone(scene)
    deleted = 12 - len(scene.crm.live())
    held = scene.waiting("held")
    assert_at_rest(scene)

    assert 0 < deleted < 12
    assert len(held) == 12 - deleted
    scene.decide("held", "release")
    assert scene.names()[0] == []
    assert len(scene.provider.live()) == 12
    assert_at_rest(scene)


def test_what_an_undo_would_delete_stays_if_a_person_says_so(tmp_path: Path) -> None:
    scene, person, contact = linked(tmp_path)
    scene.desk.open_deals.add(person)

    undone(scene)
    held = [(one.reason, one.undo) for one in scene.waiting("held")]
    scene.decide("held", "restore")
    scene.provider.edit(contact, notes="Neu")
    scene.refresh()

    assert held == [("held_open_deals", True)]
    assert scene.crm.live()[person].notes == "Neu"
    assert_at_rest(scene)


def test_a_person_that_another_connection_has_too_is_held(tmp_path: Path) -> None:
    scene, person, _ = linked(tmp_path)
    scene.crm.items[person].owner = None

    undone(scene)

    assert [one.reason for one in scene.waiting("held")] == ["held_not_owned"]
    assert person in scene.crm.live()


@both_directions
def test_an_undone_create_is_made_again_by_undoing_the_undo(tmp_path: Path, direction: str) -> None:
    scene, _, contact = linked(tmp_path, direction)
    undo = undone(scene)
    scene.provider.edit(contact, notes="Neu")
    scene.refresh()

    undone(scene, undo)

    assert scene.names() == (["Paul"], ["Paul"])
    assert scene.crm.live()[scene.person()].notes == "Neu"
    assert (scene.link().state, scene.view().counts["linked"]) == (LinkState.LIVE, 1)
    assert_at_rest(scene)


def test_a_deletion_that_was_cut_off_is_told_though_the_card_is_back_under_another_href(tmp_path: Path) -> None:
    """An undo died in it, and only the new href was heard of. The link follows the card by its UID; first it is told
    what its write did there.
    """
    scene = Scene(tmp_path)
    scene.crm.add(someone("Eva"))
    scene.start()
    contact, run = scene.contact(), scene.app.history(scene.connection).items[0].run
    write = scene.provider.write

    def cut_off(writes: Sequence[Write]) -> Iterator[Written | Failed]:
        list(write(writes))
        raise KeyboardInterrupt

    scene.app.undo_run(RunId(run))
    unfinished = scene.wakeups.sent[0]
    scene.provider.write = cut_off
    with suppress(KeyboardInterrupt):
        scene.work()
    scene.provider.write = write
    back = scene.provider.add(someone("Eva"), uid=scene.provider.items[contact].uid)
    scene.world.changes.note_all(scene.connection, [Note(Side.PROVIDER, back, scene.clock.now())])

    scene.wakeups.sent.append(unfinished)
    scene.work()

    told = [one.action for one in reversed(scene.app.history(scene.connection).items)]
    assert told[:3] == ["create", "delete", "relink"]


# --- twins that were linked --------------------------------------------------------------------------------------


def test_twins_that_a_run_linked_are_let_go_of_as_they_were(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    person = scene.crm.add(someone("Paul", job_title="Vertrieb", phones=(Entry("+49 30 1", "work"),)))
    contact = scene.provider.add(someone("Paul", job_title="Leitung", phones=(Entry("+49 30 2", "home"),)))
    before = books(scene)
    scene.start()
    scene.decide("conflicts", "dismiss")

    undone(scene)

    assert books(scene) == before
    assert scene.link().state is LinkState.UNLINKED
    scene.crm.edit(person, notes="Neu")
    scene.provider.edit(contact, notes="Anders")
    assert_at_rest(scene)


def test_twins_that_an_undo_let_go_of_are_linked_again_with_what_was_edited_meanwhile(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    person = scene.crm.add(someone("Paul", job_title="Vertrieb"))
    contact = scene.provider.add(someone("Paul", notes="Neu"))
    scene.start()
    undo = undone(scene)
    scene.crm.edit(person, organization="Muster AG")

    undone(scene, undo)

    for side in (scene.crm.live()[person], scene.provider.live()[contact]):
        assert (side.job_title, side.notes, side.organization) == ("Vertrieb", "Neu", "Muster AG")
    assert scene.link().state is LinkState.LIVE
    assert_at_rest(scene)
