"""A calendar's sync under the choices of a person, with an activity that is as Pipedrive keeps it."""

from tests.usecases.calendar_scene import LINKS, CalendarScene, an_event


def is_calm(scene: CalendarScene) -> bool:
    """However often both sides are looked at, nothing is written."""
    scene.quiet()
    scene.refresh().refresh().sweep()
    scene.provider.expired = True
    scene.refresh()
    return (scene.crm.writes, scene.provider.writes) == ([], [])


def with_offer(scene: CalendarScene, **rules: object) -> CalendarScene:
    scene.start(**rules)
    scene.crm.add(scene.crm.projection(an_event("Angebot besprechen", links=LINKS)))
    scene.refresh()
    return scene
