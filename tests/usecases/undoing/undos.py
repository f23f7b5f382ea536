"""A run to take back, an undo to its end, and what it left behind."""

from pathlib import Path

import pytest

from tandem.domain.contact import Contact
from tandem.domain.ids import RemoteId, RunId
from tandem.usecases.seeing.views import HistoryView
from tests.usecases.scene import Scene, someone

both_directions = pytest.mark.parametrize("direction", ["one_way", "two_way"])


def linked(tmp_path: Path, direction: str = "two_way", **rules: object) -> tuple[Scene, RemoteId, RemoteId]:
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Paul", job_title="Einkauf"))
    scene.start(direction=direction, **rules)
    scene.quiet()
    return scene, scene.person(), contact


def newest(scene: Scene, action: str = "", side: str = "") -> HistoryView:
    return next(
        one
        for one in scene.app.history(scene.connection).items
        if action in {"", one.action} and side in {"", one.side}
    )


def last_run(scene: Scene) -> RunId:
    return RunId(newest(scene).run)


def undone(scene: Scene, run: RunId | None = None) -> RunId:
    made = scene.app.undo_run(run or last_run(scene))
    scene.work()
    assert scene.app.run(made).state == "done"
    return made


def books(scene: Scene) -> tuple[list[Contact], list[Contact]]:
    crm, provider = (sorted(side.live().values(), key=str) for side in (scene.crm, scene.provider))
    return crm, provider


def left(scene: Scene) -> list[tuple[str | None, str | None, str]]:
    return sorted((one.side, one.field, one.reason) for one in scene.waiting("conflicts"))


def assert_at_rest(scene: Scene) -> None:
    """Nothing follows from it, however often both sides are looked at."""
    scene.quiet()
    before = books(scene)
    for remote in scene.crm.live():
        scene.hear(remote)
    scene.refresh().poll().sweep()
    assert scene.crm.writes == scene.provider.writes == []
    assert books(scene) == before
    assert scene.state() in {"up_to_date", "held"}
