"""A fetch that failed, came half or came empty is no deletion."""

from pathlib import Path

from tandem.domain.errors import Unavailable
from tests.usecases.scene import Scene, someone


def started(folder: Path) -> Scene:
    scene = Scene(folder)
    for number in range(20):
        scene.provider.add(someone(f"Eva{number}"))
    scene.start()
    scene.quiet()
    return scene


def test_a_listing_that_breaks_off_deletes_nothing(tmp_path: Path) -> None:
    """F4: half of the pages came."""
    scene = started(tmp_path)

    scene.provider.expired = True
    scene.provider.down_after_pages = 0
    scene.refresh()

    assert len(scene.crm.live()) == 20
    assert scene.crm.writes == []
    assert scene.state() == "waiting"


def test_a_side_that_suddenly_lists_nothing_deletes_nothing(tmp_path: Path) -> None:
    """F4: the answer is empty though nothing was deleted."""
    scene = started(tmp_path)

    scene.provider.unseen.update(scene.provider.items)
    scene.sweep()

    assert len(scene.crm.live()) == 20
    assert scene.crm.writes == []


def test_a_book_that_was_emptied_is_held_for_a_person(tmp_path: Path) -> None:
    """F4: everything really was deleted; the brake asks first."""
    scene = started(tmp_path)

    for contact in list(scene.provider.live()):
        scene.provider.remove(contact)
    scene.refresh()

    assert len(scene.crm.live()) >= 16
    assert scene.state() == "held"
    assert scene.view().counts["held"] >= 16


def test_a_cursor_that_the_server_forgot_writes_nothing(tmp_path: Path) -> None:
    """F5: a lost sync token lists anew; a healthy side isn't taken for an emptied one."""
    scene = started(tmp_path)

    scene.provider.expired = True
    scene.refresh()

    assert (scene.crm.writes, scene.provider.writes) == ([], [])
    assert scene.state() == "up_to_date"
    assert scene.view().counts["held"] == 0


def test_an_unreachable_side_is_tried_again_and_nothing_is_lost(tmp_path: Path) -> None:
    """F4: a 500 is no empty book."""
    scene = started(tmp_path)
    scene.provider.add(someone("Neu"))

    scene.provider.down = Unavailable("unreachable")
    scene.app.refresh(scene.connection)
    scene.deliver()
    assert scene.state() == "waiting"
    scene.provider.down = None
    scene.refresh()

    assert len(scene.crm.live()) == 21
