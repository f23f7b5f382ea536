"""An undo takes back what a run wrote, side by side, and leaves alone whatever a person did since."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.contact import Contact, Entry, Photo
from tandem.domain.errors import AccessRevoked, RateLimited, Refused, Rejected, Trouble, Unavailable
from tandem.domain.ids import EntryId, RemoteId, RunId
from tandem.domain.link import LinkState
from tandem.usecases.listening.record_notification import Heard
from tandem.usecases.seeing.views import HistoryView
from tandem.usecases.world import Pace
from tests.memory import PNG
from tests.usecases.scene import Scene, someone

both_directions = pytest.mark.parametrize("direction", ["one_way", "two_way"])


def linked(tmp_path: Path, direction: str = "two_way", **rules: object) -> tuple[Scene, RemoteId, RemoteId]:
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Paul", job_title="Einkauf"))
    scene.start(direction=direction, **rules)
    scene.quiet()
    return scene, scene.person(), contact


def newest(scene: Scene, action: str = "", side: str = "") -> HistoryView:
    return next(
        one
        for one in scene.app.history(scene.connection).items
        if action in {"", one.action} and side in {"", one.side}
    )


def last_run(scene: Scene) -> RunId:
    return RunId(newest(scene).run)


def undone(scene: Scene, run: RunId | None = None) -> RunId:
    made = scene.app.undo_run(run or last_run(scene))
    scene.work()
    assert scene.app.run(made).state == "done"
    return made


def books(scene: Scene) -> tuple[list[Contact], list[Contact]]:
    crm, provider = (sorted(side.live().values(), key=str) for side in (scene.crm, scene.provider))
    return crm, provider


def left(scene: Scene) -> list[tuple[str | None, str | None, str]]:
    return sorted((one.side, one.field, one.reason) for one in scene.waiting("conflicts"))


def assert_at_rest(scene: Scene) -> None:
    """Nothing follows from it, however often both sides are looked at."""
    scene.quiet()
    before = books(scene)
    for remote in scene.crm.live():
        scene.hear(remote)
    scene.refresh().poll().sweep()
    assert scene.crm.writes == scene.provider.writes == []
    assert books(scene) == before
    assert scene.state() in {"up_to_date", "held"}


# --- fields that were written ------------------------------------------------------------------------------------


@both_directions
def test_what_a_run_wrote_is_put_back_and_what_a_person_typed_stays(tmp_path: Path, direction: str) -> None:
    scene, person, contact = linked(tmp_path, direction)
    scene.provider.edit(contact, job_title="Leitung", notes="Neu")
    scene.refresh()

    undone(scene)

    assert (scene.crm.live()[person].job_title, scene.crm.live()[person].notes) == ("Einkauf", "")
    assert (scene.provider.live()[contact].job_title, scene.provider.live()[contact].notes) == ("Leitung", "Neu")
    assert scene.provider.writes == []
    assert_at_rest(scene)


def test_an_undo_is_told_in_the_history_of_a_run_of_its_own(tmp_path: Path) -> None:
    scene, _, contact = linked(tmp_path)
    scene.provider.edit(contact, job_title="Leitung")
    scene.refresh()

    run = undone(scene)

    told = newest(scene)
    assert (told.run, told.side, told.action, told.rule) == (run, "crm", "update", "undone")
    assert [(one.name, one.before, one.after) for one in told.fields] == [("job_title", "Leitung", "Einkauf")]
    view = scene.app.run(run)
    assert (view.kind, view.state, view.counts, view.done, view.total) == ("undo", "done", {"updated": 1}, 1, 1)


def test_an_undo_can_be_undone_and_that_again(tmp_path: Path) -> None:
    scene, person, contact = linked(tmp_path)
    scene.provider.edit(contact, job_title="Leitung")
    scene.refresh()
    titles = []

    run = last_run(scene)
    for _ in range(3):
        run = undone(scene, run)
        titles.append(scene.crm.live()[person].job_title)

    assert titles == ["Einkauf", "Leitung", "Einkauf"]
    assert_at_rest(scene)


def test_a_field_that_was_edited_since_is_left_alone_and_told(tmp_path: Path) -> None:
    scene, person, contact = linked(tmp_path)
    scene.provider.edit(contact, job_title="Leitung", notes="Neu")
    scene.refresh()
    run = last_run(scene)
    scene.crm.edit(person, notes="Noch neuer")
    scene.hear(person)

    undone(scene, run)

    assert (scene.crm.live()[person].job_title, scene.crm.live()[person].notes) == ("Einkauf", "Noch neuer")
    assert left(scene) == [("crm", "notes", "undo_edited")]
    (told,) = scene.waiting("conflicts")
    assert (told.name, told.won, told.lost) == ("Paul Beispiel", "Noch neuer", None)
    assert_at_rest(scene)


def test_what_an_undo_left_alone_can_be_taken_after_all(tmp_path: Path) -> None:
    scene, person, contact = linked(tmp_path)
    scene.provider.edit(contact, job_title="Leitung")
    scene.refresh()
    run = last_run(scene)
    scene.crm.edit(person, job_title="Vorstand")
    scene.hear(person)
    undone(scene, run)

    scene.decide("conflicts", "swap")

    assert scene.crm.live()[person].job_title == "Einkauf"
    assert scene.waiting("conflicts") == []
    assert_at_rest(scene)


def test_an_edit_that_nobody_heard_of_yet_travels_first_and_is_not_overwritten(tmp_path: Path) -> None:
    scene, person, contact = linked(tmp_path)
    scene.provider.edit(contact, job_title="Leitung")
    scene.refresh()
    scene.crm.edit(person, job_title="Vorstand", phones=(Entry("+49 30 7", "work"),))

    undone(scene)

    for side in (scene.crm.live()[person], scene.provider.live()[contact]):
        assert side.job_title == "Vorstand"
        assert [one.value for one in side.phones] == ["+49 30 7"]
    assert left(scene) == [("crm", "job_title", "undo_edited")]
    assert_at_rest(scene)


def test_of_several_runs_only_the_one_that_is_named_is_taken_back(tmp_path: Path) -> None:
    scene, person, contact = linked(tmp_path)
    scene.provider.edit(contact, job_title="Leitung")
    scene.refresh()
    first = last_run(scene)
    scene.provider.edit(contact, notes="Neu")
    scene.refresh()

    undone(scene, first)

    assert (scene.crm.live()[person].job_title, scene.crm.live()[person].notes) == ("Einkauf", "Neu")


def test_one_entry_is_taken_back_and_the_other_side_keeps_its_own(tmp_path: Path) -> None:
    scene, person, contact = linked(tmp_path)
    scene.crm.edit(person, notes="Neu")
    scene.provider.edit(contact, job_title="Leitung")
    scene.refresh()

    scene.app.undo_entry(EntryId(newest(scene, side="provider").id), record=False)
    scene.work()

    assert (scene.crm.live()[person].job_title, scene.provider.live()[contact].notes) == ("Leitung", "")
    assert_at_rest(scene)


def test_all_that_a_run_did_to_one_contact_is_taken_back(tmp_path: Path) -> None:
    scene, person, contact = linked(tmp_path)
    other = scene.provider.add(someone("Eva"))
    scene.refresh()
    scene.crm.edit(person, notes="Neu")
    scene.provider.edit(contact, job_title="Leitung")
    scene.provider.edit(other, job_title="Vertrieb")
    scene.refresh()
    entry = next(one for one in scene.app.history(scene.connection).items if one.name.startswith("Paul"))

    scene.app.undo_entry(EntryId(entry.id), record=True)
    scene.work()

    assert (scene.crm.live()[person].job_title, scene.provider.live()[contact].notes) == ("Einkauf", "")
    assert "Vertrieb" in [one.job_title for one in scene.crm.live().values()]
    assert_at_rest(scene)


def test_one_way_an_undo_never_writes_to_the_provider(tmp_path: Path) -> None:
    scene, person, _ = linked(tmp_path)
    scene.crm.edit(person, notes="Neu")
    scene.hear(person)
    run = last_run(scene)
    scene.app.set_rules(scene.connection, {"direction": "one_way"})
    scene.work()
    scene.quiet()

    undone(scene, run)

    assert scene.provider.writes == []
    assert left(scene) == [("provider", "notes", "undo_one_way")]


# --- items that were made ----------------------------------------------------------------------------------------


@both_directions
def test_what_a_run_made_goes_and_is_not_made_again(tmp_path: Path, direction: str) -> None:
    scene, _, contact = linked(tmp_path, direction)

    undone(scene)

    assert scene.names() == ([], ["Paul"])
    assert (scene.link().state, scene.view().counts["linked"]) == (LinkState.UNLINKED, 0)
    scene.provider.edit(contact, notes="Neu")
    assert_at_rest(scene)


def test_what_a_run_made_in_the_address_book_goes_and_its_person_stays(tmp_path: Path) -> None:
    scene, _, _ = linked(tmp_path)
    eva = scene.crm.add(someone("Eva"))
    scene.hear(eva)

    undone(scene)

    assert scene.names() == (["Eva", "Paul"], ["Paul"])
    scene.crm.edit(eva, notes="Neu")
    assert_at_rest(scene)


@both_directions
def test_what_was_made_and_edited_since_is_left_alone_and_told(tmp_path: Path, direction: str) -> None:
    scene, person, _ = linked(tmp_path, direction)
    run = last_run(scene)
    scene.crm.edit(person, notes="Wichtig")
    scene.hear(person)

    undone(scene, run)

    assert person in scene.crm.live()
    assert left(scene) == [("crm", None, "undo_edited")]
    assert scene.link().state is LinkState.LIVE
    assert_at_rest(scene)


def test_the_brake_holds_what_an_undo_would_delete(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    for number in range(12):
        scene.provider.add(someone(f"Eva{number}"))
    scene.start()

    undone(scene)
    deleted = 12 - len(scene.crm.live())
    held = scene.waiting("held")
    assert_at_rest(scene)

    assert 0 < deleted < 12
    assert len(held) == 12 - deleted
    scene.decide("held", "release")
    assert scene.names()[0] == []
    assert len(scene.provider.live()) == 12
    assert_at_rest(scene)


def test_what_an_undo_would_delete_stays_if_a_person_says_so(tmp_path: Path) -> None:
    scene, person, contact = linked(tmp_path)
    scene.desk.open_deals.add(person)

    undone(scene)
    held = [(one.reason, one.undo) for one in scene.waiting("held")]
    scene.decide("held", "restore")
    scene.provider.edit(contact, notes="Neu")
    scene.refresh()

    assert held == [("held_open_deals", True)]
    assert scene.crm.live()[person].notes == "Neu"
    assert_at_rest(scene)


def test_a_person_that_another_connection_has_too_is_held(tmp_path: Path) -> None:
    scene, person, _ = linked(tmp_path)
    scene.crm.items[person].owner = None

    undone(scene)

    assert [one.reason for one in scene.waiting("held")] == ["held_not_owned"]
    assert person in scene.crm.live()


@both_directions
def test_an_undone_create_is_made_again_by_undoing_the_undo(tmp_path: Path, direction: str) -> None:
    scene, _, contact = linked(tmp_path, direction)
    undo = undone(scene)
    scene.provider.edit(contact, notes="Neu")
    scene.refresh()

    undone(scene, undo)

    assert scene.names() == (["Paul"], ["Paul"])
    assert scene.crm.live()[scene.person()].notes == "Neu"
    assert (scene.link().state, scene.view().counts["linked"]) == (LinkState.LIVE, 1)
    assert_at_rest(scene)


# --- items that were deleted -------------------------------------------------------------------------------------


def test_a_deleted_person_is_made_again_and_so_is_the_contact(tmp_path: Path) -> None:
    scene, person, contact = linked(tmp_path)
    before = books(scene)
    scene.provider.remove(contact)
    scene.refresh()

    undone(scene)

    assert books(scene) == before
    assert (scene.person(), scene.contact()) != (person, contact)
    assert (scene.link().state, scene.view().counts["linked"]) == (LinkState.LIVE, 1)
    assert_at_rest(scene)


@pytest.mark.parametrize("is_source", [True, False])
def test_what_a_side_answers_for_a_deleted_item_with_not_found_is_made_again(tmp_path: Path, is_source: bool) -> None:
    """A side may forget what it held; that it was deleted is known from then."""
    scene, person, contact = linked(tmp_path)
    before = books(scene)
    if is_source:
        scene.provider.remove(contact)
        scene.refresh()
    run = last_run(scene) if is_source else undone(scene)
    scene.crm.unseen.add(person)
    scene.provider.unseen.update({contact} if is_source else ())

    undone(scene, run)

    assert books(scene) == before
    assert left(scene) == []


def test_one_way_a_deleted_person_is_made_again_and_let_go_of(tmp_path: Path) -> None:
    scene, _, contact = linked(tmp_path, "one_way")
    scene.provider.remove(contact)
    scene.refresh()
    assert scene.names() == ([], [])

    undone(scene)

    assert scene.names() == (["Paul"], [])
    assert scene.link().state is LinkState.UNLINKED
    assert_at_rest(scene)


def test_a_deleted_contact_is_made_again_and_so_is_the_person(tmp_path: Path) -> None:
    scene, person, _ = linked(tmp_path)
    before = books(scene)
    scene.crm.remove(person)
    scene.hear(person, is_gone=True)
    assert scene.names() == ([], [])

    undo = undone(scene)

    assert books(scene) == before
    assert_at_rest(scene)
    undone(scene, undo)
    assert scene.names() == ([], [])
    assert_at_rest(scene)


def test_whom_a_lost_create_brings_back_is_known_before_the_contact_is_taken_away(tmp_path: Path) -> None:
    """Else the person would be somebody new, and get a contact once more."""
    scene = Scene(tmp_path)
    person = scene.crm.add(someone("Eva"))
    scene.start()
    run, contact = last_run(scene), scene.contact()
    scene.provider.edit(contact, job_title="Leitung")
    scene.crm.remove(person)
    scene.crm.lost_answers = 1
    scene.listen(Heard("person", person, True, None))
    while not scene.crm.live():
        scene.deliver()
    assert scene.link().state is LinkState.CREATING
    scene.provider.edit(contact, job_title="")

    undone(scene, run)

    assert scene.names() == (["Eva"], [])
    assert {one.side for one in scene.app.history(scene.connection).items if one.action == "create"} == {
        "crm",
        "provider",
    }
    assert_at_rest(scene)


def test_nobody_is_made_again_who_is_back_by_other_means(tmp_path: Path) -> None:
    scene, _, contact = linked(tmp_path)
    scene.provider.remove(contact)
    scene.refresh()
    run = last_run(scene)
    scene.provider.restore(contact)
    scene.refresh()
    assert scene.names() == (["Paul"], ["Paul"])

    undone(scene, run)

    assert scene.names() == (["Paul"], ["Paul"])
    assert left(scene) == [("crm", None, "undo_twin")]
    assert_at_rest(scene)


# --- twins that were linked --------------------------------------------------------------------------------------


def test_twins_that_a_run_linked_are_let_go_of_as_they_were(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    person = scene.crm.add(someone("Paul", job_title="Vertrieb", phones=(Entry("+49 30 1", "work"),)))
    contact = scene.provider.add(someone("Paul", job_title="Leitung", phones=(Entry("+49 30 2", "home"),)))
    before = books(scene)
    scene.start()
    scene.decide("conflicts", "dismiss")

    undone(scene)

    assert books(scene) == before
    assert scene.link().state is LinkState.UNLINKED
    scene.crm.edit(person, notes="Neu")
    scene.provider.edit(contact, notes="Anders")
    assert_at_rest(scene)


def test_twins_that_an_undo_let_go_of_are_linked_again_with_what_was_edited_meanwhile(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    person = scene.crm.add(someone("Paul", job_title="Vertrieb"))
    contact = scene.provider.add(someone("Paul", notes="Neu"))
    scene.start()
    undo = undone(scene)
    scene.crm.edit(person, organization="Muster AG")

    undone(scene, undo)

    for side in (scene.crm.live()[person], scene.provider.live()[contact]):
        assert (side.job_title, side.notes, side.organization) == ("Vertrieb", "Neu", "Muster AG")
    assert scene.link().state is LinkState.LIVE
    assert_at_rest(scene)


# --- whole runs --------------------------------------------------------------------------------------------------


def test_a_whole_first_sync_is_taken_back(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    for number in range(60):
        scene.provider.add(someone(f"Eva{number}"))
        scene.crm.add(someone(f"Kim{number}", job_title="Leitung"))
        scene.provider.add(someone(f"Kim{number}", notes="Neu"))
    for number in range(4):
        scene.crm.add(someone(f"Paul{number}"))
    before = books(scene)
    scene.start()
    assert books(scene) != before

    undo = undone(scene)
    scene.app.decide_all(scene.connection, "release")
    scene.work()

    assert books(scene) == before
    assert scene.view().counts["linked"] == 0
    assert scene.app.run(undo).done == scene.app.run(undo).total
    assert_at_rest(scene)


def test_a_second_press_does_nothing_more(tmp_path: Path) -> None:
    scene, _, contact = linked(tmp_path)
    scene.provider.edit(contact, job_title="Leitung")
    scene.refresh()
    run = last_run(scene)

    first, second = scene.app.undo_run(run), scene.app.undo_run(run)
    scene.work()
    scene.quiet()
    undone(scene, run)

    assert first == second
    assert scene.crm.writes == scene.provider.writes == []
    assert left(scene) == []


def test_a_second_undo_waits_for_the_first_to_end(tmp_path: Path) -> None:
    scene, _, contact = linked(tmp_path)
    first = last_run(scene)
    scene.provider.edit(contact, job_title="Leitung")
    scene.refresh()
    scene.app.undo_run(last_run(scene))

    with pytest.raises(Refused) as refused:
        scene.app.undo_run(first)

    assert refused.value.reason == "undo_goes_on"


@pytest.mark.parametrize("batch", [7, 100])
def test_many_records_are_taken_back_in_slices(tmp_path: Path, batch: int) -> None:
    scene = Scene(tmp_path, pace=Pace(batch=batch))
    contacts = [scene.provider.add(someone(f"Eva{number}", job_title="Einkauf")) for number in range(150)]
    scene.start()
    for _ in range(2):
        for number, contact in enumerate(contacts):
            scene.provider.edit(contact, job_title=f"Leitung {number} {scene.provider.live()[contact].job_title}")
        scene.refresh()
    run = last_run(scene)

    undo = undone(scene, run)

    assert {one.job_title for one in scene.crm.live().values()} == {
        f"Leitung {number} Einkauf" for number in range(150)
    }
    view = scene.app.run(undo)
    assert (view.done, view.total, view.counts["updated"]) == (150, 150, 150)
    assert_at_rest(scene)


def test_what_a_side_refuses_to_take_back_is_told_and_not_tried_for_ever(tmp_path: Path) -> None:
    scene, person, contact = linked(tmp_path)
    scene.crm.edit(person, notes="Neu")
    scene.hear(person)
    scene.provider.refused[contact] = Rejected("too_large")

    undone(scene)

    assert left(scene) == [("provider", None, "undo_refused")]
    assert scene.waiting("parked") == []
    assert scene.provider.live()[contact].notes == "Neu"
    assert_at_rest(scene)


def test_a_contact_that_cannot_be_made_again_is_told(tmp_path: Path) -> None:
    scene, person, _ = linked(tmp_path)
    scene.crm.remove(person)
    scene.hear(person, is_gone=True)
    scene.provider.failing.append(Rejected("quota"))

    undone(scene)

    assert scene.names() == ([], [])
    assert left(scene) == [("provider", None, "undo_refused")]
    assert scene.link().state is LinkState.TOMBSTONE
    assert_at_rest(scene)


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


def test_a_photo_stays_and_is_told_to_stay(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.crm.add(someone("Paul"))
    contact = scene.provider.add(someone("Paul", photo=Photo("ab", "image/png")))
    shown = scene.provider._seen
    scene.provider._seen = lambda remote: replace(shown(remote), photo=PNG if remote == contact else None)
    scene.start(direction="one_way")
    run = last_run(scene)

    undone(scene, run)

    assert left(scene) == [("crm", None, "undo_picture")]
    assert scene.desk.photos


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
