"""Work that is cut off at every single call of a port, reads too: whoever goes on ends where an uncut run ends."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.contact import Contact
from tandem.domain.ids import ConnectionId, RemoteId
from tandem.usecases.listening.keep_up import refresh_connections, sweep_links
from tandem.usecases.listening.record_notification import Heard
from tests.memory import ANNA, CountedIds, MemoryContacts, ToldClock
from tests.usecases.cutting import Cut, everything
from tests.usecases.scene import Scene, someone


@dataclass(frozen=True)
class Story:
    """`before` is done in peace; `during` is cut off; `after` is what a person does who finds it cut off."""

    before: Callable[[Scene], None]
    during: Callable[[Scene], None]
    after: Callable[[Scene], object] = Scene.view


@dataclass(frozen=True)
class Ending:
    crm: list[str]
    provider: list[str]
    counts: dict[str, int]
    state: str


# --- the stories -------------------------------------------------------------------------------------------------


def fill(scene: Scene) -> None:
    """Two new on each side, and twins that differ."""
    for given in ("Eva", "Kim"):
        scene.provider.add(someone(given))
        scene.crm.add(someone(f"{given}-Maria"))
    scene.provider.add(someone("Paul", notes="Ruft an"))
    scene.crm.add(someone("Paul", job_title="Leitung"))


def two_ways(scene: Scene) -> None:
    fill(scene)
    scene.connect()


def one_way(scene: Scene) -> None:
    fill(scene)
    scene.connect(direction="one_way")


def start(scene: Scene) -> None:
    scene.app.start(scene.connection)
    scene.work()


def start_again(scene: Scene) -> None:
    if scene.state() == "draft":
        start(scene)


def change_much(scene: Scene) -> None:
    """An edit, a conflict, a deletion and something new on each side; Pipedrive told of its own."""
    two_ways(scene)
    start(scene)
    person, contact = of(scene.crm), of(scene.provider)
    scene.provider.edit(contact("Eva"), job_title="Einkauf")
    scene.crm.edit(person("Kim-Maria"), job_title="Vertrieb")
    scene.provider.edit(contact("Paul"), notes="Ruft nie an")
    scene.crm.edit(person("Paul"), notes="Ruft oft an")
    scene.provider.remove(contact("Kim"))
    gone = person("Eva-Maria")
    scene.crm.remove(gone)
    scene.provider.add(someone("Neu"))
    told = [scene.crm.add(someone("Neu-Maria")), person("Kim-Maria"), person("Paul")]
    for one in told:
        scene.listen(Heard("person", one, is_gone=False, permitted=frozenset({ANNA})))
    scene.listen(Heard("person", gone, is_gone=True, permitted=frozenset({ANNA})))


def of(side: MemoryContacts) -> Callable[[str], RemoteId]:
    return lambda given: next(remote for remote, one in side.live().items() if one.name.given == given)


def refresh(scene: Scene) -> None:
    scene.app.refresh(scene.connection)
    scene.work()


def sweep(scene: Scene) -> None:
    scene.clock.pass_by(scene.world.pace.sweep)
    sweep_links(scene.world)
    scene.work()


def run(scene: Scene) -> None:
    two_ways(scene)
    start(scene)


def stop(scene: Scene) -> None:
    scene.app.stop(scene.connection, remove=True)
    scene.work()


def stop_again(scene: Scene) -> None:
    if scene.state() != "stopped":
        stop(scene)


STORIES = {
    "a first sync in two ways": Story(two_ways, start, start_again),
    "a first sync one way": Story(one_way, start, start_again),
    "changes on both sides": Story(change_much, refresh),
    "changes found by a sweep": Story(change_much, sweep),
    "a stop that removes": Story(run, stop, stop_again),
}


# --- cut off, gone on --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_work_that_is_cut_off_anywhere_ends_as_if_it_had_not_been(tmp_path: Path, story: Story) -> None:
    whole = begun(tmp_path / "whole", story, 0)
    assert whole.scissors is not None
    story.during(whole)
    wanted, calls = ending(gone_on(whole, story)), whole.scissors.calls

    endings = {at: ending(cut_off(tmp_path / str(at), story, at)) for at in range(1, calls + 1)}

    assert calls > 20
    assert {where(whole, at): ended for at, ended in endings.items() if ended != wanted} == {}


def begun(folder: Path, story: Story, at: int) -> Scene:
    folder.mkdir()
    scene = Scene(folder, scissors=everything(at))
    story.before(scene)
    assert scene.scissors is not None
    scene.scissors.is_armed = True
    return scene


def cut_off(folder: Path, story: Story, at: int) -> Scene:
    scene = begun(folder, story, at)
    with pytest.raises(Cut):
        story.during(scene)
    return gone_on(scene, story)


def gone_on(cut: Scene, story: Story) -> Scene:
    """A new process over the same data, ten minutes later; its schedules come, a person looks, and a day passes."""
    clock = ToldClock(cut.clock.now() + timedelta(minutes=10))
    scene = Scene(cut.folder, released(cut.crm), released(cut.provider), clock, ids=CountedIds(1000 + cut.ids.last))
    scene.connection = ConnectionId(scene.app.connections()[0].id)
    sweep_links(scene.world)
    refresh_connections(scene.world)
    scene.work()
    story.after(scene)
    return scene.poll().poll().sweep()


def released(side: MemoryContacts) -> MemoryContacts:
    for name in ("_call", "_write"):
        vars(side).pop(name, None)
    return side


def ending(scene: Scene) -> Ending:
    scene.quiet()
    if scene.state() != "stopped":
        scene.refresh()
    assert scene.crm.writes == scene.provider.writes == []
    return Ending(shown(scene.crm), shown(scene.provider), dict(scene.view().counts), scene.state())


def shown(side: MemoryContacts) -> list[str]:
    return sorted(_line(contact) for contact in side.live().values())


def _line(contact: Contact) -> str:
    return f"{contact.name.given} {contact.job_title} {contact.notes}"


def where(whole: Scene, at: int) -> str:
    assert whole.scissors is not None
    return f"{at}: {whole.scissors.names[at - 1]}"
