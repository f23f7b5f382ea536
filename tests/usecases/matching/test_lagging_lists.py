"""Sides whose lists are minutes late: creates without an answer are waited for, and what is deleted stays so."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tandem.domain.content import Content
from tandem.domain.errors import Unavailable
from tandem.domain.ids import AccountId, CompanyId, ConnectionId, LinkId, RemoteId, Version
from tandem.domain.link import Intent, Link, LinkState
from tandem.domain.side import Side
from tandem.domain.sight import Seen
from tandem.ports import Held, Known, Page, nothing_held, nothing_known
from tandem.usecases.matching.lost_creates import find_lost
from tests.memory import MemoryContacts
from tests.usecases.scene import Scene, someone

LAG = timedelta(minutes=5)
NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


@dataclass
class LateBook(MemoryContacts):
    """Shows what was made after five minutes; of what may have been made since, it says that nobody can tell yet."""

    is_crm: bool = False
    born: dict[LinkId, datetime] = field(default_factory=dict)

    def find_created(
        self, wanted: Mapping[LinkId, Content], since: datetime, held: Held = nothing_held
    ) -> Mapping[LinkId, Seen]:
        shown = [link for link, at in self.born.items() if link in wanted and since <= at <= NOW - LAG]
        if len(shown) < len(wanted) and since + LAG > NOW:
            raise Unavailable("write_lag")
        return {link: Seen(RemoteId(f"/{link}.vcf"), Version("1"), wanted[link]) for link in shown}


def a_create(name: str, noted: timedelta, tried: timedelta | None = None) -> Link:
    """Noted so long ago, and tried later perhaps."""
    at = NOW - noted
    intent = Intent("create", frozenset({Side.PROVIDER}), at, someone("Eva"), someone("Eva"))
    sent = replace(intent, tried=NOW - tried if tried is not None else None)
    ids = LinkId(name), CompanyId("42"), AccountId("42-a1"), ConnectionId("42-c1")
    return Link(*ids, LinkState.CREATING, intent=sent)


def found(scene: Scene, book: LateBook, *links: Link) -> set[LinkId]:
    return set(find_lost(scene.world, book, Side.PROVIDER, links))


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


def test_a_young_one_is_waited_for_beside_an_old_one(scene: Scene) -> None:
    """Made again it would be there twice."""
    old, young = a_create("old", timedelta(minutes=9)), a_create("young", timedelta(minutes=2))
    book = LateBook(born={old.id: NOW - timedelta(minutes=9), young.id: NOW - timedelta(minutes=2)})

    with pytest.raises(Unavailable, match="write_lag"):
        found(scene, book, old, young)


def test_one_that_stood_in_line_for_long_is_waited_for_from_when_it_was_sent(scene: Scene) -> None:
    late = a_create("late", timedelta(minutes=6), tried=timedelta(minutes=4))
    book = LateBook(born={late.id: NOW - timedelta(minutes=4)})

    with pytest.raises(Unavailable, match="write_lag"):
        found(scene, book, late)


def test_what_is_shown_and_what_was_never_made_keep_nobody_waiting(scene: Scene) -> None:
    old, young = a_create("old", timedelta(minutes=9)), a_create("young", timedelta(minutes=6), timedelta(minutes=5))
    book = LateBook(born={old.id: NOW - timedelta(minutes=9)})

    assert found(scene, book, old, young) == {old.id}


# --- what was deleted ---------------------------------------------------------------------------------------------


@dataclass
class LateList(MemoryContacts):
    """Its listings show what it showed a while ago."""

    is_crm: bool = False
    before: list[Seen] = field(default_factory=list)

    def list_all(self, known: Known = nothing_known, resume: str = "") -> Iterator[Page]:
        yield Page(seen=tuple(self.before))
        yield from super().list_all(known, resume)


@pytest.mark.parametrize("side", ["crm", "provider"])
def test_what_was_deleted_on_both_sides_does_not_come_back_by_a_list_that_still_shows_it(
    tmp_path: Path, side: str
) -> None:
    late = LateList(is_crm=side == "crm")
    scene = Scene(tmp_path, **{side: late})
    contact = scene.provider.add(someone("Eva"))
    scene.start()
    late.before = [late._seen(scene.person() if side == "crm" else contact)]
    scene.provider.remove(contact)
    scene.refresh()

    scene.sweep().sweep()

    assert scene.names() == ([], [])


@pytest.mark.parametrize("side", ["crm", "provider"])
def test_who_is_taken_out_of_the_trash_is_somebody_new_though_a_link_once_held_them(tmp_path: Path, side: str) -> None:
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Eva"))
    scene.start()
    person = scene.person()
    scene.provider.remove(contact)
    scene.refresh()

    scene.crm.restore(person) if side == "crm" else scene.provider.restore(contact)
    scene.sweep()

    assert scene.names() == (["Eva"], ["Eva"])
