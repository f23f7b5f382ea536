"""What history tells of one connection, and a contact with its person to write to."""

from pathlib import Path

from tandem.domain.ids import RemoteId
from tandem.usecases.seeing.views import HistoryView
from tests.usecases.cutting import Scissors
from tests.usecases.scene import Scene, someone


def told(scene: Scene) -> list[HistoryView]:
    """Oldest first."""
    return list(scene.app.history(scene.connection).items)[::-1]


def of(scene: Scene, action: str) -> list[HistoryView]:
    return [one for one in told(scene) if one.action == action]


def linked(tmp_path: Path, scissors: Scissors | None = None, **rules: object) -> tuple[Scene, RemoteId, RemoteId]:
    scene = Scene(tmp_path, scissors=scissors)
    contact = scene.provider.add(someone("Paul", job_title="Einkauf"))
    scene.start(**rules)
    scene.quiet()
    return scene, scene.person(), contact
