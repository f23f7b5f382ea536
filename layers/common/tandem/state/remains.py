"""All that there is of a connection, of a user and of a company: named in one place, to be dropped without a rest.

Each generator yields the kind and number of what it dropped, batch by batch; cut off anywhere, it goes on with what is
left. Nothing is opened: a key that is gone keeps nobody from erasing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tandem.domain.ids import AccountId, CompanyId, ConnectionId, UserId, company_of
from tandem.domain.link import Link
from tandem.domain.side import Side
from tandem.home import Drop, Key, Operation, Queue, Row, Table
from tandem.state import keys
from tandem.state.channels import PushChannels
from tandem.state.erasures import MARK
from tandem.state.link_rows import without_contacts
from tandem.state.links import forgotten
from tandem.state.rows import text, transact_all

BATCH = 100
Dropped = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Remains:
    table: Table

    def of_connection(self, connection: ConnectionId, *, with_persons: bool) -> Iterator[Dropped]:
        """`with_persons`: the leases on its persons, too; those of a colleague who works on one aren't ours to drop."""
        yield from self._links(connection, with_persons)
        for kind, partition in _partitions(connection):
            while rows := self.table.query(partition, limit=BATCH):
                yield self._drop(kind, [row.key for row in rows])
        yield self._channels(connection)
        shard = keys.due(keys.shard(connection))
        for rows in self._all(shard):
            yield self._drop("due", [row.key for row in rows if row.key.sort.endswith(f"/{connection}")])
        yield self._drop("wake-ups", list(dict.fromkeys(keys.wake(queue, connection) for queue in Queue)))
        place = Key(keys.timetable(keys.shard(connection)), connection)
        # the connection itself is last: as long as it is there, there may be something left of it
        yield self._drop("connections", [place, keys.connection(company_of(connection), connection)])

    def of_user(
        self, company: CompanyId, user: UserId, accounts: Sequence[AccountId], connections: Sequence[ConnectionId]
    ) -> Iterator[Dropped]:
        """What lies under the company and is this user's alone."""
        yield from self._births(company, frozenset(connections))
        yield self._drop("leases", [keys.lease(f"account/{account}") for account in accounts])
        yield self._drop("checkups", [keys.checkup(company, account) for account in accounts])
        yield self._webhooks(company, user)
        yield self._drop("letters", [keys.told(company, user)])
        yield self._drop("accounts", [keys.account(company, account) for account in accounts])
        yield self._drop("grants", [keys.grant(company, user)])

    def of_company(self, company: CompanyId, accounts: Sequence[AccountId]) -> Iterator[Dropped]:
        """All but the mark of the erasure itself."""
        yield from self._births(company, None)
        yield self._drop("leases", [keys.lease(f"account/{account}") for account in accounts])
        yield self._webhooks(company, None)
        for rows in self._all(keys.company(company)):
            yield self._drop("company", [row.key for row in rows if not row.key.sort.startswith(MARK)])
        yield self._drop("company", [Key(keys.COMPANIES, company)])

    def _links(self, connection: ConnectionId, with_persons: bool) -> Iterator[Dropped]:
        """With their claims and mentions, which lie in no partition of the connection's."""
        while rows := self.table.query(keys.links(connection), limit=BATCH):
            drops = {drop.key: drop for row in rows for drop in _with_all(without_contacts(row), with_persons)}
            transact_all(self.table, list(drops.values()))
            yield "links", len(rows)

    def _births(self, company: CompanyId, connections: frozenset[ConnectionId] | None) -> Iterator[Dropped]:
        for rows in self._all(keys.births(company)):
            theirs = [one for one in rows if connections is None or text(one.item, "connection") in connections]
            yield self._drop("births", [one.key for one in theirs])

    def _webhooks(self, company: CompanyId, user: UserId | None) -> Dropped:
        rows = self.table.query(keys.company(company), prefix="channel/", limit=BATCH)
        theirs = [row for row in rows if user is None or text(row.item, "user") == user]
        hooks = [Key(text(row.item, "hook"), "hook") for row in theirs]
        return self._drop("webhooks", [*hooks, *(row.key for row in theirs)])

    def _channels(self, connection: ConnectionId) -> Dropped:
        """A provider's: by their connection, and by their names."""
        found = PushChannels(self.table).of(connection)
        rows = [keys.channel(one.id) for one in found]
        return self._drop("channels", [*rows, *(Key(keys.channels(connection), one.id) for one in found)])

    def _all(self, partition: str) -> Iterator[list[Row]]:
        after = ""
        while rows := self.table.query(partition, after=after, limit=BATCH):
            yield rows
            after = rows[-1].key.sort

    def _drop(self, kind: str, wanted: Sequence[Key]) -> Dropped:
        """Past their time or not: what counts as absent may still lie there. How many were seen to be there."""
        found = self.table.get(wanted) if wanted else {}
        transact_all(self.table, [Drop(key) for key in wanted])
        return kind, len(found)


def _partitions(connection: ConnectionId) -> Iterable[tuple[str, str]]:
    return (
        ("changes", keys.changes(connection)),
        ("waiting", keys.pending(connection)),
        ("undoings", keys.undoings(connection)),
        ("history", keys.history(connection)),
        ("tally", keys.tally(connection)),
        ("previews", keys.previews(connection)),
        ("pre-images", keys.pre_images(connection)),
        *(("spool", keys.spool(connection, side)) for side in Side),
        *(("baseline", keys.baseline(connection, side)) for side in Side),
        ("runs", keys.runs(connection)),
        ("counts", keys.counts(connection).partition),
        ("brake", keys.brake(connection, Side.CRM).partition),
        ("cursors", keys.cursor(connection, Side.CRM).partition),
    )


def _with_all(link: Link, with_persons: bool) -> Iterable[Operation]:
    yield from forgotten(link)
    if with_persons and link.crm.remote_id is not None:
        yield Drop(keys.lease(f"person/{link.company}/{link.crm.remote_id}"))
