"""The events of one Google calendar, as a side of a connection."""

from collections.abc import Iterator, Mapping, Sequence, Set as AbstractSet
from datetime import datetime
from re import compile as pattern

from tandem.domain.calendar_rules import Private
from tandem.domain.content import Content, as_event
from tandem.domain.errors import Rejected, Trouble
from tandem.domain.event import When
from tandem.domain.ids import Cursor, LinkId, RemoteId, Version
from tandem.domain.sight import Broken, Seen, Sight, Tombstone, Unseen
from tandem.ports import Clock, Failed, Held, Known, Page, Write, Written, nothing_held, nothing_known
from tandem.providers.google.access import Access
from tandem.providers.google.call import Call, Json
from tandem.providers.google.client import GoogleClient
from tandem.providers.google.event import projection
from tandem.providers.google.feed import Feed
from tandem.providers.google.heirs import Heirs
from tandem.providers.google.sights import Reader
from tandem.providers.google.window import Window
from tandem.providers.google.writing import Writer

OCCURRENCE = pattern(r"_\d{8}(T\d{6}Z)?$")
"""What the id of an occurrence ends in: its series has it or hasn't, so that one that is not found is gone."""


class GoogleEvents:
    """`zone` is the calendar's time zone. What is private is told as `private` says; nobody is ever mailed."""

    def __init__(self, *, client: GoogleClient, calendar: str, zone: str, private: Private, clock: Clock) -> None:
        self._client = client
        self._zone = zone
        self._clock = clock
        self._reader = Reader(zone, private)
        self._access = Access(client, calendar)
        self._feed = Feed(self._access, self._reader)

    def projection(self, content: Content) -> Content:
        return projection(as_event(content), self._zone)

    def list_all(self, known: Known = nothing_known, resume: str = "") -> Iterator[Page]:  # noqa: ARG002
        """Pages of 2500 that come with their content; one that was cut off begins anew."""
        yield from self._feed.everything(self._window)

    def changes(self, cursor: Cursor) -> Iterator[Page]:
        yield from self._feed.changes(cursor, self._window)

    def read(self, ids: Sequence[RemoteId], told_gone: AbstractSet[RemoteId] = frozenset()) -> Mapping[RemoteId, Sight]:
        """50 in a request. What is not found was deleted long ago, or is no occurrence of its series any more.

        Raise `CollectionGone` where it is the calendar that is not found.
        """
        calls = [Call("GET", self._access.event(remote)) for remote in ids]
        outcomes = self._access.judged(list(self._client.batch(calls)))
        return {remote: self._sight(remote, one, told_gone) for remote, one in zip(ids, outcomes, strict=True)}

    def find_uids(self, uids: Sequence[str]) -> Mapping[str, Seen]:  # noqa: ARG002
        """An event keeps its id as long as it is in the calendar."""
        return {}

    def write(self, writes: Sequence[Write]) -> Iterator[Written | Failed]:
        return Writer(self._access, self._zone, self._reader).write(writes)

    def find_created(
        self,
        wanted: Mapping[LinkId, Content],
        since: datetime,  # noqa: ARG002
        held: Held = nothing_held,  # noqa: ARG002
    ) -> Mapping[LinkId, Seen]:
        """By the id that they were sent with."""
        found = self.read([RemoteId(link) for link in wanted])
        return {LinkId(remote): one for remote, one in found.items() if isinstance(one, Seen)}

    def in_place_of(self, lost: Mapping[RemoteId, When]) -> Mapping[RemoteId, Sequence[Seen]]:
        """By one listing of the days in question, as far as the window reaches."""
        return Heirs(self._access, self._reader, self._zone).of(lost, self._window)

    @property
    def _window(self) -> Window:
        return Window.at(self._clock.now())

    def _sight(self, remote: RemoteId, outcome: Json | Trouble, told_gone: AbstractSet[RemoteId]) -> Sight:
        match outcome:
            case Rejected(reason="not_found" | "gone") if OCCURRENCE.search(remote):
                return Tombstone(remote, by_series=True)
            case Rejected(reason="not_found" | "gone"):
                return Tombstone(remote) if remote in told_gone else Unseen(remote)
            case Rejected():
                return Broken(remote, Version(""), outcome.reason, outcome.detail)
            case Trouble():
                raise outcome
            case _:
                return self._reader.sight(outcome)
