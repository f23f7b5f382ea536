"""A meeting with guests that was moved in Pipedrive, so that its move waits for a person."""

from dataclasses import replace

from tandem.domain.event import Timed
from tests.usecases.calendar_scene import TEN, CalendarScene, an_event

ELEVEN = replace(TEN, start=TEN.start + TEN.length)


def move(scene: CalendarScene, when: Timed) -> None:
    """In Pipedrive."""
    scene.crm.edit(scene.person(), when=scene.crm.projection(an_event("", when=when)).when)


def with_held_move(scene: CalendarScene) -> CalendarScene:
    scene.start()
    scene.provider.add(an_event("Treffen", location="Saal 1"), meeting=True)
    scene.refresh()
    move(scene, TEN)
    return scene.refresh()


def times(scene: CalendarScene) -> tuple[object, object]:
    return scene.activity().when.start, scene.event().when.start


def held(scene: CalendarScene) -> list[str]:
    return [one.reason for one in scene.waiting("held")]


def told(scene: CalendarScene) -> list[tuple[str, str]]:
    """What history says was written, but for the making."""
    entries = scene.app.history(scene.connection).items
    return [(str(one.side), field.name) for one in entries if one.action == "update" for field in one.fields]
