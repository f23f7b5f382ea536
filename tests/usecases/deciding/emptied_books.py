"""A book that was emptied, so that the brake holds nearly all of its deletions."""

from pathlib import Path

from tandem.usecases.world import Pace
from tests.usecases.cutting import Scissors
from tests.usecases.scene import Scene, someone

SMALL = Pace(batch=10)
BRAKED = 4
"""As many deletions pass in a small book."""


def emptied(folder: Path, count: int = 30, scissors: Scissors | None = None, direction: str = "two_way") -> Scene:
    """A book from which all contacts are gone, and of whose persons all but the first four are held."""
    folder.mkdir(exist_ok=True)
    scene = Scene(folder, pace=SMALL, scissors=scissors)
    for number in range(count):
        scene.provider.add(someone(f"Eva{number:03}"))
    scene.start(direction=direction)
    for contact in list(scene.provider.live()):
        scene.provider.remove(contact)
    scene.refresh()
    assert scene.view().counts["held"] == count - BRAKED
    scene.quiet()
    return scene
