"""What a home gives, as Protocols: the table, the vault, the blobs, the wake-ups, the clock and the ids.

A module of its own because a receiver starts with nothing else; everybody else finds these words in `ports` too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol

from tandem.domain.ids import AccountId, CompanyId

# --- the table: where all state is kept --------------------------------------------------------------------

Value = str | int | bytes | bool | None
Item = Mapping[str, Value]


class Key(NamedTuple):
    """Rows of one `partition` are read in order of `sort`."""

    partition: str
    sort: str


@dataclass(frozen=True, slots=True)
class Row:
    """A stored item; `version` grows by one with each write of its key and is never 0.

    A row starts at 1 if it was put on the condition ABSENT. Made without a condition, it starts anywhere: a row that
    was dropped and comes back that way never passes for the one that was read.
    """

    key: Key
    version: int
    item: Mapping[str, Value]


class Expect(StrEnum):
    """A condition on the row as it stands; an int in its place is the version it must have."""

    ANY = "any"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Put:
    """Write the whole item. A row past `expires` counts as absent everywhere."""

    key: Key
    item: Mapping[str, Value]
    expect: Expect | int = Expect.ANY
    expires: datetime | None = None


@dataclass(frozen=True, slots=True)
class Drop:
    """Delete the row; deleting an absent one is no fault unless a version is expected."""

    key: Key
    expect: Expect | int = Expect.ANY


@dataclass(frozen=True, slots=True)
class Check:
    """Write nothing, but hold the transaction to this condition."""

    key: Key
    expect: Expect | int


@dataclass(frozen=True, slots=True)
class Add:
    """Add to integer attributes, which start at 0; other attributes stay.

    With `expires` the row lasts until then, whatever was said before; without, as long as it did.
    """

    key: Key
    amounts: Mapping[str, int]
    expires: datetime | None = None


Operation = Put | Drop | Check | Add


class Table(Protocol):
    """Keyed rows with transactions. Reads are strongly consistent: they see every acknowledged write."""

    transaction_limit: int
    """The most operations that one transaction holds."""

    def get(self, keys: Sequence[Key]) -> dict[Key, Row]:
        """The rows that exist, in any number; absent ones are left out."""
        ...

    def query(self, partition: str, *, prefix: str = "", after: str = "", limit: int = 100) -> list[Row]:
        """Rows of a partition whose sort starts with `prefix` and is greater than `after`, in order of sort."""
        ...

    def query_each(self, partitions: Sequence[str], *, limit: int = 100) -> dict[str, list[Row]]:
        """The first rows of each of these partitions, in any number of them; as quick as a few of them are."""
        ...

    def query_newest(self, partition: str, *, prefix: str = "", before: str = "", limit: int = 100) -> list[Row]:
        """The same from the end: sorts less than `before` (empty: no bound), greatest first."""
        ...

    def sorts_newest(self, partition: str, *, before: str = "", limit: int = 100) -> list[str]:
        """The sorts alone of such rows, greatest first: for whoever only counts, or finds what a sort tells."""
        ...

    def sorts_each(self, partitions: Sequence[str], *, limit: int = 100) -> dict[str, list[str]]:
        """The same of each of these partitions, in any number of them."""
        ...

    def transact(self, operations: Sequence[Operation]) -> None:
        """All or nothing, durable when it returns. Raise `Conflict` if a condition fails; then nothing was written.

        A key appears at most once. More than `transaction_limit` operations are a ValueError.
        """
        ...

    def upsert(self, items: Mapping[Key, Item]) -> dict[Key, Row]:
        """Write any number of items whatever stands there; return the rows that stood there before.

        Each row is exchanged in one atomic step, and none is seen before those that are named before it. All are
        durable when it returns; if it raises, those named first may have been written.
        """
        ...


# --- the rest of a home ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SealContext:
    """What a sealed value belongs to; it opens only under the same context. `account` None: the company's key."""

    company: CompanyId
    account: AccountId | None
    purpose: str


class Vault(Protocol):
    """Seals values with a data key per account and per company (AES-GCM; the context is authenticated)."""

    def seal(self, plain: bytes, context: SealContext) -> bytes: ...

    def open(self, sealed: bytes, context: SealContext) -> bytes:
        """Raise `Refused` ("sealed") if the context differs, the bytes were changed or the key was destroyed."""
        ...

    def destroy(self, company: CompanyId, account: AccountId | None) -> None:
        """Forget a data key for good: what it sealed stays shut. None: the company's and all its accounts' keys."""
        ...

    def public_key(self, company: CompanyId) -> bytes:
        """What a receiver seals with for this company; nothing secret. The pair is made at the first call."""
        ...

    def open_box(self, box: bytes, context: SealContext) -> bytes:
        """What a `Sealer` with the company's public key sealed. Raise as `open` does; a destroyed key opens nothing."""
        ...


class Sealer(Protocol):
    """Seals and can open nothing, its own neither: what a receiver has in place of a vault."""

    def seal(self, plain: bytes, context: SealContext) -> bytes: ...


class Blobs(Protocol):
    """Sealed values too large for a row. Names are slash-separated paths that start with the company."""

    def put(self, name: str, content: bytes) -> None: ...

    def get(self, name: str) -> bytes | None: ...

    def delete(self, prefix: str) -> None:
        """Delete every value whose name starts with `prefix`; none is no fault."""
        ...


class Queue(StrEnum):
    """The queues, by the function that reads each."""

    PULL = "pull_changes"
    RECONCILE_CONTACTS = "reconcile_contacts"
    RECONCILE_EVENTS = "reconcile_events"


class Wakeups(Protocol):
    """Sends wake-ups: at least one delivery after each send, one at a time and in order within a group."""

    def send(self, queue: Queue, group: str, body: Mapping[str, str], delay: timedelta = timedelta()) -> None:
        """`body` carries ids only, never personal data. `delay` is kept at least roughly."""
        ...

    def send_all(self, queue: Queue, messages: Sequence[tuple[str, Mapping[str, str]]]) -> None:
        """Send each (group, body) without a delay, in as few requests as hold them. After an error some may be sent."""
        ...


class Clock(Protocol):
    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        ...

    def sleep(self, wait: timedelta) -> None: ...


class Ids(Protocol):
    def new(self) -> str:
        """32 random hex digits."""
        ...

    def secret(self) -> str:
        """At least 256 random bits, URL-safe."""
        ...
