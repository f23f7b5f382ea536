"""The preview of a calendar's sync: writes nothing anywhere, and says what a start, a change or an upload then does."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tandem.domain.errors import Refused
from tandem.usecases.previewing.wish import Wish
from tests.usecases.calendar_scene import TEN, CalendarScene, an_event, colleague
from tests.usecases.calendars.offer import WHOLE, with_offer
from tests.usecases.previewing.appointments import OTHER, actions, filled, history, started, told, written
from tests.usecases.previewing.test_preview import stored
from tests.usecases.scene import Scene, someone


@pytest.mark.parametrize("wish", [Wish(), Wish({"title": OTHER}), Wish(upload=True, past=True)], ids=str)
def test_a_preview_writes_nothing_but_what_it_found(scene: CalendarScene, wish: Wish) -> None:
    for is_started in (False, True):
        if is_started:
            started(scene)
        else:
            filled(scene)
        before = stored(scene)

        scene.app.preview(scene.connection, wish=wish)
        scene.app.preview_titles(scene.connection, OTHER)

        assert stored(scene) == before
        assert scene.crm.writes == scene.provider.writes == []
        assert not scene.wakeups.sent


def test_a_start_links_what_is_the_same_and_leaves_the_rest_as_it_is(scene: CalendarScene) -> None:
    filled(scene)

    said = scene.app.preview(scene.connection)

    assert actions(said) == {("link", None, "Beiden bekannt", "adopted")}
    assert (said.link, said.kept, said.parked) == (1, {"crm": 4, "provider": 1}, 1)
    started(scene)
    assert scene.view().counts["linked"] == 1
    assert written(scene, Counter()) == Counter()


def test_a_start_with_an_upload_says_what_the_upload_sends(scene: CalendarScene) -> None:
    filled(scene)

    said = scene.app.preview(scene.connection, wish=Wish(upload=True))
    whole = scene.app.preview(scene.connection, wish=Wish(upload=True, past=True))

    assert (said.create, said.kept) == ({"crm": 0, "provider": 3}, {"crm": 1, "provider": 1})
    assert (whole.create["provider"], whole.kept["crm"]) == (4, 0)
    started(scene).app.upload_unsynced(scene.connection, False)
    scene.work()
    assert written(scene, Counter()) == told(said)


def test_an_upload_later_on_is_shown_as_it_will_be(scene: CalendarScene) -> None:
    started(filled(scene))

    said = scene.app.preview(scene.connection, wish=Wish(upload=True, past=True))

    scene.app.upload_unsynced(scene.connection, True)
    scene.work()
    assert told(said) == written(scene, Counter()) == Counter({("create", "provider"): 4})
    assert told(scene.app.preview(scene.connection, wish=Wish(upload=True, past=True))) == Counter()


def test_a_sync_that_runs_shows_what_came_and_changed_since(scene: CalendarScene) -> None:
    with_offer(scene)
    scene.provider.add(an_event("Zahnarzt"))
    scene.provider.edit(scene.link().provider.remote_id, when=TEN)

    said = scene.app.preview(scene.connection)

    new, moved = (
        ("create", "crm", "Zahnarzt", "new_at_provider"),
        ("update", "crm", "Angebot besprechen", "provider_changed"),
    )
    assert actions(said) == {new, moved}
    since = history(scene)
    scene.refresh()
    assert written(scene, since) == told(said)


def test_what_was_deleted_is_shown_and_what_the_brake_would_hold(scene: CalendarScene) -> None:
    scene.start()
    events = [scene.provider.add(an_event(f"Termin {number}")) for number in range(30)]
    scene.refresh()
    for event in events:
        scene.provider.remove(event)

    said = scene.app.preview(scene.connection)

    since = history(scene)
    scene.refresh()
    assert said.held == len(scene.waiting("held")) > 0
    assert written(scene, since) == told(said)
    assert said.delete["crm"] + said.held == 30


def test_another_pattern_says_which_events_get_another_title(scene: CalendarScene) -> None:
    with_offer(scene)
    scene.provider.add(an_event("Zahnarzt"))
    scene.refresh()

    said = scene.app.preview(scene.connection, wish=Wish({"title": OTHER}))

    assert actions(said) == {("update", "provider", "Angebot besprechen", "retitled")}
    since = history(scene)
    scene.app.set_rules(scene.connection, {"title": OTHER})
    scene.work()
    assert written(scene, since) == told(said)


def test_the_mode_of_the_crm_only_brings_over_no_new_event(scene: CalendarScene) -> None:
    with_offer(scene)
    scene.provider.add(an_event("Zahnarzt"))

    assert scene.app.preview(scene.connection).create["crm"] == 1
    assert scene.app.preview(scene.connection, wish=Wish({"mode": "crm_only"})).create["crm"] == 0


def test_a_meeting_that_would_be_moved_waits_and_what_else_was_changed_travels(scene: CalendarScene) -> None:
    scene.start()
    scene.provider.add(an_event("Treffen"), meeting=True)
    scene.refresh()
    moved = scene.crm.projection(an_event("", when=TEN)).when
    scene.crm.edit(scene.person(), when=moved, location="Berlin")

    said = scene.app.preview(scene.connection)

    hold, update = ("hold", "provider", "Treffen", "held_move"), ("update", "provider", "Treffen", "crm_changed")
    assert actions(said) == {hold, update}
    before = history(scene)
    scene.refresh()
    assert (written(scene, before), len(scene.waiting("held"))) == (told(said), said.held)
    assert scene.app.preview(scene.connection).items == ()


def test_what_left_the_scope_is_left_alone(scene: CalendarScene) -> None:
    with_offer(scene)
    scene.crm.put_in(scene.person(), False)

    said = scene.app.preview(scene.connection)

    assert actions(said) == {("leave", None, "Angebot besprechen", "out_of_scope")}
    assert told(said) == Counter()


def test_a_conflict_is_shown_with_the_side_that_would_lose(scene: CalendarScene) -> None:
    with_offer(scene)
    scene.crm.edit(scene.person(), title="Vertrag")
    scene.provider.edit(scene.contact(), title=WHOLE.replace("Angebot", "Auftrag"))

    said = scene.app.preview(scene.connection)

    assert said.conflicts == 1
    assert ("conflict", "provider", "Angebot besprechen", "title") in actions(said)


def test_a_colleagues_meeting_is_linked_and_not_made_a_second_time(scene: CalendarScene) -> None:
    scene.start()
    other = replace(scene.provider, items={}, log=[], writes=[])
    second = colleague(scene, other)
    scene.provider.add(an_event("Treffen"), meeting=True, mentions=("meeting/1",))
    scene.refresh()
    other.add(an_event("Treffen"), meeting=True, mentions=("meeting/1",))

    said = scene.app.preview(second)

    assert actions(said) == {("link", None, "Treffen", "copied")}


def test_rules_that_could_not_be_chosen_are_refused_as_the_change_would_be(scene: CalendarScene) -> None:
    with_offer(scene)

    for rules, reason in (
        ({"title": "{deal}"}, "bad_pattern"),
        ({"group": "x"}, "bad_rule"),
        ({"calendar": "y"}, "calendar_in_use"),
    ):
        with pytest.raises(Refused, match=reason):
            scene.app.preview(scene.connection, wish=Wish(rules))


def test_contacts_have_previews_under_other_rules_too_but_no_upload_and_no_titles(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.crm.add(someone("Paul"))
    scene.connect(direction="one_way")

    said = scene.app.preview(scene.connection, wish=Wish({"direction": "two_way"}))

    assert (said.create, scene.app.preview(scene.connection).create) == (
        {"crm": 0, "provider": 1},
        {"crm": 0, "provider": 0},
    )
    with pytest.raises(Refused, match="no_calendar_sync"):
        scene.app.preview(scene.connection, wish=Wish(upload=True))
    with pytest.raises(Refused, match="no_calendar_sync"):
        scene.app.preview_titles(scene.connection, OTHER)
