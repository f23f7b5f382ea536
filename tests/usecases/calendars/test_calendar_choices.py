"""What a person chooses for a calendar, and what that means for an appointment in the end."""

import pytest

from tests.memory import BEN
from tests.usecases.calendar_scene import TEN, CalendarScene, an_event
from tests.usecases.calendars.chosen import is_calm, with_offer
from tests.usecases.calendars.offer import WHOLE

# --- types -----------------------------------------------------------------------------------------------------


def test_who_chooses_types_is_offered_those_in_use(scene: CalendarScene) -> None:
    account = scene.world.connections.get(scene.connect()).account

    assert [one.key for one in scene.app.activity_types(account)] == ["call", "task"]


# --- deletions are kept ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("origin", ["crm", "provider"])
@pytest.mark.parametrize("deleted_at", ["crm", "provider"])
def test_where_deletions_are_kept_the_other_side_keeps_its_own(
    scene: CalendarScene, origin: str, deleted_at: str
) -> None:
    scene.start(deletes="keep")
    side = getattr(scene, origin)
    side.add(side.projection(an_event("Abnahme")))
    scene.refresh()

    if deleted_at == "crm":
        activity = scene.person()
        scene.crm.remove(activity)
        scene.hear_of(activity, is_gone=True)
    else:
        scene.provider.remove(scene.contact())
    scene.refresh().sweep()

    assert scene.titles() == (([], ["Abnahme"]) if deleted_at == "crm" else (["Abnahme"], []))
    assert is_calm(scene)
    left = scene.provider if deleted_at == "crm" else scene.crm
    (item,) = left.live()
    left.edit(item, title="Übergabe")
    assert is_calm(scene), "what was let go is no business of ours, edited or not"


# --- which activities go out -----------------------------------------------------------------------------------


def test_an_activity_that_is_given_to_a_colleague_stays_in_the_calendar(scene: CalendarScene) -> None:
    with_offer(scene)
    activity = scene.person()

    scene.crm.items[activity].owner = BEN
    scene.crm.put_in(activity, in_scope=False)
    scene.hear_of(activity)
    scene.refresh().sweep()

    assert scene.event().title == WHOLE
    assert is_calm(scene)
    scene.provider.edit(scene.contact(), when=TEN)
    scene.crm.edit(activity, title="Nun von Ben")
    assert is_calm(scene), "it is Ben's business now"


def test_an_activity_that_comes_back_is_followed_again(scene: CalendarScene) -> None:
    with_offer(scene)
    activity = scene.person()
    scene.crm.put_in(activity, in_scope=False)
    scene.refresh()

    scene.crm.put_in(activity, in_scope=True)
    scene.crm.edit(activity, title="Wieder meine")
    scene.refresh()

    assert scene.event().title == WHOLE.replace("Angebot besprechen", "Wieder meine")
    assert is_calm(scene)


def test_the_deletion_of_an_activity_that_belongs_to_a_colleague_deletes_no_event(scene: CalendarScene) -> None:
    with_offer(scene)
    activity = scene.person()
    scene.crm.put_in(activity, in_scope=False)
    scene.refresh()

    scene.provider.remove(scene.contact())
    scene.refresh().sweep()

    assert scene.titles() == (["Angebot besprechen"], [])
    assert is_calm(scene)


def test_an_activity_of_a_type_that_does_not_go_out_stays(scene: CalendarScene) -> None:
    """The type is judged where activities are read; what is out of scope there never becomes an event."""
    scene.start(types="call,meeting")
    lunch = scene.crm.add(an_event("Mittagessen"), in_scope=False)
    scene.crm.add(an_event("Anruf"))
    scene.refresh()
    assert scene.titles()[1] == ["Anruf"]

    scene.crm.put_in(lunch, in_scope=True)
    scene.refresh()

    assert scene.titles()[1] == ["Anruf", "Mittagessen"]
    assert is_calm(scene)


def test_further_types_bring_no_old_activities_over(scene: CalendarScene) -> None:
    """What was there at the start stays out until it is uploaded, whatever is chosen later."""
    old = scene.crm.add(an_event("Altes Mittagessen"), in_scope=False)
    scene.start(types="call")

    scene.crm.put_in(old, in_scope=True)
    scene.app.set_rules(scene.connection, {"types": "all"})
    scene.work()

    assert scene.titles() == (["Altes Mittagessen"], [])
    assert is_calm(scene)


# --- ended, and begun again ---------------------------------------------------------------------------------------


def test_whoever_ends_the_sync_and_begins_again_finds_nothing_doubled(scene: CalendarScene) -> None:
    """F1, F39: what is the same on both sides is linked again, and nothing is written."""
    with_offer(scene)
    scene.provider.add(an_event("Zahnarzt"))
    scene.refresh()
    scene.app.stop(scene.connection, remove=False)
    scene.work()

    scene.app.start(scene.connection)
    scene.work()
    assert is_calm(scene)
    for event in scene.provider.live():
        scene.provider.edit(event, when=TEN)
    scene.refresh()

    assert scene.titles()[0] == ["Angebot besprechen", "Zahnarzt"]
