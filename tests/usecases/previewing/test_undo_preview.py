"""The preview of an undo: writes nothing anywhere, and says what the undo then does."""

import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from tandem.domain.contact import Entry
from tandem.domain.errors import Refused
from tandem.domain.ids import EntryId, RunId
from tests.usecases.scene import Scene, someone


def messy(tmp_path: Path) -> tuple[Scene, RunId]:
    """A first sync of everything that a run can do, some of it edited since."""
    scene = Scene(tmp_path)
    for number in range(3):
        scene.provider.add(someone(f"Neu{number}"))
        scene.crm.add(someone(f"Alt{number}"))
        scene.crm.add(someone(f"Paar{number}", job_title="Vertrieb", phones=(Entry("+49 30 1", "work"),)))
        scene.provider.add(someone(f"Paar{number}", notes="Neu"))
    scene.start()
    run = RunId(scene.app.history(scene.connection).items[0].run)
    edited = next(remote for remote, one in scene.crm.live().items() if one.name.given == "Neu0")
    scene.crm.edit(edited, notes="Wichtig")
    paired = next(remote for remote, one in scene.crm.live().items() if one.name.given == "Paar1")
    scene.crm.edit(paired, notes="Anders")
    deal = next(remote for remote, one in scene.crm.live().items() if one.name.given == "Neu1")
    scene.desk.open_deals.add(deal)
    scene.refresh()
    scene.quiet()
    return scene, run


def stored(scene: Scene) -> list[str]:
    with sqlite3.connect(scene.folder / "tandem.db") as database:
        return list(database.iterdump())


def test_it_writes_nothing_anywhere(tmp_path: Path) -> None:
    scene, run = messy(tmp_path)
    before = stored(scene)

    scene.app.preview_undo_of_run(run)

    assert stored(scene) == before
    assert scene.crm.writes == scene.provider.writes == []
    assert not scene.wakeups.sent


def test_the_undo_does_what_the_preview_said(tmp_path: Path) -> None:
    scene, run = messy(tmp_path)

    said = scene.app.preview_undo_of_run(run)
    undo = scene.app.undo_run(run)
    scene.work()

    done = Counter((one.side, one.action) for one in scene.app.history(scene.connection, run=undo).items)
    for action, counts in (("create", said.create), ("update", said.update), ("delete", said.delete)):
        assert counts == {side: done[side, action] for side in ("crm", "provider")}, action
    assert said.held == len(scene.waiting("held")) == 1
    assert said.left == len(scene.waiting("conflicts")) == 2
    assert sum(one.action == "unlink" for one in said.items) == done["crm", "unlink"] == 3


def test_each_item_says_what_would_happen_and_why(tmp_path: Path) -> None:
    scene, run = messy(tmp_path)

    items = scene.app.preview_undo_of_run(run).items

    told = {(one.action, one.side, one.name.split()[0], one.why) for one in items}
    assert ("delete", "crm", "Neu2", "undone") in told
    assert ("hold", "crm", "Neu1", "held_open_deals") in told
    assert ("leave", "crm", "Neu0", "undo_edited") in told
    assert ("leave", "crm", "Paar1", "undo_edited") in told
    update = next(one for one in items if one.action == "update" and one.side == "crm" and one.name.startswith("Paar0"))
    assert [(one.name, one.before, one.after) for one in update.fields] == [("notes", "Neu", None)]
    spared = next(one for one in items if one.action == "leave" and one.name.startswith("Paar1"))
    assert [(one.name, one.before, one.after) for one in spared.fields] == [("notes", "Anders", None)]


def test_what_the_brake_would_hold_is_said(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    for number in range(12):
        scene.provider.add(someone(f"Eva{number}"))
    scene.start()
    run = RunId(scene.app.history(scene.connection).items[0].run)

    said = scene.app.preview_undo_of_run(run)
    scene.app.undo_run(run)
    scene.work()

    assert said.delete["crm"] == 12 - len(scene.crm.live())
    assert said.held == len(scene.waiting("held")) > 0
    assert {one.why for one in said.items if one.action == "hold"} == {"brake"}


def test_one_entry_is_previewed_alone(tmp_path: Path) -> None:
    scene, _ = messy(tmp_path)
    entry = next(one for one in scene.app.history(scene.connection).items if one.name.startswith("Neu2"))

    said = scene.app.preview_undo_of_entry(EntryId(entry.id), record=False)

    assert [(one.action, one.name) for one in said.items] == [("delete", "Neu2 Beispiel")]


def test_many_items_come_in_pages_that_add_up(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    for number in range(230):
        scene.provider.add(someone(f"Eva{number}"))
    scene.start()
    run = RunId(scene.app.history(scene.connection).items[0].run)

    names, after = [], ""
    while True:
        page = scene.app.preview_undo_of_run(run, after)
        names += [one.name for one in page.items]
        after = page.next
        if not after:
            break

    assert len(names) == len(set(names)) == 230


def test_what_is_refused_to_the_undo_is_refused_to_its_preview(tmp_path: Path) -> None:
    scene, run = messy(tmp_path)
    scene.app.pause(scene.connection)

    with pytest.raises(Refused) as refused:
        scene.app.preview_undo_of_run(run)

    assert refused.value.reason == "undo_paused"
