"""Wake-ups without loss: a row tells that a connection was woken, so that many words make one message."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from tandem.domain.errors import Conflict
from tandem.domain.ids import AccountId, ConnectionId
from tandem.home import Clock, Drop, Expect, Item, Key, Put, Queue, Row, Table, Wakeups
from tandem.state import keys
from tandem.state.rows import get_one, instant, number, stamp, text

HEALED_AFTER = timedelta(minutes=2)
_HEALS = 5
"""After so many the wait grows no more: about an hour."""


@dataclass(frozen=True, slots=True)
class Wakes:
    """The row's version is the generation: whoever works reads it before, and takes the row away only if it still is.

    A message is sent when the row is new. One that got lost is sent again by `heal`.
    """

    table: Table
    wakeups: Wakeups
    clock: Clock

    def wake(self, queue: Queue, account: AccountId, connection: ConnectionId) -> None:
        """Send a message, unless one is on its way. The row keeps when that was: who wakes often hides no lost one."""
        self.note_and_wake({}, [(queue, account, connection)])

    def note_and_wake(
        self, notes: Mapping[Key, Item], connections: Sequence[tuple[Queue, AccountId, ConnectionId]]
    ) -> None:
        """Write the notes, then wake for them; on one machine all that waits for the disk once."""
        woken = {keys.wake(one[0], one[2]): one for one in connections}
        now, known = self.clock.now(), self.table.get(list(woken)) if woken else {}
        under_way = {key: sent for key, row in known.items() if (sent := _sent_lately(row, now))}
        rows = {key: _woken(one[0], one[1], under_way.get(key, now)) for key, one in woken.items()}
        before = self.table.upsert({**notes, **rows})
        for key, (queue, account, connection) in woken.items():
            if key not in before or key not in under_way:
                self._send(queue, account, connection)

    def poll(self, connections: Sequence[tuple[AccountId, ConnectionId]]) -> None:
        """Send messages to pull, and keep no rows: were one of them lost, the next poll would see what it had to."""
        self.wakeups.send_all(
            Queue.PULL, [(account, {"connection": connection}) for account, connection in connections]
        )

    def stand(self, queue: Queue, account: AccountId, connection: ConnectionId) -> int:
        """Keep a row for work that is under way without one; its generation, or 0 if one stands and was sent by others.

        From now on, should the worker end in the middle, the work is taken up again.
        """
        try:
            item = _woken(queue, account, self.clock.now())
            self.table.transact([Put(keys.wake(queue, connection), item, Expect.ABSENT)])
        except Conflict:
            return 0
        return 1  # what a row has that was made on the condition that there was none

    def generation(self, queue: Queue, connection: ConnectionId) -> int:
        row = get_one(self.table, keys.wake(queue, connection))
        return row.version if row else 0

    def done(
        self,
        queue: Queue,
        account: AccountId,
        connection: ConnectionId,
        generation: int,
        lull: timedelta = timedelta(),
    ) -> None:
        """All that was to be seen at `generation` was done; if more was heard since, send a message, after a `lull`."""
        if generation == 0:
            return
        try:
            self.table.transact([Drop(keys.wake(queue, connection), generation)])
        except Conflict:
            self._send(queue, account, connection, lull)

    def forget(self, queue: Queue, connection: ConnectionId) -> None:
        """There is no such connection any more, so nothing to wake for."""
        self.table.transact([Drop(keys.wake(queue, connection))])

    def again(self, queue: Queue, account: AccountId, connection: ConnectionId, delay: timedelta = timedelta()) -> None:
        """There is more to do: the row stays, a message is sent."""
        self.table.upsert({keys.wake(queue, connection): _woken(queue, account, self.clock.now())})
        self._send(queue, account, connection, delay)

    def heal(self, older_than: timedelta = HEALED_AFTER) -> int:
        """Send again for every connection that was woken that long ago and not done since; how many.

        Each further time waits twice as long: what can't be done now must not pile up behind itself in its group.
        """
        now = self.clock.now()
        standing = [(row, at) for row, at in self._standing() if at + older_than * 2 ** _heals(row) <= now]
        for row, _ in standing:
            name, connection = row.key.sort.split("/", 1)
            self._note_heal(row, now)
            queue = Queue(text(row.item, "queue") or name)  # older rows name none
            self._send(queue, AccountId(text(row.item, "account")), ConnectionId(connection))
        return len(standing)

    def _note_heal(self, row: Row, now: datetime) -> None:
        """A row that was done with meanwhile stays away; the message then finds nothing to do."""
        item = {**row.item, "at": stamp(now), "heals": min(_heals(row) + 1, _HEALS)}
        with suppress(Conflict):
            self.table.transact([Put(row.key, item, row.version)])

    def _standing(self) -> Iterator[tuple[Row, datetime]]:
        for shard in range(keys.SHARDS):
            after = ""
            while rows := self.table.query(keys.wakes(shard), after=after, limit=1000):
                for row in rows:
                    yield row, instant(row.item, "at") or self.clock.now()
                after = rows[-1].key.sort

    def _send(self, queue: Queue, account: AccountId, connection: ConnectionId, delay: timedelta = timedelta()) -> None:
        self.wakeups.send(queue, account, {"connection": connection}, delay)


def _woken(queue: Queue, account: AccountId, sent: datetime) -> Item:
    return {"queue": queue, "account": account, "at": stamp(sent)}


def _sent_lately(row: Row, now: datetime) -> datetime | None:
    """When the message was sent that may still be on its way."""
    sent = instant(row.item, "at")
    return sent if sent is not None and now - sent < HEALED_AFTER else None


def _heals(row: Row) -> int:
    return number(row.item, "heals")
