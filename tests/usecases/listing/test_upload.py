"""Upload unsynced activities: what was there before the sync gets its events, once, whatever happens on the way."""

from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest

from tandem.domain.errors import Refused
from tandem.domain.event import AllDay
from tandem.usecases.listening.keep_up import sweep_links
from tandem.usecases.world import Pace
from tests.usecases.calendar_scene import CalendarScene, an_event
from tests.usecases.cutting import Cut, Scissors, everything
from tests.usecases.listing.uploads import LAST_YEAR, with_old_activities


def test_what_was_there_before_gets_its_events(tmp_path: Path) -> None:
    scene = with_old_activities(CalendarScene(tmp_path))
    assert scene.provider.live() == {}

    run = scene.app.upload_unsynced(scene.connection, False)
    scene.work()

    titles = [f"Neue Website > Muster Kontakt > Muster GmbH > Alt {number}" for number in range(3)]
    assert scene.titles()[1] == titles
    told = scene.app.run(run)
    assert (told.kind, told.state, told.total, told.counts["created"]) == ("upload", "done", 3, 3)


def test_pressed_twice_nothing_is_there_twice(tmp_path: Path) -> None:
    scene = with_old_activities(CalendarScene(tmp_path))

    scene.app.upload_unsynced(scene.connection, False)
    scene.app.upload_unsynced(scene.connection, False)
    scene.work()
    scene.app.upload_unsynced(scene.connection, False)
    scene.work()

    assert len(scene.provider.live()) == len(scene.provider.writes) == 3


def test_what_is_over_is_left_out_unless_it_is_asked_for(tmp_path: Path) -> None:
    scene = CalendarScene(tmp_path)
    scene.crm.add(an_event("Vorbei", when=LAST_YEAR))
    scene.crm.add(an_event("Tag vorbei", when=AllDay(date(2025, 12, 1))))
    with_old_activities(scene, 1)
    counted = scene.app.count_unsynced(scene.connection)
    assert (counted.coming, counted.past) == (1, 2)

    scene.app.upload_unsynced(scene.connection, False)
    scene.work()
    assert len(scene.provider.live()) == 1

    scene.app.upload_unsynced(scene.connection, True)
    scene.work()
    assert len(scene.provider.live()) == 3
    counted = scene.app.count_unsynced(scene.connection)
    assert (counted.coming, counted.past) == (0, 0)


def test_what_is_out_of_scope_is_not_counted_and_not_sent(tmp_path: Path) -> None:
    scene = CalendarScene(tmp_path)
    scene.crm.add(an_event("Eines anderen"), in_scope=False)
    with_old_activities(scene, 1)

    assert scene.app.count_unsynced(scene.connection).coming == 1
    scene.app.upload_unsynced(scene.connection, True)
    scene.work()

    assert len(scene.provider.live()) == 1


def test_counting_writes_nothing(tmp_path: Path) -> None:
    scene = with_old_activities(CalendarScene(tmp_path))

    scene.app.count_unsynced(scene.connection)
    scene.refresh()

    assert scene.provider.live() == {}


def test_an_uploaded_activity_is_followed_like_any_other(tmp_path: Path) -> None:
    scene = with_old_activities(CalendarScene(tmp_path), 1)
    scene.app.upload_unsynced(scene.connection, False)
    scene.work()

    scene.provider.edit(scene.contact(), title="Vertrag")
    scene.refresh()

    assert scene.activity().title == "Vertrag"


def uploading(folder: Path, scissors: Scissors) -> CalendarScene:
    scene = with_old_activities(CalendarScene(folder, scissors=scissors), 3)
    scissors.is_armed = True
    with suppress(Cut):
        scene.app.upload_unsynced(scene.connection, False)
        scene.work()
    scissors.is_armed = False
    return scene


def test_killed_at_any_of_its_calls_and_pressed_again_each_activity_has_one_event(tmp_path: Path) -> None:
    whole = everything()
    uploading(tmp_path / "whole", whole)
    assert whole.calls > 20

    for at in range(1, whole.calls + 1):
        scene = uploading(tmp_path / f"{at}", everything(at))
        scene.clock.pass_by(timedelta(minutes=3))
        scene.look_after().app.upload_unsynced(scene.connection, False)
        scene.work().poll()
        assert len(scene.provider.live()) == 3, at
        assert len(scene.links()) == 3, at


def test_killed_again_and_again_it_comes_through_by_itself(tmp_path: Path) -> None:
    """Twenty workers die on the way; nobody presses the button again."""
    scissors = everything()
    scene = with_old_activities(CalendarScene(tmp_path, scissors=scissors, pace=Pace(batch=3)), 60)
    scene.app.upload_unsynced(scene.connection, False)
    deaths = 0
    while deaths < 20:
        scissors.calls, scissors.at, scissors.is_armed = 0, 6 + deaths % 5, True
        with pytest.raises(Cut):
            scene.work()
        deaths, scissors.is_armed = deaths + 1, False
        scene.clock.pass_by(timedelta(hours=2))
        sweep_links(scene.world)

    scene.work().poll()

    assert len(scene.provider.live()) == 60
    assert sorted(one.title for one in scene.provider.live().values()) == scene.titles()[1]


def test_before_the_start_there_is_nothing_to_upload(tmp_path: Path) -> None:
    scene = CalendarScene(tmp_path)
    scene.connect()

    with pytest.raises(Refused, match="not_started"):
        scene.app.upload_unsynced(scene.connection, False)


def test_a_thousand_are_sent_in_batches(tmp_path: Path) -> None:
    scene = with_old_activities(CalendarScene(tmp_path), 1000)
    scene.provider.calls.clear()

    scene.app.upload_unsynced(scene.connection, False)
    scene.work(1000)

    assert len(scene.provider.live()) == 1000
    assert scene.provider.calls.count("read") <= 20
