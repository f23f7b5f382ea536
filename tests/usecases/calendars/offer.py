"""A calendar's sync with an offer to talk about: an activity that belongs to something, and its event."""

from tests.usecases.calendar_scene import LINKS, CalendarScene, an_event

WHOLE = "Neue Website > Muster Kontakt > Muster GmbH > Angebot besprechen"


def with_offer(scene: CalendarScene, **rules: object) -> CalendarScene:
    """An activity that was made after the start, and its event."""
    scene.start(**rules)
    scene.crm.add(an_event("Angebot besprechen", links=LINKS))
    scene.refresh()
    return scene
