"""A calendar's sync with a little of everything that a start can meet: what a preview says, and what is done."""

from collections import Counter

from tandem.usecases.previewing.preview_view import PreviewView
from tests.usecases.calendar_scene import LINKS, CalendarScene, an_event
from tests.usecases.listing.uploads import LAST_YEAR

OTHER = "{subject} | {organization}"


def filled(scene: CalendarScene) -> CalendarScene:
    """Of everything that a start can meet, a little; not started yet."""
    for number in range(3):
        scene.crm.add(an_event(f"Alt {number}", links=LINKS))
    scene.crm.add(an_event("Vorbei", when=LAST_YEAR))
    scene.crm.add(an_event("Eines anderen"), in_scope=False)
    scene.crm.add(an_event("Beiden bekannt"))
    scene.provider.add(an_event("Beiden bekannt"))
    scene.provider.add(an_event("Alter Termin"))
    scene.provider.add(an_event("Geburtstag"), in_scope=False)
    broken = scene.provider.add(an_event("Kaputt"))
    scene.provider.items[broken].is_broken = True
    scene.connect()
    return scene


def started(scene: CalendarScene) -> CalendarScene:
    scene.app.start(scene.connection)
    scene.work()
    scene.quiet()
    return scene


def actions(said: PreviewView) -> set[tuple[str, str | None, str, str]]:
    return {(one.action, one.side, one.name, one.why) for one in said.items}


def history(scene: CalendarScene) -> Counter[tuple[str, str]]:
    found, after, is_first = Counter[tuple[str, str]](), "", True
    while is_first or after:
        page = scene.app.history(scene.connection, after)
        found.update((one.action, one.side) for one in page.items if one.action != "link")
        after, is_first = page.next, False
    return found


def written(scene: CalendarScene, before: Counter[tuple[str, str]]) -> Counter[tuple[str, str]]:
    return history(scene) - before


def told(said: PreviewView) -> Counter[tuple[str, str]]:
    sides = {"create": said.create, "update": said.update, "delete": said.delete}
    return Counter({(act, side): count for act, by in sides.items() for side, count in by.items() if count})
