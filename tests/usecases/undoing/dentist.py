"""An appointment that a calendar's sync made an activity of."""

from tests.usecases.calendar_scene import CalendarScene, an_event


def with_dentist(scene: CalendarScene, **stored: object) -> CalendarScene:
    """An event that was made after the start, and its activity."""
    scene.start()
    scene.provider.add(an_event("Zahnarzt", location="Praxis"), **stored)
    scene.refresh()
    return scene
