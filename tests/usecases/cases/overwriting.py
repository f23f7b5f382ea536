"""An edit that falls between our read and our write of the same field, and what is kept of it."""

from pathlib import Path

from tandem.domain.ids import RemoteId
from tandem.state.pending import Kind, Pending
from tests.usecases.scene import Scene, someone


def copied(tmp_path: Path, **rules: object) -> tuple[Scene, RemoteId, RemoteId]:
    scene = Scene(tmp_path)
    scene.provider.add(someone("Paul", job_title="Einkauf"))
    scene.start(**rules)
    scene.crm.traces.clear()
    return scene, scene.person(), scene.contact()


def overwrite(scene: Scene, title: str = "Vertrieb") -> None:
    """Somebody edits the title in Pipedrive, right before our own edit of it arrives there."""
    person = scene.person()
    scene.crm.gap.append(lambda: scene.crm.edit(person, job_title=title))
    scene.provider.edit(scene.contact(), job_title="Leitung")
    scene.refresh()


def conflicts(scene: Scene) -> list[Pending]:
    return scene.world.pendings.page(scene.connection, Kind.CONFLICT)


def lost(scene: Scene) -> list[tuple[str, object]]:
    return [(one.detail, one.content["lost"]) for one in conflicts(scene)]


def outstanding(scene: Scene) -> int:
    return sum(len(kept.images) for kept in scene.world.pre_images.page(scene.connection))
