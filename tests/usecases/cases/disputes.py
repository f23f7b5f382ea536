"""One contact with its person, edited on one side or on both, and what lost."""

from pathlib import Path

import pytest

from tandem.domain.contact import Entry
from tandem.domain.ids import RemoteId
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
