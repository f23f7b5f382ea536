"""Edits that fell into the gap and whose webhook was lost: a sweep finds them in the CRM's change log."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.contact import Field
from tandem.domain.errors import RateLimited, Rejected, Trouble, Unavailable
from tandem.usecases.cases.gap import MOST_LOGS
from tests.usecases.cases.overwriting import copied, lost, outstanding, overwrite
from tests.usecases.scene import Scene, someone


def test_where_the_webhook_was_lost_the_sweep_finds_the_edit(tmp_path: Path) -> None:
    scene, person, _ = copied(tmp_path)
    overwrite(scene)

    scene.sweep()

    assert lost(scene) == [("job_title", "Vertrieb")]
    assert scene.crm.live()[person].job_title == "Leitung"
    assert outstanding(scene) == 0


def test_each_log_is_read_once_and_none_where_the_webhook_came(tmp_path: Path) -> None:
    scene, person, contact = copied(tmp_path)
    scene.provider.edit(contact, job_title="Leitung")
    scene.refresh()
    scene.hear_of_writes(person)
    scene.sweep()
    before = scene.desk.calls.count("changelog")
    scene.provider.edit(contact, job_title="Vorstand")
    scene.refresh()

    scene.sweep().sweep()

    assert (before, scene.desk.calls.count("changelog")) == (0, 1)
    assert lost(scene) == []


def test_what_webhooks_never_tell_is_left_to_the_sweep(tmp_path: Path) -> None:
    scene, person, _ = copied(tmp_path)
    scene.desk.untold = frozenset({Field.JOB_TITLE})
    overwrite(scene)
    scene.provider.edit(scene.contact(), notes="Neu")
    scene.refresh().hear_of_writes(person)
    before = lost(scene)

    scene.sweep()

    assert (before, lost(scene)) == ([], [("job_title", "Vertrieb")])


def test_a_write_of_a_moment_ago_is_left_to_its_webhook(tmp_path: Path) -> None:
    scene, _, contact = copied(tmp_path)
    scene.clock.pass_by(scene.world.pace.sweep)
    scene.provider.edit(contact, job_title="Leitung")
    scene.refresh()

    scene.look_after()

    assert scene.desk.calls.count("changelog") == 0
    assert outstanding(scene) == 1


@pytest.mark.parametrize(
    "trouble",
    [Rejected("forbidden"), RateLimited(timedelta(hours=1), is_daily=True), Unavailable("server_error")],
)
def test_a_log_that_cannot_be_read_stops_no_sweep_and_is_read_by_the_next(tmp_path: Path, trouble: Trouble) -> None:
    scene, _, _ = copied(tmp_path)
    overwrite(scene)
    scene.provider.add(someone("Eva"))
    scene.desk.failing["changelog"] = trouble
    scene.sweep()
    before = lost(scene)

    del scene.desk.failing["changelog"]
    scene.sweep()

    assert scene.names()[0] == ["Eva", "Paul"]
    assert (before, lost(scene)) == ([], [("job_title", "Vertrieb")])


def test_one_sweep_reads_only_so_many_logs(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    for number in range(MOST_LOGS + 5):
        scene.provider.add(someone(f"Eva{number}"))
    scene.start()
    for contact in scene.provider.live():
        scene.provider.edit(contact, notes="Neu")
    scene.refresh()

    scene.sweep()
    first = scene.desk.calls.count("changelog")
    scene.sweep()

    assert (first, scene.desk.calls.count("changelog")) == (MOST_LOGS, MOST_LOGS + 5)


def test_logs_take_a_small_part_of_the_days_tokens(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    for number in range(5):
        scene.provider.add(someone(f"Eva{number}"))
    scene.start()
    for contact in scene.provider.live():
        scene.provider.edit(contact, notes="Neu")
    scene.refresh()

    scene.world = replace(scene.world, token_share=0.01)  # 1,500 of 150,000 a day, 75 of them for logs, 20 for each
    scene.sweep()

    assert scene.desk.calls.count("changelog") == 3


def test_the_log_of_a_person_who_is_gone_is_given_up(tmp_path: Path) -> None:
    scene, person, _ = copied(tmp_path)
    overwrite(scene)
    del scene.crm.items[person]

    scene.sweep()

    assert outstanding(scene) == 0
