"""Follows each word about an item: from a feed into the table, and out again. None may get lost on its way."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from tandem.domain.contact import Side
from tandem.domain.ids import ConnectionId, RemoteId, Version
from tandem.domain.link import Link
from tandem.domain.sight import Broken, Seen
from tandem.home import Key, Value
from tandem.state.changes import BECAME, ECHO, GONE
from tandem.usecases.cases.compare_page import is_base, is_version
from tandem.usecases.cases.gather import SILENT

Place = tuple[ConnectionId, Side, RemoteId]
Shown = Seen | Broken | Version | None
"""What a feed's page has of an item: all of it, its version, or that it is gone."""

Told = tuple[int, RemoteId, Shown]
"""Where the side's log stood, and of whom the feed told what."""

NEVER = (0, 0)


@dataclass(slots=True)
class Words:
    """`fail` takes an invariant and what is wrong. The others look behind the workers' backs: `follows` tells whether a
    connection hears at all, `holder` finds the link that holds an item, `place` how much has happened on a side.
    """

    fail: Callable[[str, str], None]
    follows: Callable[[ConnectionId], bool]
    holder: Callable[[Place], Link | None]
    place: Callable[[ConnectionId, Side], int]
    ticks: int = 0
    noted: dict[Place, tuple[int, int]] = field(default_factory=dict)
    """When something was last noted of an item, by our count, and by the side's log."""
    written: dict[Key, int] = field(default_factory=dict)
    """When each change record was last written, by our count: there may be several of one item."""
    looked: dict[Place, tuple[int, int]] = field(default_factory=dict)
    """When it was last read, the same."""
    told: dict[tuple[ConnectionId, Side], list[Told]] = field(default_factory=lambda: defaultdict(list))
    ever_held: dict[str, set[RemoteId]] = field(default_factory=lambda: defaultdict(set))
    """What was ever linked, by connection, or by account."""

    # --- what the table sees --------------------------------------------------------------------------------

    def put(self, key: Key, item: Mapping[str, Value]) -> None:
        kind, _, rest = key.partition.partition("/")
        if kind == "changes":
            place = _place(ConnectionId(rest), key.sort)
            self.noted[place] = self._now(place[0], place[1])
            self.written[key] = self.ticks
        elif kind == "cursors":
            self._check_cursor(ConnectionId(rest), Side(key.sort), item)
        elif kind == "claims":
            owner, side, remote = rest.split("/", 2)
            self.ever_held[key.sort if side == Side.CRM else owner].add(RemoteId(remote))

    def dropped(self, key: Key) -> None:
        """A change record is done with: somebody looked since it was last written."""
        kind, _, rest = key.partition.partition("/")
        if kind != "changes" or not self.follows(ConnectionId(rest)):
            return
        place = _place(ConnectionId(rest), key.sort)
        if self.looked.get(place, NEVER)[0] > self.written.get(key, 0):
            return
        link = self.holder(place)
        if link is not None and link.state not in SILENT:
            self.fail("I12", f"the last word about {place[2]} was dropped unread")

    def _check_cursor(self, connection: ConnectionId, side: Side, item: Mapping[str, Value]) -> None:
        """All that the feed told up to here is noted, or was looked at since, or is no news."""
        told, self.told[connection, side] = self.told[connection, side], []
        if not told or not self.follows(connection):
            return
        here = _cursor(item)
        for at, remote, shown in told:
            place = connection, side, remote
            known = max(self.noted.get(place, NEVER)[1], self.looked.get(place, NEVER)[1])
            if known < at <= here and not self._is_no_news(place, shown):
                self.fail("I12", f"the cursor of {side} passed {remote}, of which nothing is noted")

    def _is_no_news(self, place: Place, shown: Shown) -> bool:
        link = self.holder(place)
        if isinstance(shown, Seen | Broken):
            return is_base(link, place[1], shown)
        return is_version(link, place[1], shown)

    # --- what the sides tell --------------------------------------------------------------------------------

    def tell(self, connection: ConnectionId, side: Side, told: Iterable[Told]) -> None:
        """What shows just what was agreed on is no news, also where a write changes that before the cursor moves."""
        news = [one for one in told if not self._is_no_news((connection, side, one[1]), one[2])]
        self.told[connection, side] += news

    def begin(self, connection: ConnectionId, side: Side) -> None:
        """A feed begins at its cursor, or a full listing is at its end: all that was told before is told again."""
        self.told[connection, side] = []

    def look(self, connection: ConnectionId, side: Side, ids: Iterable[RemoteId]) -> None:
        now = self._now(connection, side)
        self.looked |= dict.fromkeys(((connection, side, remote) for remote in ids), now)

    def _now(self, connection: ConnectionId, side: Side) -> tuple[int, int]:
        self.ticks += 1
        return self.ticks, self.place(connection, side)


def _place(connection: ConnectionId, sort: str) -> Place:
    """As the change records have it; an echo is a word about the item, too."""
    named = sort.split("/", 2)[2] if sort.startswith(ECHO) else sort.removeprefix(BECAME).removeprefix(GONE)
    side, remote = named.split("/", 1)
    return connection, Side(side), RemoteId(remote)


def _cursor(item: Mapping[str, Value]) -> int:
    sealed = item["sealed"]
    return int(sealed.rsplit(b">", 1)[1]) if isinstance(sealed, bytes) else 0
