"""What one system holds, in all the states that it ever had: the truth that the invariants are checked against."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from tandem.domain.event import Event
from tandem.domain.ids import RemoteId, UserId
from tests.simulation.persons.appointments import day_of
from tests.simulation.twins.temper import ICLOUD, Temper


@dataclass(frozen=True, slots=True)
class Item:
    """`content` is a contact or an event. `raw` stands for all that nobody maps.

    `marker` and `uid` are what Tandem made it findable by, or its own.
    """

    remote_id: RemoteId
    content: Any
    version: int = 0
    uid: str = ""
    marker: str = ""
    raw: str = ""
    owner: UserId | None = None
    hidden_from: frozenset[UserId] = frozenset()
    in_group: bool = True
    is_deleted: bool = False
    is_broken: bool = False
    photo: bytes = b""
    has_guests: bool = False
    series: str = ""
    by_series: bool = False
    """Deleted with its series, of which alone a feed tells."""
    by_tandem: bool = False
    """Made by Tandem and not touched by a person since."""

    @property
    def origin(self) -> str:
        """Whom or what it is about: the given name, or the day, which nobody in these scenes changes."""
        return f"E{day_of(self.content)}" if isinstance(self.content, Event) else self.content.name.given


@dataclass(slots=True)
class Truth:
    """`log` has an item for each change; its place there is its version. `on_change` gets before and after.

    `is_crm`: it is of the CRM. `has_events`: activities or events of a calendar, else persons or cards.

    `authors` tells, by version, as whom Tandem wrote; `writing` is that user while it does.
    `forgotten`: cursors from before this place of the log are no longer known.
    """

    name: str
    now: Callable[[], datetime]
    items: dict[RemoteId, Item] = field(default_factory=dict)
    log: list[Item] = field(default_factory=list)
    times: list[datetime] = field(default_factory=list)
    on_change: Callable[[Item | None, Item], None] = lambda _before, _after: None
    is_revoked: bool = False
    refused: set[RemoteId] = field(default_factory=set)
    unseen: set[RemoteId] = field(default_factory=set)
    made: int = 0
    authors: dict[int, UserId] = field(default_factory=dict)
    writing: UserId | None = None
    forgotten: int = 0
    is_crm: bool = False
    has_events: bool = False
    temper: Temper = ICLOUD
    most_mails: int = 0
    """How many addresses a contact has at most, 0: any number."""

    def put(self, item: Item) -> Item:
        before = self.items.get(item.remote_id)
        after = replace(item, version=len(self.log) + 1)
        self.items[after.remote_id] = after
        self.log.append(after)
        self.times.append(self.now())
        if self.writing is not None:
            self.authors[after.version] = self.writing
        self.on_change(before, after)
        return after

    def change(self, remote: RemoteId, **news: Any) -> Item:
        return self.put(replace(self.items[remote], **news))

    def put_as(self, user: UserId, item: Item) -> Item:
        """As Tandem does it."""
        self.writing = user
        try:
            return self.put(item)
        finally:
            self.writing = None

    def before(self, version: int) -> Item | None:
        """The state of the same item that this one followed."""
        remote = self.log[version - 1].remote_id
        return next((one for one in reversed(self.log[: version - 1]) if one.remote_id == remote), None)

    def new_id(self) -> RemoteId:
        """In no order that says anything: ids sort by a digit turned round."""
        self.made += 1
        return RemoteId(f"{self.name}/{self.made % 10}{self.made:03}")

    def born(self, remote: RemoteId) -> datetime:
        """When it was made."""
        return next(at for at, one in zip(self.times, self.log, strict=True) if one.remote_id == remote)

    def live(self) -> list[Item]:
        return [one for one in self.items.values() if not one.is_deleted]

    def gone(self) -> list[Item]:
        return [one for one in self.items.values() if one.is_deleted]

    def place_ago(self, lag: timedelta) -> int:
        """Where the log stood so long ago."""
        return bisect_right(self.times, self.now() - lag)

    def as_of(self, place: int) -> dict[RemoteId, Item]:
        """What there was after so many changes."""
        return {one.remote_id: one for one in self.log[:place]}
