"""The circuits, shared by all workers through the table: read at most every few seconds, written only in trouble."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock

from tandem.domain.circuit import Circuit, failed, is_closed_by_answer, probing, wait_of
from tandem.domain.errors import CircuitOpen, Conflict, Trouble
from tandem.home import Clock, Drop, Expect, Key, Put, Row, Table
from tandem.state import keys
from tandem.state.rows import flag, get_one, instant, number, stamp

FRESH = timedelta(seconds=10)
KEPT = timedelta(hours=1)
MOST = 1000
_TRIES = 5

logger = logging.getLogger("tandem")


@dataclass(frozen=True, slots=True)
class Known:
    """A circuit as it was read; version None where it has no row: nothing ever failed, or long ago."""

    circuit: Circuit = field(default_factory=Circuit)
    version: int | None = None


@dataclass(slots=True)
class StoredCircuits:
    """The port `Circuits`. In calm times it costs one query of an empty partition each ten seconds, and no write.

    It only ever saves work: where the table is out of reach, everybody may ask.
    """

    table: Table
    clock: Clock
    known: dict[Key, Known] = field(default_factory=dict)
    read_at: datetime | None = None
    lock: Lock = field(default_factory=Lock)

    def ask(self, service: str) -> None:
        """Raise `CircuitOpen` where nobody may ask; of those who come when it is half open, one may."""
        key = _key(service)
        known, now = self._known(key), self.clock.now()
        if known.circuit.until is None:
            return
        wait = wait_of(known.circuit, now)
        if wait > timedelta():
            raise CircuitOpen(wait)
        claimed = probing(known.circuit, now)
        if not self._stored(key, known, claimed):
            raise CircuitOpen(wait_of(claimed, now))

    def tell(self, service: str, *, is_well: bool) -> None:
        """How the server did."""
        key = _key(service)
        if not is_well:
            self._failed(key)
            return
        known = self._known(key)
        if known.version is not None and is_closed_by_answer(known.circuit):
            self._close(key, known)

    def _failed(self, key: Key) -> None:
        """Many fail at once when a server goes down: whoever is too late reads what the others wrote."""
        for _ in range(_TRIES):
            known, now = self._read(key), self.clock.now()
            after = failed(known.circuit, now)
            if after == known.circuit or self._stored(key, known, after):
                return

    def _stored(self, key: Key, known: Known, after: Circuit) -> bool:
        expect = Expect.ABSENT if known.version is None else known.version
        try:
            self.table.transact([Put(key, _item(after), expect, self.clock.now() + KEPT)])
        except Trouble:
            self._forget()
            return False
        if after.opened == 1 and known.circuit.opened == 0:
            logger.warning("circuit opened", extra={"circuit": key.sort})
        with self.lock:
            self.known[key] = Known(after, 1 if known.version is None else known.version + 1)
        return True

    def _close(self, key: Key, known: Known) -> None:
        try:
            self.table.transact([Drop(key, known.version if known.version is not None else Expect.ANY)])
        except Conflict:
            self._forget()
            return
        except Trouble:
            return
        with self.lock:
            self.known.pop(key, None)

    def _known(self, key: Key) -> Known:
        with self.lock:
            now = self.clock.now()
            if self.read_at is None or now - self.read_at >= FRESH:
                self.known, self.read_at = self._all(), now
            return self.known.get(key, Known())

    def _all(self) -> dict[Key, Known]:
        try:
            return {row.key: _circuit(row) for row in self.table.query(keys.CIRCUITS, limit=MOST)}
        except Trouble:
            return {}

    def _read(self, key: Key) -> Known:
        try:
            row = get_one(self.table, key)
        except Trouble:
            return Known()
        return _circuit(row) if row else Known()

    def _forget(self) -> None:
        with self.lock:
            self.read_at = None


def _key(service: str) -> Key:
    """Hashed: the name of somebody's own server is nobody's business."""
    return Key(keys.CIRCUITS, sha256(service.encode()).hexdigest()[:32])


def _item(circuit: Circuit) -> Mapping[str, str | int | bytes | bool | None]:
    return {
        "failures": circuit.failures,
        "at": stamp(circuit.at),
        "opened": circuit.opened,
        "until": stamp(circuit.until),
        "is_probing": circuit.is_probing,
    }


def _circuit(row: Row) -> Known:
    item = row.item
    circuit = Circuit(
        number(item, "failures"),
        instant(item, "at"),
        number(item, "opened"),
        instant(item, "until"),
        flag(item, "is_probing"),
    )
    return Known(circuit, row.version)
