"""Edits of an activity that fall between our read and our write of the same field: what a webhook can tell of them."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tandem.domain.event import Timed
from tandem.domain.field import Field
from tandem.domain.ids import RemoteId
from tandem.state.pending import Kind, Pending
from tests.usecases.calendar_scene import LINKS, TEN, CalendarScene, an_event

ELEVEN = Timed(TEN.start + TEN.length, TEN.length, TEN.zone)


@pytest.fixture
def scene(tmp_path: Path) -> CalendarScene:
    scene = CalendarScene(tmp_path)
    scene.start()
    scene.crm.add(an_event("Angebot", location="Büro", links=LINKS), mentions=("person/2",))
    scene.refresh()
    scene.crm.traces.clear()
    return scene


def overwrite(scene: CalendarScene, theirs: dict[str, Any], ours: dict[str, Any]) -> None:
    """Somebody edits the activity in Pipedrive, right before our own edit of it arrives there."""
    activity = scene.person()
    scene.crm.gap.append(lambda: scene.crm.edit(activity, **theirs))
    scene.provider.edit(scene.contact(), **ours)
    scene.refresh()


def conflicts(scene: CalendarScene) -> list[Pending]:
    return scene.world.pendings.page(scene.connection, Kind.CONFLICT)


def outstanding(scene: CalendarScene) -> int:
    return sum(len(kept.images) for kept in scene.world.pre_images.page(scene.connection))


@pytest.mark.parametrize(
    ("theirs", "ours", "lost"),
    [
        ({"location": "Saal 1"}, {"location": "Saal 2"}, ("location", "Saal 1")),
        ({"title": "Vertrag"}, {"title": "Abnahme"}, ("title", "Vertrag")),
        ({"description": "Mit Plan"}, {"description": "Ohne Plan"}, ("description", "Mit Plan")),
    ],
)
def test_an_edit_that_we_overwrote_is_a_conflict_as_soon_as_our_webhook_comes(
    scene: CalendarScene, theirs: dict[str, Any], ours: dict[str, Any], lost: tuple[str, str]
) -> None:
    overwrite(scene, theirs, ours)
    before = conflicts(scene)

    scene.hear_of_writes(scene.person())

    (told,) = conflicts(scene)
    assert before == []
    assert (told.detail, told.content["lost"]) == lost
    assert (told.reason, told.side, told.remote_id) == ("overwritten", "crm", scene.person())
    assert outstanding(scene) == 0


def test_a_move_that_we_overwrote_is_one_too(scene: CalendarScene) -> None:
    overwrite(scene, {"when": scene.crm.projection(an_event("", when=ELEVEN)).when}, {"when": TEN})

    scene.hear_of_writes(scene.person())

    assert [one.detail for one in conflicts(scene)] == ["when"]
    assert scene.activity().when.start == TEN.start


def test_the_subject_that_was_lost_can_be_taken_and_stands_under_the_names_in_the_calendar(
    scene: CalendarScene,
) -> None:
    overwrite(scene, {"title": "Vertrag"}, {"title": "Abnahme"})
    scene.hear_of_writes(scene.person())

    scene.decide("conflicts", "swap")

    assert scene.activity().title == "Vertrag"
    assert scene.event().title == "Neue Website > Muster Kontakt > Muster GmbH > Vertrag"


def test_an_ordinary_write_is_proven_harmless_by_its_webhook(scene: CalendarScene) -> None:
    scene.provider.edit(scene.contact(), location="Saal 2", when=TEN)
    scene.refresh()
    before = outstanding(scene)

    scene.hear_of_writes(scene.person())

    assert (before, outstanding(scene), conflicts(scene)) == (1, 0, [])


def test_what_the_webhook_does_not_tell_stays_to_be_proven(scene: CalendarScene) -> None:
    scene.desk.untold = frozenset({Field.WHEN})
    scene.provider.edit(scene.contact(), location="Saal 2", when=TEN)
    scene.refresh()

    scene.hear_of_writes(scene.person())

    (kept,) = scene.world.pre_images.page(scene.connection)
    assert [one.fields for one in kept.images] == [{Field.WHEN}]


def test_a_time_that_is_told_in_another_zone_makes_no_false_conflict(scene: CalendarScene) -> None:
    """The webhook is known for ours by its location; its times are an hour late, before and after."""
    scene.provider.edit(scene.contact(), location="Saal 2", when=TEN)
    scene.refresh()
    activity = scene.person()
    (told,) = scene.crm.traces[activity]
    late = [
        replace(one, when=replace(one.when, start=one.when.start + TEN.length)) for one in (told.before, told.after)
    ]
    scene.crm.traces[activity] = [replace(told, before=late[0], after=late[1])]

    scene.hear_of_writes(activity)

    assert conflicts(scene) == []


def test_a_sweep_asks_for_no_log_since_activities_have_none(scene: CalendarScene) -> None:
    overwrite(scene, {"location": "Saal 1"}, {"location": "Saal 2"})
    scene.desk.calls.clear()

    for _ in range(3):
        scene.sweep()

    assert "changelog" not in scene.desk.calls
    assert conflicts(scene) == []


def test_a_webhook_about_the_person_of_an_activity_is_no_trace_of_the_activity(scene: CalendarScene) -> None:
    """It has the activity looked at, for its title; what it tells is the person's."""
    scene.provider.edit(scene.contact(), location="Saal 2")
    scene.refresh()

    scene.listen(replace(scene.told_of(scene.person(), 0), entity="person", remote_id=RemoteId("2")))

    (record,) = scene.world.changes.first(scene.connection, 10)
    assert (record.remote_id, record.box) == (scene.person(), None)
