"""An undo of each kind that is cut off before and after every call that writes: nothing lost, nothing doubled.

What lasts changes by writes alone, so these are all the states that a crash can leave behind.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.contact import Contact, Entry, Side
from tandem.domain.ids import ConnectionId, RemoteId, RunId
from tandem.ports import Change, Creation, Queue, Removal
from tandem.usecases.listening.keep_up import refresh_connections
from tandem.usecases.listing.pull_changes import pull_changes
from tests.memory import CountedIds
from tests.usecases.calendar_scene import LINKS, CalendarScene, an_event
from tests.usecases.cutting import Cut, Scissors
from tests.usecases.restarting import released, restarted
from tests.usecases.scene import Scene, someone

NAMES: dict[type, str] = {Change: "update", Creation: "create", Removal: "delete"}
Books = tuple[list[Contact], list[Contact]]


def _updated(scene: Scene) -> None:
    contact = scene.provider.add(someone("Paul", job_title="Einkauf"))
    scene.start()
    scene.provider.edit(contact, job_title="Leitung")
    scene.refresh()


def _met(scene: Scene) -> None:
    scene.crm.add(someone("Paul", phones=(Entry("+49 30 1", "work"),)))
    scene.provider.add(someone("Paul", phones=(Entry("+49 30 2", "home"),)))
    scene.start()


def _made_a_person(scene: Scene) -> None:
    scene.provider.add(someone("Paul"))
    scene.start()


def _made_a_contact(scene: Scene) -> None:
    scene.crm.add(someone("Paul"))
    scene.start()


def _deleted_a_person(scene: Scene) -> None:
    contact = scene.provider.add(someone("Paul"))
    scene.start()
    scene.provider.remove(contact)
    scene.refresh()


def _deleted_a_contact(scene: Scene) -> None:
    person = scene.crm.add(someone("Paul"))
    scene.start()
    scene.crm.remove(person)
    scene.hear(person, is_gone=True)


def _undid_a_create(scene: Scene) -> None:
    _made_a_person(scene)
    scene.app.undo_run(_last_run(scene))
    scene.work()


def _undid_a_meeting(scene: Scene) -> None:
    _met(scene)
    scene.app.undo_run(_last_run(scene))
    scene.work()


KINDS = [_updated, _met, _made_a_person, _made_a_contact, _deleted_a_person, _deleted_a_contact]
KINDS += [_undid_a_create, _undid_a_meeting]


@pytest.mark.parametrize("mess", KINDS, ids=lambda it: it.__name__)
def test_an_undo_that_is_cut_off_anywhere_ends_as_one_that_is_not(
    tmp_path: Path, mess: Callable[[Scene], object]
) -> None:
    _assert_same_wherever_it_is_cut(tmp_path, mess, Scene)


def _assert_same_wherever_it_is_cut(tmp_path: Path, mess: Callable[[Scene], object], kind: type[Scene]) -> None:
    whole = _prepared(tmp_path / "whole", Scissors(), mess, kind)
    _undo(whole)
    wanted, scissors = _books(whole), whole.scissors
    assert scissors is not None
    assert scissors.calls > 3

    for at in range(1, scissors.calls + 1):
        for is_after in (False, True):
            scene = _prepared(tmp_path / f"{at}-{is_after}", Scissors(at, is_after), mess, kind)
            try:
                _undo(scene)
            except Cut:
                scene = _restarted(scene)
            where = f"cut at {at} ({scissors.names[at - 1]}, after: {is_after})"
            assert _books(scene) == wanted, where
            assert _told(scene) == _writes(scene), where
            assert scene.waiting("conflicts") == [], where
            _assert_at_rest(scene, where)


def test_what_was_edited_right_after_an_undo_made_it_again_is_not_swallowed(tmp_path: Path) -> None:
    scissors = Scissors()
    _undo(_prepared(tmp_path / "whole", scissors, _undid_a_create))
    at = scissors.names.index("_write") + 1
    scene = _prepared(tmp_path / "cut", Scissors(at, is_after=True), _undid_a_create)
    with pytest.raises(Cut):
        _undo(scene)

    scene.crm.edit(scene.person(), notes="Neu")
    scene = _restarted(scene)

    assert scene.crm.live()[scene.person()].notes == scene.provider.live()[scene.contact()].notes == "Neu"


# --- calendars -----------------------------------------------------------------------------------------------------


def _renamed_an_event(scene: Scene) -> None:
    activity = _made_an_event(scene)
    scene.crm.edit(activity, title="Vertrag", location="Berlin")
    scene.refresh()


def _made_an_event(scene: Scene) -> RemoteId:
    scene.start()
    activity = scene.crm.add(an_event("Angebot", links=LINKS))
    scene.refresh()
    return activity


def _made_an_activity(scene: Scene) -> RemoteId:
    scene.start()
    event = scene.provider.add(an_event("Zahnarzt"))
    scene.refresh()
    return event


def _deleted_an_event(scene: Scene) -> None:
    """Of the calendar's own, so that it isn't known by our name when it is put back."""
    _made_an_activity(scene)
    activity = scene.person()
    scene.crm.edit(activity, links=LINKS)
    scene.refresh()
    scene.crm.remove(activity)
    scene.hear(RemoteId(activity.partition("/")[2]), is_gone=True, entity="activity")


def _deleted_an_activity(scene: Scene) -> None:
    _made_an_event(scene)
    scene.provider.remove(scene.contact())
    scene.refresh()


def _undid_an_activity(scene: Scene) -> None:
    _made_an_activity(scene)
    scene.app.undo_run(_last_run(scene))
    scene.work()


OF_CALENDARS = [_renamed_an_event, _made_an_event, _made_an_activity, _deleted_an_event, _deleted_an_activity]
OF_CALENDARS += [_undid_an_activity]


@pytest.mark.parametrize("mess", OF_CALENDARS, ids=lambda it: it.__name__)
def test_an_undo_of_a_calendar_that_is_cut_off_anywhere_ends_as_one_that_is_not(
    tmp_path: Path, mess: Callable[[Scene], object]
) -> None:
    _assert_same_wherever_it_is_cut(tmp_path, mess, CalendarScene)


def _heard_first(cut: Scene) -> CalendarScene:
    """A new process that pulls before it goes on with anything."""
    scene = CalendarScene(cut.folder, released(cut.crm), released(cut.provider), ids=CountedIds(1000))
    scene.connection = cut.connection
    scene.clock.pass_by(timedelta(minutes=10))
    scene.world.wakes.heal(timedelta())
    refresh_connections(scene.world)
    while any(one.queue is Queue.PULL for one in scene.wakeups.sent):
        scene.wakeups.sent.rotate(-[one.queue for one in scene.wakeups.sent].index(Queue.PULL))
        pull_changes(scene.world, ConnectionId(scene.wakeups.sent.popleft().body["connection"]))
    return scene


@pytest.mark.parametrize("mess", [_deleted_an_event, _deleted_an_activity], ids=lambda it: it.__name__)
def test_word_of_an_event_that_is_back_is_no_new_event_though_the_undo_does_not_know_yet(
    tmp_path: Path, mess: Callable[[Scene], object]
) -> None:
    scissors = Scissors()
    _undo(_prepared(tmp_path / "whole", scissors, mess, CalendarScene))
    cut = _prepared(tmp_path / "cut", Scissors(scissors.names.index("_write") + 1, is_after=True), mess, CalendarScene)
    with pytest.raises(Cut):
        _undo(cut)

    scene = _heard_first(cut)
    scene.work()

    assert [len(side.live()) for side in (scene.crm, scene.provider)] == [1, 1]
    assert len(scene.links()) == 1


def test_an_event_that_a_person_put_back_first_is_theirs_and_the_undo_ends(tmp_path: Path) -> None:
    """It was about to be put back when the process ended; meanwhile it came as a new one, and is linked to another."""
    scissors = Scissors()
    _undo(_prepared(tmp_path / "whole", scissors, _deleted_an_event, CalendarScene))
    cut = _prepared(tmp_path / "cut", Scissors(scissors.names.index("_write") + 1), _deleted_an_event, CalendarScene)
    with pytest.raises(Cut):
        _undo(cut)
    cut.provider.restore(next(iter(cut.provider.items)))

    scene = _heard_first(cut)
    scene.work()

    assert [len(side.live()) for side in (scene.crm, scene.provider)] == [1, 1]
    assert scene.world.undoings.first(scene.connection) == []
    assert {one.reason for one in scene.waiting("conflicts")} == {"undo_twin"}
    assert scene.state() == "up_to_date"


@pytest.mark.parametrize("mess", [_deleted_an_event, _deleted_an_activity], ids=lambda it: it.__name__)
def test_an_answer_that_was_lost_makes_nothing_twice(tmp_path: Path, mess: Callable[[Scene], object]) -> None:
    scene = _prepared(tmp_path / "scene", Scissors(), mess, CalendarScene)
    scene.provider.lost_answers = scene.crm.lost_answers = 1

    _undo(scene)
    scene.poll()

    assert [len(side.live()) for side in (scene.crm, scene.provider)] == [1, 1]
    assert len(scene.links()) == 1


# --- parts ---------------------------------------------------------------------------------------------------------


def _prepared(folder: Path, scissors: Scissors, mess: Callable[[Scene], object], kind: type[Scene] = Scene) -> Scene:
    folder.mkdir()
    scene = kind(folder, scissors=scissors)
    mess(scene)
    scene.quiet()
    scene.told_before = len(_history(scene))
    return scene


def _undo(scene: Scene) -> None:
    assert scene.scissors is not None
    run = _last_run(scene)
    scene.app.undo_run(run)
    scene.scissors.is_armed = True
    scene.work()


def _restarted(cut: Scene) -> Scene:
    scene = restarted(cut)
    scene.connection = cut.connection
    scene.told_before = cut.told_before
    return scene


def _last_run(scene: Scene) -> RunId:
    return RunId(scene.app.history(scene.connection).items[0].run)


def _history(scene: Scene) -> list[tuple[str, str]]:
    items = scene.app.history(scene.connection).items[::-1]
    return [(one.side, one.action) for one in items if one.action in NAMES.values()]


def _told(scene: Scene) -> list[tuple[str, str]]:
    return sorted(_history(scene)[scene.told_before :])


def _writes(scene: Scene) -> list[tuple[str, str]]:
    sides = ((Side.CRM, scene.crm), (Side.PROVIDER, scene.provider))
    return sorted((str(side), NAMES[type(one)]) for side, replica in sides for one in replica.writes)


def _books(scene: Scene) -> Books:
    crm, provider = (sorted(side.live().values(), key=str) for side in (scene.crm, scene.provider))
    return crm, provider


def _assert_at_rest(scene: Scene, where: str) -> None:
    scene.quiet()
    before = _books(scene)
    scene.refresh().sweep()
    assert scene.crm.writes == scene.provider.writes == [], where
    assert (_books(scene), scene.state()) == (before, "up_to_date"), where
    assert scene.world.undoings.first(scene.connection) == [], where
    assert all(one.state == "done" for one in _undos(scene)), where


def _undos(scene: Scene) -> list[object]:
    runs = {RunId(one.run) for one in scene.app.history(scene.connection).items}
    return [view for run in runs if (view := scene.app.run(run)).kind == "undo"]
