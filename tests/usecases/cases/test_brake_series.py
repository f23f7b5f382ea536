"""A series that is deleted as a whole is one deletion for the brake; its occurrences one by one are many."""

from pathlib import Path

import pytest

from tandem.domain.brake import SERIES
from tandem.domain.ids import RemoteId
from tests.memory import Stored
from tests.usecases.calendar_scene import CalendarScene, an_event


@pytest.fixture
def scene(tmp_path: Path) -> CalendarScene:
    scene = CalendarScene(tmp_path)
    scene.start()
    return scene


def with_series(scene: CalendarScene, name: str, count: int) -> list[RemoteId]:
    """The series itself is no appointment, its occurrences are."""
    scene.provider.items[RemoteId(name)] = Stored(an_event(name), scene.provider._tick(RemoteId(name)), in_scope=False)
    return [scene.provider.add(an_event(f"{name} {one}"), mentions=(f"series/{name}",)) for one in range(count)]


def remove(scene: CalendarScene, *events: RemoteId) -> None:
    for event in events:
        scene.provider.remove(event)
    scene.refresh()


def test_a_long_series_that_is_deleted_goes_without_a_question(scene: CalendarScene) -> None:
    daily = with_series(scene, "daily", 40)
    scene.provider.add(an_event("Zahnarzt"))
    scene.refresh()

    remove(scene, RemoteId("daily"), *daily)

    assert scene.titles()[0] == ["Zahnarzt"]
    assert scene.waiting("held") == []


def test_the_occurrences_of_a_series_that_lives_on_are_counted_one_by_one(scene: CalendarScene) -> None:
    daily = with_series(scene, "daily", 40)
    scene.refresh()

    remove(scene, *daily[:30])

    assert len(scene.crm.live()) == 36
    assert len(scene.waiting("held")) == 26


def test_a_series_that_ends_earlier_loses_the_rest_as_one(scene: CalendarScene) -> None:
    """ "This and following": the series lives on, and nobody deleted any of its days."""
    daily = with_series(scene, "daily", 40)
    scene.refresh()
    scene.provider.cut |= set(daily[10:])
    scene.provider.calls.clear()

    remove(scene, *daily[10:])

    assert len(scene.crm.live()) == 10
    assert scene.waiting("held") == []


def test_a_series_that_is_out_of_sight_is_no_series_that_was_deleted(scene: CalendarScene) -> None:
    daily = with_series(scene, "daily", 40)
    scene.refresh()
    scene.provider.unseen.add(RemoteId("daily"))

    remove(scene, *daily[:30])

    assert len(scene.waiting("held")) == 26


def test_an_attacker_who_deletes_all_series_is_stopped_after_a_few(scene: CalendarScene) -> None:
    series = {name: with_series(scene, name, 12) for name in "abcdefgh"}
    scene.refresh()
    assert len(scene.crm.live()) == 96

    for name, occurrences in series.items():
        remove(scene, RemoteId(name), *occurrences)

    gone = 96 - len(scene.crm.live())
    assert 12 * SERIES <= gone <= 12 * SERIES + 9
    assert len(scene.waiting("held")) == 96 - gone


def test_activities_that_are_deleted_one_by_one_in_pipedrive_count_one_by_one(scene: CalendarScene) -> None:
    with_series(scene, "daily", 40)
    scene.refresh()

    for activity in list(scene.crm.live()):
        scene.crm.remove(activity)
        scene.hear_of(activity, is_gone=True)

    assert len(scene.waiting("held")) == 36


def test_what_is_deleted_without_series_costs_no_further_question(scene: CalendarScene) -> None:
    event = scene.provider.add(an_event("Zahnarzt"))
    scene.refresh()
    scene.provider.calls.clear()

    remove(scene, event)

    assert scene.provider.calls.count("read") == 1
