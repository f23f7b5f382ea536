"""What history told is found again: narrowed down, searched for, by its run, page by page."""

from datetime import timedelta
from pathlib import Path

from tests.usecases.scene import Scene, someone
from tests.usecases.writing.entries import told


def test_what_is_told_can_be_narrowed_down(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.provider.add(someone("Paul"))
    scene.crm.add(someone("Eva"))
    scene.start()
    first, second = told(scene)
    run = scene.view().last_run
    scene.provider.edit(scene.provider.add(someone("Kim")), notes="Neu")
    scene.refresh()

    def names(**wanted: str) -> list[str]:
        return [one.name for one in scene.app.history(scene.connection, **wanted).items]

    assert names(link=first.link) == [first.name]
    assert names(side="provider") == ["Eva Beispiel"]
    assert run is not None
    assert sorted(names(run=run.id)) == sorted([first.name, second.name])
    assert names(run=run.id, side="crm", link="nobody") == []


def test_what_a_run_wrote_is_found_however_much_was_written_since(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    ids = [scene.provider.add(someone(f"Eva{number}")) for number in range(60)]
    scene.start()
    first = scene.view().last_run
    for number in range(4):
        scene.clock.pass_by(timedelta(hours=1))
        for one in ids:
            scene.provider.edit(one, notes=f"Neu {number}")
        scene.refresh()

    assert first is not None
    page = scene.app.history(scene.connection, run=first.id)
    rest = scene.app.history(scene.connection, page.next, run=first.id)

    assert len({one.link for one in (*page.items, *rest.items)}) == 60
    assert {one.run for one in (*page.items, *rest.items)} == {first.id}
    assert rest.next == ""


def test_a_connection_is_shown_although_its_last_run_is_forgotten(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.provider.add(someone("Paul"))
    scene.start()

    scene.clock.pass_by(timedelta(days=31))

    assert scene.view().last_run is None
    assert [one.id for one in scene.app.connections()] == [scene.connection]


def test_a_search_finds_what_no_first_page_shows(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    for number in range(130):
        scene.provider.add(someone(f"Eva{number}", "Weiß"))
    scene.start()

    def names(query: str) -> list[str]:
        found, after = [], ""
        while True:
            page = scene.app.links(scene.connection, query, after)
            found += [one.name for one in page.items]
            after = page.next
            if not after:
                return found

    assert names("eva77 WEISS") == ["Eva77 Weiß"]
    assert len(names("weiss")) == len(set(names("weiss"))) == len(names("")) == 130
    assert names("Weiß Eva77") == []


def test_a_long_history_comes_in_pages(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    for number in range(120):
        scene.provider.add(someone(f"Eva{number}"))
    scene.start()

    names, after = [], ""
    while True:
        page = scene.app.history(scene.connection, after, side="crm")
        names += [one.name for one in page.items]
        after = page.next
        if not after:
            break

    assert len(names) == len(set(names)) == 120
