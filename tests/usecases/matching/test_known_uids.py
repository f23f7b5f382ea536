"""A second card with a UID that is known already: it is parked, doubles nobody and stops no other."""

from datetime import timedelta
from pathlib import Path

from tandem.usecases.listing.pull_changes import pull_changes
from tandem.usecases.world import Pace
from tests.usecases.scene import Scene, someone


def test_a_second_card_with_a_known_uid_is_parked_and_stops_no_other(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    first = scene.provider.add(someone("Eva"))
    scene.start()

    scene.provider.add(someone("Eva", "Doppelt"), uid=scene.provider.items[first].uid)
    scene.provider.add(someone("Paul"))
    scene.refresh()

    assert scene.names()[0] == ["Eva", "Paul"]
    assert [one.reason for one in scene.waiting("parked")] == ["uid_taken"]


def test_a_second_card_with_a_known_uid_is_parked_though_a_person_is_like_it(tmp_path: Path) -> None:
    """To link the two failed each time, and was tried again at once, for ever."""
    scene = Scene(tmp_path, pace=Pace(slice=timedelta()))
    first = scene.provider.add(someone("Eva"))
    scene.start(direction="one_way")
    scene.crm.add(someone("Paul"))

    scene.provider.add(someone("Paul"), uid=scene.provider.items[first].uid)
    scene.refresh()

    assert [one.reason for one in scene.waiting("parked")] == ["uid_taken"]
    assert len(scene.links()) == 1


def test_a_person_like_a_second_card_with_a_known_uid_is_not_doubled_by_a_sweep(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    first = scene.provider.add(someone("Eva"))
    scene.start()
    scene.crm.add(someone("Paul"))
    scene.provider.add(someone("Paul"), uid=scene.provider.items[first].uid)

    scene.sweep().sweep()

    assert scene.names() == (["Eva", "Paul"], ["Eva", "Paul"])
    assert [one.reason for one in scene.waiting("parked")] == ["uid_taken"]


def test_of_two_new_cards_with_one_uid_the_first_is_linked_with_the_person_that_is_like_it(tmp_path: Path) -> None:
    scene = Scene(tmp_path, pace=Pace(slice=timedelta())).start(direction="one_way")
    scene.crm.add(someone("Eva"))
    scene.crm.add(someone("Paul"))

    eva = scene.provider.add(someone("Eva"))
    paul = scene.provider.add(someone("Paul"), uid=scene.provider.items[eva].uid)
    scene.refresh()

    assert {scene.link().provider.remote_id} | {one.remote_id for one in scene.waiting("parked")} == {eva, paul}
    assert scene.names()[0] == ["Eva", "Paul"]


def test_a_second_card_like_a_person_whose_create_is_not_known_yet_waits_and_stops_no_other(tmp_path: Path) -> None:
    """Linked with that person it kept the first card's own link from ever being agreed on."""
    scene = Scene(tmp_path, pace=Pace(slice=timedelta())).start(direction="one_way")
    scene.crm.lost_answers = 1
    first = scene.provider.add(someone("Eva"))
    scene.app.refresh(scene.connection)
    while not scene.crm.live():
        scene.deliver()

    second = scene.provider.add(someone("Eva"))
    pull_changes(scene.world, scene.connection)
    scene.work()

    assert (scene.link().crm.remote_id, scene.link().provider.remote_id) == (scene.person(), first)
    assert [one.remote_id for one in scene.waiting("review")] == [second]
    assert scene.world.connections.get(scene.connection).fault is None
