"""In-memory fakes of the ports: a side with contacts, the CRM desk, a clock that is told the time, hand wake-ups."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from tandem.domain.contact import Contact
from tandem.domain.errors import AccessRevoked, CursorExpired, Rejected, StaleVersion, Trouble
from tandem.domain.ids import CompanyId, Cursor, LinkId, RemoteId, UserId, Version
from tandem.domain.rules import Plan
from tandem.domain.sight import Seen, Sight, Tombstone, Unseen
from tandem.ports import (
    Change,
    Creation,
    CrmCompany,
    CrmUser,
    Failed,
    Known,
    Page,
    Queue,
    Removal,
    Subscription,
    Write,
    Written,
    nothing_known,
)

ANNA = UserId("1")


@dataclass
class ToldClock:
    """Stands still until it is told, or until somebody sleeps."""

    instant: datetime = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.instant

    def sleep(self, wait: timedelta) -> None:
        self.instant += wait

    def pass_by(self, wait: timedelta) -> None:
        self.instant += wait


@dataclass
class CountedIds:
    last: int = 0

    def new(self) -> str:
        self.last += 1
        return f"{self.last:032x}"

    def secret(self) -> str:
        return "s" + self.new()


@dataclass
class HandWakeups:
    """Keeps what was sent, in order, for a test to deliver."""

    sent: deque[tuple[Queue, str, dict[str, str]]] = field(default_factory=deque)

    def send(self, queue: Queue, group: str, body: Mapping[str, str], delay: timedelta = timedelta()) -> None:
        self.sent.append((queue, group, dict(body)))


@dataclass
class Stored:
    contact: Contact
    version: int
    owner: UserId | None = ANNA
    marker: str = ""
    uid: str = ""
    in_scope: bool = True
    is_deleted: bool = False


@dataclass
class MemoryContacts:
    """One side's contacts. `edit`, `add` and `remove` are what people do there; the rest is the port.

    `failing` makes the next writes fail; `dropped` makes the next creates happen with the answer lost.
    """

    is_crm: bool
    items: dict[RemoteId, Stored] = field(default_factory=dict)
    log: list[RemoteId] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    reads: int = 0
    failing: deque[Trouble] = field(default_factory=deque)
    lost_answers: int = 0
    down: Trouble | None = None
    expired: bool = False
    unseen: set[RemoteId] = field(default_factory=set)
    last: int = 0

    def add(self, contact: Contact, **stored: object) -> RemoteId:
        self.last += 1
        remote = RemoteId(f"{'p' if self.is_crm else '/c/'}{self.last:05}")
        kept = Stored(contact, self._tick(remote), uid="" if self.is_crm else f"uid-{self.last}")
        self.items[remote] = replace(kept, **stored)  # type: ignore[arg-type]  # names of Stored's own fields
        return remote

    def edit(self, remote: RemoteId, **changes: object) -> None:
        stored = self.items[remote]
        stored.contact = replace(stored.contact, **changes)  # type: ignore[arg-type]  # names of Contact's own fields
        stored.version = self._tick(remote)

    def remove(self, remote: RemoteId) -> None:
        self.items[remote].is_deleted = True
        self._tick(remote)

    def move(self, remote: RemoteId, to: RemoteId) -> None:
        self.items[to] = replace(self.items[remote], version=self._tick(to))
        self.remove(remote)

    def live(self) -> dict[RemoteId, Contact]:
        return {remote: one.contact for remote, one in self.items.items() if not one.is_deleted}

    def _tick(self, remote: RemoteId) -> int:
        self.log.append(remote)
        return len(self.log)

    def projection(self, contact: Contact) -> Contact:
        return replace(contact, photo=None)

    def _seen(self, remote: RemoteId) -> Seen:
        one = self.items[remote]
        version = Version(str(one.version))
        owner = one.owner if self.is_crm else None
        return Seen(remote, version, one.contact, one.uid, in_scope=one.in_scope, owner=owner, marker=one.marker)

    def _check(self) -> None:
        self.reads += 1
        if self.down is not None:
            raise self.down

    def list_all(self, known: Known = nothing_known, resume: str = "") -> Iterator[Page]:
        self._check()
        cursor = Cursor(str(len(self.log)))
        ids = sorted(remote for remote, one in self.items.items() if not one.is_deleted and remote not in self.unseen)
        for start in range(0, len(ids), 100):
            self._check()
            yield Page(seen=tuple(self._seen(remote) for remote in ids[start : start + 100]))
        yield Page(cursor=cursor)

    def changes(self, cursor: Cursor) -> Iterator[Page]:
        self._check()
        if self.expired:
            self.expired = False
            raise CursorExpired("token")
        changed = list(dict.fromkeys(self.log[int(cursor) :]))
        gone = tuple(remote for remote in changed if remote not in self.items or self.items[remote].is_deleted)
        hinted = tuple((one, None) for one in changed if one not in gone)
        yield Page(hinted=hinted, gone=() if self.is_crm else gone, cursor=Cursor(str(len(self.log))))

    def read(self, ids: Sequence[RemoteId], told_gone: AbstractSet[RemoteId] = frozenset()) -> Mapping[RemoteId, Sight]:
        self._check()
        return {remote: self._sight(remote) for remote in ids}

    def _sight(self, remote: RemoteId) -> Sight:
        if remote in self.unseen:
            return Unseen(remote)
        if remote not in self.items or self.items[remote].is_deleted:
            return Tombstone(remote)
        return self._seen(remote)

    def write(self, writes: Sequence[Write]) -> Iterator[Written | Failed]:
        for write in writes:
            yield self._write(write)

    def _write(self, write: Write) -> Written | Failed:
        if self.down is not None:
            return Failed(self.down)
        if self.failing:
            return Failed(self.failing.popleft())
        self.writes.append(write)
        match write:
            case Creation(link_id, contact):
                return self._create(link_id, contact)
            case Change(seen, wanted):
                return self._change(seen, wanted)
            case Removal(seen):
                return self._remove(seen)

    def _create(self, link_id: LinkId, contact: Contact) -> Written | Failed:
        remote = self.add(self.projection(contact), **({"marker": link_id} if self.is_crm else {"uid": link_id}))
        if self.lost_answers:
            self.lost_answers -= 1
            return Failed(Trouble("lost"))
        return Written(self._seen(remote))

    def _change(self, seen: Seen, wanted: Contact) -> Written | Failed:
        stored = self.items[seen.remote_id]
        if not self.is_crm and str(stored.version) != seen.version:
            return Failed(StaleVersion("etag"))
        self.edit(seen.remote_id, **{name: getattr(wanted, name) for name in Contact.__slots__ if name != "missing"})
        return Written(self._seen(seen.remote_id))

    def _remove(self, seen: Seen) -> Written | Failed:
        if str(self.items[seen.remote_id].version) != seen.version:
            return Failed(StaleVersion("etag"))
        self.remove(seen.remote_id)
        return Written()

    def find_created(self, wanted: Mapping[LinkId, Contact], since: datetime) -> Mapping[LinkId, Seen]:
        self._check()
        found = {}
        for remote, one in self.items.items():
            name = LinkId(one.marker if self.is_crm else one.uid)
            if name in wanted and not one.is_deleted:
                found[name] = self._seen(remote)
        return found


@dataclass
class MemoryDesk:
    """The CRM beyond its contacts."""

    persons: MemoryContacts
    open_deals: set[RemoteId] = field(default_factory=set)
    hooks: list[Subscription] = field(default_factory=list)
    photos: dict[RemoteId, bytes] = field(default_factory=dict)
    may_subscribe: bool = True
    is_revoked: bool = False

    def company(self) -> CrmCompany:
        if self.is_revoked:
            raise AccessRevoked("unauthorized")
        anna = CrmUser(ANNA, "Anna Beispiel", "anna@example.com", is_admin=True)
        return CrmCompany(CompanyId("42"), "Beispiel GmbH", Plan.PREMIUM, ANNA, (anna,))

    def ensure_fields(self) -> str:
        return "{}"

    def has_open_deals(self, person: RemoteId) -> bool:
        return person in self.open_deals

    def find_by_mail(self, mail: str) -> Sequence[RemoteId]:
        wanted = mail.casefold()
        live = self.persons.live().items()
        return [remote for remote, one in live if any(entry.value.casefold() == wanted for entry in one.emails)]

    def subscriptions(self) -> Sequence[Subscription]:
        return list(self.hooks)

    def subscribe(self, url: str, event_object: str, user: str, password: str) -> Subscription:
        if not self.may_subscribe:
            raise Rejected("forbidden")
        made = Subscription(str(len(self.hooks) + 1), url, event_object)
        self.hooks.append(made)
        return made

    def unsubscribe(self, subscription: Subscription) -> None:
        self.hooks = [one for one in self.hooks if one.id != subscription.id]

    def upload_photo(self, person: RemoteId, content: bytes, media_type: str) -> None:
        self.photos[person] = content
