"""A backup was put back: what is plainly equal is noted, everything else waits for a person, and nothing is written."""

import shutil
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.contact import Contact, Entry, Name, Photo
from tandem.domain.errors import Refused, Unavailable
from tandem.domain.ids import RemoteId
from tandem.domain.link import LinkState
from tandem.home import Queue
from tandem.state.connections import Connection, Leaving, Phase
from tandem.usecases.application import Application
from tandem.usecases.listening.keep_up import refresh_connections, sweep_links
from tandem.usecases.listing.pull_changes import pull_changes
from tandem.usecases.reconcile import reconcile
from tandem.usecases.world import Opened
from tests.memory import CountedIds, MemoryContacts, ToldClock
from tests.usecases.cutting import Cut, Scissors
from tests.usecases.restarting import released
from tests.usecases.scene import MemoryReplicas, Scene, someone

both_directions = pytest.mark.parametrize("direction", ["one_way", "two_way"])
DAY = timedelta(days=1)


def synced(tmp_path: Path, direction: str = "two_way", **rules: object) -> Scene:
    """A contact that Tandem made a person of, and in two-way mode a person that it made a contact of."""
    folder = tmp_path / "data"
    folder.mkdir()
    scene = Scene(folder)
    scene.provider.add(someone("Paul"))
    if direction == "two_way":
        scene.crm.add(someone("Eva"))
    scene.start(direction=direction, **rules)
    scene.quiet()
    return scene


def back_up(scene: Scene) -> Path:
    """Nobody works meanwhile, as the manual has it."""
    backup = scene.folder.with_name("backup")
    shutil.copytree(scene.folder, backup)
    return backup


def put_back(scene: Scene, backup: Path, scissors: Scissors | None = None, later: timedelta = DAY) -> Scene:
    """A new process over the backup's data, and over both sides as they are now."""
    folder = backup.with_name(f"restored-{len(list(backup.parent.iterdir()))}")
    shutil.copytree(backup, folder)
    clock, ids = ToldClock(scene.clock.now() + later), CountedIds(1000 + scene.ids.last)
    again = Scene(folder, scene.crm, scene.provider, clock, ids, scissors)
    again.replicas.desk_of_all = scene.desk
    again.company, again.user, again.connection = scene.company, scene.user, scene.connection
    again.quiet()
    return again


def restored(scene: Scene, backup: Path) -> Scene:
    """The backup is put back, and Tandem is told."""
    again = put_back(scene, backup)
    again.app.mark_restored()
    return again.work()


def person_of(scene: Scene, given: str) -> RemoteId:
    return remote_of(scene.crm, given)


def contact_of(scene: Scene, given: str) -> RemoteId:
    return remote_of(scene.provider, given)


def remote_of(side: MemoryContacts, given: str) -> RemoteId:
    (found,) = [remote for remote, contact in side.live().items() if contact.name.given == given]
    return found


def reasons(scene: Scene) -> list[tuple[str, str]]:
    return sorted((one.name.split()[0], one.reason) for one in scene.waiting("held"))


def assert_nothing_written(scene: Scene) -> None:
    assert (scene.crm.writes, scene.provider.writes) == ([], [])


def assert_calm(scene: Scene) -> None:
    """A second run has nothing to do."""
    scene.quiet()
    scene.refresh().sweep()
    assert_nothing_written(scene)
    assert scene.waiting("held") == []


# --- equal pairs -------------------------------------------------------------------------------------------------


@both_directions
def test_pairs_that_are_as_the_backup_knows_them_cost_no_write(tmp_path: Path, direction: str) -> None:
    scene = synced(tmp_path, direction)
    backup = back_up(scene)

    scene = restored(scene, backup)

    assert_nothing_written(scene)
    assert (scene.state(), scene.view().restored) == ("up_to_date", False)
    assert scene.waiting("held") == scene.waiting("review") == []


@both_directions
def test_an_edit_that_tandem_had_carried_over_is_only_noted(tmp_path: Path, direction: str) -> None:
    scene = synced(tmp_path, direction)
    backup = back_up(scene)
    scene.provider.edit(contact_of(scene, "Paul"), job_title="Einkauf")
    scene.refresh()

    scene = restored(scene, backup)

    assert_nothing_written(scene)
    assert reasons(scene) == []
    assert {link.crm.base.job_title for link in scene.links() if link.crm.base} >= {"Einkauf"}
    assert_calm(scene)


def test_afterwards_a_new_edit_travels_as_ever(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    backup = back_up(scene)
    scene.provider.edit(contact_of(scene, "Paul"), job_title="Einkauf")
    scene.refresh()
    scene = restored(scene, backup)

    scene.provider.edit(contact_of(scene, "Paul"), notes="Neu")
    scene.crm.edit(person_of(scene, "Eva"), notes="Auch neu")
    scene.refresh()

    assert scene.crm.live()[person_of(scene, "Paul")].notes == "Neu"
    assert scene.provider.live()[contact_of(scene, "Eva")].notes == "Auch neu"
    assert scene.waiting("held") == []


def test_afterwards_a_new_deletion_follows_as_ever(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    scene = restored(scene, back_up(scene))

    scene.provider.remove(contact_of(scene, "Paul"))
    scene.refresh()

    assert scene.names() == (["Eva"], ["Eva"])


# --- edited on one side ------------------------------------------------------------------------------------------


@both_directions
def test_an_edit_at_the_provider_that_nobody_carried_over_is_held(tmp_path: Path, direction: str) -> None:
    scene = synced(tmp_path, direction)
    backup = back_up(scene)
    scene.provider.edit(contact_of(scene, "Paul"), job_title="Einkauf")

    scene = restored(scene, backup)

    assert_nothing_written(scene)
    assert reasons(scene) == [("Paul", "held_restored")]
    assert scene.waiting("conflicts") == []
    assert (scene.state(), scene.view().restored) == ("held", False)


def test_an_edit_on_top_of_one_that_was_carried_over_is_held_and_not_taken_for_a_conflict(tmp_path: Path) -> None:
    """By the old base both sides look changed: the CRM would win, over the newest word."""
    scene = synced(tmp_path)
    backup = back_up(scene)
    scene.crm.edit(person_of(scene, "Paul"), job_title="Einkauf")
    scene.refresh()
    scene.provider.edit(contact_of(scene, "Paul"), job_title="Leitung")

    scene = restored(scene, backup)

    assert_nothing_written(scene)
    assert reasons(scene) == [("Paul", "held_restored")]
    assert scene.waiting("conflicts") == []


def test_a_further_edit_on_a_held_pair_overwrites_nothing(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    backup = back_up(scene)
    scene.provider.edit(contact_of(scene, "Paul"), job_title="Einkauf")
    scene = restored(scene, backup)

    scene.crm.edit(person_of(scene, "Paul"), job_title="Leitung")
    scene.hear(person_of(scene, "Paul")).refresh().sweep()

    assert_nothing_written(scene)
    assert reasons(scene) == [("Paul", "held_restored")]


def test_a_hold_ends_when_somebody_makes_both_equal(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    backup = back_up(scene)
    scene.provider.edit(contact_of(scene, "Paul"), job_title="Einkauf")
    scene = restored(scene, backup)

    scene.crm.edit(person_of(scene, "Paul"), job_title="Einkauf")
    scene.refresh()

    assert_nothing_written(scene)
    assert_calm(scene)


def test_a_held_edit_that_is_released_is_done_as_both_sides_are_now(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    backup = back_up(scene)
    scene.provider.edit(contact_of(scene, "Paul"), job_title="Einkauf")
    scene = restored(scene, backup)
    scene.provider.edit(contact_of(scene, "Paul"), job_title="Leitung")

    scene.decide("held", "release")

    assert scene.crm.live()[person_of(scene, "Paul")].job_title == "Leitung"
    assert_calm(scene)


def test_a_held_edit_that_is_kept_leaves_both_as_they_are(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    backup = back_up(scene)
    scene.provider.edit(contact_of(scene, "Paul"), job_title="Einkauf")
    scene = restored(scene, backup)

    scene.decide("held", "restore")

    assert_calm(scene)
    assert scene.crm.live()[person_of(scene, "Paul")].job_title == ""
    scene.crm.edit(person_of(scene, "Paul"), notes="Neu")
    scene.refresh()
    assert scene.provider.live()[contact_of(scene, "Paul")].notes == "Neu"
    assert scene.provider.live()[contact_of(scene, "Paul")].job_title == "Einkauf"


# --- deleted -----------------------------------------------------------------------------------------------------


@both_directions
def test_a_contact_deleted_since_deletes_no_person_and_does_not_come_back(tmp_path: Path, direction: str) -> None:
    scene = synced(tmp_path, direction)
    backup = back_up(scene)
    scene.provider.remove(contact_of(scene, "Paul"))
    before = scene.names()

    scene = restored(scene, backup)

    assert_nothing_written(scene)
    assert scene.names() == before
    assert reasons(scene) == [("Paul", "held_restored_gone")]


@both_directions
def test_a_person_deleted_since_deletes_no_contact_and_does_not_come_back(tmp_path: Path, direction: str) -> None:
    """The contact was edited since the backup: an edit would beat the deletion."""
    scene = synced(tmp_path, direction)
    backup = back_up(scene)
    scene.provider.edit(contact_of(scene, "Paul"), job_title="Einkauf")
    scene.refresh()
    scene.crm.remove(person_of(scene, "Paul"))
    before = scene.names()

    scene = restored(scene, backup)

    assert_nothing_written(scene)
    assert scene.names() == before
    assert reasons(scene) == [("Paul", "held_restored_gone")]


def test_a_held_deletion_that_is_released_is_done_as_the_rules_say(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    backup = back_up(scene)
    scene.crm.remove(person_of(scene, "Paul"))
    scene = restored(scene, backup)

    scene.decide("held", "release")

    assert scene.names() == (["Eva"], ["Eva"])
    assert_calm(scene)


@both_directions
def test_a_held_deletion_that_is_undone_makes_the_person_anew(tmp_path: Path, direction: str) -> None:
    scene = synced(tmp_path, direction)
    backup = back_up(scene)
    scene.crm.remove(person_of(scene, "Paul"))
    scene = restored(scene, backup)

    scene.decide("held", "restore")

    assert "Paul" in scene.names()[0]
    assert scene.provider.writes == []
    assert_calm(scene)


def test_a_held_deletion_of_a_contact_that_is_undone_makes_the_contact_anew(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    backup = back_up(scene)
    scene.provider.remove(contact_of(scene, "Paul"))
    scene = restored(scene, backup)

    scene.decide("held", "restore")

    assert scene.names() == (["Eva", "Paul"], ["Eva", "Paul"])
    assert_calm(scene)


@both_directions
def test_what_tandem_deleted_on_both_sides_since_is_gone_without_a_write(tmp_path: Path, direction: str) -> None:
    scene = synced(tmp_path, direction)
    backup = back_up(scene)
    scene.provider.remove(contact_of(scene, "Paul"))
    scene.refresh()

    scene = restored(scene, backup)

    assert "Paul" not in scene.names()[0]
    assert [link.state for link in scene.links()].count(LinkState.TOMBSTONE) == 1
    assert_nothing_written(scene)
    assert_calm(scene)


def test_with_deletes_kept_a_deletion_waits_all_the_same(tmp_path: Path) -> None:
    scene = synced(tmp_path, deletes="keep")
    backup = back_up(scene)
    scene.provider.remove(contact_of(scene, "Paul"))

    scene = restored(scene, backup)
    held = reasons(scene)
    scene.decide("held", "release")

    assert held == [("Paul", "held_restored_gone")]
    assert "Paul" in scene.names()[0]
    assert_nothing_written(scene)


def test_a_deletion_that_was_held_in_the_backup_and_done_since_is_over(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    scene.desk.open_deals.add(person_of(scene, "Paul"))
    scene.provider.remove(contact_of(scene, "Paul"))
    scene.refresh()
    backup = back_up(scene)
    scene.decide("held", "release")

    scene = restored(scene, backup)

    assert_nothing_written(scene)
    assert reasons(scene) == []


def test_a_deletion_that_was_held_in_the_backup_still_waits(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    scene.desk.open_deals.add(person_of(scene, "Paul"))
    scene.provider.remove(contact_of(scene, "Paul"))
    scene.refresh()

    scene = restored(scene, back_up(scene))
    once = reasons(scene)
    scene.decide("held", "release")
    twice = reasons(scene)
    scene.decide("held", "release")

    assert [one for _, one in once] == ["held_restored_gone"]
    assert [one for _, one in twice] == ["held_open_deals"]
    assert "Paul" not in scene.names()[0]


# --- created -----------------------------------------------------------------------------------------------------


@both_directions
def test_what_tandem_made_since_is_linked_again_and_not_doubled(tmp_path: Path, direction: str) -> None:
    scene = synced(tmp_path, direction)
    backup = back_up(scene)
    scene.provider.add(someone("Mina"))
    if direction == "two_way":
        scene.crm.add(someone("Otto"))
    scene.refresh()
    before = scene.names()

    scene = restored(scene, backup)

    assert_nothing_written(scene)
    assert scene.names() == before
    assert reasons(scene) == []
    assert scene.view().counts["linked"] == len(before[0])
    assert_calm(scene)


def test_what_tandem_made_since_and_somebody_edited_after_is_held(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    backup = back_up(scene)
    scene.provider.add(someone("Mina"))
    scene.refresh()
    scene.provider.edit(contact_of(scene, "Mina"), job_title="Einkauf")
    before = scene.names()

    scene = restored(scene, backup)

    assert_nothing_written(scene)
    assert scene.names() == before
    assert reasons(scene) == [("Mina", "held_restored")]


def test_a_couple_with_one_address_and_somebody_with_a_name_only_are_known_again(tmp_path: Path) -> None:
    """Nobody could tell them apart by the address alone, nor be sure of the name."""
    scene = synced(tmp_path)
    backup = back_up(scene)
    for side, given in ((scene.provider, "Mina"), (scene.provider, "Nils"), (scene.crm, "Otto"), (scene.crm, "Pia")):
        side.add(someone(given, emails=(Entry("zuhause@example.com", "home", primary=True),)))
    scene.provider.add(Contact(name=Name("Quirin")))
    scene.refresh().decide("review", "separate")
    before = scene.names()

    scene = restored(scene, backup)

    assert (reasons(scene), scene.waiting("review")) == ([], [])
    assert scene.names() == before
    assert scene.view().counts["linked"] == len(before[0]) == 7
    assert_nothing_written(scene)
    assert_calm(scene)


def test_a_namesake_that_tandem_made_since_and_that_differs_now_is_put_up_for_review(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    backup = back_up(scene)
    mina = scene.provider.add(Contact(name=Name("Mina", family="Beispiel")))
    scene.refresh()
    scene.provider.edit(mina, phones=(Entry("+49 30 1234", "work"),))

    scene = restored(scene, backup)
    asked = {one.reason for one in scene.waiting("review")}
    scene.decide("review", "link").decide("held", "release")

    assert asked == {"same_name"}
    assert scene.names()[0].count("Mina") == scene.names()[1].count("Mina") == 1
    assert scene.crm.live()[person_of(scene, "Mina")].phones == (Entry("+49 30 1234", "work"),)
    assert_calm(scene)


@both_directions
def test_what_people_made_since_is_held_and_made_once_when_released(tmp_path: Path, direction: str) -> None:
    scene = synced(tmp_path, direction)
    backup = back_up(scene)
    scene.provider.add(someone("Mina"))
    if direction == "two_way":
        scene.crm.add(someone("Otto"))

    scene = restored(scene, backup)
    held = reasons(scene)
    assert_nothing_written(scene)
    scene.decide("held", "release")

    newcomers = ["Mina", "Otto"] if direction == "two_way" else ["Mina"]
    assert held == [(name, "held_restored_new") for name in newcomers]
    assert scene.names()[0].count("Mina") == 1
    assert scene.names()[1].count("Otto") == (direction == "two_way")
    assert scene.view().counts["linked"] == len(scene.names()[0])
    assert_calm(scene)


def test_what_people_made_since_and_shall_not_be_copied_is_let_go_of(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    backup = back_up(scene)
    scene.provider.add(someone("Mina"))
    scene = restored(scene, backup)

    scene.decide("held", "restore")

    assert "Mina" not in scene.names()[0]
    assert_calm(scene)


def test_something_new_that_is_deleted_while_it_waits_is_over(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    backup = back_up(scene)
    mina = scene.provider.add(someone("Mina"))
    scene = restored(scene, backup)

    scene.provider.remove(mina)
    scene.refresh()

    assert_calm(scene)


def test_a_person_made_anew_since_is_put_back_on_its_link(tmp_path: Path) -> None:
    """Edit beat delete after the backup: the person bears the link's name, and has another id."""
    scene = synced(tmp_path)
    backup = back_up(scene)
    old = person_of(scene, "Paul")
    scene.provider.edit(contact_of(scene, "Paul"), job_title="Einkauf")
    scene.crm.remove(old)
    scene.hear(old, is_gone=True)

    scene = restored(scene, backup)

    assert reasons(scene) == []
    assert person_of(scene, "Paul") in {link.crm.remote_id for link in scene.links()}
    assert_nothing_written(scene)
    assert_calm(scene)


def test_a_card_that_moved_since_is_put_back_on_its_link(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    backup = back_up(scene)
    scene.provider.move(contact_of(scene, "Paul"), RemoteId("/c/elsewhere"))

    scene = restored(scene, backup)

    assert reasons(scene) == []
    assert_nothing_written(scene)
    assert_calm(scene)


def test_a_create_that_was_open_in_the_backup_is_found_by_its_mark(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    mina = scene.provider.add(someone("Mina"))
    scene.crm.lost_answers = 1
    scene.app.refresh(scene.connection)
    while not [link for link in scene.links() if link.state is LinkState.CREATING]:
        scene.deliver()
    backup = back_up(scene)
    scene.work()
    scene.provider.edit(mina, job_title="Einkauf")
    scene.refresh()
    before = scene.names()

    scene = restored(scene, backup)

    assert scene.names() == before
    assert reasons(scene) == []
    assert_nothing_written(scene)
    assert scene.view().counts["linked"] == len(before[0])
    assert_calm(scene)


def test_a_listing_that_was_open_in_the_backup_brings_nobody_back(tmp_path: Path) -> None:
    """It had read a contact that nobody had copied yet, and that is gone by now."""
    scene = synced(tmp_path)
    mina = scene.provider.add(someone("Mina"))
    scene.clock.pass_by(DAY)
    sweep_links(scene.world)
    while scene.world.connections.get(scene.connection).phase is not Phase.APPLY:
        scene.deliver()
    backup = back_up(scene)
    scene.provider.remove(mina)

    scene = put_back(scene, backup, later=timedelta(hours=1))
    scene.app.mark_restored()
    scene.work()

    assert reasons(scene) == []
    assert_nothing_written(scene)


# --- what can't be seen, is out of scope, or waits ---------------------------------------------------------------


def test_a_pair_that_could_not_be_seen_is_held_once_it_can(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    backup = back_up(scene)
    paul = person_of(scene, "Paul")
    scene.crm.edit(paul, job_title="Einkauf")
    scene.crm.unseen.add(paul)
    scene = restored(scene, backup)
    assert (scene.view().restored, reasons(scene)) == (False, [])

    scene.crm.unseen.clear()
    scene.refresh().sweep()

    assert_nothing_written(scene)
    assert reasons(scene) == [("Paul", "held_restored")]


def test_a_pair_that_could_not_be_seen_and_is_equal_is_followed_again(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    backup = back_up(scene)
    scene.crm.unseen.add(person_of(scene, "Paul"))
    scene = restored(scene, backup)

    scene.crm.unseen.clear()
    scene.sweep()
    scene.crm.edit(person_of(scene, "Paul"), job_title="Einkauf")
    scene.refresh()

    assert scene.provider.live()[contact_of(scene, "Paul")].job_title == "Einkauf"
    assert reasons(scene) == []


def test_a_card_that_left_the_scope_is_held_when_it_is_back_and_differs(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    backup = back_up(scene)
    paul = contact_of(scene, "Paul")
    scene.provider.edit(paul, job_title="Einkauf")
    scene.provider.put_in(paul, in_scope=False)
    scene = restored(scene, backup)
    out = reasons(scene)

    scene.provider.put_in(paul, in_scope=True)
    scene.refresh()

    assert out == []
    assert reasons(scene) == [("Paul", "held_restored")]
    assert_nothing_written(scene)


def test_one_way_no_picture_is_sent(tmp_path: Path) -> None:
    scene = synced(tmp_path, "one_way")
    backup = back_up(scene)
    scene.provider.edit(contact_of(scene, "Paul"), photo=Photo("abc", "image/png"))
    scene.desk.calls.clear()

    scene = restored(scene, backup)

    assert "upload_photo" not in scene.desk.calls
    assert scene.waiting("parked") == []
    assert_nothing_written(scene)


def test_a_paused_sync_compares_when_it_is_resumed(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    scene.app.pause(scene.connection)
    backup = back_up(scene)
    scene.provider.edit(contact_of(scene, "Paul"), job_title="Einkauf")
    scene = restored(scene, backup)
    paused = (scene.state(), scene.view().restored)

    scene.app.resume(scene.connection)
    scene.work()

    assert paused == ("paused", True)
    assert reasons(scene) == [("Paul", "held_restored")]
    assert scene.view().restored is False
    assert_nothing_written(scene)


def test_an_outage_in_the_middle_ends_nothing_early(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    backup = back_up(scene)
    scene.provider.edit(contact_of(scene, "Paul"), job_title="Einkauf")
    scene = put_back(scene, backup)
    scene.provider.down = Unavailable("server_error")
    scene.app.mark_restored()
    for _ in range(3):
        scene.deliver()
    during = scene.view()

    scene.provider.down = None
    scene.work()

    assert (during.state, during.restored) == ("waiting", True)
    assert reasons(scene) == [("Paul", "held_restored")]
    assert scene.view().restored is False


# --- marking -----------------------------------------------------------------------------------------------------


def test_the_run_tells_how_many_wait(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    backup = back_up(scene)
    scene.provider.edit(contact_of(scene, "Paul"), job_title="Einkauf")
    scene.provider.add(someone("Mina"))

    run = restored(scene, backup).view().last_run

    assert run is not None
    assert (run.kind, run.state, run.counts["held"]) == ("restored", "done", 2)


def test_drafts_and_stopped_syncs_are_left_alone(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    draft = scene.connect_another(MemoryContacts(is_crm=False))
    scene.app.stop(scene.connection, remove=False)
    scene.work()
    scene = put_back(scene, back_up(scene))

    marked = scene.app.mark_restored()

    assert marked == 0
    assert [scene.app.connection(one).restored for one in (scene.connection, draft)] == [False, False]
    assert not scene.wakeups.sent


def test_a_removal_that_was_under_way_removes_nothing_any_more(tmp_path: Path) -> None:
    """The sync may have been started again since."""
    scene = synced(tmp_path)
    scene.app.stop(scene.connection, remove=True)
    scene = put_back(scene, back_up(scene))
    before = scene.names()

    scene.app.mark_restored()
    leaving = scene.world.connections.get(scene.connection).leaving
    scene.world.wakes.heal(timedelta())
    scene.work()

    assert leaving is Leaving.KEEP
    assert scene.names() == before
    assert scene.state() == "stopped"


def test_a_stop_ends_the_mark(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    scene = put_back(scene, back_up(scene))
    scene.app.mark_restored()
    scene.app.stop(scene.connection, remove=False)
    stopped = scene.work().view()

    scene.app.start(scene.connection)
    scene.work()

    assert (stopped.state, stopped.restored) == ("stopped", False)
    assert (scene.state(), scene.view().restored) == ("up_to_date", False)
    assert scene.names() == (["Eva", "Paul"], ["Eva", "Paul"])


def test_nobody_decides_on_a_hold_before_all_is_compared(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    scene.desk.open_deals.add(person_of(scene, "Paul"))
    scene.provider.remove(contact_of(scene, "Paul"))
    scene.refresh()
    scene = put_back(scene, back_up(scene))
    scene.app.mark_restored()
    (held,) = scene.waiting("held")

    with pytest.raises(Refused) as refused:
        scene.app.decide(scene.connection, "held", held.id, "release")

    assert refused.value.reason == "restoring"
    assert "Paul" in scene.names()[0]


def test_marking_twice_is_marking_once(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    backup = back_up(scene)
    scene.provider.edit(contact_of(scene, "Paul"), job_title="Einkauf")
    scene.provider.add(someone("Mina"))
    scene = put_back(scene, backup)
    scene.app.mark_restored()
    for _ in range(2):
        scene.deliver()

    scene.app.mark_restored()
    scene.work()
    once = reasons(scene)
    scene.app.mark_restored()
    scene.work()

    assert once == reasons(scene) == [("Mina", "held_restored_new"), ("Paul", "held_restored")]
    assert_nothing_written(scene)


@dataclass
class Interrupted(MemoryReplicas):
    """Something happens right after the next opening of both sides: whoever opened them doesn't know of it."""

    meanwhile: deque[Callable[[], object]] = field(default_factory=deque)

    def open(self, connection: Connection) -> Opened:
        if self.meanwhile:
            self.meanwhile.popleft()()
        return MemoryReplicas.open(self, connection)


def interrupted(scene: Scene) -> tuple[Scene, Interrupted]:
    """A scene in which a mark can fall into somebody's work."""
    replicas = Interrupted(scene.crm, scene.provider, scene.desk)
    scene.world = replace(scene.world, replicas=replicas)
    scene.app = Application(scene.world)
    return scene, replicas


@pytest.mark.parametrize("phase", [Phase.NONE, Phase.APPLY])
def test_work_that_was_under_way_does_not_end_the_mark(tmp_path: Path, phase: Phase) -> None:
    """A pull that found nothing, or a listing whose last slice was done."""
    scene = synced(tmp_path)
    backup = back_up(scene)
    scene.provider.edit(contact_of(scene, "Paul"), job_title="Einkauf")
    scene, replicas = interrupted(put_back(scene, backup))
    scene.world.connections.drop_cursors(scene.connection)
    scene.world.connections.change(scene.connection, lambda one: replace(one, phase=phase))
    replicas.meanwhile.append(scene.app.mark_restored)

    if phase is Phase.NONE:
        pull_changes(scene.world, scene.connection)
    else:
        reconcile(scene.world, scene.connection, Queue.RECONCILE_CONTACTS)
    marked = scene.view().restored
    scene.work()

    assert (marked, scene.view().restored) == (True, False)
    assert reasons(scene) == [("Paul", "held_restored")]
    assert_nothing_written(scene)


def changed_since(tmp_path: Path) -> tuple[Scene, Path]:
    """A bit of everything that may happen after a backup."""
    scene = synced(tmp_path)
    for given in ("Anna", "Ben", "Cleo", "Dora"):
        scene.provider.add(someone(given, phones=(Entry("+49 30 1234", "work"),)))
    scene.refresh()
    backup = back_up(scene)
    scene.provider.edit(contact_of(scene, "Anna"), notes="Neu")
    scene.provider.remove(contact_of(scene, "Ben"))
    scene.provider.add(someone("Fritz"))
    scene.refresh()
    scene.provider.edit(contact_of(scene, "Cleo"), notes="Neu")
    scene.crm.remove(person_of(scene, "Dora"))
    scene.crm.add(someone("Greta"))
    return scene, backup


WAITING = [("Cleo", "held_restored"), ("Dora", "held_restored_gone"), ("Greta", "held_restored_new")]


def test_after_a_crash_before_or_after_every_write_the_outcome_is_the_same(tmp_path: Path) -> None:
    scene, backup = changed_since(tmp_path)
    names = scene.names()
    whole = Scissors()
    mark(put_back(scene, backup, whole))
    release(scene)

    for at in range(1, whole.calls + 1):
        for is_after in (False, True):
            scissors = Scissors(at, is_after)
            cut = put_back(scene, backup, scissors)
            with pytest.raises(Cut):
                mark(cut)
            release(cut)
            again = started_again(cut)

            where = f"cut at {at} ({scissors.names[at - 1]}, after: {is_after})"
            assert reasons(again) == WAITING, where
            assert (again.crm.writes, again.provider.writes, again.names()) == ([], [], names), where
            assert again.view().restored is False, where
            assert again.view().counts["linked"] == 7, where


def mark(scene: Scene) -> None:
    assert scene.scissors is not None
    scene.scissors.is_armed = True
    scene.app.mark_restored()
    scene.work()


def release(scene: Scene) -> None:
    for side in (scene.crm, scene.provider):
        released(side)


def started_again(cut: Scene) -> Scene:
    """A new process; the person isn't sure whether the mark was made, and makes it again."""
    clock, ids = ToldClock(cut.clock.now() + timedelta(minutes=10)), CountedIds(1000 + cut.ids.last)
    scene = Scene(cut.folder, cut.crm, cut.provider, clock, ids)
    scene.company, scene.user, scene.connection = cut.company, cut.user, cut.connection
    scene.app.mark_restored()
    scene.world.wakes.heal(timedelta())
    refresh_connections(scene.world)
    return scene.work()


def test_all_that_waits_is_released_at_once_and_converges(tmp_path: Path) -> None:
    scene, backup = changed_since(tmp_path)
    scene = restored(scene, backup)

    scene.decide("held", "release")

    assert scene.names() == (["Anna", "Cleo", "Eva", "Fritz", "Greta", "Paul"],) * 2
    assert scene.crm.live()[person_of(scene, "Cleo")].notes == "Neu"
    assert_calm(scene)


def test_two_syncs_of_a_company_are_both_marked(tmp_path: Path) -> None:
    scene = synced(tmp_path)
    other = MemoryContacts(is_crm=False)
    second = scene.connect_another(other)
    scene.app.start(second)
    scene.work()
    backup = back_up(scene)
    other.edit(remote_of(other, "Paul"), job_title="Einkauf")

    again = put_back(scene, backup)
    again.replicas.others, again.replicas.addresses = scene.replicas.others, scene.replicas.addresses
    marked = again.app.mark_restored()
    again.work()

    assert marked == 2
    assert len(again.app.pending(second, "held").items) == 1
    assert_nothing_written(again)
    assert other.writes[len(scene.names()[0]) :] == []
