"""Classes of failure that every provider has in its own way: the real adapters at the stand-ins, persons in memory."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tandem.domain.contact import Contact, Name
from tandem.domain.content import as_contact
from tandem.domain.errors import CursorExpired, Unavailable
from tandem.domain.ids import Cursor
from tandem.domain.sight import Seen
from tandem.ports import Change, Known, Page, Written, nothing_known
from tandem.providers.transport import Transport
from tests.fields.samples import CHANGED, PLAIN
from tests.memory import MemoryContacts, ToldClock
from tests.sandbox.microsoft.desk import MicrosoftStandin
from tests.usecases.choices.people import somebody
from tests.usecases.choices.stored_books import OPENERS, StoredBook
from tests.usecases.choices.story import Watched
from tests.usecases.scene import Scene

Pages = Iterator[Page]


@dataclass
class Disturbed(Watched):
    """What is in `feeds` and `lists` does the next such call in place of the replica, and is given what that says."""

    feeds: deque[Callable[[Pages], Pages]] = field(default_factory=deque)
    lists: deque[Callable[[Pages], Pages]] = field(default_factory=deque)

    def changes(self, cursor: Cursor) -> Pages:
        told = self.replica.changes(cursor)
        return self.feeds.popleft()(told) if self.feeds else told

    def list_all(self, known: Known = nothing_known, resume: str = "") -> Pages:
        told = self.replica.list_all(known, resume)
        return self.lists.popleft()(told) if self.lists else told


class Sides:
    """A two-way connection between persons in memory and a book at a stand-in."""

    def __init__(self, folder: Path, book: StoredBook) -> None:
        self.book = book
        self.provider = Disturbed(book.replica())
        self.scene = Scene(folder, clock=ToldClock(datetime.now(UTC)), public_url=None)
        self.scene.replicas.provider = self.provider

    @property
    def crm(self) -> MemoryContacts:
        return self.scene.crm

    def add(self, *given: str) -> None:
        for one in given:
            self.book.add(somebody(one))

    def persons(self) -> dict[str, Contact]:
        return {one.name.given: one for one in self.crm.live().values()}

    def change_at_provider(self, given: str, **fields: Any) -> None:
        """By another program."""
        whole, remote = self.book.opened(None), self.book.of(given)
        seen = whole.read([remote])[remote]
        assert isinstance(seen, Seen)
        (answer,) = whole.write([Change(seen, replace(as_contact(seen.content), **fields))])
        assert isinstance(answer, Written)

    def change_in_pipedrive(self, given: str, **fields: Any) -> None:
        person = self.scene.crm_of(given)
        self.crm.edit(person, **fields)
        self.scene.hear(person)

    def later(self) -> None:
        """Whatever waits has waited long enough."""
        self.scene.clock.pass_by(timedelta(hours=1))
        self.scene.look_after()

    def assert_calm(self) -> None:
        """Whoever looks, nothing is written, and nothing waits for anybody."""
        self.scene.quiet()
        before = self.provider.writes
        self.scene.refresh().poll().sweep()
        assert (self.crm.writes, self.provider.writes) == ([], before)
        assert [one for kind in ("conflicts", "review", "held", "parked") for one in self.scene.waiting(kind)] == []


@pytest.fixture(scope="module")
def transport(microsoft_of_all: MicrosoftStandin) -> Iterator[Transport]:
    ca_file = Path(microsoft_of_all.said["ca_file"])
    opened = Transport(allow_private=True, ca_file=ca_file, timeout=timedelta(seconds=20))
    yield opened
    opened.close()


@pytest.fixture(params=OPENERS)
def sides(tmp_path: Path, transport: Transport, request: pytest.FixtureRequest) -> Sides:
    return Sides(tmp_path, OPENERS[request.param](request, transport, ""))


def test_a_full_contact_is_never_written_again_by_looking(sides: Sides) -> None:
    """F1, F13: in whatever other words a side shows it; and neither is one that Tandem made there."""
    sides.book.add(PLAIN)
    sides.crm.add(replace(CHANGED, name=Name("Bea", family="Beispiel", formatted="Bea Beispiel")))
    sides.scene.start()

    assert sides.persons().keys() == sides.book.titles().keys() == {"Ada", "Bea"}
    sides.assert_calm()
    sides.provider.feeds.append(_lost_cursor)
    sides.assert_calm()


def test_a_book_that_looks_empty_or_anew_deletes_nobody(sides: Sides) -> None:
    """F4, F5: neither side is emptied; all is read again, and nothing is held that nobody deleted."""
    people = [f"Nr{number}" for number in range(12)]
    sides.add(*people)
    sides.scene.start()

    sides.provider.feeds.append(_lost_cursor)
    sides.provider.lists.append(_nobody)
    sides.scene.refresh().sweep()

    assert sides.persons().keys() == sides.book.titles().keys() == set(people)
    sides.assert_calm()


def test_a_feed_that_breaks_off_is_read_again_from_where_it_was(sides: Sides) -> None:
    """F22: the cursor stays behind what nobody has read."""
    sides.add("Eva", "Ida")
    sides.scene.start()
    sides.change_at_provider("Eva", notes="Neu")
    sides.change_at_provider("Ida", notes="Neu")

    sides.provider.feeds.append(_broken_off)
    sides.scene.app.refresh(sides.scene.connection)
    sides.scene.deliver()
    sides.later()

    assert [one.notes for one in sides.persons().values()] == ["Neu", "Neu"]
    sides.assert_calm()


def test_twins_that_are_merged_at_the_provider_leave_the_survivor(sides: Sides) -> None:
    """F26: it has the values of both, so does its person, and the other's person is deleted."""
    sides.add("Eva", "Evi")
    sides.scene.start()

    both = somebody("Eva").emails + tuple(replace(one, primary=False) for one in somebody("Evi").emails)
    sides.change_at_provider("Eva", emails=both)
    sides.book.remove("Evi")
    sides.scene.refresh()

    assert {given: _mails(one) for given, one in sides.persons().items()} == {
        "Eva": ["eva@example.com", "evi@example.com"]
    }
    assert sides.book.titles().keys() == {"Eva"}
    sides.assert_calm()


def test_who_is_made_during_the_first_listing_is_on_both_sides(sides: Sides) -> None:
    """F34: a listing that doesn't show somebody yet proves nothing."""
    sides.add("Eva")

    def late(told: Pages) -> Pages:
        pages = list(told)
        sides.add("Ida")
        sides.crm.add(somebody("Ole"))
        yield from pages

    sides.provider.lists.append(late)
    sides.scene.start()
    sides.scene.refresh().sweep()

    assert sides.persons().keys() == sides.book.titles().keys() == {"Eva", "Ida", "Ole"}
    sides.assert_calm()


def test_an_old_echo_takes_back_no_write(sides: Sides) -> None:
    """F40: the feed tells once more what was before our write."""
    sides.add("Eva")
    sides.scene.start()
    told: list[Page] = []
    sides.change_at_provider("Eva", notes="Von dort")
    sides.provider.feeds.append(lambda pages: _kept(pages, told))
    sides.scene.refresh()

    sides.change_in_pipedrive("Eva", notes="Von hier")
    sides.provider.feeds.append(lambda pages: _told_again(pages, told))
    sides.scene.refresh().sweep()

    assert told
    (shown,) = sides.book.shown().values()
    assert sides.persons()["Eva"].notes == shown.notes == "Von hier"
    sides.assert_calm()


@pytest.mark.parametrize("remove", [False, True])
def test_a_stop_takes_only_what_was_made(sides: Sides, remove: bool) -> None:
    """F39: what was there before stays on both sides; and a start after it doubles nobody."""
    sides.add("Eva")
    sides.crm.add(somebody("Ole"))
    sides.scene.start()

    sides.scene.app.stop(sides.scene.connection, remove)
    sides.scene.work()
    after = sides.persons().keys(), sides.book.titles().keys()
    sides.scene.start()

    assert after == (({"Ole"}, {"Eva"}) if remove else ({"Eva", "Ole"}, {"Eva", "Ole"}))
    assert sides.persons().keys() == sides.book.titles().keys() == {"Eva", "Ole"}
    sides.assert_calm()


def _mails(contact: Contact) -> list[str]:
    return sorted(one.value for one in contact.emails)


def _lost_cursor(told: Pages) -> Pages:
    raise CursorExpired("token")
    yield from told


def _nobody(told: Pages) -> Pages:
    *_, last = told
    yield Page(cursor=last.cursor)


def _broken_off(told: Pages) -> Pages:
    """After one of what changed."""
    first = next(told)
    yield Page(seen=first.seen[:1], hinted=first.hinted[:1])
    raise Unavailable("server_error")


def _kept(told: Pages, kept: list[Page]) -> Pages:
    for page in told:
        kept.append(page)
        yield page


def _told_again(told: Pages, before: list[Page]) -> Pages:
    yield from (replace(page, cursor=None) for page in before)
    yield from told
