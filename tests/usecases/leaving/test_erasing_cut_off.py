"""Whatever happens to an erasure, at the CRM or to its worker, it ends the same."""

from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.errors import AccessRevoked, RateLimited, Rejected, Trouble, Unavailable
from tandem.domain.ids import UserId
from tandem.state import keys
from tandem.state.erasures import Step
from tandem.usecases.leaving.erase import MOST_TRIES, request_erasure
from tests.memory import ANNA, ToldClock
from tests.usecases.cutting import Cut, Scissors, everything
from tests.usecases.full_house import BENS, COMPANY, filled
from tests.usecases.leaving.erasures import NOBODY, erased, traces
from tests.usecases.scene import Scene, someone

# --- what the CRM says -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "trouble", [Rejected("forbidden"), AccessRevoked("unauthorized"), RateLimited(timedelta(hours=9), is_daily=True)]
)
def test_a_crm_that_refuses_keeps_nobody_from_erasing(tmp_path: Path, trouble: Trouble) -> None:
    scene = filled(tmp_path)
    scene.desk.failing["subscriptions"] = trouble

    erasure = erased(scene)

    assert traces(scene, COMPANY) == []
    assert "webhooks" in scene.world.erasures.get(erasure).left
    assert len(scene.desk.hooks) == 2


def test_a_crm_that_gives_no_answer_is_asked_for_some_minutes(tmp_path: Path) -> None:
    scene = filled(tmp_path)
    scene.desk.failing["subscriptions"] = Unavailable("timeout")
    calls = scene.desk.calls.count("subscriptions")

    erasure = erased(scene)

    assert scene.desk.calls.count("subscriptions") - calls == MOST_TRIES + 1
    assert "webhooks" in scene.world.erasures.get(erasure).left
    assert traces(scene, COMPANY) == []


def test_a_dead_grant_is_told_by_what_stays_there(tmp_path: Path) -> None:
    scene = filled(tmp_path)
    scene.world.companies.bury_grant(COMPANY, ANNA)

    erasure = erased(scene)

    assert "webhooks" in scene.world.erasures.get(erasure).left


# --- cut off -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("user", [NOBODY, ANNA], ids=["company", "user"])
def test_it_ends_the_same_wherever_it_is_cut_off(tmp_path: Path, user: UserId) -> None:
    """Before each call of the table, the blobs and the CRM, be it a read or a write."""
    whole = everything()
    run(filled_in(tmp_path / "whole", whole), user)
    assert whole.calls > 100

    for at in range(1, whole.calls + 1):
        cut_off(tmp_path / str(at), everything(at), user)


def filled_in(folder: Path, scissors: Scissors) -> Scene:
    folder.mkdir()
    scene = Scene(folder, scissors=scissors)
    scene.desk.id, scene.desk.colleagues = COMPANY, (BENS,)
    scene.provider.add(someone("Kim", notes="x" * 20_000))
    scene.start()
    sealing = scene.world.companies.sealing
    object.__setattr__(sealing, "blobs", scissors.wrap(sealing.blobs, ("put", "get", "delete")))
    vars(scene.desk).update(scissors.cut(scene.desk, ("_call",)))
    return scene


def run(scene: Scene, user: UserId) -> None:
    assert scene.scissors is not None
    scene.scissors.is_armed = True
    request_erasure(scene.world, COMPANY, user, user or COMPANY)
    scene.work()


def cut_off(folder: Path, scissors: Scissors, user: UserId) -> None:
    scene = filled_in(folder, scissors)
    connection = scene.world.connections.get(scene.connection)
    try:
        run(scene, user)
    except Cut:
        scene = restarted(scene)

    where = f"cut at {scissors.at} ({scissors.names[scissors.at - 1]})"
    if scene.app.connections() and not scene.table.query(keys.ERASURES):
        return  # cut off before anything was noted: the person was told so, and asks again
    assert traces(scene, connection.id, connection.account) == [], where
    assert user or traces(scene, COMPANY) == [], where
    assert [row.item["step"] for row in scene.table.query(keys.ERASURES)] == [Step.DONE], where
    assert scene.desk.hooks == [], where


def restarted(cut: Scene) -> Scene:
    """A new process, ten minutes later."""
    for side in (cut.crm, cut.provider):
        for name in ("_write", "_call"):
            side.__dict__.pop(name, None)
    scene = Scene(cut.folder, cut.crm, cut.provider, ToldClock(cut.clock.now() + timedelta(minutes=10)))
    scene.ids.last = 1000 + cut.ids.last
    scene.desk = cut.desk
    scene.desk.__dict__.pop("_call", None)
    scene.replicas.desk_of_all = scene.desk
    scene.world.wakes.heal(timedelta())
    return scene.work()
