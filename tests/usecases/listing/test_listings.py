"""A listing that stood still, was overtaken or joined late, and what came or went meanwhile."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

from tandem.domain.errors import Unavailable
from tandem.ports import Known, Page, nothing_known
from tandem.usecases.listening.record_notification import Heard
from tandem.usecases.listing.pull_changes import pull_changes
from tandem.usecases.listing.take_stock import take_stock
from tandem.usecases.telling.reactions import list_anew
from tests.usecases.scene import Scene, someone

DAY = timedelta(days=1)


def test_a_first_sync_that_stood_still_for_a_day_doubles_nobody(tmp_path: Path) -> None:
    """What the first half of its listing spooled is gone by then."""
    scene = Scene(tmp_path)
    scene.crm.add(someone("Eva"))
    scene.provider.add(someone("Eva"))
    scene.provider.down = Unavailable("server_error")
    scene.app.start(scene.connect())
    pull_changes(scene.world, scene.connection)

    scene.clock.pass_by(DAY + timedelta(hours=1))
    scene.provider.down = None
    scene.work()

    assert scene.names() == (["Eva"], ["Eva"])
    assert len(scene.links()) == 1


def test_a_person_whom_the_listing_missed_and_a_webhook_named_is_linked_with_their_card(tmp_path: Path) -> None:
    """They came, or came to light, while the address book was still being listed."""
    scene = Scene(tmp_path)
    scene.provider.add(someone("Eva"))
    scene.provider.down = Unavailable("server_error")
    scene.app.start(scene.connect())
    pull_changes(scene.world, scene.connection)

    scene.listen(Heard("person", scene.crm.add(someone("Eva")), False, None))
    scene.provider.down = None
    scene.clock.pass_by(timedelta(hours=1))
    scene.work()

    assert scene.names() == (["Eva"], ["Eva"])
    assert len(scene.links()) == 1


def test_what_was_deleted_after_an_older_listing_is_not_made_of_its_spool(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Eva"))
    scene.app.start(scene.connect())
    scene.deliver()

    scene.provider.remove(contact)
    scene.world.connections.change(scene.connection, lambda one: replace(one, phase="list", listed=(), resume=""))
    scene.refresh()

    assert scene.names() == ([], [])
    assert scene.crm.writes == []


def test_what_an_overtaken_listing_read_does_not_count_for_the_one_that_was_asked_for_since(tmp_path: Path) -> None:
    """A reconnect came while persons were listed; its own listing cleared what was kept of them, and was cut off."""
    scene = Scene(tmp_path)
    scene.crm.add(someone("Eva"))
    scene.provider.add(someone("Eva"))
    connection = scene.connect()
    list_all, times = scene.crm.list_all, count(1)

    def overtaken(known: Known = nothing_known, resume: str = "") -> Iterator[Page]:
        match next(times):
            case 1:
                yield from list_all(known, resume)
                list_anew(scene.world, connection)
                pull_changes(scene.world, connection)
            case 2:
                raise Unavailable("cut_off")
            case _:
                yield from list_all(known, resume)

    scene.crm.list_all = overtaken
    scene.app.start(connection)
    scene.work().poll()

    assert scene.names() == (["Eva"], ["Eva"])
    assert len(scene.links()) == 1


def test_a_worker_that_joins_a_listing_late_takes_nothing_off_its_spool(tmp_path: Path) -> None:
    """It stood still since before the listing began, cleared what older ones had left, and was cut off."""
    scene = Scene(tmp_path)
    scene.crm.add(someone("Eva"))
    scene.provider.add(someone("Eva"))
    connection = scene.connect()
    list_all, times, late = scene.crm.list_all, count(1), []

    def joined(known: Known = nothing_known, resume: str = "") -> Iterator[Page]:
        match next(times):
            case 1:
                yield from list_all(known, resume)
                with suppress(Unavailable):
                    take_stock(scene.world, late[0], scene.replicas.open(late[0]))
            case 2:
                raise Unavailable("cut_off")
            case _:
                yield from list_all(known, resume)

    scene.crm.list_all = joined
    scene.app.start(connection)
    late.append(scene.world.connections.get(connection))
    scene.work().poll()

    assert scene.names() == (["Eva"], ["Eva"])
    assert len(scene.links()) == 1


def test_where_a_listing_of_persons_stood_is_never_where_one_of_contacts_goes_on(tmp_path: Path) -> None:
    """Two workers list at once, and one of them is through with the persons before the other."""
    scene = Scene(tmp_path)
    scene.crm.add(someone("Eva"))
    scene.provider.add(someone("Eva"))
    connection = scene.connect()
    persons, contacts, times, begun = scene.crm.list_all, scene.provider.list_all, count(1), []

    def slowly(known: Known = nothing_known, resume: str = "") -> Iterator[Page]:
        if next(times) == 1:
            with suppress(Unavailable):
                take_stock(scene.world, scene.world.connections.get(connection), scene.replicas.open(late[0]))
            yield Page(resume="after the persons")
        yield from persons(known, resume)

    def from_the_start(known: Known = nothing_known, resume: str = "") -> Iterator[Page]:
        begun.append(resume)
        if len(begun) == 1:
            raise Unavailable("cut_off")
        yield from contacts(known, resume)

    scene.crm.list_all, scene.provider.list_all = slowly, from_the_start
    scene.app.start(connection)
    late = [scene.world.connections.get(connection)]
    scene.work().poll()

    assert set(begun) == {""}
    assert len(begun) > 1
    assert scene.names() == (["Eva"], ["Eva"])
    assert len(scene.links()) == 1
