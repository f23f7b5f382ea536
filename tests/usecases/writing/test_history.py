"""History tells of every write, on either side, once, however it came about and wherever it was cut off."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.contact import Photo, Side
from tandem.domain.errors import Rejected
from tandem.domain.ids import ConnectionId, RemoteId
from tandem.ports import Change, Creation, Removal
from tandem.state.changes import Note
from tandem.usecases.seeing.views import HistoryView
from tests.memory import PNG
from tests.usecases.cutting import Cut, Scissors
from tests.usecases.restarting import restarted
from tests.usecases.scene import Scene, someone

NAMES: dict[type, str] = {Change: "update", Creation: "create", Removal: "delete"}
WRITES = {"create", "update", "delete"}


def told(scene: Scene) -> list[HistoryView]:
    """Oldest first."""
    return list(scene.app.history(scene.connection).items)[::-1]


def of(scene: Scene, action: str) -> list[HistoryView]:
    return [one for one in told(scene) if one.action == action]


def linked(tmp_path: Path, scissors: Scissors | None = None, **rules: object) -> tuple[Scene, RemoteId, RemoteId]:
    scene = Scene(tmp_path, scissors=scissors)
    contact = scene.provider.add(someone("Paul", job_title="Einkauf"))
    scene.start(**rules)
    scene.quiet()
    return scene, scene.person(), contact


# --- each way of writing -----------------------------------------------------------------------------------------


def test_adopted_twins_that_are_merged_are_told_as_linked_and_each_write_beside_it(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.crm.add(someone("Paul", job_title="Vertrieb"))
    scene.provider.add(someone("Paul", notes="Neu"))

    scene.start()

    assert sorted((one.action, one.side) for one in told(scene)) == [
        ("link", "crm"),
        ("update", "crm"),
        ("update", "provider"),
    ]
    assert len({one.id for one in told(scene)}) == 3


def test_adopted_twins_that_are_alike_are_told_as_linked(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.crm.add(someone("Paul"))
    scene.provider.add(someone("Paul"))

    scene.start()

    (link,) = told(scene)
    assert (link.action, link.name, link.rule) == ("link", "Paul Beispiel", "adopted")


def test_a_photo_is_told(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Paul", photo=Photo("ab", "image/png")))
    _with_photo(scene, contact, PNG)

    scene.start(direction="one_way")

    (update,) = of(scene, "update")
    assert [(one.name, one.before, one.after) for one in update.fields] == [("photo", None, ["ab", "image/png"])]
    assert (update.side, update.rule) == ("crm", "picture")


def test_a_photo_is_told_once_whatever_else_changes_later(tmp_path: Path) -> None:
    """Pipedrive doesn't show whether a person has a picture."""
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Paul", photo=Photo("ab", "image/png")))
    _with_photo(scene, contact, PNG)
    scene.start(direction="one_way")

    for notes in ("Neu", "Neuer"):
        scene.provider.edit(contact, notes=notes)
        scene.refresh()

    told = [field for one in scene.app.history(scene.connection).items for field in one.fields if field.name == "photo"]
    assert len(told) == 1
    assert scene.desk.calls.count("upload_photo") == 1


def test_a_photo_that_is_refused_is_not_told(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Paul", photo=Photo("ab", "image/png")))
    _with_photo(scene, contact, b"no picture")

    scene.start(direction="one_way")

    assert of(scene, "update") == []


def _with_photo(scene: Scene, contact: RemoteId, content: bytes) -> None:
    """The side in memory has pictures only where a test gives them."""
    shown = scene.provider._seen
    scene.provider._seen = lambda remote: replace(shown(remote), photo=content if remote == contact else None)


def test_a_removal_at_the_end_of_a_sync_is_told(tmp_path: Path) -> None:
    scene, _, _ = linked(tmp_path)

    scene.app.stop(scene.connection, remove=True)
    scene.work()

    (delete,) = of(scene, "delete")
    assert (delete.side, delete.rule, delete.name) == ("crm", "stopped", "Paul Beispiel")


def test_a_deletion_that_a_person_released_is_told(tmp_path: Path) -> None:
    scene, person, contact = linked(tmp_path)
    scene.desk.open_deals.add(person)
    scene.provider.remove(contact)
    scene.refresh()

    scene.decide("held", "release")

    (delete,) = of(scene, "delete")
    assert (delete.side, delete.rule) == ("crm", "released")


def test_a_card_under_a_new_address_is_told(tmp_path: Path) -> None:
    scene, _, contact = linked(tmp_path)

    scene.provider.move(contact, RemoteId("/c/moved"))
    scene.refresh()

    (relink,) = of(scene, "relink")
    assert [(one.before, one.after) for one in relink.fields] == [(contact, "/c/moved")]
    assert (relink.side, relink.rule, relink.name) == ("provider", "moved", "Paul Beispiel")


def test_a_person_that_was_merged_into_another_is_told(tmp_path: Path) -> None:
    scene, person, _ = linked(tmp_path)
    survivor = scene.crm.add(someone("Paul"), in_scope=False)
    scene.crm.merge(person, survivor)

    scene.hear(person, is_gone=True, successor=survivor)

    (relink,) = of(scene, "relink")
    assert [(one.before, one.after) for one in relink.fields] == [(person, survivor)]
    assert (relink.side, relink.rule) == ("crm", "merged")


def test_a_write_of_which_the_other_half_was_refused_is_told(tmp_path: Path) -> None:
    """The CRM took its half, the address book refused its own: parked, and nobody looks again for a while."""
    scene, person, contact = linked(tmp_path)
    scene.crm.edit(person, job_title="Vertrieb")
    scene.provider.edit(contact, notes="Neu")
    scene.provider.refused[contact] = Rejected("too_large")

    scene.refresh()

    (update,) = of(scene, "update")
    assert (update.side, [one.name for one in update.fields]) == ("crm", ["notes"])
    assert [one.reason for one in scene.waiting("parked")] == ["too_large"]


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


# --- cut off -----------------------------------------------------------------------------------------------------


def _edit_one(scene: Scene) -> None:
    scene.provider.edit(scene.contact(), job_title="Leitung")
    scene.app.refresh(scene.connection)


def _edit_both(scene: Scene) -> None:
    scene.crm.edit(scene.person(), notes="Neu")
    _edit_one(scene)


def _delete(scene: Scene) -> None:
    scene.provider.remove(scene.contact())
    scene.app.refresh(scene.connection)


def _make(scene: Scene) -> None:
    scene.crm.add(someone("Eva"))
    scene.app.refresh(scene.connection)


def _meet(scene: Scene) -> None:
    scene.crm.add(someone("Kim", notes="Neu"), in_scope=False)
    scene.provider.add(someone("Kim", job_title="Leitung"))
    scene.app.refresh(scene.connection)


def _stop(scene: Scene) -> None:
    scene.app.stop(scene.connection, remove=True)


@pytest.mark.parametrize("deed", [_edit_one, _edit_both, _delete, _make, _meet, _stop], ids=lambda it: it.__name__)
def test_a_write_is_told_once_wherever_it_was_cut_off(tmp_path: Path, deed: Callable[[Scene], None]) -> None:
    whole, _, _ = linked(tmp_path / "whole", Scissors())
    _armed(whole, deed)
    assert whole.scissors is not None
    assert whole.scissors.calls > 3

    for at in range(1, whole.scissors.calls + 1):
        for is_after in (False, True):
            scene, _, _ = linked(tmp_path / f"{at}-{is_after}", Scissors(at, is_after))
            connection = scene.connection
            try:
                _armed(scene, deed)
            except Cut:
                scene = _restarted(scene, connection)
            assert _writes(scene) == _told_writes(scene), f"cut at {at} ({whole.scissors.names[at - 1]}, {is_after})"


def _armed(scene: Scene, deed: Callable[[Scene], None]) -> None:
    """What a person does is acknowledged whole; the work that follows is cut off."""
    assert scene.scissors is not None
    deed(scene)
    scene.scissors.is_armed = True
    scene.work()


def _restarted(scene: Scene, connection: ConnectionId) -> Scene:
    again = restarted(scene)
    again.connection = connection
    for side in Side:
        replica = again.crm if side is Side.CRM else again.provider
        notes = [Note(side, remote, again.clock.now()) for remote in replica.items]
        again.world.changes.note_all(connection, notes if again.state() != "stopped" else [])
    again.clock.pass_by(timedelta(minutes=1))
    return again.refresh() if again.state() != "stopped" else again.work()


def _writes(scene: Scene) -> list[tuple[str, str]]:
    sides = ((Side.CRM, scene.crm), (Side.PROVIDER, scene.provider))
    return sorted((str(side), NAMES[type(one)]) for side, replica in sides for one in replica.writes)


def _told_writes(scene: Scene) -> list[tuple[str, str]]:
    since = [one for one in told(scene) if one.action in WRITES]
    return sorted((str(one.side), one.action) for one in since[1:])
