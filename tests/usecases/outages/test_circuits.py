"""A provider that is down, and a record or a book that is too much, in virtual time: the others notice nothing."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from tandem.domain.contact import Contact
from tandem.domain.errors import Rejected, Unavailable
from tandem.domain.ids import ConnectionId, RemoteId
from tandem.state.circuits import StoredCircuits
from tandem.usecases.listening.keep_up import refresh_connections, sweep_links
from tandem.usecases.world import Pace
from tests.memory import CountedIds, MemoryContacts
from tests.usecases.scene import Scene, someone

SICK, WELL = "p42-contacts.icloud.com:443", "dav.example.org:443"
MINUTE = timedelta(minutes=1)


@dataclass
class DrawnIds(CountedIds):
    """With chance in them, the same each time."""

    drawn: Random = field(default_factory=lambda: Random(13))

    def new(self) -> str:
        return f"{self.drawn.getrandbits(128):032x}"


@dataclass
class Estate:
    """Connections of one company to books at two servers; each has one contact of its own."""

    scene: Scene
    books: dict[ConnectionId, MemoryContacts] = field(default_factory=dict)

    def add(self, service: str, *, is_watched: bool = True) -> ConnectionId:
        book = MemoryContacts(is_crm=False, service=service)
        if is_watched:  # each account's work is done by another process, so each has a memory of its own
            book.circuits = StoredCircuits(self.scene.table, self.scene.clock)
        book.add(someone(f"Eva{len(self.books)}"))
        connection = self.scene.connect_another(book)
        self.books[connection] = book
        self.scene.app.start(connection)
        return connection

    def at(self, service: str) -> list[MemoryContacts]:
        return [book for book in self.books.values() if book.service == service]

    def calls(self, service: str) -> int:
        return sum(len(book.calls) for book in self.at(service))

    def break_down(self, trouble: Unavailable | None) -> None:
        for book in self.at(SICK):
            book.down = trouble

    def edit(self, note: str) -> None:
        for book in self.books.values():
            book.edit(next(iter(book.live())), notes=note)

    def live(self, span: timedelta) -> None:
        """Minute by minute, as the schedules and the queues do it."""
        until = self.scene.clock.now() + span
        while self.scene.clock.now() < until:
            refresh_connections(self.scene.world)
            sweep_links(self.scene.world)
            minute = self.scene.clock.now() + MINUTE
            self.deliver(minute)
            self.scene.clock.instant = max(self.scene.clock.instant, minute)

    def deliver(self, until: datetime) -> None:
        while self.scene.wakeups.sent and min(one.due for one in self.scene.wakeups.sent) <= until:
            self.scene.deliver()

    def notes(self) -> Counter[str]:
        return Counter(contact.notes for contact in self.scene.crm.live().values())


def estate(folder: Path, *, is_watched: bool = True) -> Estate:
    folder.mkdir(exist_ok=True)
    scene = Scene(folder, ids=DrawnIds())
    scene.connect()
    found = Estate(scene)
    for service in [SICK] * 12 + [WELL] * 4:
        found.add(service, is_watched=is_watched)
    found.live(timedelta(minutes=10))
    return found


def test_a_server_that_is_down_is_asked_by_one_for_all(tmp_path: Path) -> None:
    """All its connections together ask it less than they would if it were well; without the circuit far more."""
    calm, watched = estate(tmp_path / "calm"), estate(tmp_path / "watched")
    unwatched = estate(tmp_path / "unwatched", is_watched=False)
    asked = {}
    for name, one in (("calm", calm), ("watched", watched), ("unwatched", unwatched)):
        before = one.calls(SICK)
        one.edit("Neu")
        one.break_down(None if name == "calm" else Unavailable("server_error"))
        one.live(timedelta(hours=1))
        one.break_down(None)
        one.live(timedelta(minutes=40))
        asked[name] = one.calls(SICK) - before
        assert one.notes() == {"Neu": 16}, name

    assert asked["watched"] <= 1.2 * asked["calm"]
    assert asked["unwatched"] > asked["watched"]


def test_while_it_is_down_it_is_hardly_asked_at_all(tmp_path: Path) -> None:
    one = estate(tmp_path)
    one.break_down(Unavailable("server_error"))
    one.live(timedelta(minutes=20))
    before = one.calls(SICK)

    one.live(timedelta(hours=1))

    assert one.calls(SICK) - before <= 13, "once in five minutes, by one of twelve"


def test_after_it_is_back_most_are_in_step_within_minutes_and_all_within_half_an_hour(tmp_path: Path) -> None:
    """Whoever asked for all and failed waits as anybody does who failed so often."""
    one = estate(tmp_path)
    one.break_down(Unavailable("server_error"))
    one.edit("Neu")
    one.live(timedelta(hours=3))

    one.break_down(None)
    one.live(timedelta(minutes=12))
    soon = one.notes()["Neu"]
    one.live(timedelta(minutes=20))

    assert soon >= 12
    assert one.notes() == {"Neu": 16}
    assert {view.state for view in one.scene.app.connections() if view.state != "draft"} == {"up_to_date"}


def test_connections_of_other_servers_are_as_quick_as_ever(tmp_path: Path) -> None:
    one = estate(tmp_path)
    one.break_down(Unavailable("server_error"))
    one.live(timedelta(minutes=30))

    one.edit("Neu")
    one.live(timedelta(minutes=31))

    assert one.notes()["Neu"] == 4


def test_the_person_sees_why_and_until_when(tmp_path: Path) -> None:
    one = estate(tmp_path)
    one.break_down(Unavailable("server_error"))
    one.live(timedelta(minutes=40))

    waiting = [view for view in one.scene.app.connections() if view.state == "waiting"]

    assert len(waiting) == 12
    assert {view.last_error.reason for view in waiting if view.last_error} <= {"circuit_open", "server_error"}
    assert all(view.continues is not None for view in waiting)


# --- fairness -----------------------------------------------------------------------------------------------------


@dataclass
class SlowBook(MemoryContacts):
    """Each request takes a fifth of a second of the scene's time."""

    scene: Scene | None = None

    def _call(self, name: str) -> None:
        super()._call(name)
        assert self.scene is not None
        self.scene.clock.sleep(timedelta(seconds=0.2))


def test_a_huge_book_and_a_poison_record_delay_no_other_connection(tmp_path: Path) -> None:
    """I18: with a single worker, the other's change waits for one time slice and what was begun in it, no longer."""
    scene = Scene(tmp_path, pace=Pace(batch=20, slice=timedelta(seconds=10)))
    scene.connect()
    small = MemoryContacts(is_crm=False)
    contact = small.add(someone("Eva"))
    other = scene.connect_another(small)
    scene.app.start(other)
    scene.work()
    huge = SlowBook(is_crm=False, scene=scene)
    for number in range(3_000):
        huge.add(someone(f"Person{number}"))
    poison = RemoteId("/c/00007")
    huge.items[poison].is_broken = True
    slow_writes(scene)

    scene.app.start(scene.connect_another(huge))
    delays = []
    for turn in range(4):
        small.edit(contact, notes=f"{turn}")
        began = scene.clock.now()
        scene.app.refresh(other)
        until_arrived(scene, f"{turn}")
        delays.append(scene.clock.now() - began)

    assert len(scene.crm.live()) < 2_900, "the huge one is not done yet, or nothing was proven"
    assert max(delays) <= timedelta(seconds=30)


def slow_writes(scene: Scene) -> None:
    write = scene.crm._write

    def slow(one: object) -> object:
        scene.clock.sleep(timedelta(seconds=0.05))
        return write(one)

    vars(scene.crm)["_write"] = slow


def until_arrived(scene: Scene, note: str) -> None:
    for _ in range(10_000):
        if any(contact.notes == note for contact in persons(scene)):
            return
        scene.deliver()
    raise AssertionError("it never arrived")


def persons(scene: Scene) -> list[Contact]:
    return [contact for contact in scene.crm.live().values() if contact.name.given == "Eva"]


@pytest.mark.parametrize("trouble", [Rejected("forbidden"), Unavailable("server_error")], ids=["refused", "no answer"])
def test_a_poison_record_delays_no_record_of_another_connection(tmp_path: Path, trouble: Rejected) -> None:
    """I18."""
    scene = Scene(tmp_path)
    scene.provider.add(someone("Paul"))
    scene.start()
    small = MemoryContacts(is_crm=False)
    contact = small.add(someone("Eva"))
    other = scene.connect_another(small)
    scene.app.start(other)
    scene.work()

    paul = next(one for one, shown in scene.crm.live().items() if shown.name.given == "Paul")
    scene.crm.refused[paul] = trouble
    scene.provider.edit(scene.contact(), notes="Gift")
    scene.app.refresh(scene.connection)
    small.edit(contact, notes="Neu")
    scene.app.refresh(other)
    began = scene.clock.now()
    until_arrived(scene, "Neu")

    assert scene.clock.now() - began <= timedelta(seconds=5)
