"""The preview: writes nothing anywhere, and says what the start then does."""

import sqlite3
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.contact import Contact, Entry, Name
from tandem.domain.errors import Refused
from tandem.domain.ids import RemoteId
from tandem.usecases.previewing.wish import Sought, Wish
from tests.usecases.scene import Scene, someone

INFO = (Entry("info@example.com", "work", primary=True),)


def filled(tmp_path: Path, **rules: object) -> Scene:
    """Of everything that a first sync can meet, a little."""
    scene = Scene(tmp_path)
    for number in range(3):
        scene.provider.add(someone(f"Neu{number}", organization="Muster AG"))
    for number in range(2):
        scene.crm.add(someone(f"Alt{number}"))
    scene.crm.add(someone("Gleich"))
    scene.provider.add(someone("Gleich"))
    scene.crm.add(someone("Mehr", job_title="Leitung"))
    scene.provider.add(someone("Mehr", notes="Ruft an"))
    scene.crm.add(someone("Streit", job_title="Leitung"))
    scene.provider.add(someone("Streit", job_title="Einkauf"))
    scene.crm.add(someone("Fremd"), in_scope=False)
    scene.provider.add(someone("Familie"), in_scope=False)
    scene.crm.add(someone("Anna", emails=INFO))
    scene.crm.add(someone("Ben", emails=INFO))
    scene.provider.add(someone("Cleo", emails=INFO))
    scene.crm.add(Contact(name=Name("Kim", family="Beispiel"), organization="Muster AG"))
    scene.provider.add(Contact(name=Name("Kim", family="Beispiel"), organization="Muster AG"))
    broken = scene.provider.add(someone("Kaputt"))
    scene.provider.items[broken].is_broken = True
    scene.connect(**rules)
    return scene


def stored(scene: Scene) -> list[str]:
    """All of the table, but for what previews found: that is kept to be paged through."""
    with sqlite3.connect(scene.folder / "tandem.db") as database:
        return [line for line in database.iterdump() if "VALUES('previews/" not in line]


@pytest.mark.parametrize("direction", ["one_way", "two_way"])
def test_a_preview_writes_nothing_but_what_it_found(tmp_path: Path, direction: str) -> None:
    scene = filled(tmp_path, direction=direction)
    before = stored(scene)

    scene.app.preview(scene.connection)

    assert stored(scene) == before
    assert scene.crm.writes == scene.provider.writes == []
    assert not scene.wakeups.sent
    assert {"ensure_fields", "subscribe", "upload_photo"}.isdisjoint(scene.desk.calls)
    assert scene.state() == "draft"


@pytest.mark.parametrize(("direction", "conflicts"), [("one_way", 0), ("two_way", 1)])
def test_a_start_does_what_the_preview_said(tmp_path: Path, direction: str, conflicts: int) -> None:
    scene = filled(tmp_path, direction=direction)

    said = scene.app.preview(scene.connection)
    scene.app.start(scene.connection)
    scene.work()

    done = [(one.side, one.action) for one in scene.app.history(scene.connection).items]
    assert said.create == {"crm": done.count(("crm", "create")), "provider": done.count(("provider", "create"))}
    assert said.update == {"crm": done.count(("crm", "update")), "provider": done.count(("provider", "update"))}
    assert said.delete == {"crm": 0, "provider": 0}
    assert said.link + said.create["crm"] + said.create["provider"] == scene.view().counts["linked"]
    assert said.conflicts == scene.view().counts["conflicts"] == conflicts
    assert said.parked == scene.view().counts["parked"] == 1
    assert said.review == sum(1 for one in scene.waiting("review") if one.side == "provider")


@pytest.mark.parametrize(("direction", "to_provider"), [("one_way", 0), ("two_way", 2)])
def test_the_counts_are_those_of_the_two_books(tmp_path: Path, direction: str, to_provider: int) -> None:
    scene = filled(tmp_path, direction=direction)

    said = scene.app.preview(scene.connection)

    assert (said.link, said.create) == (3, {"crm": 3, "provider": to_provider})
    assert said.review == 2
    assert said.tokens > 0
    assert said.days == 1


def test_each_item_says_what_would_happen_and_why(tmp_path: Path) -> None:
    scene = filled(tmp_path)

    items = {(one.action, one.side, one.name.split()[0], one.why) for one in scene.app.preview(scene.connection).items}

    assert ("create", "crm", "Neu0", "new_at_provider") in items
    assert ("create", "provider", "Alt0", "new_at_crm") in items
    assert ("link", None, "Gleich", "same_person") in items
    assert ("conflict", "provider", "Streit", "job_title") in items
    assert ("review", None, "Cleo", "ambiguous") in items
    assert ("review", None, "Kim", "same_name") in items
    assert not [name for _, _, name, _ in items if name in {"Fremd", "Familie"}]


def test_many_items_come_in_pages_that_add_up(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    for number in range(230):
        scene.provider.add(someone(f"Eva{number}"))
    scene.connect()

    names, after = [], ""
    while True:
        page = scene.app.preview(scene.connection, after)
        names += [one.name for one in page.items]
        after = page.next
        if not after:
            break

    assert len(names) == len(set(names)) == 230


@pytest.mark.parametrize(
    ("sought", "names"),
    [
        (Sought(query="EVA1"), {"Eva1", "Eva10", "Eva11"}),
        (Sought(action="create", side="crm", query="eva3"), {"Eva3"}),
        (Sought(side="provider"), set()),
        (Sought(action="link"), set()),
    ],
)
def test_only_what_is_sought_is_listed_and_all_is_counted(tmp_path: Path, sought: Sought, names: set[str]) -> None:
    scene = Scene(tmp_path)
    for number in range(12):
        scene.provider.add(someone(f"Eva{number}"))
    scene.connect()

    said = scene.app.preview(scene.connection, sought=sought)

    assert {one.name.split()[0] for one in said.items} == names
    assert said.create["crm"] == 12


@pytest.mark.parametrize("after", ["x", "-1", "²", "1" * 5000])
def test_a_page_that_ends_nowhere_is_refused(tmp_path: Path, after: str) -> None:
    scene = Scene(tmp_path)
    scene.connect()

    with pytest.raises(Refused, match="bad_cursor"):
        scene.app.preview(scene.connection, after)


def test_a_preview_of_a_running_sync_says_what_is_left(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.provider.add(someone("Paul"))
    scene.start()
    scene.provider.add(someone("Eva"))

    said = scene.app.preview(scene.connection)

    assert (said.link, said.create) == (0, {"crm": 1, "provider": 0})


def under_way(tmp_path: Path, **rules: object) -> Scene:
    """A sync that is in step, and of everything that may happen to it next, a little."""
    scene = Scene(tmp_path)
    for name in ("Ada", "Bea", "Cora", "Dora", "Eva", "Fee", "Gerd"):
        scene.provider.add(someone(name, job_title="Einkauf"))
    scene.crm.add(someone("Gerd"))
    scene.start(**rules)
    scene.clock.pass_by(timedelta(days=2))
    scene.provider.edit(card_of(scene, "Ada"), job_title="Leitung")
    scene.crm.edit(scene.crm_of("Bea"), job_title="Vertrieb")
    scene.provider.edit(card_of(scene, "Cora"), job_title="Lager")
    scene.crm.edit(scene.crm_of("Cora"), job_title="Presse")
    scene.provider.remove(card_of(scene, "Dora"))
    scene.crm.remove(scene.crm_of("Eva"))
    scene.provider.edit(card_of(scene, "Fee"), notes="Neu")
    scene.provider.remove(card_of(scene, "Gerd"))
    scene.provider.add(someone("Hans"))
    return scene


def card_of(scene: Scene, given: str) -> RemoteId:
    return next(remote for remote, one in scene.provider.live().items() if one.name.given == given)


def deeds(scene: Scene) -> Counter[tuple[str, str]]:
    return Counter((one.action, one.side) for one in scene.app.history(scene.connection).items)


@pytest.mark.parametrize("direction", ["one_way", "two_way"])
def test_what_is_in_step_is_previewed_too_and_happens_as_it_was_said(tmp_path: Path, direction: str) -> None:
    scene = under_way(tmp_path, direction=direction)
    before = deeds(scene)

    said = scene.app.preview(scene.connection)
    scene.sweep()

    done = deeds(scene) - before
    counts = {"create": said.create, "update": said.update, "delete": said.delete}
    foreseen = {(act, side): count for act, by in counts.items() for side, count in by.items() if count}
    assert foreseen == {key: count for key, count in done.items() if key[0] != "link"}
    assert said.conflicts == scene.view().counts["conflicts"]
    assert said.held == scene.view().counts["held"] >= 1


def test_each_deed_to_what_is_in_step_says_why(tmp_path: Path) -> None:
    scene = under_way(tmp_path)

    items = {(one.action, one.side, one.name.split()[0]) for one in scene.app.preview(scene.connection).items}

    assert items >= {
        ("update", "crm", "Ada"),
        ("update", "provider", "Bea"),
        ("conflict", "provider", "Cora"),
        ("delete", "crm", "Dora"),
        ("delete", "provider", "Eva"),
        ("update", "crm", "Fee"),
        ("hold", "crm", "Gerd"),
        ("create", "crm", "Hans"),
    }


def test_other_rules_are_seen_in_what_is_in_step(tmp_path: Path) -> None:
    scene = under_way(tmp_path)

    kept = scene.app.preview(scene.connection, wish=Wish({"deletes": "keep"}))

    assert (kept.delete, kept.held) == ({"crm": 0, "provider": 0}, 0)


def test_a_preview_of_a_sync_that_is_in_step_is_empty(tmp_path: Path) -> None:
    scene = filled(tmp_path)
    scene.app.start(scene.connection)
    scene.work()

    said = scene.app.preview(scene.connection)

    assert {one.action for one in said.items} <= {"review"}
    assert said.held == 0
