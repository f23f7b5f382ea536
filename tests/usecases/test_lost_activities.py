"""Activities that were made and whose answer was lost: they bear no name of ours, and are known by what they say."""

from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.event import Timed
from tests.usecases.calendar_scene import NINE, CalendarScene, an_event

LATER = timedelta(minutes=1)


@pytest.fixture
def scene(tmp_path: Path) -> CalendarScene:
    return CalendarScene(tmp_path)


def with_lost(scene: CalendarScene) -> CalendarScene:
    """An event whose activity was made, without a word to us; nobody looked for it yet."""
    scene.start()
    scene.provider.add(an_event("Zahnarzt"))
    scene.crm.lost_answers = 1
    scene.app.refresh(scene.connection)
    scene.deliver()
    while not scene.crm.live():
        scene.deliver()
    return scene


def test_one_that_a_webhook_tells_of_before_it_was_found_has_one_event(scene: CalendarScene) -> None:
    with_lost(scene)
    (activity,) = scene.crm.live()

    scene.hear_of(activity)
    scene.work()
    scene.clock.pass_by(LATER)
    scene.refresh()

    assert scene.titles() == (["Zahnarzt"], ["Zahnarzt"])


def test_one_whose_event_was_edited_meanwhile_is_found_by_what_was_sent(scene: CalendarScene) -> None:
    with_lost(scene)

    scene.provider.edit(scene.contact(), title="Zahnarzt, mit Ben")
    scene.clock.pass_by(LATER)
    scene.refresh()

    assert scene.titles() == (["Zahnarzt, mit Ben"], ["Zahnarzt, mit Ben"])


def test_one_like_it_that_has_an_event_of_its_own_is_not_taken_for_it(scene: CalendarScene) -> None:
    scene.start()
    scene.crm.add(an_event("Zahnarzt", when=Timed(NINE.start, NINE.length)))
    scene.refresh()
    scene.provider.add(an_event("Zahnarzt"))
    scene.crm.lost_answers = 1
    scene.refresh()
    scene.clock.pass_by(LATER)
    scene.refresh()

    assert scene.titles() == (["Zahnarzt"] * 2, ["Zahnarzt"] * 2)
    assert scene.view().state == "up_to_date"
