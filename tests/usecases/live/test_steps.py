"""A live check over the real state, at sides in memory: what it tells of each step, and of which facts."""

from pathlib import Path

from tandem.domain.checkup import STEPS
from tandem.domain.content import as_contact
from tandem.domain.errors import Rejected
from tandem.ports import Change, Removal
from tests.memory import MemoryPlaces
from tests.usecases.calendar_scene import CalendarScene, an_event
from tests.usecases.live.checkups import examined, facts, reasons, verdicts, with_group
from tests.usecases.scene import Scene, someone


def test_where_all_is_as_assumed_each_step_says_so_and_nothing_is_left(tmp_path: Path) -> None:
    scene = with_group(tmp_path)
    friend = scene.provider.add(someone("Eva"))
    before = dict(scene.provider.live())

    view = examined(scene)

    assert (view.state, view.good, view.step) == ("done", True, "")
    assert [one.step for one in view.steps] == list(STEPS)
    assert reasons(view) == {"listen": "no_pushes", "pushed": "no_channel"}
    assert set(verdicts(view).values()) == {"ok", "not_tried"}
    assert scene.provider.live() == before
    assert scene.replicas.own_places.held == {}
    assert not any(isinstance(one, Change | Removal) and one.seen.remote_id == friend for one in scene.provider.writes)
    assert [one.question for one in view.unasked] == ["moved_item"]


def test_its_facts_are_those_of_the_side(tmp_path: Path) -> None:
    told = facts(examined(with_group(tmp_path)))

    assert told["changed_on_the_way"] == told["left"] == "nothing"
    assert told["travelled"] == "name,emails,phones,addresses,job_title,notes,birthday"
    assert (told["stale_change"], told["stale_removal"], told["culprit_named"]) == ("refused", "refused", "yes")
    assert (told["read_after_delete"], told["found_after_delete"]) == ("gone", "no")
    assert (told["how_many"], told["leftovers"], told["seconds_to_feed"]) == ("0", "0", "0.0")


def test_pipedrive_is_checked_for_what_it_can_and_told_of_what_it_cannot(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.crm.add(someone("Eva"))

    view = examined(scene, "crm")

    assert view.good
    assert (facts(view)["stale_change"], facts(view)["deletion_listed"]) == ("written", "no")
    assert reasons(view) == {
        "place": "no_places",
        "listen": "webhooks_are_shared",
        "member": "no_place",
        "pushed": "no_channel",
        "batch": "never_refused",
    }
    assert [as_contact(one).name.given for one in scene.crm.live().values()] == ["Eva"]
    assert scene.provider.calls == []


def test_a_calendar_is_checked_in_one_of_its_own(tmp_path: Path) -> None:
    scene = CalendarScene(tmp_path)
    scene.replicas.own_places = MemoryPlaces()
    scene.provider.add(an_event("Messe"))
    connection = scene.connect(calendar="theirs")
    opened = []
    scene.replicas.on_open = opened.append

    view = examined(scene, connection=connection)

    assert (view.good, view.kind) == (True, "calendar")
    assert "travelled" in facts(view)
    assert [one.title for one in scene.provider.live().values()] == ["Messe"]
    assert {one.rules.calendar for one in opened} == {"g2"}, "only its own calendar is ever opened"


def test_a_calendar_that_cannot_be_made_is_no_reason_to_use_the_persons_own(tmp_path: Path) -> None:
    scene = CalendarScene(tmp_path)
    scene.replicas.own_places = MemoryPlaces(trouble=Rejected("forbidden"))

    view = examined(scene, connection=scene.connect(calendar="theirs"))

    assert not view.good
    assert reasons(view)["place"] == "forbidden"
    assert (verdicts(view)["create"], scene.provider.calls) == ("not_tried", [])


def test_a_calendars_activities_are_checked_at_pipedrive(tmp_path: Path) -> None:
    scene = CalendarScene(tmp_path)
    scene.crm.add(an_event("Anruf"))

    view = examined(scene, "crm")

    assert view.good
    assert [one.title for one in scene.crm.live().values()] == ["Anruf"]
