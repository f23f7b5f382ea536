"""Whatever happens to a live check, nothing that it made is left, and nothing else is touched by it."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tandem.domain.content import Content, as_contact
from tandem.domain.errors import AccessRevoked, Rejected, StaleVersion, Trouble, Unavailable
from tandem.domain.made_up import MARK, is_made_up, made_up_contact, made_up_event
from tandem.ports import Failed, Write, Written
from tests.memory import CountedIds, MemoryContacts, MemoryPlaces, ToldClock
from tests.usecases.cutting import Cut, everything
from tests.usecases.live.checkups import NOON, TOKEN, HandPushes, examined, facts, reasons, verdicts, with_group
from tests.usecases.scene import Scene, someone


@pytest.mark.parametrize("side", ["provider", "crm"])
def test_cut_off_at_any_call_it_is_taken_up_and_leaves_nothing(tmp_path: Path, side: str) -> None:
    whole = everything()
    _run(_cut_scene(tmp_path / "whole", whole), side)
    assert whole.calls > 70

    for at, is_after in product(range(1, whole.calls + 1), (False, True)):
        scissors = replace(everything(at), is_after=is_after)
        scene = _cut_scene(tmp_path / f"{at}-{is_after}", scissors)
        with pytest.raises(Cut):
            _run(scene, side)
        again = _restarted(scene)
        where = f"cut at {at} ({scissors.names[at - 1]}, after: {is_after})"
        left = [one for each in (again.provider, again.crm) for one in each.live().values()]
        assert [as_contact(one).name.given for one in left] == ["Eva"], where
        assert again.replicas.own_places is not None
        assert again.replicas.own_places.held == {}, where
        (connection,) = again.app.connections()
        checkup = again.world.checkups.find(again.company, again.world.connections.get(again.connection).account)
        assert checkup is None or checkup.finished, where
        assert checkup is None or again.app.checkup(connection.id).good, where


def _cut_scene(folder: Path, scissors: Any) -> Scene:
    folder.mkdir()
    scene = Scene(folder, scissors=scissors)
    scene.provider.add(someone("Eva"))
    scene.replicas.own_places = MemoryPlaces()
    vars(scene.replicas.own_places).update(scissors.cut(scene.replicas.own_places, ("_call",)))
    scene.connect()
    return scene


def _run(scene: Scene, side: str) -> None:
    assert scene.scissors is not None
    scene.scissors.is_armed = True
    scene.app.begin_checkup(scene.connection, side)
    scene.work()


def _restarted(cut: Scene) -> Scene:
    """A new process over the same data and the same sides, ten minutes later."""
    clock = ToldClock(cut.clock.now() + timedelta(minutes=10))
    for side in (cut.crm, cut.provider):
        for name in ("_write", "_call"):
            side.__dict__.pop(name, None)
    scene = Scene(cut.folder, cut.crm, cut.provider, clock, ids=CountedIds(1000 + cut.ids.last))
    scene.company, scene.user, scene.connection = cut.company, cut.user, cut.connection
    scene.replicas.own_places = cut.replicas.own_places
    assert scene.replicas.own_places is not None
    scene.replicas.own_places.__dict__.pop("_call", None)
    scene.world.wakes.heal(timedelta())
    return scene.work()


@dataclass
class Once(MemoryContacts):
    """Fails once, at its write of that number."""

    is_crm: bool = field(default=False)
    fails_at: int = 0
    trouble: Trouble = field(default_factory=Trouble)
    done: int = 0

    def _write(self, write: Write) -> Written | Failed:
        self.done += 1
        return Failed(self.trouble) if self.done == self.fails_at + 1 else super()._write(write)


@pytest.mark.parametrize("trouble", [Rejected("forbidden"), AccessRevoked("wrong_password"), StaleVersion("etag")])
@pytest.mark.parametrize("number", range(12))
def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path, trouble: Trouble, number: int) -> None:
    """Each write of a whole check in turn. The clean-up's own are tried again, but for a dead grant: then by whoever
    checks next."""
    scene = with_group(tmp_path)
    scene.provider = scene.replicas.provider = Once(fails_at=number, trouble=trouble)

    view = examined(scene)
    if verdicts(view)["clean"] != "ok":
        assert isinstance(trouble, AccessRevoked)
        assert facts(view)["left"] == "perhaps_all"
        scene.app.begin_checkup(scene.connection, "provider")
        scene.work()

    assert view.state == "done"
    assert scene.provider.live() == {}
    assert verdicts(scene.app.checkup(scene.connection))["clean"] == "ok"


def test_a_creation_whose_answer_got_lost_is_found_and_not_made_twice(tmp_path: Path) -> None:
    scene = with_group(tmp_path)
    scene.provider.lost_answers = 1

    view = examined(scene)

    assert view.good
    assert len([one for one in scene.provider.items.values() if is_made_up(one.contact)]) == 2
    assert scene.provider.live() == {}


def test_a_side_that_is_down_for_good_is_given_up_after_a_while(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    connection = scene.connect()
    scene.provider.down = Unavailable("timeout")

    view = examined(scene, connection=connection)

    assert view.state == "done"
    assert (reasons(view)["list"], reasons(view)["create"]) == ("timeout", "after_failure")
    assert not view.good


def test_what_an_earlier_check_left_is_removed_and_only_that(tmp_path: Path) -> None:
    scene = with_group(tmp_path)
    scene.provider.add(made_up_contact(TOKEN))
    by_name = scene.provider.add(replace(made_up_contact(TOKEN), emails=someone("Eva").emails))
    by_mail = scene.provider.add(replace(made_up_contact(TOKEN), name=someone("Eva").name))
    scene.replicas.own_places.held["left"] = MARK

    view = examined(scene)

    assert (facts(view)["leftovers"], facts(view)["how_many"]) == ("1", "2")
    assert set(scene.provider.live()) == {by_name, by_mail}
    assert scene.replicas.own_places.held == {}


def test_one_that_somebody_made_their_own_meanwhile_is_left_to_them(tmp_path: Path) -> None:
    scene = with_group(tmp_path)
    connection = scene.connect()
    scene.app.begin_checkup(connection, "provider")
    scene.replicas.pushes = HandPushes()
    while scene.app.checkup(connection).step != "pushed":
        scene.deliver()
    second = sorted(scene.provider.live())[1]

    scene.provider.edit(second, name=someone("Eva").name)
    scene.work()

    assert list(scene.provider.live()) == [second]


@pytest.mark.parametrize(
    ("content", "is_ours"),
    [
        (made_up_contact(TOKEN), True),
        (made_up_event(TOKEN, NOON), True),
        (replace(made_up_event(TOKEN, NOON), description=""), False),
        (replace(made_up_event(TOKEN, NOON), title="Messe"), False),
        (someone("Tandem"), False),
    ],
)
def test_only_what_bears_both_signs_is_made_up(content: Content, is_ours: bool) -> None:
    assert is_made_up(content) is is_ours
