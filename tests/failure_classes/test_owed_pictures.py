"""A picture that could not be had for now comes with a later sweep, though nobody touched its contact meanwhile."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import pytest

from tandem.ports import Source
from tandem.providers.transport import Transport
from tests.memory import ToldClock
from tests.providers.icloud.scripted import Says, ScriptedServer
from tests.providers.icloud.test_linked_pictures import PNG, Cloud
from tests.sandbox.microsoft.desk import MicrosoftStandin
from tests.usecases.choices.people import somebody
from tests.usecases.choices.stored_books import OPENERS, PICTURE
from tests.usecases.scene import Scene


class Gallery(Protocol):
    """A book with one contact, whose picture is elsewhere; from the start it can't be had."""

    picture: bytes

    def source(self) -> Source: ...

    def open(self) -> None:
        """From now on the picture can be had."""
        ...


class StandinGallery:
    picture = PICTURE

    def __init__(self, provider: str, path: str, transport: Transport, request: Any) -> None:
        self.book = OPENERS[provider](request, transport, "")
        self.standin = request.getfixturevalue("google" if provider == "google" else "microsoft")
        self.book.add(somebody("Eva"))
        self.book.picture("Eva")
        self.standin.control("fail", {"path": path, "status": 503, "times": 1000})

    def source(self) -> Source:
        return self.book.source()

    def open(self) -> None:
        self.standin.control("fail", method="DELETE")


class CloudGallery:
    """iCloud's own form: a link to another of its hosts."""

    picture = PNG

    def __init__(self, request: Any) -> None:
        server: ScriptedServer = request.getfixturevalue("server")
        self.transport = Transport(allow_private=True, resolve=lambda _host, _port: ["127.0.0.1"])
        self.cloud = Cloud(server, self.transport)
        self.cloud.has("eva", self.cloud.link("/eva.png"))
        self.cloud.pictures["/eva.png"] = Says(503)

    def source(self) -> Source:
        return self.cloud.source()

    def open(self) -> None:
        self.cloud.pictures["/eva.png"] = Says(200, PNG)


PATHS: Mapping[str, str] = {"google": "/photos/.*", "outlook": ".*/photo/.value", "office365": ".*/photo/.value"}


@pytest.fixture(scope="module")
def transport(microsoft_of_all: MicrosoftStandin) -> Iterator[Transport]:
    ca_file = Path(microsoft_of_all.said["ca_file"])
    opened = Transport(allow_private=True, ca_file=ca_file, timeout=timedelta(seconds=20))
    yield opened
    opened.close()


@pytest.fixture(params=[*PATHS, "icloud"])
def gallery(transport: Transport, request: pytest.FixtureRequest) -> Gallery:
    if request.param == "icloud":
        return CloudGallery(request)
    return StandinGallery(request.param, PATHS[request.param], transport, request)


@pytest.fixture
def scene(tmp_path: Path, gallery: Gallery) -> Scene:
    """Started, one-way, without the picture."""
    opened = Scene(tmp_path, clock=ToldClock(datetime.now(UTC)), public_url=None)
    opened.replicas.provider = gallery.source()
    opened.start(direction="one_way")
    return opened


def counted_reads(scene: Scene) -> list[int]:
    """How many contacts each later listing shows with their content, and doesn't only hint at."""
    source, shown = scene.replicas.provider, list[int]()

    class Counted:
        def list_all(self, *told: Any) -> Iterator[Any]:
            pages = list(source.list_all(*told))
            shown.append(sum(len(page.seen) for page in pages))
            yield from pages

        def __getattr__(self, name: str) -> Any:
            return getattr(source, name)

    scene.replicas.provider = Counted()
    return shown


def test_a_picture_that_could_not_be_had_comes_with_the_next_sweep(scene: Scene, gallery: Gallery) -> None:
    """F31, F32: its contact was there without it."""
    scene.sweep()
    before = dict(scene.desk.photos)
    gallery.open()
    scene.sweep()

    assert len(scene.crm.live()) == 1
    assert before == {}
    assert scene.desk.photos == {scene.person(): gallery.picture}


def test_a_picture_that_is_owed_costs_one_look_in_each_sweep_and_none_once_it_is_there(
    scene: Scene, gallery: Gallery
) -> None:
    """F31: nobody asks without end."""
    shown = counted_reads(scene)
    scene.sweep().sweep()
    gallery.open()
    scene.sweep().sweep()

    assert shown == [1, 1, 1, 0]
    assert scene.state() == "up_to_date"
