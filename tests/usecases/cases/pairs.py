"""One contact with its person: one that Tandem made, or two that were there before."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tandem.domain.ids import RemoteId
from tests.usecases.scene import Scene, someone

Start = Callable[[Path, str], tuple[Scene, RemoteId, RemoteId]]
both_directions = pytest.mark.parametrize("direction", ["one_way", "two_way"])


def copied(tmp_path: Path, direction: str, **rules: object) -> tuple[Scene, RemoteId, RemoteId]:
    """A contact that Tandem made a person of."""
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Paul"))
    scene.start(direction=direction, **rules)
    scene.quiet()
    return scene, scene.person(), contact


def adopted(tmp_path: Path, direction: str) -> tuple[Scene, RemoteId, RemoteId]:
    """A person and a contact that both were there before."""
    scene = Scene(tmp_path)
    person, contact = scene.crm.add(someone("Paul")), scene.provider.add(someone("Paul"))
    scene.start(direction=direction)
    scene.quiet()
    return scene, person, contact
