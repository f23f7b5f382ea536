"""An undo that has to wait, and one that is refused or ended."""

from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.errors import AccessRevoked, RateLimited, Refused, Trouble, Unavailable
from tandem.domain.ids import EntryId
from tests.usecases.cutting import Cut, Scissors
from tests.usecases.restarting import restarted
from tests.usecases.scene import Scene, someone
from tests.usecases.undoing.undos import last_run, linked, newest

# --- what it waits for ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("trouble", [Unavailable("server_error"), RateLimited(timedelta(seconds=20))])
def test_an_undo_waits_for_a_side_that_is_down(tmp_path: Path, trouble: Trouble) -> None:
    scene, person, contact = linked(tmp_path)
    scene.provider.edit(contact, job_title="Leitung")
    scene.refresh()
    run = scene.app.undo_run(last_run(scene))

    scene.crm.failing.append(trouble)
    scene.work().poll()

    assert scene.crm.live()[person].job_title == "Einkauf"
    assert scene.app.run(run).state == "done"


def test_an_undo_that_loses_its_grant_goes_on_after_the_reconnect(tmp_path: Path) -> None:
    scene, person, contact = linked(tmp_path)
    scene.provider.edit(contact, job_title="Leitung")
    scene.refresh()
    run = scene.app.undo_run(last_run(scene))
    scene.crm.failing.append(AccessRevoked("unauthorized"))
    scene.work()
    waiting = scene.state(), scene.crm.live()[person].job_title
    with pytest.raises(Refused) as refused:
        scene.app.undo_run(run)

    scene.app.add_account(scene.company, scene.user, "icloud", "anna@example.com", {"password": "new"})
    scene.work()

    assert waiting == ("needs_reconnect", "Leitung")
    assert refused.value.reason == "undo_needs_reconnect"
    assert (scene.crm.live()[person].job_title, scene.app.run(run).state) == ("Einkauf", "done")


def test_a_run_that_is_still_under_way_is_not_taken_back(tmp_path: Path) -> None:
    scene, _, contact = linked(tmp_path)
    scene.provider.edit(contact, job_title="Leitung")
    run = scene.app.refresh(scene.connection)
    undo = None
    reasons = []
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            scene.app.undo_run(undo or run)
        reasons.append(refused.value.reason)
        scene.work()
        undo = undo or scene.app.undo_run(run)

    assert reasons == ["run_goes_on", "run_goes_on"]


def test_without_a_grant_an_undo_is_refused(tmp_path: Path) -> None:
    scene, _, _ = linked(tmp_path)
    run = last_run(scene)
    scene.crm.down = AccessRevoked("unauthorized")
    scene.refresh()

    with pytest.raises(Refused) as refused:
        scene.app.undo_run(run)

    assert refused.value.reason == "undo_needs_reconnect"


def test_an_undo_waits_for_a_write_whose_item_can_t_be_seen_and_history_tells_of_it(tmp_path: Path) -> None:
    scissors = Scissors(at=1, is_after=True, of_table=(), of_sides=("_write",))
    scene = Scene(tmp_path, scissors=scissors)
    contact = scene.provider.add(someone("Paul", job_title="Einkauf"))
    scene.start()
    scene.provider.edit(contact, job_title="Leitung")
    run = last_run(scene.refresh())
    scene.crm.edit(scene.person(), notes="Ruft zurück")
    scissors.is_armed = True
    with pytest.raises(Cut):
        scene.hear(scene.person()).work()
    scene.provider.unseen.add(contact)
    again = restarted(scene)
    again.connection = scene.connection

    undo = again.app.undo_run(run)
    again.work()
    again.provider.unseen.clear()
    again.refresh()

    shown = again.app.history(again.connection).items
    told = [one for one in shown if any(change.name == "notes" for change in one.fields)]
    assert [(one.side, one.action) for one in told] == [("provider", "update")]
    assert again.app.run(undo).state == "done"


def test_an_undo_waits_for_its_own_write_whose_item_can_t_be_seen_and_history_tells_of_it(tmp_path: Path) -> None:
    """Both were linked by the run that it takes back: nothing of that link would be looked at ever after."""
    scissors = Scissors(at=1, is_after=True, of_table=(), of_sides=("_write",))
    scene = Scene(tmp_path, scissors=scissors)
    scene.crm.add(someone("Paul", job_title="Einkauf"))
    contact = scene.provider.add(someone("Paul", job_title="Leitung"))
    scene.start()
    undo = scene.app.undo_run(last_run(scene))
    scissors.is_armed = True
    with pytest.raises(Cut):
        scene.work()
    scene.provider.unseen.add(contact)
    again = restarted(scene)
    again.connection = scene.connection
    again.provider.unseen.clear()
    again.sweep()

    told = [(one.action, one.rule) for one in again.app.history(again.connection).items if one.side == "provider"]
    assert told == [("update", "undone"), ("update", "adopted")]
    assert again.app.run(undo).state == "done"


# --- what is refused ---------------------------------------------------------------------------------------------


def test_an_undo_is_refused_while_nothing_may_be_written(tmp_path: Path) -> None:
    scene, _, _ = linked(tmp_path)
    run, reasons = last_run(scene), []

    for deed in (lambda: scene.app.pause(scene.connection), scene.app.mark_restored):
        deed()
        with pytest.raises(Refused) as refused:
            scene.app.undo_run(run)
        reasons.append(refused.value.reason)
    scene.app.stop(scene.connection, remove=False)
    scene.work()
    with pytest.raises(Refused) as refused:
        scene.app.undo_run(run)

    assert [*reasons, refused.value.reason] == ["undo_paused", "restoring", "undo_stopped"]


def test_a_history_that_is_gone_is_said_to_be_gone(tmp_path: Path) -> None:
    scene, _, _ = linked(tmp_path)
    run, entry = last_run(scene), EntryId(newest(scene).id)
    scene.clock.pass_by(timedelta(days=31))

    for ask in (lambda: scene.app.undo_run(run), lambda: scene.app.undo_entry(entry, record=False)):
        with pytest.raises(Refused) as refused:
            ask()
        assert refused.value.reason == "history_gone"


def test_what_never_was_is_unknown(tmp_path: Path) -> None:
    scene, _, _ = linked(tmp_path)

    for entry in (EntryId(f"{scene.connection}-hnonsense"), EntryId("nonsense"), EntryId("42-c1-h2026")):
        with pytest.raises(Refused) as refused:
            scene.app.undo_entry(entry, record=False)
        assert refused.value.reason == "unknown"


def test_an_undo_that_is_paused_goes_on_at_the_resume(tmp_path: Path) -> None:
    scene, person, contact = linked(tmp_path)
    scene.provider.edit(contact, job_title="Leitung")
    scene.refresh()
    run = scene.app.undo_run(last_run(scene))
    scene.app.pause(scene.connection)
    scene.work()
    paused = scene.crm.live()[person].job_title

    scene.app.resume(scene.connection)
    scene.work()

    assert (paused, scene.crm.live()[person].job_title) == ("Leitung", "Einkauf")
    assert (scene.app.run(run).state, scene.state()) == ("done", "up_to_date")


def test_a_stop_ends_an_undo(tmp_path: Path) -> None:
    scene, _, _ = linked(tmp_path)
    run = scene.app.undo_run(last_run(scene))

    scene.app.stop(scene.connection, remove=False)
    scene.work()

    assert (scene.app.run(run).state, scene.names()) == ("done", (["Paul"], ["Paul"]))
