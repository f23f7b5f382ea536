"""What the use cases need of the world, as Protocols; providers and the two homes implement them.

The home's own part is in `tandem.home`, which a receiver imports alone.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from tandem.domain.contact import Side
from tandem.domain.content import Content
from tandem.domain.errors import Trouble
from tandem.domain.event import When
from tandem.domain.gap import Trace
from tandem.domain.ids import CompanyId, Cursor, LinkId, RemoteId, UserId, Version
from tandem.domain.rules import Plan
from tandem.domain.sight import Broken, Seen, Sight
from tandem.home import (
    Add as Add,
    Blobs as Blobs,
    Check as Check,
    Clock as Clock,
    Drop as Drop,
    Expect as Expect,
    Ids as Ids,
    Item as Item,
    Key as Key,
    Operation as Operation,
    Put as Put,
    Queue as Queue,
    Row as Row,
    SealContext as SealContext,
    Sealer as Sealer,
    Table as Table,
    Value as Value,
    Vault as Vault,
    Wakeups as Wakeups,
)

# --- replicas ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Page:
    """Part of a pull. `cursor` comes with the last page only: the cursor moves last.

    `seen` are items that came with their content, `hinted` those known by id (with their version where the
    feed tells it), `gone` ids that the feed says were removed: a hint too, proven by `read`. `resume` lets a
    listing that was cut off go on behind this page. `series` are those
    that a listing has or a feed tells of: their occurrences are items and mention them ("series/abc").
    """

    seen: tuple[Seen | Broken, ...] = ()
    hinted: tuple[tuple[RemoteId, Version | None], ...] = ()
    gone: tuple[RemoteId, ...] = ()
    cursor: Cursor | None = None
    resume: str = ""
    series: tuple[tuple[str, Version], ...] = ()


@dataclass(frozen=True, slots=True)
class Creation:
    """Make an item findable as `link_id` (a card's UID, a person's marker) that shows `content`.

    `instead` is a deleted item that it brings back: a side that keeps those may put that one back, under its old id.
    """

    link_id: LinkId
    content: Content
    instead: RemoteId | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Bring an item from what was `seen` to `wanted`; fields that are equal in both aren't written."""

    seen: Seen
    wanted: Content


@dataclass(frozen=True, slots=True)
class Removal:
    """Delete an item in the version it was seen in, the recoverable way where there is one."""

    seen: Seen


Write = Creation | Change | Removal


@dataclass(frozen=True, slots=True)
class Written:
    """The write was done. `seen` is what the side shows now, from the answer of the write; None after a removal.

    `overwritten` are fields whose value in the answer is neither what was seen nor what was sent: an edit that
    fell into the gap between read and write. After a removal they are what the item showed last, where it can be told.
    """

    seen: Seen | None = None
    overwritten: Content | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """The write was not done, or nobody knows (`Unavailable`)."""

    error: Trouble


Known = Callable[[Sequence[tuple[RemoteId, Version]]], AbstractSet[RemoteId]]
"""Asked with ids and versions of a chunk, tells which of them need not be fetched."""


def nothing_known(_chunk: Sequence[tuple[RemoteId, Version]]) -> AbstractSet[RemoteId]:
    return frozenset()


class Source(Protocol):
    """One side's items, contacts or events, for reading. All a one-way connection ever sees of a provider.

    Every method may raise `Retryable`, `AccessRevoked`.
    """

    def projection(self, content: Content) -> Content:
        """The item as this side would show it after it was written: what can't be held is gone. Pure, idempotent."""
        ...

    def list_all(self, known: "Known" = nothing_known, resume: str = "") -> Iterator[Page]:
        """Everything the grant may see, in scope or not, complete or an exception: a failed fetch is no empty page.

        Where content costs requests of its own, items that `known` names aren't fetched and come as `hinted`.
        `resume` is a page's own, "" from the start; an adapter whose listing isn't paged may begin anew.
        """
        ...

    def changes(self, cursor: Cursor) -> Iterator[Page]:
        """What may have changed since the cursor, in any order, possibly repeated. Raise `CursorExpired`."""
        ...

    def read(self, ids: Sequence[RemoteId], told_gone: AbstractSet[RemoteId] = frozenset()) -> Mapping[RemoteId, Sight]:
        """Read items in the provider's own batches; each id of `ids` has an answer.

        `told_gone` are ids that an authenticated notification said were deleted. An item that is there but
        makes no sense is answered by `Broken` with its reason; it stops no other.
        """
        ...

    def find_uids(self, uids: Sequence[str]) -> Mapping[str, Seen]:
        """The items that bear these UIDs now, under whichever id. Empty where ids never change or nobody can ask."""
        ...


class Replica(Source, Protocol):
    """One side's items, for reading and writing."""

    def write(self, writes: Sequence[Write]) -> Iterator[Written | Failed]:
        """Do the writes in the provider's own batches, side by side where it allows that; answers in their order.

        `Failed` carries `StaleVersion`, `Rejected`, `Retryable` or `AccessRevoked`; one failure stops no other,
        except that after `AccessRevoked` or `RateLimited` the rest may be answered the same without a try.
        """
        ...

    def find_created(self, wanted: Mapping[LinkId, Content], since: datetime) -> Mapping[LinkId, Seen]:
        """Creations whose outcome is unknown that did happen, found by what made them findable."""
        ...


class Groups(Protocol):
    """The groups, folders or labels of an account, live."""

    def groups(self) -> Sequence["Group"]: ...


@dataclass(frozen=True, slots=True)
class Watch:
    """A channel that is open. `resource` is the provider's name for what it watches."""

    resource: str
    expires: datetime


class Pushes(Protocol):
    """Pushes about one collection. May raise `Retryable`, `AccessRevoked`, `Rejected`."""

    def watch(self, channel: str, url: str, token: str) -> Watch:
        """Open a channel of that name, whose pushes go to `url` and bring `token`. A name is good for once."""
        ...

    def stop(self, channel: str, resource: str) -> None:
        """Idempotent; a push may still come."""
        ...


class Heirs(Protocol):
    """Occurrences under other ids: a series has others when it is moved, split, made of one event or made one again."""

    def in_place_of(self, lost: Mapping[RemoteId, When]) -> Mapping[RemoteId, Sequence[Seen]]:
        """Of items that are no more, by when they last were: those of the same series, or of what it was split into, on
        the same day; the nearest first. Others may hold them already. May raise `Retryable`, `AccessRevoked`.
        """
        ...


class Calendars(Protocol):
    """The calendars of an account, live."""

    def calendars(self) -> Sequence["Group"]: ...

    def create(self, name: str) -> "Group":
        """Make one more. Called twice there are two."""
        ...


@dataclass(frozen=True, slots=True)
class Group:
    """A group of contacts, or a calendar. `id` is what the rules hold; `name` is the provider's own.

    `count` is of contacts, None if unknown.
    """

    id: str
    name: str
    count: int | None = None
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class ActivityType:
    """`key` is what `CalendarRules.types` holds; `name` is the company's own."""

    key: str
    name: str
    is_active: bool = True


# --- what only the CRM has ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CrmUser:
    id: UserId
    name: str
    email: str
    is_admin: bool = False
    is_active: bool = True
    language: str = ""


@dataclass(frozen=True, slots=True)
class CrmCompany:
    """`plan` is None where it could not be told."""

    id: CompanyId
    name: str
    plan: Plan | None
    me: UserId
    users: tuple[CrmUser, ...]


@dataclass(frozen=True, slots=True)
class Subscription:
    """A webhook that exists at the CRM."""

    id: str
    url: str
    event_object: str
    is_active: bool = True


class Crm(Protocol):
    """The CRM beyond its contacts, by one user's grant. May raise `Retryable`, `AccessRevoked`, `Rejected`."""

    def company(self) -> CrmCompany:
        """Who this grant belongs to, and the company's users."""
        ...

    def ensure_fields(self) -> str:
        """Use the contact-sync fields and the marker field, or create what is missing. Idempotent.

        Returns the adapter's own note of the field codes in use; the caller stores it with the company. A user who
        may not create fields gets no error: what is missing stays unsynced (`Content.missing`).
        """
        ...

    def has_open_deals(self, person: RemoteId) -> bool: ...

    def find_by_mail(self, mail: str) -> Sequence[RemoteId]:
        """Persons, visible to the grant's user, that have exactly this address. The index lags by seconds."""
        ...

    def activity_types(self) -> Sequence[ActivityType]:
        """In the company's own order, those that are no longer used among them."""
        ...

    def subscriptions(self) -> Sequence[Subscription]: ...

    def subscribe(self, url: str, event_object: str, user: str, password: str) -> Subscription:
        """Make a webhook for every action on one kind of object. Raise `Rejected` where the user may not."""
        ...

    def unsubscribe(self, subscription: Subscription) -> None:
        """Idempotent."""
        ...

    def upload_photo(self, person: RemoteId, content: bytes, media_type: str) -> None:
        """Give a person that has none a picture. Raise `Rejected` for what is no picture or too large."""
        ...

    def trace(self, word: bytes) -> Trace | None:
        """What a receiver kept of a webhook about a person, read; None for what makes no sense.

        Nothing is asked for but the names of organizations that aren't known.
        """
        ...

    def changelog(self, person: RemoteId) -> Iterator[Trace]:
        """All writes to a person, newest first, one field in each; each page costs tokens. Raise `Rejected` where the
        user may not read it, or the person is gone."""
        ...


class Circuits(Protocol):
    """Whether a server is worth asking, as all workers together know it. Thread-safe."""

    def ask(self, service: str) -> None:
        """Before each request. Raise `CircuitOpen` where nobody may ask for now."""
        ...

    def tell(self, service: str, *, is_well: bool) -> None:
        """How the server did. Neither raises nor waits."""
        ...


class TokenBudget(Protocol):
    """The company's share of Pipedrive's tokens; one limiter per company, whatever the process."""

    def take(self, tokens: int) -> None:
        """Raise `RateLimited` (daily) when the share of today is spent."""
        ...


# --- watching ----------------------------------------------------------------------------------------------


class Measure(StrEnum):
    """What is measured; each word is the name of its metric."""

    RECORDS = "records"
    """What became of change records, by outcome."""
    WRITES = "writes"
    """Writes to a side, by outcome, side and provider."""
    LAG = "lag"
    """Seconds from when a change was last heard of to when it was settled."""
    THROTTLES = "throttles"
    """A side told a connection to wait."""
    TOKENS = "tokens"
    """Tokens of Pipedrive that were reserved."""
    BUDGET_USED = "budget_used"
    """How much of its share of today's tokens a company used, in percent."""
    DEAD_GRANTS = "dead_grants"
    DEAD_CHANNELS = "dead_channels"
    """Webhooks that were gone at the CRM, and were made again."""
    HEALED = "healed"
    """Wake-ups that got lost, and were sent again."""
    OVERWRITTEN = "overwritten"
    """Edits at the CRM that a write of ours overwrote unseen, found afterwards and kept as conflicts."""
    REFRESHED = "refreshed"
    """Connections whose poll was due."""
    SWEEPS = "sweeps"
    """Sweeps begun."""


class Outcome(StrEnum):
    """Of a change record: settled, parked, held. Of a write: written, failed."""

    SETTLED = "settled"
    PARKED = "parked"
    HELD = "held"
    WRITTEN = "written"
    FAILED = "failed"


class ProviderName(StrEnum):
    """The providers there are."""

    ICLOUD = "icloud"
    GOOGLE = "google"


Label = Outcome | Side | ProviderName
"""What a count is told apart by: members of closed sets, so that no id, name or address can ever be one."""


class Meter(Protocol):
    """Counts for whoever watches. Nothing else depends on it: it neither raises nor waits."""

    def count(self, measure: Measure, amount: int = 1, *labels: Label) -> None:
        """Add to the total of this measure under just these labels, in whatever order. 0 leaves no trace."""
        ...

    def observe(self, measure: Measure, values: Sequence[float]) -> None:
        """Note values that are looked at one by one, not added up: seconds, percent."""
        ...
