"""A book of many contacts, each of them a person, and somebody who empties it."""

from pathlib import Path

import pytest

from tandem.usecases.world import Pace
from tests.usecases.scene import Scene, someone

both_directions = pytest.mark.parametrize("direction", ["one_way", "two_way"])


def filled(tmp_path: Path, count: int, direction: str = "two_way", pace: Pace | None = None) -> Scene:
    scene = Scene(tmp_path, pace=pace or Pace())
    for number in range(count):
        scene.provider.add(someone(f"Eva{number:03}"))
    scene.start(direction=direction)
    scene.quiet()
    return scene


def empty(scene: Scene, count: int) -> None:
    for contact in list(scene.provider.live())[:count]:
        scene.provider.remove(contact)
