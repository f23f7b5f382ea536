"""Edits that fall between our read and our write of the same field of a person: none is lost without a trace."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random

import pytest

from tandem.domain.contact import Entry, Field, Name
from tandem.domain.errors import RateLimited, Rejected, Trouble, Unavailable
from tandem.domain.ids import LinkId, RemoteId, UserId
from tandem.ports import Measure
from tandem.state.changes import box_context
from tandem.state.pending import Kind, Pending
from tandem.state.sealed_box import PublicSealer, new_pair
from tandem.usecases.cases.gap import MOST_LOGS
from tandem.usecases.listening.record_notification import Echo, Heard
from tests.memory import ToldClock
from tests.usecases.cutting import Cut, Scissors
from tests.usecases.scene import Scene, someone


def copied(tmp_path: Path, **rules: object) -> tuple[Scene, RemoteId, RemoteId]:
    scene = Scene(tmp_path)
    scene.provider.add(someone("Paul", job_title="Einkauf"))
    scene.start(**rules)
    scene.crm.traces.clear()
    return scene, scene.person(), scene.contact()


def overwrite(scene: Scene, title: str = "Vertrieb") -> None:
    """Somebody edits the title in Pipedrive, right before our own edit of it arrives there."""
    person = scene.person()
    scene.crm.gap.append(lambda: scene.crm.edit(person, job_title=title))
    scene.provider.edit(scene.contact(), job_title="Leitung")
    scene.refresh()


def conflicts(scene: Scene) -> list[Pending]:
    return scene.world.pendings.page(scene.connection, Kind.CONFLICT)


def lost(scene: Scene) -> list[tuple[str, object]]:
    return [(one.detail, one.content["lost"]) for one in conflicts(scene)]


def outstanding(scene: Scene) -> int:
    return sum(len(kept.images) for kept in scene.world.pre_images.page(scene.connection))


# --- by the webhook ----------------------------------------------------------------------------------------------


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


# --- by the change log -------------------------------------------------------------------------------------------


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


# --- what must not happen ----------------------------------------------------------------------------------------


def test_a_stop_forgets_what_was_read(tmp_path: Path) -> None:
    scene, _, _ = copied(tmp_path)
    overwrite(scene)

    scene.app.stop(scene.connection, remove=False)
    scene.work()

    assert outstanding(scene) == 0


def test_two_hundred_ordinary_edits_make_no_conflict(tmp_path: Path) -> None:
    """On both sides, one after the other, with echoes that come at once, late, twice, together or never, and sweeps."""
    chance = Random(20261126)
    scene = Scene(tmp_path)
    for number in range(5):
        scene.provider.add(someone(f"Eva{number}"))
    scene.start()
    heard = dict.fromkeys(scene.crm.live(), 0)
    cards = {link.crm.remote_id: link.provider.remote_id for link in scene.links()}

    for number in range(200):
        person = chance.choice(list(heard))
        side, remote = chance.choice([(scene.crm, person), (scene.provider, cards[person])])
        assert remote is not None
        value = chance.choice(["A", "B", f"C{number}"])
        name = Name(given=value, family="Beispiel")
        side.edit(remote, **chance.choice([{"job_title": value}, {"notes": value}, {"name": name}]))
        scene.clock.pass_by(timedelta(seconds=chance.choice([1, 30, 400])))
        scene.refresh()
        if chance.random() < 0.6:
            told = range(heard[person], len(scene.crm.traces[person]))
            scene.hear_of_writes(person, *chance.sample(list(told) * 2, len(told))) if told else None
            heard[person] = len(scene.crm.traces[person])
        if number % 40 == 39:
            scene.sweep()

    assert lost(scene) == []
    assert scene.names()[0] == scene.names()[1]


def test_an_edit_in_the_gap_survives_a_crash_at_every_call(tmp_path: Path) -> None:
    whole = Scissors()
    run(prepared(tmp_path / "whole", whole))

    for at in range(1, whole.calls + 1):
        for is_after in (False, True):
            cut_off(tmp_path / f"{at}-{is_after}", Scissors(at, is_after))


def prepared(folder: Path, scissors: Scissors) -> Scene:
    folder.mkdir()
    scene = Scene(folder, scissors=scissors)
    scene.provider.add(someone("Paul", job_title="Einkauf"))
    scene.start()
    scene.crm.traces.clear()
    person = scene.person()
    scene.crm.gap.append(lambda: scene.crm.edit(person, job_title="Vertrieb"))
    scene.provider.edit(scene.contact(), job_title="Leitung")
    return scene


def run(scene: Scene) -> None:
    assert scene.scissors is not None
    scene.scissors.is_armed = True
    scene.refresh()
    scene.hear_of_writes(scene.person())


def cut_off(folder: Path, scissors: Scissors) -> None:
    scene = prepared(folder, scissors)
    try:
        run(scene)
    except Cut:
        scene.crm.__dict__.pop("_write", None)
        clock = ToldClock(scene.clock.now() + timedelta(minutes=10))
        again = Scene(folder, scene.crm, scene.provider, clock)
        again.ids.last = 1000 + scene.ids.last
        again.connection = scene.connection
        again.world.wakes.heal(timedelta())
        scene = again.work().refresh().hear_of_writes(again.person())

    where = f"cut at {scissors.at} ({scissors.names[scissors.at - 1]}, after: {scissors.is_after})"
    titles = {contact.job_title for side in (scene.crm, scene.provider) for contact in side.live().values()}
    assert len(titles) == 1, where
    assert "Vertrieb" in titles or ("job_title", "Vertrieb") in lost(scene), where
    assert LinkId(scene.link().id), where
