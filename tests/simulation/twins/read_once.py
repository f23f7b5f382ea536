"""Stores that read each row once: as long as nobody writes it, the twin of the table hands out the same one."""

from dataclasses import dataclass, field

from tandem.domain.link import Link
from tandem.home import Row
from tandem.state.connections import Connection, Connections
from tandem.state.links import Links


@dataclass(frozen=True, slots=True)
class LinksReadOnce(Links):
    """`known` holds the rows, too, so that no other row bears the id of one of them meanwhile."""

    known: dict[int, tuple[Row, Link]] = field(default_factory=dict)

    def read(self, row: Row) -> Link:
        if id(row) not in self.known:
            self.known[id(row)] = row, Links.read(self, row)
        return self.known[id(row)][1]


@dataclass(frozen=True, slots=True)
class ConnectionsReadOnce(Connections):
    known: dict[int, tuple[Row, Connection]] = field(default_factory=dict)

    def read(self, row: Row) -> Connection:
        if id(row) not in self.known:
            self.known[id(row)] = row, Connections.read(self, row)
        return self.known[id(row)][1]
