"""What must not happen: a conflict of ordinary edits, one lost by a crash, or anything kept after a stop."""

from datetime import timedelta
from pathlib import Path
from random import Random

from tandem.domain.contact import Name
from tandem.domain.ids import LinkId
from tests.memory import ToldClock
from tests.usecases.cases.overwriting import copied, lost, outstanding, overwrite
from tests.usecases.cutting import Cut, Scissors
from tests.usecases.scene import Scene, someone


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
