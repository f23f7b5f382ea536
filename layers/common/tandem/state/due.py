"""What is due when: a sparse index over refreshes and sweeps, in shards so that no partition grows hot."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tandem.domain.ids import ConnectionId
from tandem.home import Drop, Key, Operation, Put, Table
from tandem.state import keys


class Duty(StrEnum):
    REFRESH = "refresh"
    SWEEP = "sweep"


@dataclass(frozen=True, slots=True)
class Due:
    table: Table

    def move(self, duty: Duty, connection: ConnectionId, was: datetime | None, to: datetime | None) -> None:
        """Take the connection's entry from one instant to another; None is no entry."""
        operations: list[Operation] = []
        if was is not None and was != to:
            operations.append(Drop(_key(duty, connection, was)))
        if to is not None:
            operations.append(Put(_key(duty, connection, to), {"connection": connection}))
        if operations:
            self.table.transact(operations)

    def until(self, duty: Duty, now: datetime, limit: int = 1000) -> Iterator[tuple[ConnectionId, datetime]]:
        """The connections whose instant has come, oldest first within a shard; `limit` per shard."""
        for number in range(keys.SHARDS):
            for row in self.table.query(keys.due(duty, number), limit=limit):
                instant, connection = row.key.sort.split("/", 1)
                at = datetime.fromisoformat(instant)
                if at > now:
                    break
                yield ConnectionId(connection), at


def _key(duty: Duty, connection: ConnectionId, at: datetime) -> Key:
    sort = f"{at.isoformat(timespec='microseconds')}/{connection}"
    return Key(keys.due(duty, keys.shard(connection)), sort)
