"""The spool: what a listing read and nobody has linked yet, sealed, with its match keys. Gone after a day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tandem.domain import codec
from tandem.domain.contact import Side
from tandem.domain.content import photo_of
from tandem.domain.ids import AccountId, ConnectionId, RemoteId, UserId, Version, company_of
from tandem.domain.sight import Seen
from tandem.home import Drop, Key, Operation, Put, Row, SealContext, Table, Value
from tandem.state import keys
from tandem.state.rows import flag, number, text, transact_all
from tandem.state.sealing import Sealing

KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What matching needs of a spooled item, without opening it."""

    remote_id: RemoteId
    match_keys: bytes
    uid: str
    marker: str
    in_scope: bool = True


@dataclass(frozen=True, slots=True)
class Spool:
    table: Table
    sealing: Sealing

    def put(
        self,
        connection: ConnectionId,
        account: AccountId,
        side: Side,
        items: Sequence[tuple[Seen, bytes]],
        now: datetime,
        listing: int = 0,
    ) -> None:
        """Write a page, with the match keys of each item; a page written again replaces itself.

        `listing` is the number of the listing that read it; later ones have higher numbers.
        """
        context = _context(connection, account)
        stored = [(seen, self._item(seen, match_keys, context) | {"listing": listing}) for seen, match_keys in items]
        rows = [Put(_key(connection, side, seen.remote_id), item, expires=now + KEPT) for seen, item in stored]
        transact_all(self.table, rows)

    def page(self, connection: ConnectionId, account: AccountId, side: Side, limit: int = 100) -> list[Seen]:
        """The first items that are still there, in order of remote id."""
        context = _context(connection, account)
        rows = self.table.query(keys.spool(connection, side), limit=limit)
        return [self._seen(row, context) for row in rows]

    def get(
        self, connection: ConnectionId, account: AccountId, side: Side, ids: Sequence[RemoteId]
    ) -> dict[RemoteId, Seen]:
        context = _context(connection, account)
        rows = self.table.get([_key(connection, side, remote) for remote in ids])
        return {RemoteId(key.sort): self._seen(row, context) for key, row in rows.items()}

    def read(self, connection: ConnectionId, account: AccountId, row: Row) -> Seen:
        """Raise `Refused` where it can't be opened."""
        return self._seen(row, _context(connection, account))

    def versions(self, connection: ConnectionId, side: Side, ids: Sequence[RemoteId]) -> dict[RemoteId, Version]:
        """In which version these items lie here; those that don't are left out."""
        rows = self.table.get([_key(connection, side, remote) for remote in ids])
        return {RemoteId(key.sort): Version(text(row.item, "version")) for key, row in rows.items()}

    def candidates(self, connection: ConnectionId, side: Side) -> Iterator[Candidate]:
        after = ""
        while rows := self.table.query(keys.spool(connection, side), after=after, limit=1000):
            for row in rows:
                stored = row.item.get("match_keys")
                known = stored if isinstance(stored, bytes) else b""
                remote = RemoteId(row.key.sort)
                yield Candidate(
                    remote, known, text(row.item, "uid"), text(row.item, "marker"), not flag(row.item, "out_of_scope")
                )
            after = rows[-1].key.sort

    def used(self, connection: ConnectionId, side: Side, remote_id: RemoteId) -> Operation:
        """The operation that takes an item off the spool, for the transaction that makes it a link."""
        return Drop(_key(connection, side, remote_id))

    def take(self, connection: ConnectionId, side: Side, ids: Sequence[RemoteId]) -> None:
        transact_all(self.table, [self.used(connection, side, remote) for remote in ids])

    def clear(self, connection: ConnectionId, before: int | None = None) -> None:
        """Drop what lies here; with `before`, only what older listings than that left."""
        for side in Side:
            after = ""
            while rows := self.table.query(keys.spool(connection, side), after=after, limit=1000):
                old = [one for one in rows if before is None or number(one.item, "listing") < before]
                transact_all(self.table, [Drop(row.key) for row in old])
                after = rows[-1].key.sort

    def photo(self, connection: ConnectionId, account: AccountId, digest: str) -> bytes | None:
        stored = self.sealing.blobs.get(_photo_name(connection, account, digest))
        return None if stored is None else self.sealing.vault.open(stored, _context(connection, account))

    def clear_photos(self, connection: ConnectionId, account: AccountId) -> None:
        self.sealing.blobs.delete(_photo_name(connection, account, ""))

    def _item(self, seen: Seen, match_keys: bytes, context: SealContext) -> dict[str, Value]:
        item: dict[str, Value] = {
            "version": seen.version,
            "match_keys": match_keys,
            "sealed": self.sealing.seal(codec.encode(seen.content), context),
        }
        optional = {"uid": seen.uid, "marker": seen.marker, "owner": seen.owner, "mentions": ",".join(seen.mentions)}
        if not seen.in_scope:
            item["out_of_scope"] = True
        return item | {name: value for name, value in optional.items() if value}

    def keep_photos(self, connection: ConnectionId, account: AccountId, items: Sequence[Seen]) -> None:
        for seen in items:
            if seen.photo is not None and (photo := photo_of(seen.content)) is not None:
                sealed = self.sealing.vault.seal(seen.photo, _context(connection, account))
                self.sealing.blobs.put(_photo_name(connection, account, photo.digest), sealed)

    def _seen(self, row: Row, context: SealContext) -> Seen:
        item = row.item
        contact = codec.decode(self.sealing.open(item["sealed"], context))
        mentions, owner = text(item, "mentions"), text(item, "owner")
        return Seen(
            RemoteId(row.key.sort),
            Version(text(item, "version")),
            contact,
            text(item, "uid"),
            in_scope=not flag(item, "out_of_scope"),
            owner=UserId(owner) if owner else None,
            marker=text(item, "marker"),
            mentions=tuple(mentions.split(",")) if mentions else (),
        )


def _key(connection: ConnectionId, side: Side, remote_id: RemoteId) -> Key:
    return Key(keys.spool(connection, side), remote_id)


def _context(connection: ConnectionId, account: AccountId) -> SealContext:
    return SealContext(company_of(connection), account, f"spool/{connection}")


def _photo_name(connection: ConnectionId, account: AccountId, digest: str) -> str:
    return f"{company_of(connection)}/{account}/spool/{connection}/photo/{digest}"
