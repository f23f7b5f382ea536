"""History: every write that was made, with before, after and the rule; kept 30 days, sealed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tandem.domain.contact import Side
from tandem.domain.deed import Act
from tandem.domain.ids import AccountId, ConnectionId, LinkId, RunId, company_of
from tandem.home import Key, Put, Row, SealContext, Table
from tandem.state import keys
from tandem.state.rows import instant, stamp, text
from tandem.state.sealing import Sealing
from tandem.state.tally import Slot, counts_since

KEPT = timedelta(days=30)
TOLD = 12
"""Of a link's id so much stands in the place of an entry."""
AT_ONCE = 1000
"""Places, where only some of them are looked for."""
SIEVED, READ_THROUGH = 10, 40
"""Looks for one page: at so many times as many places, or at so many pages of rows."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`changes`: field -> (before, after), as JSON values. `revision` is the link's before the write.

    `place` is where the entry stands, in order of time; no two have the same.
    """

    link: LinkId
    at: datetime
    run: RunId | None
    side: Side
    act: Act
    rule: str
    name: str
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    revision: int = 0
    place: str = ""


@dataclass(frozen=True, slots=True)
class Which:
    """Of which link, run, side; empty: of any. `since` and `until`: only what was written between."""

    link: str = ""
    run: str = ""
    side: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def fits(self, row: Row) -> bool:
        wanted = (("link", self.link), ("run", self.run), ("side", self.side))
        return all(not value or text(row.item, name) == value for name, value in wanted)

    def may_fit(self, place: str) -> bool:
        """As far as the place of an entry tells: its link and side, and not its run."""
        return (not self.link or f"-{self.link[-TOLD:]}-" in place) and (not self.side or f"-{self.side}-" in place)

    @property
    def first(self) -> str:
        return _stamp(self.since) if self.since else ""

    @property
    def end(self) -> str:
        return _stamp(self.until) if self.until else ""


ALL = Which()


@dataclass(frozen=True, slots=True)
class Pointer:
    """An entry that wasn't opened."""

    place: str
    link: LinkId
    at: datetime


@dataclass(frozen=True, slots=True)
class History:
    table: Table
    sealing: Sealing

    def put(self, connection: ConnectionId, account: AccountId, entry: Entry) -> Put:
        """The operation that records the entry, for the transaction that commits its link."""
        sealed = {"name": entry.name, "changes": {name: list(pair) for name, pair in entry.changes.items()}}
        item = {
            "link": entry.link,
            "run": entry.run,
            "side": entry.side,
            "action": entry.act,
            "rule": entry.rule,
            "at": stamp(entry.at),
            "account": account,
            "sealed": self.sealing.seal_json(sealed, _context(connection, account)),
        }
        return Put(Key(keys.history(connection), _place(entry)), item, expires=entry.at + KEPT)

    def newest(
        self, connection: ConnectionId, which: Which = ALL, before: str = "", limit: int = 50
    ) -> tuple[list[Entry], str]:
        """A page and where the next one begins, empty at the end. Only so much is looked through for it."""
        look, looks = (self._sieved, SIEVED) if which.link or which.side else (self._read_through, READ_THROUGH)
        found: list[Entry] = []
        before = min(filter(None, (before, which.end)), default="")
        for _ in range(looks):
            entries, before = look(connection, which, before, limit)
            found += entries
            before = before if before > which.first else ""
            if len(found) >= limit or not before:
                break
        return (found, before) if len(found) <= limit else (found[:limit], found[limit - 1].place)

    def _sieved(self, connection: ConnectionId, which: Which, before: str, limit: int) -> tuple[list[Entry], str]:
        """By their places, of which only the fitting ones are read; and where the next look begins."""
        places = self.table.sorts_newest(keys.history(connection), before=before, limit=AT_ONCE)
        fitting = [one for one in places if which.may_fit(one)]
        wanted = [Key(keys.history(connection), one) for one in fitting[:limit]]
        rows = self.table.get(wanted)
        entries = [self.read(connection, rows[key]) for key in wanted if key in rows and which.fits(rows[key])]
        if len(fitting) > limit:
            return entries, wanted[-1].sort
        return entries, places[-1] if len(places) == AT_ONCE else ""

    def _read_through(self, connection: ConnectionId, which: Which, before: str, limit: int) -> tuple[list[Entry], str]:
        rows = self.table.query_newest(keys.history(connection), before=before, limit=limit)
        entries = [self.read(connection, row) for row in rows if which.fits(row)]
        return entries, rows[-1].key.sort if len(rows) == limit else ""

    def get(self, connection: ConnectionId, places: Sequence[str]) -> list[Entry]:
        """Those of them that are still kept, oldest first."""
        rows = self.table.get([Key(keys.history(connection), place) for place in dict.fromkeys(places)])
        return [self.read(connection, rows[key]) for key in sorted(rows)]

    def pointers(self, connection: ConnectionId, which: Which, since: datetime, before: str = "") -> Iterator[Pointer]:
        """Newest first, as far back as `since`; from `before` on, if that is named."""
        while rows := self.table.query_newest(keys.history(connection), before=before, limit=500):
            for row in rows:
                before = row.key.sort
                if before < _stamp(since):
                    return
                if which.fits(row):
                    yield Pointer(before, LinkId(text(row.item, "link")), instant(row.item, "at") or since)

    def counts_since(self, connection: ConnectionId, first: datetime) -> Iterator[Slot]:
        """How many items were made, changed and deleted, oldest first; no entry is read for it."""
        return counts_since(self.table, connection, first)

    def read(self, connection: ConnectionId, row: Row) -> Entry:
        """Raise `Refused` where it can't be opened."""
        item = row.item
        at = instant(item, "at")
        opened = self.sealing.open_json(item["sealed"], _context(connection, AccountId(text(item, "account"))))
        if at is None:
            raise KeyError("at")
        return Entry(
            LinkId(text(item, "link")),
            at,
            RunId(text(item, "run")) if item.get("run") else None,
            Side(text(item, "side")),
            Act(text(item, "action")),
            text(item, "rule"),
            opened["name"],
            {name: (before, after) for name, (before, after) in opened["changes"].items()},
            place=row.key.sort,
        )


def _place(entry: Entry) -> str:
    """Letters, digits and hyphens, so that it fits into a path. One link may be written twice in an instant."""
    return f"{_stamp(entry.at)}-{entry.link[-TOLD:]}-{entry.revision:06}-{entry.side}-{entry.act}"


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%S%f}"


def age_of(place: str, now: datetime) -> timedelta | None:
    """How long ago the entry of this place was made; None for what is no place."""
    try:
        return now - datetime.strptime(place[:21], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)
    except ValueError:
        return None


def _context(connection: ConnectionId, account: AccountId) -> SealContext:
    return SealContext(company_of(connection), account, "history")
