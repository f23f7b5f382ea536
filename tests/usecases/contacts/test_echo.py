"""Our own writes coming back: they cost one look and are never written again, whatever comes between."""

from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.contact import Side
from tests.memory import MemoryContacts
from tests.usecases.scene import Scene, someone


def running(tmp_path: Path) -> Scene:
    scene = Scene(tmp_path)
    scene.provider.add(someone("Paul"))
    scene.start()
    scene.quiet()
    return scene


def test_the_webhook_of_our_own_create_writes_nothing(tmp_path: Path) -> None:
    scene = running(tmp_path)

    scene.hear(scene.person()).refresh()

    assert scene.crm.writes == scene.provider.writes == []


def test_the_webhook_of_our_own_edit_writes_nothing(tmp_path: Path) -> None:
    scene = running(tmp_path)
    scene.provider.edit(scene.contact(), job_title="Leitung")
    scene.refresh()
    scene.quiet()

    scene.hear(scene.person()).refresh().poll()

    assert scene.crm.writes == scene.provider.writes == []


def test_an_echo_does_not_look_at_the_other_side(tmp_path: Path) -> None:
    scene = running(tmp_path)
    scene.provider.edit(scene.contact(), job_title="Leitung")
    scene.refresh()
    scene.provider.calls.clear()

    scene.hear(scene.person())

    assert scene.provider.calls == []


def test_an_edit_that_comes_together_with_our_echo_is_not_lost(tmp_path: Path) -> None:
    scene = running(tmp_path)
    scene.provider.edit(scene.contact(), job_title="Leitung")
    scene.refresh()

    scene.crm.edit(scene.person(), notes="Neu")
    scene.hear(scene.person())

    shown = scene.provider.live()[scene.contact()]
    assert (shown.job_title, shown.notes) == ("Leitung", "Neu")


def test_an_edit_back_to_the_old_value_is_an_edit(tmp_path: Path) -> None:
    scene = running(tmp_path)
    scene.provider.edit(scene.contact(), job_title="Leitung")
    scene.refresh()

    scene.crm.edit(scene.person(), job_title="")
    scene.hear(scene.person())

    assert scene.provider.live()[scene.contact()].job_title == ""


@pytest.mark.parametrize("order", ["crm first", "provider first"])
def test_edits_that_go_back_and_forth_settle(tmp_path: Path, order: str) -> None:
    scene = running(tmp_path)

    for number in range(4):
        is_crm = (number % 2 == 0) is (order == "crm first")
        side, remote = (scene.crm, scene.person()) if is_crm else (scene.provider, scene.contact())
        side.edit(remote, notes=f"Stand {number}")
        scene.refresh().hear(scene.person())
    scene.quiet()
    scene.refresh().poll().sweep()

    assert scene.crm.live()[scene.person()].notes == scene.provider.live()[scene.contact()].notes == "Stand 3"
    assert scene.crm.writes == scene.provider.writes == []


def test_another_version_with_the_same_content_is_noted_and_nothing_written(tmp_path: Path) -> None:
    scene = running(tmp_path)

    scene.provider.edit(scene.contact())
    scene.refresh()
    calls = len(scene.provider.calls)
    scene.refresh()

    assert scene.crm.writes == scene.provider.writes == []
    assert scene.link().provider.version == str(scene.provider.items[scene.contact()].version)
    assert scene.provider.calls[calls:] == ["changes"]


def test_a_webhook_that_is_quicker_than_our_commit_makes_no_second_contact(tmp_path: Path) -> None:
    """The person is made, our answer is lost, and its webhook is worked on before anything else."""
    scene = Scene(tmp_path)
    scene.provider.add(someone("Paul"))
    scene.crm.lost_answers = 1
    scene.app.start(scene.connect())
    for _ in range(2):
        scene.deliver()

    scene.hear(scene.person()).poll()
    scene.clock.pass_by(timedelta(minutes=5))
    scene.refresh().sweep()

    assert len(scene.crm.live()) == len(scene.provider.live()) == 1
    assert scene.view().counts["linked"] == 1


def test_two_connections_of_one_person_pass_an_edit_on_once(tmp_path: Path) -> None:
    scene = running(tmp_path)
    other = MemoryContacts(is_crm=False)
    scene.app.start(scene.connect_another(other))
    scene.work()
    scene.quiet()
    other.writes.clear()

    scene.provider.edit(scene.contact(), job_title="Leitung")
    scene.refresh().hear(scene.person())
    for _ in range(3):
        scene.hear(scene.person()).poll()

    assert [one.job_title for one in other.live().values()] == ["Leitung"]
    assert (len(scene.crm.writes), len(scene.provider.writes), len(other.writes)) == (1, 0, 1)


@pytest.mark.parametrize("side", list(Side))
def test_what_is_just_being_made_passes_for_nobody_new_in_a_listing(tmp_path: Path, side: Side) -> None:
    """F1: the answer to a create was lost, and before anybody looked for it both sides are listed anew."""
    scene = running(tmp_path)
    source, target = (scene.provider, scene.crm) if side is Side.CRM else (scene.crm, scene.provider)
    source.add(someone("Eva"))
    target.lost_answers = 1
    scene.app.refresh(scene.connection)
    for _ in range(2):
        scene.deliver()

    scene.provider.expired = True
    scene.refresh().sweep()

    assert scene.names() == (["Eva", "Paul"], ["Eva", "Paul"])
    assert scene.view().counts["linked"] == 2
    assert scene.waiting("review") == []
