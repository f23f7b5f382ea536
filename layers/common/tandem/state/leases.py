"""Short leases that save work; what makes writes correct is the condition on the revision, not the lease."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tandem.home import Clock, Drop, Expect, Ids, Key, Put, Row, Table
from tandem.state import keys
from tandem.state.rows import transact_each

SURE = timedelta(seconds=10)
"""A lease that lasts longer than this is still its holder's, whatever the clocks of others say."""


@dataclass(frozen=True, slots=True)
class Held:
    """Leases that one holder took together. `rows` are their versions."""

    holder: str
    until: datetime
    rows: Mapping[str, int] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.rows)


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
        until = self.clock.now() + span
        free = [self._put(key, rows.get(key), holder, until) for key in wanted if self._is_free(rows.get(key))]
        if transact_each(self.table, free):
            ours = {put.key: put.expect + 1 if isinstance(put.expect, int) else 1 for put in free}
        else:
            ours = self._versions_of(holder, [put.key for put in free])
        return Held(holder, until, {wanted[key]: version for key, version in ours.items()})

    def give_back(self, held: Held) -> None:
        """Only what is still ours: a lease that fell may be another's by now."""
        ours = {keys.lease(name): version for name, version in held.rows.items()}
        if self.clock.now() > held.until - SURE:
            ours = self._versions_of(held.holder, list(ours))
        transact_each(self.table, [Drop(key, version) for key, version in ours.items()])

    def _versions_of(self, holder: str, wanted: Sequence[Key]) -> dict[Key, int]:
        rows = self.table.get(wanted) if wanted else {}
        return {key: row.version for key, row in rows.items() if row.item.get("holder") == holder}

    def _is_free(self, row: Row | None) -> bool:
        return row is None or row.item.get("epoch") != self.epoch

    def _put(self, key: Key, row: Row | None, holder: str, until: datetime) -> Put:
        expect: Expect | int = row.version if row else Expect.ABSENT
        return Put(key, {"holder": holder, "epoch": self.epoch}, expect, until)
