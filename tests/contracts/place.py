"""What suites of replicas hold in hand: a side with the people who use it, samples of its content, and short ways."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from tandem.domain.content import Content
from tandem.domain.errors import Trouble
from tandem.domain.field import Field
from tandem.domain.ids import Cursor, LinkId, RemoteId
from tandem.domain.sight import Broken, Seen
from tandem.ports import Change, Creation, Failed, Page, Replica, Source, Write, Written


class Place(Protocol):
    """A side as its own people use it, and ways to it for Tandem."""

    conditional: bool
    """Whether a write is refused if the item isn't in the version that it was decided on."""
    # `makes_once`, where it differs from `conditional`: whether a second creation under one name is refused
    tells_removals: bool
    """Whether `changes` tells ids that were removed."""
    lists_outsiders: bool
    """Whether a listing shows what is out of the scope, too."""
    finds_uids: bool
    """Whether an item that has a uid is found by it."""

    def replica(self) -> Replica:
        """The way in, opened anew."""
        ...

    def revoked(self) -> Replica:
        """A way in whose grant is dead."""
        ...

    def down(self) -> Replica:
        """A way in to a side that gives no answers."""
        ...

    def add(self, content: Any) -> RemoteId: ...

    def retitle(self, remote: RemoteId, title: str) -> None:
        """Change the title of an event, the job title of a contact, and nothing else."""
        ...

    def remove(self, remote: RemoteId) -> None: ...

    def put_out(self, remote: RemoteId) -> None:
        """Take it out of the scope, or the group, that `replica` was opened for."""
        ...

    def spoil(self, remote: RemoteId) -> None:
        """Make it unreadable."""
        ...

    def unknown(self) -> RemoteId:
        """An id that nothing ever had."""
        ...

    def now(self) -> datetime:
        """The side's own time."""
        ...


@dataclass(frozen=True, slots=True)
class Samples:
    """Of one kind of content. `title` is the field that `Place.retitle` changes, `text` another one."""

    little: Any
    rich: Any
    named: Callable[[str], Any]
    name: Callable[[Any], str]
    fields: Sequence[Field]
    title: Field
    text: Field

    def titled(self, content: Content, title: str) -> Any:
        return replace(content, **{str(self.title): title})

    def worded(self, content: Content, text: str) -> Any:
        return replace(content, **{str(self.text): text})

    def title_of(self, content: Content) -> str:
        return str(getattr(content, self.title))

    def text_of(self, content: Content) -> str:
        return str(getattr(content, self.text))

    def many(self, count: int) -> list[Any]:
        return [self.named(f"Nr{number}") for number in range(count)]


def link(number: int) -> LinkId:
    return LinkId(f"{number:032x}")


def items(pages: Sequence[Page]) -> list[Seen | Broken]:
    return [one for page in pages for one in page.seen]


def listed(replica: Source) -> dict[RemoteId, Seen]:
    found = items(list(replica.list_all()))
    assert len({one.remote_id for one in found}) == len(found), "an item was listed twice"
    return {one.remote_id: one for one in found if isinstance(one, Seen)}


def told(pages: Sequence[Page]) -> set[RemoteId]:
    """Every id that a pull names, as there or as gone."""
    there = {one.remote_id for one in items(pages)} | {remote for page in pages for remote, _ in page.hinted}
    return there | {remote for page in pages for remote in page.gone}


def last_cursor(pages: Sequence[Page]) -> Cursor:
    """The cursor comes with the last page, and with no other."""
    assert [page.cursor is not None for page in pages] == [False] * (len(pages) - 1) + [True]
    assert pages[-1].cursor is not None
    return pages[-1].cursor


def seen(replica: Source, remote: RemoteId) -> Seen:
    sight = replica.read([remote])[remote]
    assert isinstance(sight, Seen), sight
    return sight


def done(replica: Replica, *writes: Write) -> list[Seen | None]:
    answers = list(replica.write(writes))
    assert all(isinstance(answer, Written) for answer in answers), answers
    return [answer.seen for answer in answers if isinstance(answer, Written)]


def made(replica: Replica, content: Any, number: int = 1) -> Seen:
    (answer,) = done(replica, Creation(link(number), content))
    assert answer is not None
    return answer


def changed(replica: Replica, before: Seen, wanted: Any) -> Any:
    """What the item shows then, in the answer and to whoever reads it."""
    (answer,) = done(replica, Change(before, wanted))
    assert answer is not None
    assert seen(replica, before.remote_id).content == answer.content
    return answer.content


def failure(replica: Replica, write: Write) -> Trouble:
    (answer,) = list(replica.write([write]))
    assert isinstance(answer, Failed), answer
    return answer.error


def bare(content: Any) -> Any:
    """All but what is missing."""
    return replace(content, missing=frozenset())


def differing(one: object, other: object, fields: Sequence[Field]) -> set[Field]:
    return {name for name in fields if getattr(one, name) != getattr(other, name)}
