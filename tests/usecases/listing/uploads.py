"""Activities that were there before a calendar's sync, some of them long over."""

from datetime import UTC, datetime, timedelta

from tandem.domain.event import Timed
from tests.usecases.calendar_scene import LINKS, CalendarScene, an_event

LAST_YEAR = Timed(datetime(2025, 12, 1, 8, tzinfo=UTC), timedelta(hours=1))


def with_old_activities(scene: CalendarScene, count: int = 3) -> CalendarScene:
    for number in range(count):
        scene.crm.add(an_event(f"Alt {number}", links=LINKS))
    scene.start()
    return scene
