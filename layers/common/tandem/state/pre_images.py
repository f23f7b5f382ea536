"""Pre-images: what was read of a person's fields before Tandem wrote them, until the write is known to be harmless."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tandem.domain import codec
from tandem.domain.gap import PreImage
from tandem.domain.ids import AccountId, ConnectionId, LinkId, RemoteId, company_of
from tandem.home import Drop, Expect, Key, Operation, Put, Row, SealContext, Table, Value
from tandem.state import keys
from tandem.state.changes import box_context
from tandem.state.rows import text, transact_all
from tandem.state.sealing import Sealing

KEPT = timedelta(days=7)
"""Some sweeps long: a webhook comes within minutes, a sweep that had no tokens left is followed by the next."""
MOST = 5
"""Writes to one person that wait to be proven; what is older than these is given up."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A person's pre-images, oldest first, as they lie in one row of this version, 0 for none."""

    person: RemoteId
    images: tuple[PreImage, ...] = ()
    revision: int = 0


@dataclass(frozen=True, slots=True)
class PreImages:
    table: Table
    sealing: Sealing

    def get(self, connection: ConnectionId, persons: Sequence[RemoteId]) -> dict[RemoteId, Kept]:
        """Of those that have any."""
        rows = self.table.get([_key(connection, person) for person in persons]) if persons else {}
        return {RemoteId(key.sort): self.read(connection, row) for key, row in rows.items()}

    def page(self, connection: ConnectionId, after: str = "", limit: int = 100) -> list[Kept]:
        """In order of the person's id."""
        rows = self.table.query(keys.pre_images(connection), after=after, limit=limit)
        return [self.read(connection, row) for row in rows]

    def add(self, connection: ConnectionId, account: AccountId, before: Kept, image: PreImage) -> Operation:
        """The operation that keeps one more, for the transaction that notes the intent of its write."""
        images = (*before.images, image)[-MOST:]
        return self._put(connection, account, before.person, images, Expect.ANY)

    def change(self, connection: ConnectionId, account: AccountId, before: Kept, left: Sequence[PreImage]) -> Operation:
        """Keep just these, on the condition that nobody added one since."""
        if left:
            return self._put(connection, account, before.person, left, before.revision)
        return Drop(_key(connection, before.person), before.revision)

    def clear(self, connection: ConnectionId) -> None:
        while rows := self.table.query(keys.pre_images(connection), limit=1000):
            transact_all(self.table, [Drop(row.key) for row in rows])

    def open_box(self, connection: ConnectionId, box: bytes) -> bytes:
        """What a receiver sealed of a webhook. Raise `Refused` ("sealed")."""
        return self.sealing.vault.open_box(box, box_context(company_of(connection)))

    def _put(
        self,
        connection: ConnectionId,
        account: AccountId,
        person: RemoteId,
        images: Sequence[PreImage],
        expect: Expect | int,
    ) -> Operation:
        sealed = self.sealing.seal_json([_to_json(one) for one in images], _context(connection, account))
        item: dict[str, Value] = {"account": account, "sealed": sealed}
        return Put(_key(connection, person), item, expect, expires=images[-1].at + KEPT)

    def read(self, connection: ConnectionId, row: Row) -> Kept:
        """Raise `Refused` where it can't be opened."""
        context = _context(connection, AccountId(text(row.item, "account")))
        images = tuple(map(_from_json, self.sealing.open_json(row.item["sealed"], context)))
        return Kept(RemoteId(row.key.sort), images, row.version)


def _key(connection: ConnectionId, person: RemoteId) -> Key:
    return Key(keys.pre_images(connection), person)


def _context(connection: ConnectionId, account: AccountId) -> SealContext:
    return SealContext(company_of(connection), account, "pre-image")


def _to_json(image: PreImage) -> list[Any]:
    contacts = [b64encode(codec.encode(one)).decode() for one in (image.read, image.sent)]
    return [image.link, image.at.isoformat(), *contacts]


def _from_json(item: list[Any]) -> PreImage:
    link, at, read, sent = item
    return PreImage(LinkId(link), datetime.fromisoformat(at), *(codec.decode(b64decode(one)) for one in (read, sent)))
