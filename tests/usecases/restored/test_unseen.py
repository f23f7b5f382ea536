"""What can't be seen when a backup was put back, is out of scope, or waits: it is compared later."""

from pathlib import Path

from tandem.domain.contact import Photo
from tandem.domain.errors import Unavailable
from tests.usecases.restored.backups import (
    assert_nothing_written,
    back_up,
    contact_of,
    person_of,
    put_back,
    reasons,
    restored,
    synced,
)


def test_a_pair_that_could_not_be_seen_is_held_once_it_can(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    backup = back_up(scene)
    paul = person_of(scene, "Paul")
    scene.crm.edit(paul, job_title="Einkauf")
    scene.crm.unseen.add(paul)
    scene = restored(scene, backup)
    assert (scene.view().restored, reasons(scene)) == (False, [])

    scene.crm.unseen.clear()
    scene.refresh().sweep()

    assert_nothing_written(scene)
    assert reasons(scene) == [("Paul", "held_restored")]


def test_a_pair_that_could_not_be_seen_and_is_equal_is_followed_again(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    backup = back_up(scene)
    scene.crm.unseen.add(person_of(scene, "Paul"))
    scene = restored(scene, backup)

    scene.crm.unseen.clear()
    scene.sweep()
    scene.crm.edit(person_of(scene, "Paul"), job_title="Einkauf")
    scene.refresh()

    assert scene.provider.live()[contact_of(scene, "Paul")].job_title == "Einkauf"
    assert reasons(scene) == []


def test_a_card_that_left_the_scope_is_held_when_it_is_back_and_differs(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    backup = back_up(scene)
    paul = contact_of(scene, "Paul")
    scene.provider.edit(paul, job_title="Einkauf")
    scene.provider.put_in(paul, in_scope=False)
    scene = restored(scene, backup)
    out = reasons(scene)

    scene.provider.put_in(paul, in_scope=True)
    scene.refresh()

    assert out == []
    assert reasons(scene) == [("Paul", "held_restored")]
    assert_nothing_written(scene)


def test_one_way_no_picture_is_sent(tmp_path: Path) -> None:
    scene = synced(tmp_path, "one_way")
    backup = back_up(scene)
    scene.provider.edit(contact_of(scene, "Paul"), photo=Photo("abc", "image/png"))
    scene.desk.calls.clear()

    scene = restored(scene, backup)

    assert "upload_photo" not in scene.desk.calls
    assert scene.waiting("parked") == []
    assert_nothing_written(scene)


def test_a_paused_sync_compares_when_it_is_resumed(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    scene.app.pause(scene.connection)
    backup = back_up(scene)
    scene.provider.edit(contact_of(scene, "Paul"), job_title="Einkauf")
    scene = restored(scene, backup)
    paused = (scene.state(), scene.view().restored)

    scene.app.resume(scene.connection)
    scene.work()

    assert paused == ("paused", True)
    assert reasons(scene) == [("Paul", "held_restored")]
    assert scene.view().restored is False
    assert_nothing_written(scene)


def test_an_outage_in_the_middle_ends_nothing_early(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    backup = back_up(scene)
    scene.provider.edit(contact_of(scene, "Paul"), job_title="Einkauf")
    scene = put_back(scene, backup)
    scene.provider.down = Unavailable("server_error")
    scene.app.mark_restored()
    for _ in range(3):
        scene.deliver()
    during = scene.view()

    scene.provider.down = None
    scene.work()

    assert (during.state, during.restored) == ("waiting", True)
    assert reasons(scene) == [("Paul", "held_restored")]
    assert scene.view().restored is False
