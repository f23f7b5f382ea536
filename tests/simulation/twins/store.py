"""Twins of the home: the table in memory, the vault that seals in plain sight, the blobs. They fail on demand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from tandem.domain.errors import Conflict, Refused, Unavailable
from tandem.domain.ids import AccountId, CompanyId
from tandem.ports import Add, Check, Clock, Drop, Expect, Key, Operation, Put, Row, SealContext, Value
from tests.simulation.story.faults import Fault, Weather
from tests.simulation.story.hub import Hub


@dataclass(frozen=True, slots=True)
class Cell:
    """What is at a key until the next write there. All who read it are given the same row, which can't be changed."""

    row: Row
    expires: datetime | None = None

    @property
    def item(self) -> Mapping[str, Value]:
        return self.row.item


class TwinTable:
    """Keyed rows as the port promises them. `transaction_limit` is drawn, so that small transactions are tried too."""

    def __init__(self, hub: Hub, clock: Clock, weather: Weather, transaction_limit: int = 100) -> None:
        self.transaction_limit = transaction_limit
        self.rows: dict[str, dict[str, Cell]] = {}
        self.on_put: Callable[[Key, Mapping[str, Value]], None] = lambda _key, _item: None
        self.on_drop: Callable[[Key], None] = lambda _key: None
        self._hub, self._clock, self._weather = hub, clock, weather
        self._births = 1000

    # --- reading --------------------------------------------------------------------------------------------

    def get(self, keys: Sequence[Key]) -> dict[Key, Row]:
        self._about_to_read("table.get")
        found = {key: cell.row for key in keys if (cell := self._cell(key)) is not None}
        self._hub.point("table.get.")
        return found

    def query(self, partition: str, *, prefix: str = "", after: str = "", limit: int = 100) -> list[Row]:
        self._about_to_read("table.query")
        found = [row for row in self._sorted(partition, prefix) if row.key.sort > after][:limit]
        self._hub.point("table.query.")
        return found

    def query_each(self, partitions: Sequence[str], *, limit: int = 100) -> dict[str, list[Row]]:
        return {partition: self.query(partition, limit=limit) for partition in dict.fromkeys(partitions)}

    def query_newest(self, partition: str, *, prefix: str = "", before: str = "", limit: int = 100) -> list[Row]:
        self._about_to_read("table.query_newest")
        rows = self._sorted(partition, prefix)
        found = [row for row in reversed(rows) if not before or row.key.sort < before][:limit]
        self._hub.point("table.query_newest.")
        return found

    def sorts_newest(self, partition: str, *, before: str = "", limit: int = 100) -> list[str]:
        return [row.key.sort for row in self.query_newest(partition, before=before, limit=limit)]

    def sorts_each(self, partitions: Sequence[str], *, limit: int = 100) -> dict[str, list[str]]:
        return {partition: self.sorts_newest(partition, limit=limit) for partition in dict.fromkeys(partitions)}

    def _about_to_read(self, call: str) -> None:
        self._hub.point(call)
        if self._weather.strikes(Fault.TABLE_THROTTLED):
            raise Unavailable("table_unavailable", "throttled")

    def _cell(self, key: Key) -> Cell | None:
        cell = self.rows.get(key.partition, {}).get(key.sort)
        if cell is None or cell.expires is None:
            return cell
        return cell if cell.expires > self._clock.now() else None

    def _sorted(self, partition: str, prefix: str) -> list[Row]:
        cells = self.rows.get(partition, {})
        now = self._clock.now()
        sorts = sorted(sort for sort in cells if sort.startswith(prefix))
        found = (cells[sort] for sort in sorts)
        return [cell.row for cell in found if cell.expires is None or cell.expires > now]

    # --- writing --------------------------------------------------------------------------------------------

    def transact(self, operations: Sequence[Operation]) -> None:
        if len(operations) > self.transaction_limit:
            raise ValueError(f"a transaction holds at most {self.transaction_limit} operations")
        if not operations:
            return
        for operation in operations:
            _require(operation.key)
        if len({operation.key for operation in operations}) != len(operations):
            raise ValueError("a key appears at most once in a transaction")
        self._about_to_write("table.transact")
        if not all(self._holds(operation) for operation in operations):
            raise Conflict("condition_failed")
        for operation in operations:
            self._apply(operation)
        self._written("table.transact.")
        if self._is_conditional(operations) and self._weather.strikes(Fault.TABLE_CONFLICT):
            raise Conflict("condition_failed")

    def _is_conditional(self, operations: Sequence[Operation]) -> bool:
        """A single operation that the client sent twice may fail over its own write; transactions have a token."""
        first = operations[0]
        return len(operations) == 1 and not isinstance(first, Add) and first.expect is not Expect.ANY

    def upsert(self, items: Mapping[Key, Mapping[str, Value]]) -> dict[Key, Row]:
        """One after the other, as on AWS: whoever dies in between has written the first ones."""
        found: dict[Key, Row] = {}
        for key, item in items.items():
            _require(key)
            self._about_to_write("table.upsert")
            before = self._cell(key)
            if before is not None:
                found[key] = before.row
            self._put(key, item, None, None)
            self._written("table.upsert.")
        return found

    def _about_to_write(self, call: str) -> None:
        self._hub.point(call)
        if self._weather.strikes(Fault.TABLE_BEFORE):
            raise Unavailable("table_unavailable")

    def _written(self, call: str) -> None:
        self._hub.point(call)
        if self._weather.strikes(Fault.TABLE_AFTER):
            raise Unavailable("table_unavailable", "after")

    def _holds(self, operation: Operation) -> bool:
        if isinstance(operation, Add) or operation.expect is Expect.ANY:
            return True
        cell = self._cell(operation.key)
        return (cell.row.version if cell else Expect.ABSENT) == operation.expect

    def _apply(self, operation: Operation) -> None:
        match operation:
            case Put(key, item, expect, expires):
                self._put(key, item, 1 if expect is Expect.ABSENT else None, expires)
            case Drop(key):
                if self.rows.get(key.partition, {}).pop(key.sort, None) is not None:
                    self.on_drop(key)
            case Add(key, amounts, expires):
                before = self._cell(key)
                item = dict(before.item) if before else {}
                for name, amount in amounts.items():
                    known = item.get(name, 0)
                    item[name] = (known if isinstance(known, int) else 0) + amount
                self._put(key, item, None, expires or (before.expires if before else None))
            case Check():
                return

    def _put(self, key: Key, item: Mapping[str, Value], version: int | None, expires: datetime | None) -> None:
        before = self._cell(key)
        self._births += 1
        known = before.row.version + 1 if before else self._births
        row = Row(key, version or known, MappingProxyType(dict(item)))
        self.rows.setdefault(key.partition, {})[key.sort] = Cell(row, expires)
        self.on_put(key, item)


def _require(key: Key) -> None:
    if not key.partition or not key.sort:
        raise ValueError("a key has a partition and a sort, neither empty")


def copied(rows: Mapping[str, Mapping[str, Cell]]) -> dict[str, dict[str, Cell]]:
    """A backup: cells are never changed, only replaced."""
    return {partition: dict(cells) for partition, cells in rows.items()}


class OpenVault:
    """Seals by writing the context in front; opens under the same context only. A destroyed key opens nothing."""

    def __init__(self) -> None:
        self.destroyed: set[tuple[CompanyId, AccountId | None]] = set()

    def seal(self, plain: bytes, context: SealContext) -> bytes:
        return _label(context) + plain

    def open(self, sealed: bytes, context: SealContext) -> bytes:
        label = _label(context)
        gone = {(context.company, None), (context.company, context.account)} & self.destroyed
        if gone or not sealed.startswith(label):
            raise Refused("sealed")
        return sealed[len(label) :]

    def destroy(self, company: CompanyId, account: AccountId | None) -> None:
        self.destroyed.add((company, account))

    def public_key(self, company: CompanyId) -> bytes:
        return company.encode()

    def open_box(self, box: bytes, context: SealContext) -> bytes:
        return self.open(box, context)


def _label(context: SealContext) -> bytes:
    return f"<{context.company}|{context.account}|{context.purpose}>".encode()


@dataclass(slots=True)
class TwinBlobs:
    hub: Hub
    weather: Weather
    kept: dict[str, bytes] = field(default_factory=dict)

    def put(self, name: str, content: bytes) -> None:
        self._call("blobs.put")
        self.kept[name] = content

    def get(self, name: str) -> bytes | None:
        self._call("blobs.get")
        return self.kept.get(name)

    def delete(self, prefix: str) -> None:
        self._call("blobs.delete")
        for name in [one for one in self.kept if one.startswith(prefix)]:
            del self.kept[name]

    def _call(self, name: str) -> None:
        self.hub.point(name)
        if self.weather.strikes(Fault.BLOB_DOWN):
            raise Unavailable("blobs_unavailable")
