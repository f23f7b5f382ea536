"""The mark that a backup was put back: which connections get it, and what ends it."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.errors import Refused
from tandem.home import Queue
from tandem.state.connections import Connection, Leaving, Phase
from tandem.usecases.application import Application
from tandem.usecases.listing.pull_changes import pull_changes
from tandem.usecases.reconcile import reconcile
from tandem.usecases.world import Opened
from tests.memory import MemoryContacts
from tests.usecases.restored.backups import (
    assert_nothing_written,
    back_up,
    contact_of,
    person_of,
    put_back,
    reasons,
    remote_of,
    restored,
    synced,
)
from tests.usecases.scene import MemoryReplicas, Scene, someone


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
