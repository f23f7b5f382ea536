"""An activity that is made anew bears the subject alone, and belongs to what it belonged to."""

import pytest

from tandem.domain.ids import RemoteId
from tandem.usecases.listening.record_notification import Heard
from tests.usecases.calendar_scene import LINKS, CalendarScene, an_event
from tests.usecases.calendars.offer import WHOLE, with_offer


def test_an_activity_that_is_made_anew_belongs_to_what_it_belonged_to(scene: CalendarScene) -> None:
    """It was deleted, and its event was edited: the edit wins."""
    with_offer(scene)
    scene.crm.edit(scene.person(), done=True)
    scene.refresh()
    gone = scene.person()
    scene.crm.remove(gone)
    scene.provider.edit(scene.contact(), location="Berlin")
    scene.hear_of(gone, is_gone=True)

    assert (scene.activity().title, scene.activity().location) == ("Angebot besprechen", "Berlin")
    assert (scene.activity().links, scene.activity().done) == (LINKS, True)
    assert scene.event().title == f"✓ {WHOLE}"


def test_a_deleted_activity_does_not_come_back_because_somebody_cleared_the_lines_below_its_event(
    scene: CalendarScene,
) -> None:
    with_offer(scene)
    gone = scene.person()
    scene.provider.edit(scene.contact(), description="")
    scene.crm.remove(gone)
    scene.hear_of(gone, is_gone=True).refresh()

    assert scene.titles() == ([], [])


def test_an_activity_deleted_before_its_lost_event_was_found_is_made_anew_without_names_in_its_subject(
    scene: CalendarScene,
) -> None:
    """Somebody wrote over the description of that event, and with it the lines that say what it belongs to."""
    scene.start()
    activity = scene.crm.add(an_event("Angebot besprechen", links=LINKS))
    scene.provider.lost_answers = 1
    scene.listen(Heard("activity", RemoteId(activity.partition("/")[2]), False, None))
    while not scene.provider.live():
        scene.deliver()
    scene.provider.edit(next(iter(scene.provider.live())), description="Raum 3")
    scene.crm.remove(activity)
    scene.hear_of(activity, is_gone=True).sweep()

    assert scene.titles() == (["Angebot besprechen"], [WHOLE])
    assert scene.activity().links == LINKS


@pytest.mark.parametrize(("name", "value"), [("location", "Berlin"), ("title", WHOLE.replace("Angebot", "Auftrag"))])
def test_an_activity_made_anew_before_its_event_was_retitled_has_no_names_in_its_subject(
    scene: CalendarScene, name: str, value: str
) -> None:
    with_offer(scene)
    gone = scene.person()
    scene.app.set_rules(scene.connection, {"title": "{subject} - {person}"})
    scene.crm.remove(gone)
    scene.provider.edit(scene.contact(), **{name: value})
    scene.hear_of(gone, is_gone=True)

    subject = "Auftrag besprechen" if name == "title" else "Angebot besprechen"
    assert (scene.activity().title, scene.activity().links) == (subject, LINKS)
    assert scene.event().title == f"{subject} - Muster Kontakt"


def test_an_event_that_was_renamed_outright_bears_what_its_activity_belongs_to_once_that_is_made_anew(
    scene: CalendarScene,
) -> None:
    with_offer(scene)
    (old,), (event,) = scene.crm.live(), scene.provider.live()
    scene.provider.edit(event, title="Nur Kaffee")
    scene.crm.remove(old)

    scene.hear_of(old, is_gone=True).refresh()

    assert scene.activity().title == "Nur Kaffee"
    assert scene.event().title == "Neue Website > Muster Kontakt > Muster GmbH > Nur Kaffee"
    assert scene.is_calm()
