"""What a preview found, kept for half an hour: whoever pages on, or looks for a name, lists nothing anew.

Sealed in rows of its connection, never in blobs, since rows go by themselves when their time is over.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from zlib import compress, decompress

from tandem.domain.calendar_rules import AnyRules
from tandem.domain.errors import Refused
from tandem.domain.ids import AccountId, ConnectionId, company_of
from tandem.home import Key, Put, Row, SealContext, Table
from tandem.state import keys
from tandem.state.rows import number, text, transact_all
from tandem.state.rules_text import rules_to_json
from tandem.state.sealing import LARGEST_INLINE, Sealing

KEPT = timedelta(minutes=30)
CHUNK = 500
MOST_CHUNKS = 10_000
LONGEST = 1_000
"""Letters of a text of an item."""
ROOM = LARGEST_INLINE - 64
_PLACE = re.compile(r"(?:([0-9a-f]{16})\.)?([0-9]{1,9})", re.ASCII)

Values = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """`head` as JSON values; `items` in their order, each of texts."""

    head: Mapping[str, Any]
    items: Sequence[Values]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: the name of the look, empty for a new one, and how many items were seen before."""

    look: str = ""
    seen: int = 0

    def __str__(self) -> str:
        return f"{self.look}.{self.seen}"


def place_of(said: str) -> Place:
    """Empty is the beginning of a new one. Raise `Refused` ("bad_cursor")."""
    found = _PLACE.fullmatch(said)
    if said and found is None:
        raise Refused("bad_cursor", "next")
    return Place(found[1] or "", int(found[2])) if found else Place()


def about(rules: AnyRules, *wish: bool) -> str:
    """A mark of what a preview was asked about: one under other rules is another one."""
    return sha256(f"{rules_to_json(rules)}{wish}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Previews:
    table: Table
    sealing: Sealing

    def keep(
        self, connection: ConnectionId, account: AccountId, name: str, mark: str, look: Look, now: datetime
    ) -> None:
        """Its head is written last: what was cut off is not found."""
        context = _context(connection, account)
        chunks = list(_chunks(look.items))
        parts = [*enumerate(chunks, 1), (0, _packed(look.head))]
        rows = [
            Put(
                _key(connection, name, place),
                {"mark": mark, "chunks": len(chunks), "account": account, "sealed": self.sealing.seal(part, context)},
                expires=now + KEPT,
            )
            for place, part in parts
        ]
        transact_all(self.table, rows)

    def find(self, connection: ConnectionId, name: str, mark: str) -> Look | None:
        """None for what is gone, isn't whole, or is about something else."""
        rows = self.table.query(keys.previews(connection), prefix=f"{name}/", limit=MOST_CHUNKS)
        if not rows or rows[0].key != _key(connection, name, 0) or text(rows[0].item, "mark") != mark:
            return None
        if len(rows) != 1 + number(rows[0].item, "chunks"):
            return None
        head, *parts = (self.read(connection, row) for row in rows)
        return Look(head, [tuple(item) for part in parts for item in part])

    def read(self, connection: ConnectionId, row: Row) -> Any:
        """A part as JSON values. Raise `Refused` where it can't be opened."""
        context = _context(connection, AccountId(text(row.item, "account")))
        return json.loads(decompress(self.sealing.open(row.item["sealed"], context)))


def _chunks(items: Sequence[Values]) -> Iterator[bytes]:
    """As many items together as a row has room for."""
    for start in range(0, len(items), CHUNK):
        yield from _fitting([_short(one) for one in items[start : start + CHUNK]])


def _fitting(items: Sequence[Values]) -> Iterator[bytes]:
    packed, middle = _packed(items), len(items) // 2
    if len(packed) <= ROOM or not middle:
        yield packed
    else:
        yield from (*_fitting(items[:middle]), *_fitting(items[middle:]))


def _short(item: Values) -> Values:
    return tuple(text[:LONGEST] if text else text for text in item)


def _packed(value: Any) -> bytes:
    return compress(json.dumps(value).encode())


def _key(connection: ConnectionId, name: str, place: int) -> Key:
    return Key(keys.previews(connection), f"{name}/{place:05}")


def _context(connection: ConnectionId, account: AccountId) -> SealContext:
    return SealContext(company_of(connection), account, f"preview/{connection}")
