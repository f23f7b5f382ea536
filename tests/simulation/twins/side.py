"""What both sides' ports have in common: the way in, with all that may go wrong on it, and reading."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tandem.domain.contact import Contact, Side
from tandem.domain.errors import (
    AccessRevoked,
    CursorExpired,
    RateLimited,
    Rejected,
    StaleVersion,
    Trouble,
    Unavailable,
)
from tandem.domain.ids import Cursor, LinkId, RemoteId, Version
from tandem.domain.sight import Broken, Seen, Sight, Tombstone, Unseen
from tandem.ports import (
    Change,
    Creation,
    Failed,
    Held,
    Known,
    Page,
    Removal,
    Write,
    Written,
    nothing_held,
    nothing_known,
)
from tandem.state.connections import Connection
from tests.simulation.judging.words import Words
from tests.simulation.story.faults import Fault, Weather
from tests.simulation.story.hub import Hub
from tests.simulation.twins.truth import Item, Truth
from tests.simulation.twins.watcher import Watcher

LAG = timedelta(minutes=5)
"""What a listing or an index may not know yet."""


@dataclass(slots=True)
class Surroundings:
    """`later` holds what will still happen by itself: when, and what."""

    hub: Hub
    weather: Weather
    watcher: Watcher
    words: Words
    page: int = 4
    later: list[tuple[datetime, Callable[[], object]]] = field(default_factory=list)


@dataclass(slots=True)
class SidePort:
    """A replica as the port promises it, for one connection. What differs between the sides is in the subclasses."""

    truth: Truth
    around: Surroundings
    connection: Connection
    side: str = ""
    has_links: bool = True

    # --- the way in -----------------------------------------------------------------------------------------

    def _call(self, name: str) -> None:
        """Raise what stops any call."""
        self.around.hub.point(f"{self.truth.name}.{name}")
        weather = self.around.weather
        if self.truth.is_revoked:
            raise AccessRevoked("access_revoked")
        if weather.strikes(Fault.DOWN_BEFORE):
            raise Unavailable("server_error")
        if weather.strikes(Fault.LIMITED):
            raise RateLimited(timedelta(seconds=20))
        if weather.strikes(Fault.LIMITED_LONG):
            raise RateLimited(timedelta(hours=5), is_daily=True)

    def _answered(self, name: str) -> None:
        self.around.hub.point(f"{self.truth.name}.{name}.")

    # --- reading --------------------------------------------------------------------------------------------

    def projection(self, contact: Contact) -> Contact:
        return replace(contact, photo=None)

    def _is_visible(self, item: Item) -> bool:
        return True

    def _in_scope(self, item: Item) -> bool:
        return True

    def _seen(self, item: Item) -> Seen:
        return Seen(item.remote_id, Version(str(item.version)), item.content, item.uid, item.raw, self._in_scope(item))

    def _shown(self, item: Item) -> Seen | Broken:
        return Broken(item.remote_id, Version(str(item.version)), "unreadable") if item.is_broken else self._seen(item)

    def list_all(self, known: Known = nothing_known, resume: str = "") -> Iterator[Page]:
        self._call("list")
        weather = self.around.weather
        place, last = self._resumed(resume)
        # at a first sync nobody could tell it from the truth
        if self.has_links and weather.strikes(Fault.EMPTY_LISTING):
            self.around.words.begin(self.connection.id, Side(self.side))
            yield Page(cursor=Cursor(str(place)))
            return
        then = self.truth.as_of(self._place() if resume else place)
        ids = sorted(remote for remote, item in then.items() if not item.is_deleted and remote > last)
        for start in range(0, len(ids), self.around.page):
            self._call("list page")
            if weather.strikes(Fault.CUT_LISTING):
                raise Unavailable("server_error")
            chunk = ids[start : start + self.around.page]
            page = self._page([then[remote] for remote in chunk if self._is_listed(then[remote])], known)
            yield replace(page, resume=f"{place}:{chunk[-1]}")
        self.around.words.begin(self.connection.id, Side(self.side))
        yield Page(cursor=Cursor(str(place)))

    def _resumed(self, resume: str) -> tuple[int, str]:
        """Where the listing began, which is where its cursor will stand, and the last id that it named."""
        if not resume:
            return self._place(), ""
        place, last = resume.split(":", 1)
        return int(place), last

    def _place(self) -> int:
        """Where a listing stands: at the end of the log, or a while before it."""
        is_stale = self.around.weather.strikes(Fault.STALE_LISTING)
        lag = LAG if is_stale else self.truth.temper.lag
        return self.truth.place_ago(lag) if lag else len(self.truth.log)

    def _is_listed(self, item: Item) -> bool:
        is_unseen, watcher = item.remote_id in self.truth.unseen, self.around.watcher
        if is_unseen or item.is_broken:
            watcher.missed(self.connection, self.side, item)
        else:
            watcher.shown(self.connection, item)
        return self._is_visible(item) and not is_unseen

    def _page(self, items: Sequence[Item], known: Known) -> Page:
        raise NotImplementedError

    def changes(self, cursor: Cursor) -> Iterator[Page]:
        self._call("changes")
        is_known = cursor.isdecimal() and int(cursor) >= self.truth.forgotten
        if self.around.weather.strikes(Fault.EXPIRED) or not is_known:
            raise CursorExpired("token")
        self.around.words.begin(self.connection.id, Side(self.side))
        place = max(self._place(), int(cursor))
        then = self.truth.as_of(place)
        changed = list(dict.fromkeys(item.remote_id for item in self.truth.log[int(cursor) : place]))
        if self.around.weather.strikes(Fault.TWICE_LISTED):
            changed += changed
        size = self.around.page
        for start in range(0, len(changed), size):
            items = [then[remote] for remote in changed[start : start + size]]
            page = self._feed_page(items)
            self._tell(page, items)
            yield page
            self._call("changes page")
        yield Page(cursor=Cursor(str(place)))

    def _tell(self, page: Page, items: Sequence[Item]) -> None:
        named = {one.remote_id: one for one in page.seen} | dict(page.hinted) | dict.fromkeys(page.gone)
        told = [(item.version, item.remote_id, named[item.remote_id]) for item in items if item.remote_id in named]
        self.around.words.tell(self.connection.id, Side(self.side), told)

    def _feed_page(self, items: Sequence[Item]) -> Page:
        raise NotImplementedError

    def read(self, ids: Sequence[RemoteId], told_gone: AbstractSet[RemoteId] = frozenset()) -> Mapping[RemoteId, Sight]:
        self._call("read")
        self.around.words.look(self.connection.id, Side(self.side), ids)
        sights = {remote: self._sight(remote, remote in told_gone) for remote in ids}
        self._answered("read")
        return sights

    def _sight(self, remote: RemoteId, is_told_gone: bool) -> Sight:
        item = self.truth.items.get(remote)
        if item is not None and item.is_deleted:
            return Tombstone(remote)
        if item is None or not self._is_listed(item):
            return Tombstone(remote) if is_told_gone and item is None else Unseen(remote)
        if self.around.weather.strikes(Fault.UNSEEN):
            self.around.watcher.missed(self.connection, self.side, item)
            return Unseen(remote)
        return self._shown(item)

    # --- writing --------------------------------------------------------------------------------------------

    def write(self, writes: Sequence[Write]) -> Iterator[Written | Failed]:
        stopped: Trouble | None = None
        for write in writes:
            answer = Failed(stopped) if stopped else self._write(write)
            if isinstance(answer, Failed) and isinstance(answer.error, AccessRevoked | RateLimited):
                stopped = answer.error
            yield answer

    def _write(self, write: Write) -> Written | Failed:
        try:
            self._call("write")
            answer = self._do(write)
            self._answered("write")
        except Trouble as trouble:
            return Failed(trouble)
        if self.around.weather.strikes(Fault.DOWN_AFTER):
            return Failed(Unavailable("timeout"))
        return answer

    def _do(self, write: Write) -> Written | Failed:
        match write:
            case Creation():
                return self._create(write)
            case Change():
                self._allow(write.seen)
                return self._change(write)
            case Removal():
                self._allow(write.seen)
                return self._remove(write)

    def _allow(self, seen: Seen) -> None:
        if seen.remote_id in self.truth.refused:
            raise Rejected("refused")
        if self.around.weather.strikes(Fault.STALE_WRITE):
            raise StaleVersion("etag")

    def _create(self, creation: Creation) -> Written | Failed:
        if self.around.weather.strikes(Fault.REJECTED):
            raise Rejected("refused")
        if self.around.weather.strikes(Fault.LATE_CREATE):
            due = self.around.hub.now + timedelta(seconds=3)
            self.around.later.append((due, lambda: self._make(creation)))
            raise Unavailable("timeout")
        item = self._make(creation)
        return Written(self._seen(item)) if item else Failed(self._taken())

    def _taken(self) -> Trouble:
        """What is said to whoever makes an item that is there already."""
        return StaleVersion("exists")

    def _make(self, creation: Creation) -> Item | None:
        raise NotImplementedError

    def _change(self, change: Change) -> Written | Failed:
        raise NotImplementedError

    def _remove(self, removal: Removal) -> Written | Failed:
        raise NotImplementedError

    def find_created(
        self, wanted: Mapping[LinkId, Contact], since: datetime, held: Held = nothing_held
    ) -> Mapping[LinkId, Seen]:
        self._call("find created")
        found = {}
        for item in self.truth.live():
            name = LinkId(self._made_as(item))
            if name in wanted and self._is_visible(item) and self._is_listed_by_now(item):
                found[name] = self._seen(item)
        lag = self.truth.temper.lag
        if lag and found.keys() != wanted.keys() and self.around.hub.now < since + lag:
            raise Unavailable("write_lag")
        return found

    def _is_listed_by_now(self, item: Item) -> bool:
        lag = self.truth.temper.lag
        return not lag or self.truth.born(item.remote_id) <= self.around.hub.now - lag

    def _made_as(self, item: Item) -> str:
        raise NotImplementedError
