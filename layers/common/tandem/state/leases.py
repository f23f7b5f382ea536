"""Short leases that save work; what makes writes correct is the condition on the revision, not the lease."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from tandem.home import Clock, Drop, Expect, Ids, Key, Put, Row, Table
from tandem.state import keys
from tandem.state.rows import transact_each


@dataclass(frozen=True, slots=True)
class Held:
    """Leases that one holder took together."""

    holder: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Leases:
    """`epoch` is the life of a home that has only one process at a time: what a dead one held is free at once."""

    table: Table
    clock: Clock
    ids: Ids
    epoch: str = ""

    @contextmanager
    def hold(self, name: str, span: timedelta) -> Iterator[bool]:
        """Yield whether the lease was free; it is given back at the end, or falls after `span`."""
        held = self.take([name], span)
        try:
            yield bool(held.names)
        finally:
            self.give_back(held)

    def take(self, names: Sequence[str], span: timedelta) -> Held:
        """Take each lease that is free."""
        holder = self.ids.new()
        wanted = {keys.lease(name): name for name in names}
        rows = self.table.get(list(wanted))
        free = [self._put(key, rows.get(key), holder, span) for key in wanted if self._is_free(rows.get(key))]
        transact_each(self.table, free)
        ours = self._rows_of(holder, [put.key for put in free])
        return Held(holder, tuple(wanted[row.key] for row in ours))

    def give_back(self, held: Held) -> None:
        """Only what is still ours: a lease that fell may be another's by now."""
        ours = self._rows_of(held.holder, [keys.lease(name) for name in held.names])
        transact_each(self.table, [Drop(row.key, row.version) for row in ours])

    def _rows_of(self, holder: str, wanted: Sequence[Key]) -> list[Row]:
        rows = self.table.get(wanted) if wanted else {}
        return [row for row in rows.values() if row.item.get("holder") == holder]

    def _is_free(self, row: Row | None) -> bool:
        return row is None or row.item.get("epoch") != self.epoch

    def _put(self, key: Key, row: Row | None, holder: str, span: timedelta) -> Put:
        expect: Expect | int = row.version if row else Expect.ABSENT
        return Put(key, {"holder": holder, "epoch": self.epoch}, expect, self.clock.now() + span)
