"""A connection that runs, what its sides may answer with, and an edit that shows whether it goes on."""

from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.contact import Side
from tandem.domain.errors import AccessRevoked, GrantRevoked, RateLimited
from tests.memory import MemoryContacts
from tests.usecases.scene import Scene, someone

SHORTLY = RateLimited(timedelta(seconds=20))
TOMORROW = RateLimited(timedelta(hours=9), is_daily=True)
DEAD = {Side.CRM: GrantRevoked("unauthorized"), Side.PROVIDER: AccessRevoked("unauthorized")}
both_sides = pytest.mark.parametrize("side", list(Side))


def running(tmp_path: Path) -> Scene:
    scene = Scene(tmp_path)
    scene.provider.add(someone("Paul"))
    scene.start()
    scene.quiet()
    return scene


def of(scene: Scene, side: Side) -> MemoryContacts:
    return scene.crm if side is Side.CRM else scene.provider


def edited(scene: Scene) -> None:
    """Something to do on each side."""
    scene.crm.edit(scene.person(), job_title="Leitung")
    scene.provider.edit(scene.contact(), notes="Neu")


def agreed(scene: Scene) -> bool:
    shown = scene.crm.live()[scene.person()]
    return shown == scene.provider.live()[scene.contact()] and (shown.job_title, shown.notes) == ("Leitung", "Neu")
