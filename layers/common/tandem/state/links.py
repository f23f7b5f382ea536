"""Links with their claims and mentions, committed together, each on the condition of the revision it was read at."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tandem.domain.contact import Side
from tandem.domain.errors import Conflict
from tandem.domain.event import Event
from tandem.domain.ids import AccountId, ConnectionId, LinkId, RemoteId
from tandem.domain.link import Link, LinkState
from tandem.home import Add, Drop, Expect, Key, Operation, Put, Row, Table
from tandem.state import keys
from tandem.state.link_rows import lets_pass, link_from_row, link_to_item, shown_from_row
from tandem.state.rows import text, transact_all
from tandem.state.sealing import Sealing
from tandem.state.sieve import Sieve
from tandem.state.tally import MOST_IN_A_TRANSACTION, tallied

CLAIMING = frozenset(LinkState) - {LinkState.TOMBSTONE}
"""A tombstone lets its items go, so that an item a person restored can be linked anew."""
COUNTERS = 1 + MOST_IN_A_TRANSACTION
"""Rows that a transaction may add to beside its own: the connection's counts, and the tally of its history."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What one link becomes, with everything that must be true in the same instant.

    `before` is the link as it was read, None for a new one. `others` are unconditional operations: history,
    pending rows, the spool row that this used up.
    """

    link: Link
    before: Link | None = None
    others: tuple[Operation, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Links:
    table: Table
    sealing: Sealing

    def read(self, row: Row) -> Link:
        return link_from_row(row, self.sealing)

    def get(self, connection: ConnectionId, ids: Sequence[LinkId]) -> dict[LinkId, Link]:
        rows = self.table.get([keys.link(connection, link) for link in ids])
        return {LinkId(key.sort): self.read(row) for key, row in rows.items()}

    def page(self, connection: ConnectionId, after: str = "", limit: int = 100) -> list[Link]:
        """In order of link id."""
        rows = self.table.query(keys.links(connection), after=after, limit=limit)
        return [self.read(row) for row in rows]

    def sieved(
        self, connection: ConnectionId, after: str = "", query: str = "", limit: int = 100
    ) -> tuple[list[Row], str]:
        """Those rows of a page that may have the query, for `shown`; and where the next page begins."""
        sieve = Sieve(query)
        rows = self.table.query(keys.links(connection), after=after, limit=limit)
        wanted = [row for row in rows if not query or lets_pass(sieve, row, self.sealing)]
        return wanted, rows[-1].key.sort if len(rows) == limit else ""

    def shown(self, row: Row) -> Link:
        return shown_from_row(row, self.sealing)

    def all(self, connection: ConnectionId) -> Iterator[Link]:
        after = ""
        while batch := self.page(connection, after, 500):
            yield from batch
            after = batch[-1].id

    def claimed(
        self, connection: ConnectionId, account: AccountId, side: Side, ids: Sequence[RemoteId]
    ) -> dict[RemoteId, LinkId]:
        """Which of these items a link of this connection (provider side: of this account) holds."""
        wanted = {keys.claim(side, connection, account, remote): remote for remote in ids}
        rows = self.table.get(list(wanted))
        return {wanted[key]: LinkId(text(row.item, "link")) for key, row in rows.items()}

    def by_uid(self, account: AccountId, uids: Sequence[str]) -> dict[str, LinkId]:
        wanted = {keys.uid_claim(account, uid): uid for uid in uids if uid}
        rows = self.table.get(list(wanted))
        return {wanted[key]: LinkId(text(row.item, "link")) for key, row in rows.items()}

    def making(self, connection: ConnectionId) -> list[Link]:
        """Those whose activity is being made, or was, and nobody knows yet: it bears no name of ours."""
        rows = self.table.query(keys.making(connection), limit=1000)
        links = self.get(connection, [LinkId(row.key.sort) for row in rows]).values() if rows else ()
        return [link for link in links if _is_nameless(link)]

    def commit(self, agreements: Sequence[Agreement]) -> frozenset[LinkId]:
        """Store them in as few transactions as hold them; return the links that somebody else changed first.

        A transaction that was cancelled is split and tried again, so one conflict costs no other link its commit.
        """
        failed: set[LinkId] = set()
        for batch in self._batches([(one, self._operations(one)) for one in agreements]):
            failed |= self._commit(batch)
        return frozenset(failed)

    def forget(self, links: Sequence[Link]) -> None:
        """Take the links away with their claims and mentions, as if they had never been.

        The links themselves go last: who is cut off in the middle finds them again, and what is left with them.
        """
        gone = [forgotten(link, Expect.ANY) for link in links]
        transact_all(self.table, [one for _, *rest in gone for one in rest] + [link for link, *_ in gone])

    def forgetting(self, link: Link) -> list[Operation]:
        """The same for a transaction, on the condition that nobody changed the link since it was read."""
        return forgotten(link, link.revision)

    def _commit(self, batch: list[tuple[Agreement, list[Operation]]]) -> set[LinkId]:
        try:
            self.table.transact(_with_counts(batch))
        except Conflict:
            if len(batch) == 1:
                return {batch[0][0].link.id}
            middle = len(batch) // 2
            return self._commit(batch[:middle]) | self._commit(batch[middle:])
        return set()

    def _batches(
        self, all_operations: list[tuple[Agreement, list[Operation]]]
    ) -> Iterator[list[tuple[Agreement, list[Operation]]]]:
        """Two that want the same claim go apart: so the second one fails alone."""
        batch: list[tuple[Agreement, list[Operation]]] = []
        taken: set[Key] = set()
        for agreement, operations in all_operations:
            wanted = {operation.key for operation in operations}
            is_full = COUNTERS + len(taken) + len(wanted) > self.table.transaction_limit
            if batch and (is_full or taken & wanted):
                yield batch
                batch, taken = [], set()
            batch.append((agreement, operations))
            taken |= wanted
        if batch:
            yield batch

    def _operations(self, agreement: Agreement) -> list[Operation]:
        link, before = agreement.link, agreement.before
        expect: Expect | int = before.revision if before else Expect.ABSENT
        row = Put(keys.link(link.connection, link.id), link_to_item(link, self.sealing), expect)
        return [row, *_claims(link, before), *_mentions(link, before), *_making(link, before), *agreement.others]


def forgotten(link: Link, expect: Expect | int = Expect.ANY) -> list[Operation]:
    """What takes a link away, first of all, with its claims and mentions."""
    gone = replace(link, state=LinkState.TOMBSTONE)
    rest = (*_claims(gone, link), *_mentions(gone, link), *_making(gone, link))
    return [Drop(keys.link(link.connection, link.id), expect), *rest]


def _with_counts(batch: list[tuple[Agreement, list[Operation]]]) -> list[Operation]:
    operations = [operation for _, group in batch for operation in group]
    totals: dict[str, int] = {}
    for agreement, _ in batch:
        for name, amount in agreement.counts.items():
            totals[name] = totals.get(name, 0) + amount
    changed = {name: amount for name, amount in totals.items() if amount}
    connection = batch[0][0].link.connection
    counted = [Add(keys.counts(connection), changed)] if changed else []
    return [*operations, *counted, *tallied(connection, operations)]


def _held_keys(link: Link | None) -> dict[Key, None]:
    if link is None or link.state not in CLAIMING:
        return {}
    found: dict[Key, None] = {}
    for side in Side:
        remote = link.side(side).remote_id
        if remote is not None:
            found[keys.claim(side, link.connection, link.account, remote)] = None
    if link.provider.uid:
        found[keys.uid_claim(link.account, link.provider.uid)] = None
    return found


def _claims(link: Link, before: Link | None) -> list[Operation]:
    now, then = _held_keys(link), _held_keys(before)
    made: list[Operation] = [Put(key, {"link": link.id}, Expect.ABSENT) for key in now if key not in then]
    return made + [Drop(key) for key in then if key not in now]


def _mentions(link: Link, before: Link | None) -> list[Operation]:
    now, then = _mention_keys(link), _mention_keys(before)
    item = {"connection": link.connection, "crm_id": link.crm.remote_id}
    made: list[Operation] = [Put(key, item) for key in now if key not in then]
    return made + [Drop(key) for key in then if key not in now]


def _mention_keys(link: Link | None) -> list[Key]:
    if link is None or link.crm.remote_id is None or link.state not in CLAIMING:
        return []
    sort = f"{link.connection}/{link.id}"
    return [Key(keys.mentions(link.company, mentioned), sort) for mentioned in link.mentions]


def _making(link: Link, before: Link | None) -> list[Operation]:
    """Of those that make an activity there is a list, since what they make can't be found by the link's id."""
    is_now, was = _is_nameless(link), before is not None and _is_nameless(before)
    key = Key(keys.making(link.connection), link.id)
    return [] if is_now == was else [Put(key, {}) if is_now else Drop(key)]


def _is_nameless(link: Link) -> bool:
    intent = link.intent
    is_made = link.state is LinkState.CREATING and intent is not None and Side.CRM in intent.written
    return is_made and isinstance(intent.crm if intent is not None else None, Event)


def stored(link: Link) -> Link:
    """The link as it stands after its commit."""
    return replace(link, revision=link.revision + 1)
