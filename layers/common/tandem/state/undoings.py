"""What an undo still has to look at: for each link where its entries are in history; or conflicts to turn round."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tandem.domain.ids import ConnectionId, LinkId, RunId
from tandem.home import Drop, Key, Operation, Put, Row, Table, Value
from tandem.state import keys
from tandem.state.rows import number, text, transact_all

KEPT = timedelta(days=30)
SEPARATOR = "\n"


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

    def put_all(self, connection: ConnectionId, shares: Iterable[Undoing], now: datetime) -> None:
        """Each in the place of what is there."""
        transact_all(self.table, [_put(connection, one, now) for one in shares])

    def add(self, connection: ConnectionId, run: RunId, found: Mapping[LinkId, Sequence[str]], now: datetime) -> None:
        """More places of some links, beside those that this run knows already. Idempotent."""
        known = self.table.get([_key(connection, Undoing(link, run)) for link in found])
        shares = {one.link: one for one in map(_undoing, known.values()) if one.run == run}
        wanted = [
            Undoing(link, run, tuple(sorted({*places, *(shares[link].places if link in shares else ())})))
            for link, places in found.items()
        ]
        self.put_all(connection, wanted, now)

    def first(self, connection: ConnectionId, limit: int = 100) -> list[Undoing]:
        """In order of link id; each link once, of its conflicts one at a time."""
        rows = self.table.query(keys.undoings(connection), limit=limit)
        shares = [_undoing(row) for row in rows]
        return list({one.link: one for one in reversed(shares)}.values())[::-1]

    def standing(self, connection: ConnectionId, shares: Sequence[Undoing]) -> list[Undoing]:
        """Those of which something is still to be done."""
        wanted = {_key(connection, one): one for one in shares}
        return [wanted[key] for key in self.table.get(list(wanted))]

    def drop(self, connection: ConnectionId, one: Undoing) -> Operation:
        return Drop(_key(connection, one))

    def try_again(self, connection: ConnectionId, waiting: Sequence[Undoing], now: datetime) -> None:
        self.put_all(connection, [replace(one, tries=one.tries + 1) for one in waiting], now)

    def count(self, connection: ConnectionId) -> int:
        """Counted up to 100,000."""
        return len(self.table.query(keys.undoings(connection), limit=100_000))

    def clear(self, connection: ConnectionId) -> None:
        while rows := self.table.query(keys.undoings(connection), limit=1000):
            transact_all(self.table, [Drop(row.key) for row in rows])


def _key(connection: ConnectionId, one: Undoing) -> Key:
    return Key(keys.undoings(connection), f"{one.link}/{one.conflict}" if one.conflict else one.link)


def _put(connection: ConnectionId, one: Undoing, now: datetime) -> Put:
    item: dict[str, Value] = {
        "link": one.link,
        "run": one.run,
        "places": SEPARATOR.join(one.places),
        "conflict": one.conflict,
        "tries": one.tries,
    }
    return Put(_key(connection, one), item, expires=now + KEPT)


def _undoing(row: Row) -> Undoing:
    item = row.item
    link, run, places = LinkId(text(item, "link")), RunId(text(item, "run")), text(item, "places")
    found = tuple(places.split(SEPARATOR)) if places else ()
    return Undoing(link, run, found, text(item, "conflict"), number(item, "tries"))
