"""A new process after one that was cut off: the same data and the same two sides, in another scene."""

from datetime import timedelta

from tandem.usecases.listening.keep_up import refresh_connections
from tests.memory import CountedIds, MemoryContacts, ToldClock
from tests.usecases.scene import Scene


def restarted(cut: Scene) -> Scene:
    """A new process over the same data and the same two sides, ten minutes later, when the schedules have come."""
    clock = ToldClock(cut.clock.now() + timedelta(minutes=10))
    scene = Scene(cut.folder, released(cut.crm), released(cut.provider), clock, ids=CountedIds(1000 + cut.ids.last))
    scene.world.wakes.heal(timedelta())
    refresh_connections(scene.world)
    return scene.work()


def released(side: MemoryContacts) -> MemoryContacts:
    side.__dict__.pop("_write", None)
    return side
