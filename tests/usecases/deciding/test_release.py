"""A deletion is released only if its twin is seen to be gone, and is told also where it was cut off."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from tandem.domain.errors import Refused, Unavailable
from tandem.domain.ids import RemoteId
from tandem.ports import Failed, Write, Written
from tests.usecases.scene import Scene, someone


def with_held_deletion(tmp_path: Path) -> tuple[Scene, RemoteId]:
    """A contact was deleted whose person has open deals: a person is asked."""
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Eva"))
    scene.start()
    scene.desk.open_deals.add(scene.person())
    scene.provider.remove(contact)
    scene.refresh()
    return scene, contact


def test_nothing_is_released_whose_twin_is_there_again(tmp_path: Path) -> None:
    scene, contact = with_held_deletion(tmp_path)
    (held,) = scene.waiting("held")

    scene.provider.restore(contact)

    with pytest.raises(Refused, match="came_back"):
        scene.app.decide(scene.connection, "held", held.id, "release")
    scene.refresh()
    assert scene.names() == (["Eva"], ["Eva"])
    assert scene.waiting("held") == []


def test_nothing_is_released_whose_twin_cannot_be_seen_to_be_gone(tmp_path: Path) -> None:
    """It is there again, and makes no sense."""
    scene, contact = with_held_deletion(tmp_path)
    (held,) = scene.waiting("held")
    scene.provider.restore(contact)
    scene.provider.items[contact].is_broken = True

    with pytest.raises(Refused, match="unseen"):
        scene.app.decide(scene.connection, "held", held.id, "release")
    scene.provider.items[contact].is_broken = False
    scene.refresh()
    assert scene.names() == (["Eva"], ["Eva"])
    assert scene.waiting("held") == []


def test_what_is_released_may_be_gone_so_wholly_that_nobody_knows_of_it(tmp_path: Path) -> None:
    scene, contact = with_held_deletion(tmp_path)
    del scene.provider.items[contact]

    scene.decide("held", "release")

    assert scene.names() == ([], [])


def released_and_cut_off(scene: Scene) -> str:
    """The process ended right after the person was deleted, before it could note it; what is held."""
    contact = scene.provider.add(someone("Eva"))
    scene.start()
    scene.desk.open_deals.add(scene.person())
    scene.provider.remove(contact)
    scene.refresh()
    (held,) = scene.waiting("held")
    write = scene.crm.write

    def cut_off(writes: Sequence[Write]) -> Iterator[Written | Failed]:
        list(write(writes))
        raise Unavailable("cut_off")

    scene.crm.write = cut_off
    with suppress(Unavailable):
        scene.app.decide(scene.connection, "held", held.id, "release")
    scene.crm.write = write
    return held.id


def deletions_told(scene: Scene) -> list[str]:
    return [one.side for one in scene.app.history(scene.connection).items if one.action == "delete"]


def test_a_released_deletion_that_was_cut_off_is_told_by_the_next_sweep(tmp_path: Path) -> None:
    """No webhook came: the link is held, and both its items are gone."""
    scene = Scene(tmp_path)
    released_and_cut_off(scene)

    scene.sweep()

    assert scene.link().state == "tombstone"
    assert scene.waiting("held") == []
    assert deletions_told(scene) == ["crm"]


def test_a_released_deletion_that_was_cut_off_is_told_though_the_person_then_wants_it_back(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    held = released_and_cut_off(scene)

    scene.app.decide(scene.connection, "held", held, "restore")
    scene.work()

    assert deletions_told(scene) == ["crm"]
