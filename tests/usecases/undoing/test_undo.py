"""An undo puts back what a run wrote, side by side, and leaves alone whatever a person did since."""

from pathlib import Path

from tandem.domain.contact import Entry
from tandem.domain.ids import EntryId, RunId
from tests.usecases.scene import Scene, someone
from tests.usecases.undoing.undos import assert_at_rest, both_directions, last_run, left, linked, newest, undone


@both_directions
def test_what_a_run_wrote_is_put_back_and_what_a_person_typed_stays(tmp_path: Path, direction: str) -> None:
    scene, person, contact = linked(tmp_path, direction)
    scene.provider.edit(contact, job_title="Leitung", notes="Neu")
    scene.refresh()

    undone(scene)

    assert (scene.crm.live()[person].job_title, scene.crm.live()[person].notes) == ("Einkauf", "")
    assert (scene.provider.live()[contact].job_title, scene.provider.live()[contact].notes) == ("Leitung", "Neu")
    assert scene.provider.writes == []
    assert_at_rest(scene)


def test_an_undo_is_told_in_the_history_of_a_run_of_its_own(tmp_path: Path) -> None:
    scene, _, contact = linked(tmp_path)
    scene.provider.edit(contact, job_title="Leitung")
    scene.refresh()

    run = undone(scene)

    told = newest(scene)
    assert (told.run, told.side, told.action, told.rule) == (run, "crm", "update", "undone")
    assert [(one.name, one.before, one.after) for one in told.fields] == [("job_title", "Leitung", "Einkauf")]
    view = scene.app.run(run)
    assert (view.kind, view.state, view.counts, view.done, view.total) == ("undo", "done", {"updated": 1}, 1, 1)


def test_an_undo_can_be_undone_and_that_again(tmp_path: Path) -> None:
    scene, person, contact = linked(tmp_path)
    scene.provider.edit(contact, job_title="Leitung")
    scene.refresh()
    titles = []

    run = last_run(scene)
    for _ in range(3):
        run = undone(scene, run)
        titles.append(scene.crm.live()[person].job_title)

    assert titles == ["Einkauf", "Leitung", "Einkauf"]
    assert_at_rest(scene)


def test_a_field_that_was_edited_since_is_left_alone_and_told(tmp_path: Path) -> None:
    scene, person, contact = linked(tmp_path)
    scene.provider.edit(contact, job_title="Leitung", notes="Neu")
    scene.refresh()
    run = last_run(scene)
    scene.crm.edit(person, notes="Noch neuer")
    scene.hear(person)

    undone(scene, run)

    assert (scene.crm.live()[person].job_title, scene.crm.live()[person].notes) == ("Einkauf", "Noch neuer")
    assert left(scene) == [("crm", "notes", "undo_edited")]
    (told,) = scene.waiting("conflicts")
    assert (told.name, told.won, told.lost) == ("Paul Beispiel", "Noch neuer", None)
    assert_at_rest(scene)


def test_what_an_undo_left_alone_can_be_taken_after_all(tmp_path: Path) -> None:
    scene, person, contact = linked(tmp_path)
    scene.provider.edit(contact, job_title="Leitung")
    scene.refresh()
    run = last_run(scene)
    scene.crm.edit(person, job_title="Vorstand")
    scene.hear(person)
    undone(scene, run)

    scene.decide("conflicts", "swap")

    assert scene.crm.live()[person].job_title == "Einkauf"
    assert scene.waiting("conflicts") == []
    assert_at_rest(scene)


def test_an_edit_that_nobody_heard_of_yet_travels_first_and_is_not_overwritten(tmp_path: Path) -> None:
    scene, person, contact = linked(tmp_path)
    scene.provider.edit(contact, job_title="Leitung")
    scene.refresh()
    scene.crm.edit(person, job_title="Vorstand", phones=(Entry("+49 30 7", "work"),))

    undone(scene)

    for side in (scene.crm.live()[person], scene.provider.live()[contact]):
        assert side.job_title == "Vorstand"
        assert [one.value for one in side.phones] == ["+49 30 7"]
    assert left(scene) == [("crm", "job_title", "undo_edited")]
    assert_at_rest(scene)


def test_of_several_runs_only_the_one_that_is_named_is_taken_back(tmp_path: Path) -> None:
    scene, person, contact = linked(tmp_path)
    scene.provider.edit(contact, job_title="Leitung")
    scene.refresh()
    first = last_run(scene)
    scene.provider.edit(contact, notes="Neu")
    scene.refresh()

    undone(scene, first)

    assert (scene.crm.live()[person].job_title, scene.crm.live()[person].notes) == ("Einkauf", "Neu")


def test_one_entry_is_taken_back_and_the_other_side_keeps_its_own(tmp_path: Path) -> None:
    scene, person, contact = linked(tmp_path)
    scene.crm.edit(person, notes="Neu")
    scene.provider.edit(contact, job_title="Leitung")
    scene.refresh()

    scene.app.undo_entry(EntryId(newest(scene, side="provider").id), record=False)
    scene.work()

    assert (scene.crm.live()[person].job_title, scene.provider.live()[contact].notes) == ("Leitung", "")
    assert_at_rest(scene)


def test_all_that_a_run_did_to_one_contact_is_taken_back(tmp_path: Path) -> None:
    scene, person, contact = linked(tmp_path)
    other = scene.provider.add(someone("Eva"))
    scene.refresh()
    scene.crm.edit(person, notes="Neu")
    scene.provider.edit(contact, job_title="Leitung")
    scene.provider.edit(other, job_title="Vertrieb")
    scene.refresh()
    entry = next(one for one in scene.app.history(scene.connection).items if one.name.startswith("Paul"))

    scene.app.undo_entry(EntryId(entry.id), record=True)
    scene.work()

    assert (scene.crm.live()[person].job_title, scene.provider.live()[contact].notes) == ("Einkauf", "")
    assert "Vertrieb" in [one.job_title for one in scene.crm.live().values()]
    assert_at_rest(scene)


def test_one_way_an_undo_never_writes_to_the_provider(tmp_path: Path) -> None:
    scene, person, _ = linked(tmp_path)
    scene.crm.edit(person, notes="Neu")
    scene.hear(person)
    run = last_run(scene)
    scene.app.set_rules(scene.connection, {"direction": "one_way"})
    scene.work()
    scene.quiet()

    undone(scene, run)

    assert scene.provider.writes == []
    assert left(scene) == [("provider", "notes", "undo_one_way")]


def test_history_tells_of_an_undo_at_the_provider_while_the_person_is_out_of_sight(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Eva"))
    scene.start()
    scene.crm.edit(scene.person(), job_title="Leitung")
    scene.hear(scene.person())
    run = scene.app.history(scene.connection).items[0].run
    scene.crm.unseen = {scene.person()}

    scene.app.undo_run(RunId(run))
    scene.work()

    assert scene.provider.live()[contact].job_title == ""
    assert [(one.side, one.action) for one in scene.app.history(scene.connection).items[:1]] == [("provider", "update")]
    assert scene.app.history(scene.connection).items[0].rule == "undone"
