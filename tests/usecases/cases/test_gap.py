"""Edits that fall between our read and our write of the same field of a person, told by our own webhook."""

from datetime import timedelta
from functools import partial
from pathlib import Path

from tandem.domain.contact import Entry
from tandem.domain.ids import UserId
from tandem.ports import Measure
from tandem.state.changes import box_context
from tandem.state.sealed_box import PublicSealer, new_pair
from tandem.usecases.listening.record_notification import Echo, Heard
from tests.usecases.cases.overwriting import conflicts, copied, lost, outstanding, overwrite
from tests.usecases.scene import someone


def test_an_edit_that_we_overwrote_is_a_conflict_as_soon_as_our_webhook_comes(tmp_path: Path) -> None:
    """F23."""
    scene, person, _ = copied(tmp_path)
    overwrite(scene)
    before = lost(scene)

    scene.hear_of_writes(person)

    assert (before, lost(scene)) == ([], [("job_title", "Vertrieb")])
    (told,) = conflicts(scene)
    assert (told.reason, told.side, told.remote_id, told.link) == ("overwritten", "crm", person, scene.link().id)
    assert told.content["name"] == "Paul Beispiel"
    assert scene.crm.live()[person].job_title == "Leitung"
    assert scene.meter.total(Measure.OVERWRITTEN) == 1
    assert outstanding(scene) == 0


def test_it_can_be_put_away_like_any_other(tmp_path: Path) -> None:
    scene, person, _ = copied(tmp_path)
    overwrite(scene)
    scene.hear_of_writes(person)

    scene.decide("conflicts", "dismiss")

    assert lost(scene) == []


def test_an_echo_of_an_ordinary_write_proves_it_harmless(tmp_path: Path) -> None:
    scene, person, contact = copied(tmp_path)
    scene.provider.edit(contact, job_title="Leitung", notes="Neu")
    scene.refresh()
    before = outstanding(scene)

    scene.hear_of_writes(person)

    assert (before, outstanding(scene)) == (1, 0)
    assert lost(scene) == []


def test_an_edit_to_the_very_value_that_we_write_is_no_conflict(tmp_path: Path) -> None:
    scene, person, _ = copied(tmp_path)
    overwrite(scene, title="Leitung")

    scene.hear_of_writes(person).sweep()

    assert lost(scene) == []


def test_of_two_edits_in_the_gap_the_last_one_is_kept(tmp_path: Path) -> None:
    scene, person, _ = copied(tmp_path)
    scene.crm.gap.append(lambda: (scene.crm.edit(person, job_title="X"), scene.crm.edit(person, job_title="Y")))
    scene.provider.edit(scene.contact(), job_title="Leitung")
    scene.refresh()

    scene.hear_of_writes(person)

    assert lost(scene) == [("job_title", "Y")]


def test_only_the_field_that_was_overwritten_is_told(tmp_path: Path) -> None:
    scene, person, contact = copied(tmp_path)
    phones = (Entry("+49 30 1", "work", primary=True),)
    scene.crm.gap.append(lambda: scene.crm.edit(person, phones=phones, organization="Muster AG"))
    scene.provider.edit(contact, phones=(Entry("+49 30 2", "work", primary=True),), notes="Neu")
    scene.refresh()

    scene.hear_of_writes(person).refresh()

    assert [one for one in conflicts(scene) if one.reason == "overwritten"] == [
        one for one in conflicts(scene) if one.detail == "phones"
    ]
    assert ("phones", [["+49 30 1", "work", 1]]) in lost(scene)
    assert scene.provider.live()[contact].organization == "Muster AG"


def test_of_webhooks_that_come_together_none_hides_another(tmp_path: Path) -> None:
    """One record per item would keep the last word only: of the second write, which overwrote nothing."""
    scene, person, contact = copied(tmp_path)
    overwrite(scene)
    scene.provider.edit(contact, job_title="Vorstand")
    scene.refresh()

    for number in (1, 2, 1, 2):
        scene.listen(scene.told_of(person, number))
    scene.work()

    assert lost(scene) == [("job_title", "Vertrieb")]
    assert outstanding(scene) == 0


def test_values_that_come_back_are_taken_for_the_write_that_explains_them(tmp_path: Path) -> None:
    scene, person, contact = copied(tmp_path)
    for title in ("Leitung", "Einkauf", "Leitung", "Einkauf", "Leitung"):
        scene.provider.edit(contact, job_title=title)
        scene.refresh()

    scene.hear_of_writes(person, 4, 0, 2, 3, 1)

    assert lost(scene) == []
    assert outstanding(scene) == 0


def test_another_program_of_the_same_user_makes_no_conflict_later(tmp_path: Path) -> None:
    """It writes, an hour later, the very value that we wrote, over an edit that it could see."""
    scene, person, contact = copied(tmp_path)
    scene.provider.edit(contact, job_title="Leitung")
    scene.refresh()
    scene.clock.pass_by(timedelta(hours=1))
    scene.crm.edit(person, job_title="Vertrieb")
    scene.crm._edit(person, scene.user, {"job_title": "Leitung"})

    scene.hear_of_writes(person, 1, 2)

    assert lost(scene) == []


def test_what_somebody_else_wrote_is_not_taken_for_ours(tmp_path: Path) -> None:
    scene, person, contact = copied(tmp_path)
    scene.provider.edit(contact, job_title="Leitung")
    scene.refresh()
    scene.crm.edit(person, job_title="Vertrieb")
    scene.crm._edit(person, UserId("3"), {"job_title": "Leitung"})

    scene.hear_of_writes(person)

    assert lost(scene) == []


def test_a_box_that_nobody_here_can_open_is_passed_over_and_the_sweep_looks(tmp_path: Path) -> None:
    scene, person, _ = copied(tmp_path)
    overwrite(scene)
    _, foreign = new_pair()
    seal = partial(PublicSealer(foreign).seal, f"{person}/1".encode(), box_context(scene.company))

    scene.listen(Heard("person", person, False, None, echo=Echo(scene.user, "e1", seal)))
    scene.work()
    before = lost(scene)
    scene.sweep()

    assert (before, lost(scene)) == ([], [("job_title", "Vertrieb")])


def test_an_edit_by_hand_leaves_no_box(tmp_path: Path) -> None:
    scene, person, _ = copied(tmp_path)
    scene.crm.edit(person, job_title="Vertrieb")

    scene.listen(scene.told_of(person, 0))

    assert [one.box for one in scene.world.changes.first(scene.connection)] == [None]


def test_an_edit_right_before_our_deletion_is_a_conflict(tmp_path: Path) -> None:
    scene, person, contact = copied(tmp_path)
    for number in range(20):
        scene.provider.add(someone(f"Eva{number}"))
    scene.refresh()
    scene.provider.remove(contact)
    scene.crm.gap.append(lambda: scene.crm.edit(person, notes="Nicht löschen"))

    scene.refresh()

    assert person not in scene.crm.live()
    assert lost(scene) == [("notes", "Nicht löschen")]


def test_an_edit_right_before_a_stop_removes_the_person_is_a_conflict(tmp_path: Path) -> None:
    scene, person, _ = copied(tmp_path)
    scene.crm.gap.append(lambda: scene.crm.edit(person, notes="Nicht löschen"))

    scene.app.stop(scene.connection, remove=True)
    scene.work()

    assert scene.crm.live() == {}
    assert lost(scene) == [("notes", "Nicht löschen")]


def test_what_was_overwritten_can_be_put_back(tmp_path: Path) -> None:
    scene, person, contact = copied(tmp_path)
    overwrite(scene)
    scene.hear_of_writes(person)

    scene.decide("conflicts", "swap")

    assert scene.crm.live()[person].job_title == scene.provider.live()[contact].job_title == "Vertrieb"
    assert lost(scene) == []
