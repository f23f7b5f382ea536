"""Causes to write to a person, time that passes with its schedules, and the letters that came of it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.errors import AccessRevoked, Rejected
from tandem.ports import Delivery, Fate, Letter
from tandem.usecases.listening.keep_up import refresh_connections, sweep_links
from tests.memory import MemoryPost
from tests.usecases.scene import Scene, someone

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NOT_TAKEN = Delivery(Fate.NOT_TAKEN, "mail_down")
Deed = Callable[[Scene], object]


def running(folder: Path, post: MemoryPost | None = None, **given: object) -> Scene:
    """Paul was on both sides before the sync: his deletion is always held."""
    scene = Scene(folder, post=post or MemoryPost(), **given)
    scene.crm.add(someone("Paul"))
    scene.provider.add(someone("Paul"))
    scene.start()
    return scene


def letters(scene: Scene) -> list[Letter]:
    assert isinstance(scene.post, MemoryPost)
    return scene.post.taken


def pass_by(scene: Scene, span: timedelta) -> Scene:
    """With the schedules: each minute for three hours, then now and then."""
    end, soon = scene.clock.now() + span, scene.clock.now() + 3 * HOUR
    while scene.clock.now() < end:
        scene.clock.pass_by(MINUTE if scene.clock.now() < soon else 20 * MINUTE)
        refresh_connections(scene.world)
        sweep_links(scene.world)
        scene.work()
    return scene


def hold(scene: Scene, given: str = "Paul") -> None:
    (contact,) = [remote for remote, one in scene.provider.live().items() if one.name.given == given]
    scene.provider.remove(contact)
    scene.refresh()
    assert len(scene.waiting("held")) == 1


def die(scene: Scene) -> None:
    scene.provider.down = AccessRevoked("unauthorized")
    scene.refresh()
    scene.provider.down = None
    assert scene.state() == "needs_reconnect"


def park(scene: Scene) -> None:
    person = scene.crm.add(someone("Odd"))
    scene.provider.failing.extend([Rejected("too_odd")] * 100)
    scene.hear(person)
    assert len(scene.waiting("parked")) == 1


CAUSES: dict[str, Deed] = {"dead": die, "held": hold, "parked": park}

each_cause = pytest.mark.parametrize("cause", CAUSES)


def causes(one: Letter) -> set[str]:
    words = {"dead": "no longer let in", "held": "held back", "parked": "carried over. Tandem tries"}
    return {cause for cause, word in words.items() if word in one.text}
