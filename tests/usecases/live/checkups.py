"""A live check in a scene, from the asking to the end, and what it told."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tandem.domain.ids import ConnectionId
from tandem.ports import Watch
from tandem.usecases.live.views import CheckupView
from tests.memory import MemoryPlaces
from tests.usecases.scene import Scene

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TOKEN = "00112233445566aa"


def examined(scene: Scene, side: str = "provider", connection: ConnectionId | None = None) -> CheckupView:
    """From the asking to the end."""
    connection = connection or scene.connect()
    scene.app.begin_checkup(connection, side)
    scene.work()
    return scene.app.checkup(connection)


def verdicts(view: CheckupView) -> dict[str, str]:
    return {one.step: one.verdict for one in view.steps}


def facts(view: CheckupView) -> dict[str, str]:
    return {one.question: one.answer for step in view.steps for one in step.facts}


def reasons(view: CheckupView) -> dict[str, str]:
    return {one.step: one.reason for one in view.steps if one.reason}


def with_group(folder: Path) -> Scene:
    scene = Scene(folder)
    scene.replicas.own_places = MemoryPlaces()
    return scene


@dataclass
class HandPushes:
    """Pushes that a test delivers."""

    path: str = "/hooks/hand"
    opened: dict[str, str] = field(default_factory=dict)
    stopped: list[str] = field(default_factory=list)

    def watch(self, channel: str, url: str, token: str) -> Watch:
        self.opened[channel] = token
        return Watch("r1", NOON + timedelta(days=7))

    def stop(self, channel: str, resource: str) -> None:
        self.stopped.append(channel)
