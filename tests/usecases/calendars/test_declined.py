"""A meeting that the calendar's owner declined: none is brought over, and what is linked stays true."""

from pathlib import Path

import pytest

from tests.usecases.calendar_scene import NINE, TEN, CalendarScene, an_event


@pytest.fixture
def scene(tmp_path: Path) -> CalendarScene:
    scene = CalendarScene(tmp_path)
    scene.start()
    return scene


def answer(scene: CalendarScene, *, declined: bool) -> None:
    (event,) = scene.provider.live()
    scene.provider.items[event].declined = declined
    scene.provider.edit(event, busy=not declined)
    scene.refresh()


def invited(scene: CalendarScene) -> None:
    scene.provider.add(an_event("Treffen"), meeting=True)
    scene.refresh()


def test_what_was_declined_before_anybody_heard_of_it_stays_where_it_is(scene: CalendarScene) -> None:
    scene.provider.add(an_event("Treffen"), meeting=True, declined=True)
    scene.refresh()

    assert scene.crm.live() == {}
    answer(scene, declined=False)
    assert scene.activity().title == "Treffen"


def test_a_meeting_that_is_declined_later_keeps_its_activity_which_keeps_nobody_busy(scene: CalendarScene) -> None:
    invited(scene)

    answer(scene, declined=True)

    assert (scene.activity().title, scene.activity().busy) == ("Treffen", False)
    assert scene.link().state == "live"
    assert scene.is_calm()


def test_its_activity_never_goes_stale(scene: CalendarScene) -> None:
    invited(scene)
    answer(scene, declined=True)

    scene.provider.edit(scene.contact(), when=TEN, title="Anderes Treffen", location="Saal 2")
    scene.refresh()

    activity = scene.activity()
    assert (activity.title, activity.location, activity.when.start) == ("Anderes Treffen", "Saal 2", TEN.start)


def test_it_goes_with_the_event(scene: CalendarScene) -> None:
    invited(scene)
    answer(scene, declined=True)

    scene.provider.remove(scene.contact())
    scene.refresh()

    assert scene.crm.live() == {}


def test_an_activity_that_its_user_deletes_is_gone_and_asks_nobody(scene: CalendarScene) -> None:
    """The event stays: it is somebody else's, and nobody comes to it."""
    invited(scene)
    answer(scene, declined=True)

    scene.crm.remove(scene.person())
    scene.refresh()
    scene.sweep()

    assert len(scene.provider.live()) == 1
    assert scene.waiting("held") == []
    assert scene.crm.live() == {}


def test_accepted_after_all_nothing_was_lost(scene: CalendarScene) -> None:
    invited(scene)
    answer(scene, declined=True)
    activity = scene.person()

    answer(scene, declined=False)

    assert scene.person() == activity
    assert (scene.activity().busy, scene.activity().when.start) == (True, NINE.start)
    assert scene.is_calm()
