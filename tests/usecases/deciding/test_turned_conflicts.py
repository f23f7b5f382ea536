"""A conflict that a person turns round: what lost is taken after all, on both sides, and no more than that."""

from pathlib import Path

import pytest

from tandem.domain.contact import Entry
from tandem.domain.errors import Refused
from tandem.domain.ids import RemoteId, RunId
from tests.usecases.cases.disputes import copied, lost
from tests.usecases.scene import Scene, someone


def disputed(tmp_path: Path, direction: str = "two_way", **edits: object) -> tuple[Scene, RemoteId, RemoteId]:
    """Pipedrive says Vertrieb, the address book Leitung; one of them has won."""
    scene, person, contact = copied(tmp_path, direction)
    scene.crm.edit(person, job_title="Vertrieb")
    scene.provider.edit(contact, job_title="Leitung", **edits)
    scene.refresh()
    return scene, person, contact


def titles(scene: Scene) -> tuple[str, str]:
    return scene.crm.live()[scene.person()].job_title, scene.provider.live()[scene.contact()].job_title


def test_a_conflict_is_turned_round_on_both_sides_in_a_run_that_history_tells_of(tmp_path: Path) -> None:
    scene, _, _ = disputed(tmp_path)

    scene.decide("conflicts", "swap")

    assert titles(scene) == ("Leitung", "Leitung")
    assert lost(scene) == []
    told = [one for one in scene.app.history(scene.connection).items if one.rule == "swapped"]
    assert sorted(one.side for one in told) == ["crm", "provider"]
    assert {scene.app.run(RunId(one.run)).kind for one in told} == {"swap"}
    scene.quiet()
    scene.refresh().sweep()
    assert scene.crm.writes == scene.provider.writes == []


def test_one_way_the_person_gets_its_own_value_back_and_keeps_it(tmp_path: Path) -> None:
    scene, _, _ = disputed(tmp_path, "one_way")
    won = titles(scene)

    scene.decide("conflicts", "swap").sweep()

    assert (won, titles(scene)) == (("Leitung", "Leitung"), ("Vertrieb", "Leitung"))
    assert scene.provider.writes == []


def test_a_conflict_that_was_turned_round_can_be_taken_back(tmp_path: Path) -> None:
    scene, _, _ = disputed(tmp_path)
    scene.decide("conflicts", "swap")

    scene.app.undo_run(RunId(scene.app.history(scene.connection).items[0].run))
    scene.work()

    assert titles(scene) == ("Vertrieb", "Vertrieb")


@pytest.mark.parametrize("side", ["crm", "provider"])
@pytest.mark.parametrize("is_heard", [True, False])
def test_a_value_that_was_edited_since_is_not_swapped_away(tmp_path: Path, side: str, is_heard: bool) -> None:
    scene, person, contact = disputed(tmp_path)
    if side == "crm":
        scene.crm.edit(person, job_title="Vorstand")
    else:
        scene.provider.edit(contact, job_title="Vorstand")
    if is_heard:
        scene.refresh()

    try:
        scene.decide("conflicts", "swap")
        reason = scene.waiting("conflicts")[0].reason
    except Refused as refused:
        reason = refused.reason
    scene.refresh()

    assert reason == "undo_edited"
    assert titles(scene) == ("Vorstand", "Vorstand")
    assert len(lost(scene)) == 1


def test_many_conflicts_are_turned_round_one_by_one_in_one_run(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    for number in range(5):
        scene.crm.add(someone(f"Eva{number}", job_title="Vertrieb"))
        scene.provider.add(someone(f"Eva{number}", job_title="Leitung", notes=f"{number}"))
    scene.start()

    for one in scene.waiting("conflicts"):
        scene.app.decide(scene.connection, "conflicts", one.id, "swap")
    scene.work()

    assert {one.job_title for one in (*scene.crm.live().values(), *scene.provider.live().values())} == {"Leitung"}
    told = [one for one in scene.app.history(scene.connection).items if one.rule == "swapped"]
    assert (len(told), len({one.run for one in told})) == (10, 1)


def test_two_conflicts_of_one_contact_are_both_turned_round(tmp_path: Path) -> None:
    scene, person, contact = copied(tmp_path, "two_way")
    scene.crm.edit(person, job_title="Vertrieb", organization="Muster AG")
    scene.provider.edit(contact, job_title="Leitung", organization="Beispiel GmbH")
    scene.refresh()

    scene.decide("conflicts", "swap")

    for side in (scene.crm.live()[person], scene.provider.live()[contact]):
        assert (side.job_title, side.organization) == ("Leitung", "Beispiel GmbH")
    assert lost(scene) == []


def test_of_a_list_only_the_entry_in_dispute_is_turned_round(tmp_path: Path) -> None:
    """What each side added beside it stays on both."""
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Paul", phones=(Entry("+49 30 1", "work"),)))
    scene.start()
    person = scene.person()
    scene.crm.edit(person, phones=(Entry("+49 30 1", "home"), Entry("+49 30 2", "work")))
    scene.provider.edit(contact, phones=(Entry("+49 30 1", "mobile"), Entry("+49 30 3", "work")))
    scene.refresh()
    before = {(one.value, one.label) for one in scene.crm.live()[person].phones}

    scene.decide("conflicts", "swap")

    after = {(one.value, one.label) for one in scene.crm.live()[person].phones}
    assert before == {("+49 30 1", "home"), ("+49 30 2", "work"), ("+49 30 3", "work")}
    assert after == {("+49 30 1", "mobile"), ("+49 30 2", "work"), ("+49 30 3", "work")}
    assert {(one.value, one.label) for one in scene.provider.live()[contact].phones} == after


def test_a_swap_is_refused_while_nothing_may_be_written(tmp_path: Path) -> None:
    scene, _, _ = disputed(tmp_path)
    scene.app.pause(scene.connection)

    with pytest.raises(Refused) as refused:
        scene.decide("conflicts", "swap")

    assert refused.value.reason == "undo_paused"
    assert len(lost(scene)) == 1
