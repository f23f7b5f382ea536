"""In-memory fakes of the ports: a side with contacts, the CRM desk, a clock that is told the time, hand wake-ups."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tandem.domain.contact import Contact, Field
from tandem.domain.content import Content, fields_of, with_photo
from tandem.domain.errors import CursorExpired, RateLimited, Rejected, StaleVersion, Trouble, Unavailable
from tandem.domain.gap import Trace, only
from tandem.domain.ids import CompanyId, Cursor, LinkId, RemoteId, UserId, Version
from tandem.domain.rules import Plan
from tandem.domain.sight import Broken, Seen, Sight, Tombstone, Unseen
from tandem.ports import (
    ActivityType,
    Change,
    Circuits,
    Creation,
    CrmCompany,
    CrmUser,
    Delivery,
    Failed,
    Fate,
    Held,
    Known,
    Letter,
    Page,
    Queue,
    Removal,
    Subscription,
    Write,
    Written,
    nothing_held,
    nothing_known,
)

ANNA, BEN = UserId("1"), UserId("2")
COMPANY = CompanyId("42")


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
        """Half of it is enough to tell one from another: ids of ours are cut to that."""
        self.last += 1
        return f"{self.last:016x}" * 2

    def secret(self) -> str:
        return "s" + self.new()


@dataclass(frozen=True)
class Sent:
    """A wake-up on its way, not to be delivered before `due`."""

    queue: Queue
    group: str
    body: dict[str, str]
    due: datetime


@dataclass
class MemoryPost:
    """Keeps the letters that it took. `answers` are given to the next letters; one that is UNKNOWN was taken."""

    taken: list[Letter] = field(default_factory=list)
    answers: deque[Delivery] = field(default_factory=deque)
    asked: int = 0

    def send(self, letter: Letter) -> Delivery:
        self.asked += 1
        delivery = self.answers.popleft() if self.answers else Delivery(Fate.SENT)
        if delivery.fate in (Fate.SENT, Fate.UNKNOWN):
            self.taken.append(letter)
        return delivery

    def forget(self, company: CompanyId, user: UserId) -> None:
        self.taken = [one for one in self.taken if one.company != company or user not in ("", one.user)]


@dataclass
class HandWakeups:
    """Keeps what was sent for a test to deliver; `next` takes the one that is due first, and waits for it."""

    clock: ToldClock = field(default_factory=ToldClock)
    sent: deque[Sent] = field(default_factory=deque)

    def send(self, queue: Queue, group: str, body: Mapping[str, str], delay: timedelta = timedelta()) -> None:
        self.sent.append(Sent(queue, group, dict(body), self.clock.now() + delay))

    def send_all(self, queue: Queue, messages: Sequence[tuple[str, Mapping[str, str]]]) -> None:
        for group, body in messages:
            self.send(queue, group, body)

    def next(self) -> Sent:
        first = min(self.sent, key=lambda one: one.due)
        self.sent.remove(first)
        self.clock.sleep(max(first.due - self.clock.now(), timedelta()))
        return first


@dataclass
class Stored:
    contact: Content
    version: int
    owner: UserId | None = ANNA
    marker: str = ""
    uid: str = ""
    in_scope: bool = True
    is_deleted: bool = False
    is_broken: bool = False
    mentions: tuple[str, ...] = ()
    meeting: bool = False
    declined: bool = False


@dataclass
class MemoryContacts:
    """One side's contacts. `edit`, `add`, `remove`, `move` and `merge` are what people do there; the rest is the port.

    As with the real sides, the provider's writes are conditional and its feed names removals; the CRM's are not, and
    its feed shows content and leaves deletions out. `failing` makes the next writes fail; `lost_answers` lets the next
    creates happen with the answer lost; `gap` is done right before the next change or removal is written.
    `circuits` are asked for `service` before each read. The CRM keeps `traces` of all edits, Tandem's as ANNA's through
    the API.
    """

    is_crm: bool
    items: dict[RemoteId, Stored] = field(default_factory=dict)
    log: list[RemoteId] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    failing: deque[Trouble] = field(default_factory=deque)
    refused: dict[RemoteId, Trouble] = field(default_factory=dict)
    gap: deque[Callable[[], object]] = field(default_factory=deque)
    lost_answers: int = 0
    down: Trouble | None = None
    down_after_pages: int | None = None
    expired: bool = False
    circuits: Circuits | None = None
    service: str = ""
    unseen: set[RemoteId] = field(default_factory=set)
    clock: ToldClock = field(default_factory=ToldClock)
    traces: dict[RemoteId, list[Trace]] = field(default_factory=dict)

    def add(self, contact: Content, **stored: object) -> RemoteId:
        number = len(self.items) + 1
        remote = self._new_id(number)
        kept = Stored(contact, self._tick(remote), uid="" if self.is_crm else f"uid-{number}")
        self.items[remote] = replace(kept, **stored)
        return remote

    def _new_id(self, number: int) -> RemoteId:
        return RemoteId(f"{'p' if self.is_crm else '/c/'}{number:05}")

    def edit(self, remote: RemoteId, **changes: object) -> None:
        self._edit(remote, BEN, changes)

    def _edit(self, remote: RemoteId, author: UserId, changes: Mapping[str, object]) -> None:
        stored = self.items[remote]
        before = stored.contact
        stored.contact = replace(before, **changes)
        stored.version = self._tick(remote)
        changed = [name for name in fields_of(before) if getattr(before, name) != getattr(stored.contact, name)]
        trace = Trace(self.clock.now(), author, author == ANNA, only(before, changed), only(stored.contact, changed))
        self.traces.setdefault(remote, []).append(trace)

    def put_in(self, remote: RemoteId, in_scope: bool) -> None:
        """Into the scope, or out of it."""
        self.items[remote].in_scope = in_scope
        self.items[remote].version = self._tick(remote)

    def remove(self, remote: RemoteId) -> None:
        self.items[remote].is_deleted = True
        self._tick(remote)

    def restore(self, remote: RemoteId) -> None:
        """Out of the trash."""
        self.items[remote].is_deleted = False
        self.items[remote].version = self._tick(remote)

    def move(self, remote: RemoteId, to: RemoteId) -> None:
        self.items[to] = replace(self.items[remote], version=self._tick(to))
        self.remove(remote)

    def merge(self, loser: RemoteId, into: RemoteId) -> None:
        """The survivor keeps its values and gets the loser's where it has none."""
        kept, lost = self.items[into].contact, self.items[loser].contact
        names = [name for name in Contact.__slots__ if name != "missing" and not getattr(kept, name)]
        self.edit(into, **{name: getattr(lost, name) for name in names})
        self.remove(loser)

    def live(self) -> dict[RemoteId, Any]:
        return {remote: one.contact for remote, one in self.items.items() if not one.is_deleted}

    def _tick(self, remote: RemoteId) -> int:
        self.log.append(remote)
        return len(self.log)

    def projection(self, content: Content) -> Content:
        return with_photo(content, None)

    def _seen(self, remote: RemoteId) -> Seen:
        one = self.items[remote]
        version = Version(str(one.version))
        owner, marker = (one.owner, one.marker) if self.is_crm else (None, "")
        shown = one.contact
        return Seen(remote, version, shown, one.uid, "", one.in_scope, owner, marker, one.mentions, meeting=one.meeting)

    def _shown(self, remote: RemoteId) -> Seen | Broken:
        one = self.items[remote]
        return Broken(remote, Version(str(one.version)), "unreadable") if one.is_broken else self._seen(remote)

    def _call(self, name: str) -> None:
        if self.circuits is not None:
            self.circuits.ask(self.service)
        self.calls.append(name)
        if self.circuits is not None and not isinstance(self.down, RateLimited):
            self.circuits.tell(self.service, is_well=self.down is None)
        if self.down is not None:
            raise self.down

    def list_all(self, known: Known = nothing_known, resume: str = "") -> Iterator[Page]:
        self._call("list_all")
        cursor = Cursor(str(len(self.log)))
        ids = sorted(remote for remote, one in self.items.items() if not one.is_deleted and remote not in self.unseen)
        for number, start in enumerate(range(0, len(ids), 100)):
            self._call("page")
            if number == self.down_after_pages:
                raise Unavailable("server_error")
            yield self._page(ids[start : start + 100], known)
        yield Page(cursor=cursor)

    def _page(self, ids: Sequence[RemoteId], known: Known) -> Page:
        """The CRM shows all it has; a provider is only asked for what isn't known at its version."""
        versions = [(remote, Version(str(self.items[remote].version))) for remote in ids]
        held = frozenset[RemoteId]() if self.is_crm else known(versions)
        seen = tuple(self._shown(remote) for remote in ids if remote not in held)
        return Page(seen=seen, hinted=tuple(pair for pair in versions if pair[0] in held))

    def changes(self, cursor: Cursor) -> Iterator[Page]:
        self._call("changes")
        if self.expired or not cursor.isdecimal():
            self.expired = False
            raise CursorExpired("token")
        changed = list(dict.fromkeys(self.log[int(cursor) :]))
        gone = tuple(remote for remote in changed if self.items[remote].is_deleted)
        there = [remote for remote in changed if remote not in gone and remote not in self.unseen]
        end = Cursor(str(len(self.log)))
        if self.is_crm:
            yield Page(seen=tuple(self._shown(remote) for remote in there), cursor=end)
        else:
            hints = tuple((remote, Version(str(self.items[remote].version))) for remote in there)
            yield Page(hinted=hints, gone=gone, cursor=end)

    def read(self, ids: Sequence[RemoteId], told_gone: AbstractSet[RemoteId] = frozenset()) -> Mapping[RemoteId, Sight]:
        self._call("read")
        return {remote: self._sight(remote, remote in told_gone) for remote in ids}

    def _sight(self, remote: RemoteId, is_told_gone: bool) -> Sight:
        if remote in self.unseen or remote not in self.items:
            return Tombstone(remote) if is_told_gone else Unseen(remote)
        return Tombstone(remote) if self.items[remote].is_deleted else self._shown(remote)

    def write(self, writes: Sequence[Write]) -> Iterator[Written | Failed]:
        for write in writes:
            yield self._write(write)

    def _write(self, write: Write) -> Written | Failed:
        self.calls.append("write")
        trouble = self.down or (self.failing.popleft() if self.failing else None)
        trouble = trouble or (None if isinstance(write, Creation) else self.refused.get(write.seen.remote_id))
        if trouble is not None:
            return Failed(trouble)
        if self.gap and not isinstance(write, Creation):
            self.gap.popleft()()
        match write:
            case Creation():
                return self._create(write)
            case Change():
                return self._change(write)
            case Removal():
                return self._remove(write)

    def _create(self, creation: Creation) -> Written | Failed:
        name = "marker" if self.is_crm else "uid"
        if not self.is_crm and any(one.uid == creation.link_id and not one.is_deleted for one in self.items.values()):
            return Failed(StaleVersion("exists"))
        self.writes.append(creation)
        remote = self.add(self.projection(creation.content), **{name: creation.link_id})
        if self.lost_answers:
            self.lost_answers -= 1
            return Failed(Unavailable("timeout"))
        return Written(self._seen(remote))

    def _change(self, change: Change) -> Written | Failed:
        remote, seen, wanted = change.seen.remote_id, change.seen.content, self._wanted(change)
        if self.items[remote].is_deleted:
            return Failed(Rejected("not_found") if self.is_crm else StaleVersion("gone"))
        if self._is_stale(change.seen):
            return Failed(StaleVersion("etag"))
        sent = [name for name in fields_of(seen) if name not in seen.missing | wanted.missing]
        news = {str(name): getattr(wanted, name) for name in sent if getattr(wanted, name) != getattr(seen, name)}
        if news:
            self.writes.append(change)
            self._edit(remote, ANNA, news)
        after = self._seen(remote)
        same = [name for name in fields_of(seen) if name in news or getattr(after.content, name) == getattr(seen, name)]
        is_other = len(same) < len(fields_of(seen))
        return Written(after, replace(after.content, missing=frozenset(same)) if is_other else None)

    def _wanted(self, change: Change) -> Content:
        """What this side makes of it."""
        return change.wanted

    def _is_stale(self, seen: Seen) -> bool:
        return not self.is_crm and str(self.items[seen.remote_id].version) != seen.version

    def _remove(self, removal: Removal) -> Written | Failed:
        if self.items[removal.seen.remote_id].is_deleted:
            return Written()
        if self._is_stale(removal.seen):
            return Failed(StaleVersion("etag"))
        self.writes.append(removal)
        self.remove(removal.seen.remote_id)
        last, seen = self._seen(removal.seen.remote_id).content, removal.seen.content
        same = [name for name in fields_of(last) if getattr(last, name) == getattr(seen, name)]
        return Written(overwritten=replace(last, missing=frozenset(same)) if len(same) < len(fields_of(seen)) else None)

    def find_uids(self, uids: Sequence[str]) -> Mapping[str, Seen]:
        self._call("find_uids")
        live = [(remote, one) for remote, one in self.items.items() if not one.is_deleted and one.uid in uids]
        return {one.uid: self._seen(remote) for remote, one in live if one.uid}

    def find_created(
        self, wanted: Mapping[LinkId, Contact], since: datetime, held: Held = nothing_held
    ) -> Mapping[LinkId, Seen]:
        self._call("find_created")
        found = {}
        for remote, one in self.items.items():
            name = LinkId(one.marker if self.is_crm else one.uid)
            if name in wanted and not one.is_deleted:
                found[name] = self._seen(remote)
        return found


@dataclass
class MemoryPlaces:
    """Groups by their ids. `calls` counts what was asked for; `trouble` is raised by whatever is asked next."""

    held: dict[str, str] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    trouble: Trouble | None = None

    def _call(self, name: str) -> None:
        self.calls.append(name)
        if self.trouble is not None:
            raise self.trouble

    def named(self, name: str) -> str:
        self._call("named")
        return next((place for place, each in self.held.items() if each == name), "")

    def make(self, name: str) -> str:
        self._call("make")
        self.held[f"g{len(self.calls)}"] = name
        return f"g{len(self.calls)}"

    def remove(self, place: str) -> None:
        self._call("remove")
        self.held.pop(place, None)


PNG = b"\x89PNG\r\n\x1a\n"


@dataclass
class MemoryDesk:
    """The CRM beyond its contacts. `failing` makes single calls fail, by their name.

    `untold` are fields that its webhooks never show; the word of a webhook is "person/number of the trace".
    """

    persons: MemoryContacts
    open_deals: set[RemoteId] = field(default_factory=set)
    hooks: list[Subscription] = field(default_factory=list)
    photos: dict[RemoteId, bytes] = field(default_factory=dict)
    is_admin: bool = True
    down: Trouble | None = None
    failing: dict[str, Exception] = field(default_factory=dict)
    made_hooks: int = 0
    id: CompanyId = COMPANY
    me: UserId = ANNA
    colleagues: tuple[CrmUser, ...] = ()
    fields: str = "{}"
    untold: frozenset[Field] = frozenset()
    calls: list[str] = field(default_factory=list)

    def _call(self, name: str) -> None:
        self.calls.append(name)
        trouble = self.down or self.failing.get(name)
        if trouble is not None:
            raise trouble

    def company(self) -> CrmCompany:
        self._call("company")
        anna = CrmUser(ANNA, "Anna Beispiel", "anna@example.com", is_admin=self.is_admin)
        return CrmCompany(self.id, "Beispiel GmbH", Plan.PREMIUM, self.me, (anna, *self.colleagues))

    def ensure_fields(self) -> str:
        self._call("ensure_fields")
        return self.fields

    def has_open_deals(self, person: RemoteId) -> bool:
        self._call("has_open_deals")
        if person.startswith("activity/"):
            raise Rejected("validation_failed", "person_id")
        return person in self.open_deals

    def find_by_mail(self, mail: str) -> Sequence[RemoteId]:
        self._call("find_by_mail")
        wanted = mail.casefold()
        live = self.persons.live().items()
        return [remote for remote, one in live if any(entry.value.casefold() == wanted for entry in one.emails)]

    def activity_types(self) -> Sequence[ActivityType]:
        self._call("activity_types")
        return [ActivityType("call", "Call"), ActivityType("fax", "Fax", is_active=False), ActivityType("task", "Task")]

    def subscriptions(self) -> Sequence[Subscription]:
        self._call("subscriptions")
        return list(self.hooks)

    def subscribe(self, url: str, event_object: str, user: str, password: str) -> Subscription:
        self._call("subscribe")
        if not self.is_admin:
            raise Rejected("forbidden")
        self.made_hooks += 1
        made = Subscription(str(self.made_hooks), url, event_object)
        self.hooks.append(made)
        return made

    def unsubscribe(self, subscription: Subscription) -> None:
        self._call("unsubscribe")
        self.hooks = [one for one in self.hooks if one.id != subscription.id]

    def upload_photo(self, person: RemoteId, content: bytes, media_type: str) -> None:
        self._call("upload_photo")
        if media_type != "image/png" or not content.startswith(PNG):
            raise Rejected("not_a_picture")
        self.photos.setdefault(person, content)

    def trace(self, word: bytes) -> Trace | None:
        person, slash, number = word.decode("utf-8", "replace").rpartition("/")
        if not slash or not number.isdecimal():
            return None
        told = self.persons.traces[RemoteId(person)][int(number)]
        shown = told.fields - self.untold
        return replace(told, before=only(told.before, shown), after=only(told.after, shown), silent=self.untold)

    def changelog(self, person: RemoteId) -> Iterator[Trace]:
        """One field in each. Activities have none."""
        self._call("changelog")
        if person.startswith("activity/"):
            raise Rejected("validation_failed", "person_id")
        if person not in self.persons.items:
            raise Rejected("not_found")
        for trace in reversed(self.persons.traces.get(person, [])):
            for name in sorted(trace.fields):
                yield replace(trace, before=only(trace.before, [name]), after=only(trace.after, [name]), is_rough=True)
