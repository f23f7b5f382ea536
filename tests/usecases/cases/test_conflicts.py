"""Edits of both sides, cell by cell: who wins, and what is kept of the loser."""

from pathlib import Path

from tandem.domain.action import Loss
from tandem.domain.contact import Field, Name, Side
from tandem.ports import Key
from tandem.state.pending import Kind
from tandem.usecases.cases import ledger
from tests.usecases.cases.disputes import HOME, SITE, copied, lost
from tests.usecases.scene import Scene, someone

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


def test_one_way_a_value_of_the_crm_is_kept_when_the_provider_changes_its_own(tmp_path: Path) -> None:
    """Nobody at the provider ever saw it."""
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Eva", job_title="Assistenz"))
    scene.start(direction="one_way")
    scene.crm.edit(scene.person(), job_title="Leitung")
    scene.hear(scene.person())

    scene.provider.edit(contact, job_title="Vertrieb")
    scene.refresh()

    assert scene.crm.live()[scene.person()].job_title == "Vertrieb"
    assert [one.detail for one in scene.waiting("conflicts")] == ["job_title"]


def test_values_that_lost_one_after_the_other_are_all_kept(tmp_path: Path) -> None:
    """A worker died before its agreement, and the same field was disputed again: the link is as it was."""
    scene = Scene(tmp_path)
    scene.crm.add(someone("Eva"))
    scene.start()
    connection, link = scene.world.connections.get(scene.connection), scene.link()

    def row(title: str) -> Key:
        loss = Loss(Field.JOB_TITLE, Side.PROVIDER, someone("Eva", job_title=title))
        (made,) = ledger.conflicts(scene.world, connection, link, [loss], {})
        return made.key

    assert row("Vertrieb") == row("Vertrieb")
    assert row("Vertrieb") != row("Einkauf")


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
