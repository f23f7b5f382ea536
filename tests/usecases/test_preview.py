"""The preview: writes nothing anywhere, and says what the start then does."""

import sqlite3
from pathlib import Path

import pytest

from tandem.domain.contact import Contact, Entry, Name
from tandem.domain.errors import Refused
from tandem.usecases.wish import Sought
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
    with sqlite3.connect(scene.folder / "tandem.db") as database:
        return list(database.iterdump())


@pytest.mark.parametrize("direction", ["one_way", "two_way"])
def test_a_preview_writes_nothing_anywhere(tmp_path: Path, direction: str) -> None:
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
