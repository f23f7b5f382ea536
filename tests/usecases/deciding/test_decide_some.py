"""Several that wait are decided in one go: what can be decided is, and the others say why they were not."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from tandem.domain.errors import Refused
from tandem.domain.ids import RemoteId
from tandem.home import Operation
from tandem.local.table import SqliteTable
from tandem.ports import Table
from tandem.usecases.deciding.decide_some import DecidedView, UndecidedView
from tests.usecases.matching.test_reviews import sharing
from tests.usecases.scene import Scene, someone


class CountingTable(SqliteTable):
    writes = 0

    def transact(self, operations: Sequence[Operation]) -> None:
        self.writes += 1
        super().transact(operations)


class Counted(Scene):
    """Counts the transactions."""

    def open_table(self) -> Table:
        self.counting = CountingTable(self.folder / "tandem.db", self.clock)
        return self.counting

    def some(self, kind: str, decision: str, *items: str) -> DecidedView:
        return self.app.decide_some(self.connection, kind, items or self.ids_of(kind), decision)

    def ids_of(self, kind: str) -> list[str]:
        return [one.id for one in self.waiting(kind)]


def parked(tmp_path: Path, count: int = 8) -> Counted:
    scene = Counted(tmp_path)
    for number in range(count):
        contact = scene.provider.add(someone(f"Eva{number}"))
        scene.provider.items[contact].is_broken = True
    scene.start()
    assert len(scene.waiting("parked")) == count
    return scene


def in_conflict(tmp_path: Path) -> Counted:
    scene = Counted(tmp_path)
    for name in ("Ada", "Bea", "Cora"):
        scene.crm.add(someone(name, job_title="Leitung"))
        scene.provider.add(someone(name, job_title="Einkauf"))
    scene.start()
    assert len(scene.waiting("conflicts")) == 3
    return scene


def held(tmp_path: Path) -> Counted:
    scene = Counted(tmp_path)
    for name in ("Ada", "Bea", "Cora"):
        scene.crm.add(someone(name))
        scene.provider.add(someone(name))
    scene.start()
    for contact in list(scene.provider.live()):
        scene.provider.remove(contact)
    scene.refresh()
    assert len(scene.waiting("held")) == 3
    return scene


def doubtful(tmp_path: Path) -> Counted:
    scene = Counted(tmp_path)
    for given in ("Anna", "Ben"):
        scene.crm.add(sharing(given))
    for given in ("Cleo", "Dirk"):
        scene.provider.add(sharing(given))
    scene.start()
    assert len(scene.waiting("review")) == 4
    return scene


def test_what_is_parked_is_tried_again_with_few_writes(tmp_path: Path) -> None:
    scene = parked(tmp_path)
    for one in scene.provider.items.values():
        one.is_broken = False
    before = scene.counting.writes

    done = scene.some("parked", "retry")

    assert done == DecidedView(8, 0, ())
    assert scene.counting.writes - before <= 3
    scene.work()
    assert scene.waiting("parked") == []
    assert len(scene.crm.live()) == 8


def test_conflicts_are_dismissed_together(tmp_path: Path) -> None:
    scene = in_conflict(tmp_path)
    before = scene.counting.writes

    assert scene.some("conflicts", "dismiss") == DecidedView(3, 0, ())

    assert scene.waiting("conflicts") == []
    assert scene.counting.writes - before <= 2


def test_conflicts_are_turned_round_together_and_what_was_edited_since_says_so(tmp_path: Path) -> None:
    scene = in_conflict(tmp_path)
    by_name = {one.name.split()[0]: one.id for one in scene.waiting("conflicts")}
    scene.provider.edit(_card(scene, "Bea"), job_title="Vorstand")
    scene.refresh()

    done = scene.some("conflicts", "swap", *by_name.values())

    assert (done.done, done.gone) == (2, 0)
    assert done.undecided == (UndecidedView(by_name["Bea"], "undo_edited"),)
    scene.work()
    titles = Counter(one.job_title for one in scene.crm.live().values())
    assert titles == {"Einkauf": 2, "Vorstand": 1}


@pytest.mark.parametrize(("decision", "left"), [("restore", 3), ("release", 0)])
def test_what_is_held_is_decided_together(tmp_path: Path, decision: str, left: int) -> None:
    scene = held(tmp_path)

    assert scene.some("held", decision) == DecidedView(3, 0, ())

    scene.work()
    assert scene.waiting("held") == []
    assert len(scene.crm.live()) == left


def test_of_a_doubt_any_member_stands_for_all_and_is_decided_once(tmp_path: Path) -> None:
    scene = doubtful(tmp_path)

    done = scene.some("review", "separate")

    assert done == DecidedView(4, 0, ())
    scene.work()
    assert scene.waiting("review") == []
    assert (len(scene.crm.live()), len(scene.provider.live())) == (4, 4)


def test_a_doubt_of_more_than_two_is_not_linked_without_saying_with_whom(tmp_path: Path) -> None:
    scene = doubtful(tmp_path)
    (first, *_) = scene.ids_of("review")

    done = scene.some("review", "link", first)

    assert done == DecidedView(0, 0, (UndecidedView(first, "not_one_pair"),))
    assert len(scene.waiting("review")) == 4


def test_what_was_settled_meanwhile_is_counted_and_keeps_nothing_back(tmp_path: Path) -> None:
    scene = in_conflict(tmp_path)
    first, *rest = scene.ids_of("conflicts")
    scene.app.decide(scene.connection, "conflicts", first, "dismiss")

    assert scene.some("conflicts", "dismiss", first, *rest, rest[0]) == DecidedView(2, 1, ())
    assert scene.some("conflicts", "dismiss", first) == DecidedView(0, 1, ())


@pytest.mark.parametrize(("kind", "decision"), [("parked", "release"), ("held", "swap"), ("conflicts", "")])
def test_a_decision_of_another_kind_is_refused_as_a_whole(tmp_path: Path, kind: str, decision: str) -> None:
    scene = Counted(tmp_path)
    scene.start()

    with pytest.raises(Refused, match="unknown_decision"):
        scene.some(kind, decision, "x")


def test_before_all_is_compared_with_a_backup_nothing_that_is_held_is_decided(tmp_path: Path) -> None:
    scene = held(tmp_path)
    scene.app.mark_restored()

    with pytest.raises(Refused, match="restoring"):
        scene.some("held", "release")


def _card(scene: Scene, given: str) -> RemoteId:
    return next(remote for remote, one in scene.provider.live().items() if one.name.given == given)
