"""What an undo still has to look at: pointers to history, by link; or conflicts that are turned round."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from tandem.domain.ids import ConnectionId, LinkId, RunId
from tandem.home import Drop, Key, Operation, Put, Row, Table, Value
from tandem.state import keys
from tandem.state.rows import number, text, transact_all

KEPT = timedelta(days=30)
SWAP = "~"
"""Begins the place of a conflict; sorts behind all places in history."""


@dataclass(frozen=True, slots=True)
class Undoing:
    """One link's share: the places in history, or the key of one conflict."""

    link: LinkId
    run: RunId
    places: tuple[str, ...] = ()
    conflict: str = ""
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Undoings:
    table: Table

    def put(self, connection: ConnectionId, one: Undoing, now: datetime) -> list[Operation]:
        """Idempotent."""
        places = one.places or (SWAP + one.conflict,)
        item: dict[str, Value] = {"link": one.link, "run": one.run, "tries": one.tries}
        return [Put(_key(connection, one.link, place), item, expires=now + KEPT) for place in places]

    def put_all(self, connection: ConnectionId, found: Iterable[Undoing], now: datetime) -> None:
        transact_all(self.table, [row for one in found for row in self.put(connection, one, now)])

    def first(self, connection: ConnectionId, limit: int = 100) -> list[Undoing]:
        """Each link once, with all of its places, in order of link id; of its conflicts one at a time."""
        rows = self.table.query(keys.undoings(connection), limit=limit)
        links = list(dict.fromkeys(text(row.item, "link") for row in rows))
        if len(rows) == limit and len(links) > 1:
            rows = [row for row in rows if text(row.item, "link") != links[-1]]
        elif len(rows) == limit:
            rows = self.table.query(keys.undoings(connection), prefix=links[0], limit=10_000)
        shares = [_undoing(list(group)) for _, group in groupby(rows, key=_share)]
        return list({one.link: one for one in reversed(shares)}.values())[::-1]

    def standing(self, connection: ConnectionId, shares: Sequence[Undoing]) -> list[Undoing]:
        """Those of which something is still to be done."""
        wanted = {_key(connection, one.link, _first(one)): one for one in shares}
        return [wanted[key] for key in self.table.get(list(wanted))]

    def drop(self, connection: ConnectionId, one: Undoing) -> list[Operation]:
        return [Drop(_key(connection, one.link, place)) for place in one.places or (SWAP + one.conflict,)]

    def try_again(self, connection: ConnectionId, waiting: Sequence[Undoing], now: datetime) -> None:
        self.put_all(connection, [replace(one, tries=one.tries + 1) for one in waiting], now)

    def count(self, connection: ConnectionId) -> int:
        """Places and conflicts, counted up to 100,000."""
        return len(self.table.query(keys.undoings(connection), limit=100_000))

    def clear(self, connection: ConnectionId) -> None:
        while rows := self.table.query(keys.undoings(connection), limit=1000):
            transact_all(self.table, [Drop(row.key) for row in rows])


def _first(one: Undoing) -> str:
    return one.places[0] if one.places else SWAP + one.conflict


def _key(connection: ConnectionId, link: LinkId, place: str) -> Key:
    return Key(keys.undoings(connection), f"{link}/{place}")


def _place(row: Row) -> str:
    return row.key.sort.split("/", 1)[1]


def _share(row: Row) -> tuple[str, str]:
    place = _place(row)
    return text(row.item, "link"), place if place.startswith(SWAP) else ""


def _undoing(rows: Sequence[Row]) -> Undoing:
    item, places = rows[0].item, tuple(map(_place, rows))
    link, run, tries = LinkId(text(item, "link")), RunId(text(item, "run")), number(item, "tries")
    if places[0].startswith(SWAP):
        return Undoing(link, run, conflict=places[0].removeprefix(SWAP), tries=tries)
    return Undoing(link, run, places, tries=tries)
