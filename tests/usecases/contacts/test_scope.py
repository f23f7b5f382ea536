"""What lies outside a group or the CRM scope: kept and silent, never deleted; and what follows when it comes back."""

from pathlib import Path

import pytest

from tandem.domain.contact import Side
from tandem.domain.ids import RemoteId
from tandem.domain.link import LinkState
from tests.memory import MemoryContacts
from tests.usecases.scene import Scene, someone

both_sides = pytest.mark.parametrize("side", list(Side))


def copied(tmp_path: Path, direction: str = "two_way", **rules: object) -> Scene:
    scene = Scene(tmp_path)
    scene.provider.add(someone("Paul"))
    scene.start(direction=direction, **rules)
    scene.quiet()
    return scene


def of(scene: Scene, side: Side) -> tuple[MemoryContacts, RemoteId]:
    return (scene.crm, scene.person()) if side is Side.CRM else (scene.provider, scene.contact())


@both_sides
def test_who_leaves_the_scope_is_deleted_nowhere(tmp_path: Path, side: Side) -> None:
    """F33."""
    scene = copied(tmp_path)
    replica, remote = of(scene, side)

    replica.put_in(remote, in_scope=False)
    scene.refresh().sweep()

    assert scene.names() == (["Paul"], ["Paul"])
    assert scene.link().state is LinkState.OUT_OF_SCOPE
    assert scene.crm.writes == scene.provider.writes == []


@both_sides
def test_whoever_is_out_of_scope_is_silent_in_both_directions(tmp_path: Path, side: Side) -> None:
    scene = copied(tmp_path)
    replica, remote = of(scene, side)
    replica.put_in(remote, in_scope=False)
    scene.refresh()

    scene.crm.edit(scene.person(), job_title="Leitung")
    scene.provider.edit(scene.contact(), notes="Neu")
    scene.refresh().sweep()

    assert scene.crm.writes == scene.provider.writes == []


@both_sides
def test_edits_from_outside_are_merged_at_the_return(tmp_path: Path, side: Side) -> None:
    scene = copied(tmp_path)
    replica, remote = of(scene, side)
    replica.put_in(remote, in_scope=False)
    scene.refresh()
    scene.crm.edit(scene.person(), job_title="Leitung")
    scene.provider.edit(scene.contact(), notes="Neu")
    scene.refresh()

    replica.put_in(remote, in_scope=True)
    scene.refresh()

    for shown in (scene.crm.live()[scene.person()], scene.provider.live()[scene.contact()]):
        assert (shown.job_title, shown.notes) == ("Leitung", "Neu")
    assert scene.link().state is LinkState.LIVE
    assert scene.view().counts["linked"] == 1


def test_a_person_out_of_scope_is_not_sent_until_it_enters(tmp_path: Path) -> None:
    scene = copied(tmp_path)
    eva = scene.crm.add(someone("Eva"), in_scope=False)
    scene.hear(eva).refresh().sweep()
    before = scene.names()[1]

    scene.crm.put_in(eva, in_scope=True)
    scene.hear(eva)

    assert before == ["Paul"]
    assert scene.names()[1] == ["Eva", "Paul"]


@pytest.mark.parametrize("direction", ["one_way", "two_way"])
def test_a_contact_outside_the_group_is_not_brought_over_until_it_enters(tmp_path: Path, direction: str) -> None:
    scene = copied(tmp_path, direction)
    eva = scene.provider.add(someone("Eva"), in_scope=False)
    scene.refresh().sweep()
    before = scene.names()[0]

    scene.provider.put_in(eva, in_scope=True)
    scene.refresh()

    assert before == ["Paul"]
    assert scene.names()[0] == ["Eva", "Paul"]


def test_in_one_way_mode_the_crm_scope_is_of_no_matter(tmp_path: Path) -> None:
    scene = copied(tmp_path, "one_way")
    scene.crm.put_in(scene.person(), in_scope=False)

    scene.provider.edit(scene.contact(), job_title="Leitung")
    scene.refresh()

    assert scene.crm.live()[scene.person()].job_title == "Leitung"


def test_a_contact_whose_twin_belongs_to_a_colleague_is_not_made_twice(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    colleagues = scene.crm.add(someone("Paul", job_title="Leitung"), in_scope=False)
    scene.provider.add(someone("Paul"))

    scene.start()

    assert list(scene.crm.live()) == [colleagues]
    assert scene.crm.writes == scene.provider.writes == []
    assert scene.link().state is LinkState.OUT_OF_SCOPE


def test_the_group_is_left_and_the_contact_deleted_afterwards(tmp_path: Path) -> None:
    """Whatever becomes of a contact outside is no business of the CRM's."""
    scene = copied(tmp_path)
    scene.provider.put_in(scene.contact(), in_scope=False)
    scene.refresh()

    scene.crm.put_in(scene.person(), in_scope=False)
    scene.provider.remove(scene.contact())
    scene.refresh().sweep()

    assert scene.names() == (["Paul"], [])


def test_another_scope_lists_anew_with_the_brake_on(tmp_path: Path) -> None:
    scene = copied(tmp_path)
    eva = scene.crm.add(someone("Eva"), in_scope=False)
    scene.refresh()

    scene.crm.items[eva].in_scope = True
    scene.app.set_rules(scene.connection, {"crm_scope": "visible"})
    scene.work()
    scene.provider.remove(min(scene.provider.live()))
    scene.refresh()

    assert scene.names() == (["Eva", "Paul"], ["Eva"])
    assert [one.reason for one in scene.waiting("held")] == ["brake"]


def test_a_scope_that_was_changed_during_a_pause_counts_from_the_resume(tmp_path: Path) -> None:
    scene = copied(tmp_path)
    eva = scene.crm.add(someone("Eva"), in_scope=False)
    scene.refresh()
    scene.app.pause(scene.connection)

    scene.crm.items[eva].in_scope = True
    scene.app.set_rules(scene.connection, {"crm_scope": "visible"})
    scene.work()
    during = scene.names()[1]
    scene.app.resume(scene.connection)
    scene.work()

    assert during == ["Paul"]
    assert scene.names()[1] == ["Eva", "Paul"]


def test_from_one_way_to_two_ways_the_persons_go_out(tmp_path: Path) -> None:
    scene = copied(tmp_path, "one_way")
    scene.crm.add(someone("Eva"))
    scene.refresh()

    scene.app.set_rules(scene.connection, {"direction": "two_way"})
    scene.work()

    assert scene.names() == (["Eva", "Paul"], ["Eva", "Paul"])


def test_from_two_ways_to_one_way_nothing_is_written_to_the_provider_any_more(tmp_path: Path) -> None:
    scene = copied(tmp_path)

    scene.app.set_rules(scene.connection, {"direction": "one_way"})
    scene.work()
    scene.crm.edit(scene.person(), job_title="Leitung")
    scene.crm.add(someone("Eva"))
    scene.refresh().sweep()

    assert scene.provider.writes == []
    assert scene.names() == (["Eva", "Paul"], ["Paul"])
