"""Edits of one or both sides, cell by cell: what travels, who wins, and what is kept of the loser."""

from pathlib import Path

import pytest

from tandem.domain.contact import Entry, Name
from tandem.domain.errors import Refused
from tandem.domain.ids import RemoteId, RunId
from tandem.state.pending import Kind
from tests.usecases.scene import Scene, someone

both_directions = pytest.mark.parametrize("direction", ["one_way", "two_way"])
SITE = (Entry("+49 30 1", "work", primary=True),)
HOME = (Entry("+49 30 2", "home"),)


def copied(tmp_path: Path, direction: str, **rules: object) -> tuple[Scene, RemoteId, RemoteId]:
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Paul", notes="Alt", job_title="Einkauf"))
    scene.start(direction=direction, **rules)
    scene.quiet()
    return scene, scene.person(), contact


def lost(scene: Scene) -> list[tuple[str | None, str]]:
    """Side and field of each value that lost."""
    return [(one.side, one.detail) for one in scene.waiting("conflicts")]


# --- one side changed --------------------------------------------------------------------------------------------


@both_directions
def test_an_edit_at_the_provider_reaches_the_person(tmp_path: Path, direction: str) -> None:
    scene, person, contact = copied(tmp_path, direction)

    scene.provider.edit(contact, job_title="Vertrieb", notes="")
    scene.refresh()

    assert scene.crm.live()[person].job_title == "Vertrieb"
    assert scene.crm.live()[person].notes == ""
    assert scene.provider.writes == []


def test_an_edit_in_pipedrive_reaches_the_contact(tmp_path: Path) -> None:
    scene, person, contact = copied(tmp_path, "two_way")

    scene.crm.edit(person, job_title="Vertrieb", notes="")
    scene.hear(person)

    assert scene.provider.live()[contact].job_title == "Vertrieb"
    assert scene.provider.live()[contact].notes == ""
    assert scene.crm.writes == []


def test_in_one_way_mode_an_edit_in_pipedrive_stays_there(tmp_path: Path) -> None:
    scene, person, contact = copied(tmp_path, "one_way")

    scene.crm.edit(person, job_title="Vertrieb")
    scene.hear(person).refresh().sweep()

    assert scene.crm.live()[person].job_title == "Vertrieb"
    assert scene.provider.live()[contact].job_title == "Einkauf"
    assert scene.crm.writes == scene.provider.writes == []


def test_a_person_made_in_pipedrive_is_not_sent_in_one_way_mode(tmp_path: Path) -> None:
    scene, _, _ = copied(tmp_path, "one_way")

    eva = scene.crm.add(someone("Eva"))
    scene.hear(eva).refresh().sweep()

    assert scene.names() == (["Eva", "Paul"], ["Paul"])
    assert scene.provider.writes == []


def test_a_person_made_in_pipedrive_becomes_a_contact(tmp_path: Path) -> None:
    scene, _, _ = copied(tmp_path, "two_way")

    scene.hear(scene.crm.add(someone("Eva")))

    assert scene.names() == (["Eva", "Paul"], ["Eva", "Paul"])


@both_directions
def test_a_contact_made_at_the_provider_becomes_a_person(tmp_path: Path, direction: str) -> None:
    scene, _, _ = copied(tmp_path, direction)

    scene.provider.add(someone("Eva"))
    scene.poll()

    assert scene.names() == (["Eva", "Paul"], ["Eva", "Paul"])


@both_directions
def test_a_new_contact_that_is_a_person_already_is_adopted(tmp_path: Path, direction: str) -> None:
    scene, _, _ = copied(tmp_path, direction)
    scene.crm.add(someone("Eva"), owner=None, in_scope=False)
    scene.refresh()

    scene.provider.add(someone("Eva", job_title="Leitung"))
    scene.refresh()

    assert scene.names()[0] == ["Eva", "Paul"]
    assert scene.view().counts["linked"] == 2


# --- both sides changed ------------------------------------------------------------------------------------------


def test_edits_of_different_entries_of_one_list_both_survive(tmp_path: Path) -> None:
    """F24."""
    scene, person, contact = copied(tmp_path, "two_way")

    scene.crm.edit(person, phones=SITE)
    scene.provider.edit(contact, phones=HOME)
    scene.refresh()

    for side in (scene.crm.live()[person], scene.provider.live()[contact]):
        assert {entry.value for entry in side.phones} == {"+49 30 1", "+49 30 2"}
    assert lost(scene) == []


def test_the_same_edit_on_both_sides_is_no_conflict_and_no_write(tmp_path: Path) -> None:
    scene, person, contact = copied(tmp_path, "two_way")

    scene.crm.edit(person, job_title="Vertrieb")
    scene.provider.edit(contact, job_title="Vertrieb")
    scene.refresh()

    assert scene.crm.writes == scene.provider.writes == []
    assert lost(scene) == []
    assert scene.link().provider.base == scene.provider.live()[contact]


def test_in_a_true_conflict_pipedrive_wins_and_the_loser_is_kept(tmp_path: Path) -> None:
    scene, person, contact = copied(tmp_path, "two_way")

    scene.crm.edit(person, job_title="Vertrieb")
    scene.provider.edit(contact, job_title="Leitung")
    scene.refresh()

    assert scene.crm.live()[person].job_title == scene.provider.live()[contact].job_title == "Vertrieb"
    assert lost(scene) == [("provider", "job_title")]
    (kept,) = scene.world.pendings.page(scene.connection, Kind.CONFLICT)
    assert kept.content["lost"] == "Leitung"


def test_a_conflict_shows_what_won_and_what_lost(tmp_path: Path) -> None:
    scene, person, contact = copied(tmp_path, "two_way")
    scene.crm.edit(person, job_title="Vertrieb")
    scene.provider.edit(contact, job_title="Leitung")
    scene.refresh()

    (told,) = scene.waiting("conflicts")
    scene.crm.edit(person, job_title="Vorstand")
    scene.hear(person)
    (later,) = scene.waiting("conflicts")

    assert (told.field, told.side, told.won, told.lost) == ("job_title", "provider", "Vertrieb", "Leitung")
    assert (later.won, later.lost) == ("Vorstand", "Leitung")


def test_a_rule_lets_the_provider_win_a_field(tmp_path: Path) -> None:
    scene, person, contact = copied(tmp_path, "two_way", conflict={"job_title": "provider"})

    scene.crm.edit(person, job_title="Vertrieb", organization="Muster AG")
    scene.provider.edit(contact, job_title="Leitung", organization="Beispiel GmbH")
    scene.refresh()

    for side in (scene.crm.live()[person], scene.provider.live()[contact]):
        assert (side.job_title, side.organization) == ("Leitung", "Muster AG")
    assert sorted(lost(scene)) == [("crm", "job_title"), ("provider", "organization")]


def test_in_one_way_mode_the_provider_wins_and_the_loser_is_kept(tmp_path: Path) -> None:
    scene, person, contact = copied(tmp_path, "one_way")

    scene.crm.edit(person, job_title="Vertrieb", notes="Neu")
    scene.provider.edit(contact, job_title="Leitung")
    scene.refresh()

    assert scene.crm.live()[person].job_title == "Leitung"
    assert scene.crm.live()[person].notes == "Neu"
    assert lost(scene) == [("crm", "job_title")]
    assert scene.provider.writes == []


def test_a_conflict_that_was_seen_can_be_put_away(tmp_path: Path) -> None:
    scene, person, contact = copied(tmp_path, "two_way")
    scene.crm.edit(person, job_title="Vertrieb")
    scene.provider.edit(contact, job_title="Leitung")
    scene.refresh()

    scene.decide("conflicts", "dismiss")

    assert lost(scene) == []


def test_a_conflict_is_told_once(tmp_path: Path) -> None:
    scene, person, contact = copied(tmp_path, "two_way")
    scene.crm.edit(person, job_title="Vertrieb")
    scene.provider.edit(contact, job_title="Leitung")

    scene.refresh().hear(person).poll().sweep()

    assert len(lost(scene)) == 1


def test_a_name_is_not_cleared(tmp_path: Path) -> None:
    scene, person, contact = copied(tmp_path, "two_way")

    scene.provider.edit(contact, name=Name())
    scene.refresh()

    assert scene.crm.live()[person].name.given == "Paul"


def test_adopted_twins_that_differ_are_merged_and_the_loser_is_kept(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    person = scene.crm.add(someone("Paul", job_title="Vertrieb"))
    contact = scene.provider.add(someone("Paul", job_title="Leitung", notes="Neu"))

    scene.start()

    assert scene.crm.live()[person] == scene.provider.live()[contact]
    assert scene.crm.live()[person].job_title == "Vertrieb"
    assert scene.crm.live()[person].notes == "Neu"
    assert lost(scene) == [("provider", "job_title")]


# --- edits that fall between read and write ----------------------------------------------------------------------


def test_an_edit_of_another_field_that_falls_into_the_gap_reaches_the_contact(tmp_path: Path) -> None:
    """F23: Pipedrive has no conditional write, so what the answer shows beyond our own write is looked at again."""
    scene, person, contact = copied(tmp_path, "two_way")
    scene.provider.edit(contact, job_title="Leitung")

    scene.crm.gap.append(lambda: scene.crm.edit(person, notes="Neu"))
    scene.refresh()

    for side in (scene.crm.live()[person], scene.provider.live()[contact]):
        assert (side.job_title, side.notes) == ("Leitung", "Neu")
    assert lost(scene) == []


def test_an_edit_of_a_contact_that_falls_into_the_gap_is_read_again_and_merged(tmp_path: Path) -> None:
    """F23."""
    scene, person, contact = copied(tmp_path, "two_way")
    scene.crm.edit(person, job_title="Leitung")

    scene.provider.gap.append(lambda: scene.provider.edit(contact, notes="Neu"))
    scene.refresh()

    for side in (scene.crm.live()[person], scene.provider.live()[contact]):
        assert (side.job_title, side.notes) == ("Leitung", "Neu")
    assert list(scene.provider.live()) == [contact]
    assert lost(scene) == []


def test_a_contact_edited_right_before_its_deletion_is_kept(tmp_path: Path) -> None:
    """The removal is stale; read again, edit beats delete."""
    scene, person, contact = copied(tmp_path, "two_way")
    scene.crm.remove(person)
    scene.provider.gap.append(lambda: scene.provider.edit(contact, notes="Neu"))

    scene.hear(person, is_gone=True)

    assert scene.provider.live()[contact].notes == "Neu"
    assert scene.crm.live()[scene.person()].notes == "Neu"


# --- turned round ------------------------------------------------------------------------------------------------


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


def test_a_conflict_that_is_dismissed_while_its_write_is_under_way_stays_dismissed(tmp_path: Path) -> None:
    scene, person, contact = copied(tmp_path, "two_way")
    scene.crm.edit(person, job_title="Leitung")
    scene.provider.edit(contact, job_title="Vertrieb")

    def dismiss() -> None:
        (one,) = scene.waiting("conflicts")
        scene.app.decide(scene.connection, "conflicts", one.id, "dismiss")

    scene.provider.gap.append(dismiss)
    scene.crm.gap.append(dismiss)
    scene.refresh()

    assert len(scene.crm.gap) + len(scene.provider.gap) == 1
    assert scene.crm.live()[person].job_title == scene.provider.live()[contact].job_title
    assert lost(scene) == []
